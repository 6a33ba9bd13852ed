import type { FailsafeAction } from '../../../controller/safety/failsafe.ts';
import { beginSafety, type SafetyState, stepSafety } from '../../../controller/safety/safety.ts';
import type { SafetyEvent } from '../../../controller/safety/safetyEvents.ts';

export type EventOf<Type extends SafetyEvent['type']> = Extract<SafetyEvent, { type: Type }>;

/** A tick in which nothing is wrong, nobody holds anything and a retreat would be open, but for what is said otherwise. */
export function tick(nowMs: number, but: Partial<Omit<EventOf<'tick'>, 'type' | 'nowMs'>> = {}): SafetyEvent {
  return {
    type: 'tick',
    nowMs,
    action: 'none',
    reason: undefined,
    readiness: 'passed',
    isReleasePressed: false,
    isHeadHeld: false,
    isRetreatOpen: true,
    ...but,
  };
}

/** Both hands are where a supported release needs them. */
export const BOTH_HANDS = { isReleasePressed: true, isHeadHeld: true } as const;

export const ask = (nowMs: number, action: FailsafeAction = 'none'): SafetyEvent => ({
  type: 'askToArm',
  nowMs,
  action,
});

export function confirm(nowMs: number, isAtRest = true, action: FailsafeAction = 'none'): SafetyEvent {
  return { type: 'confirmArm', nowMs, action, isAtRest };
}

export const engage = (action: FailsafeAction = 'none'): SafetyEvent => ({ type: 'engage', action });

export function retreat(
  nowMs: number,
  but: Partial<Omit<EventOf<'retreat'>, 'type' | 'nowMs'>> = {},
): SafetyEvent {
  return { type: 'retreat', nowMs, action: 'none', isRetreatOpen: true, isAutomatic: false, ...but };
}

export const STOP: SafetyEvent = { type: 'stop' };
export const REST: SafetyEvent = { type: 'rest' };
export const ACKNOWLEDGE: SafetyEvent = { type: 'acknowledge' };
export const LEAVE_STOP: SafetyEvent = { type: 'leaveStop' };
export const ARRIVED: SafetyEvent = { type: 'arrived' };
export const RELEASE_ENDED: SafetyEvent = { type: 'releaseEnded' };

/** Ticks with both hands, so close that the time between them counts. */
export function bothHands(fromMs: number, toMs: number): readonly SafetyEvent[] {
  const events: SafetyEvent[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += 250) events.push(tick(atMs, BOTH_HANDS));
  return [...events, tick(toMs, BOTH_HANDS)];
}

export function onward(from: SafetyState, ...events: readonly SafetyEvent[]): SafetyState {
  return events.reduce((state, event) => stepSafety(state, event), from);
}

export const sinceStart = (...events: readonly SafetyEvent[]): SafetyState =>
  onward(beginSafety(), ...events);
