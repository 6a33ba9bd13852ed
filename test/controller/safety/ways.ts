import { type SafetyState, type SafetyView, viewSafety } from '../../../controller/safety/safety.ts';
import type { SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import type { StateName } from '../../../protocol/states.ts';
import { ask, bothHands, confirm, engage, REST, retreat, STOP, sinceStart, tick } from './moments.ts';

export const nameOf = (state: SafetyState): StateName => viewSafety(state).state;
export const seen = (...events: readonly SafetyEvent[]): SafetyView => viewSafety(sinceStart(...events));

export const toSelfTest = [tick(0, { readiness: 'needsHand' }), tick(10, { readiness: 'needsHand' })];
export const toStandby = [tick(0), tick(10), tick(20)];
export const toReady = [...toStandby, ask(100), confirm(700)];
export const toMoving = [...toReady, engage()];
export const toSlowed = [...toMoving, tick(1000, { action: 'slow', reason: 'slowedForGaze' })];
export const toRetreat = [...toStandby, retreat(1000)];
export const toPaused = [...toStandby, REST, tick(30)];
export const toStopped = [...toStandby, STOP, tick(30)];
export const toProtected = [...toStandby, tick(30, { action: 'protectiveHold' })];
export const toReleased = [...toStandby, ...bothHands(1000, 3000)];

/** A way to each state; those in which the head stands still have seen that nobody holds the release control. */
export const WAYS: Readonly<Record<StateName, readonly SafetyEvent[]>> = {
  starting: [],
  selfTest: toSelfTest,
  standby: toStandby,
  ready: toReady,
  engaged: toMoving,
  paused: toPaused,
  retreating: [...toRetreat, tick(3000)],
  protectiveHold: toProtected,
  supportedRelease: toReleased,
  stopped: toStopped,
};
