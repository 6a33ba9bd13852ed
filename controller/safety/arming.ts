import type { RefusalId } from '../../protocol/refusals.ts';
import { type FailsafeAction, isAtLeast } from './failsafe.ts';

/** Shorter than a person needs to see the question and look at the answer; a stare at one place must not be both. */
export const SHORTEST_CONFIRM_MS = 500;
/** A question left unanswered is withdrawn. */
export const LONGEST_CONFIRM_MS = 10_000;

/** Whether a movement may begin under this action of the failsafe table. */
export function permitsNewMotion(action: FailsafeAction): boolean {
  return !isAtLeast(action, 'noNewMotion');
}

/** What the second step of arming is judged by. */
export interface Confirmation {
  readonly nowMs: number;
  readonly isAtRest: boolean;
  readonly action: FailsafeAction;
}

/** Why the first step is refused, or undefined. */
export function refuseAsk(action: FailsafeAction): RefusalId | undefined {
  return permitsNewMotion(action) ? undefined : 'faultPresent';
}

/** Why the second step is refused, or undefined. `askedAtMs` undefined: nobody asked. */
export function refuseConfirm(
  askedAtMs: number | undefined,
  confirmation: Confirmation,
): RefusalId | undefined {
  if (askedAtMs === undefined) return 'notAsked';
  const waitedMs = confirmation.nowMs - askedAtMs;
  if (!(waitedMs >= SHORTEST_CONFIRM_MS)) return 'confirmTooSoon';
  if (!(waitedMs <= LONGEST_CONFIRM_MS)) return 'confirmTooLate';
  if (!permitsNewMotion(confirmation.action)) return 'faultPresent';
  return confirmation.isAtRest ? undefined : 'stillMoving';
}
