import { boundary } from './bisection.ts';
import { type ExtremalFamily, memberGrowth } from './extremalFamily.ts';
import { slowestGrowth } from './landingStage.ts';

/**
 * Where the travel of an extremal family turns: up to `highest` it rises with the duration, then it falls to `lowest`, then it
 * rises for good. `highest` is the first member if the travel falls at once.
 */
export interface TurningMembers {
  readonly highest: number;
  readonly lowest: number;
}

/**
 * Null if the travel only rises, as it always does if the target velocity is not negative. The travel gained per second first
 * falls along the landing stage, to one minimum, and then rises to the end of the family (own derivation from the closed forms
 * in landingStage.ts and peakStage.ts), so that it is negative in one interval or nowhere.
 */
export function turningMembers(family: ExtremalFamily): TurningMembers | null {
  const { problem, landing, first, last } = family;
  if (problem.targetVelocity >= 0) return null;
  const isFalling = (member: number): boolean => memberGrowth(family, member).travelPerTime < 0;
  const slowest = landing === null ? 0 : -slowestGrowth(problem, landing);
  if (!isFalling(slowest)) return null;
  const highest = isFalling(first) ? first : boundary(isFalling, slowest, first);
  // The growth has no jump between the stages: both take it to be the landing's velocity at zero.
  const lowest =
    slowest < 0 && !isFalling(0) ? boundary(isFalling, slowest, 0) : boundary(isFalling, 0, last);
  return { highest, lowest };
}
