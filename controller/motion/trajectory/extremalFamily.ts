import type { AxisProblem } from './axisProblem.ts';
import { boundary } from './bisection.ts';
import { type Landing, landingGrowth, landingOf, landingProfile, landingTravel } from './landingStage.ts';
import { type Growth, highestPeak, peakGrowth, peakProfile, peakTravel } from './peakStage.ts';
import type { CruiseProfile, Profile } from './profile.ts';
import { velocityTransition } from './velocityTransition.ts';

/**
 * Of all motions of a given duration that end with the target velocity, the one that goes farthest up accelerates towards the
 * maximum velocity for as long as it can, then goes to the target velocity (reference/trajectory, method part 2). These motions
 * form one family, here in the order of their duration: from `first`, the direct change to the target velocity, over stages
 * numbered below zero by the deceleration left of a given-up landing and above zero by the peak velocity, to `last`, which just
 * reaches the maximum velocity; after that the cruise at maximum velocity becomes longer.
 * The farthest down is the same in a mirror.
 */
export interface ExtremalFamily {
  readonly problem: AxisProblem;
  readonly landing: Landing | null;
  readonly first: number;
  readonly last: number;
}

export function extremalFamily(problem: AxisProblem): ExtremalFamily {
  const landing = landingOf(problem);
  return {
    problem,
    landing,
    first: landing === null ? 0 : -landing.peak,
    last: problem.naturalVelocity > problem.maxVelocity ? 0 : highestPeak(problem),
  };
}

export function memberProfile({ problem, landing }: ExtremalFamily, member: number): Profile {
  if (landing !== null && member < 0) return landingProfile(problem, landing, -member);
  return peakProfile(problem, member, 0);
}

export function memberTravel({ problem, landing }: ExtremalFamily, member: number): number {
  if (landing !== null && member <= 0) return landingTravel(problem, landing, -member);
  return peakTravel(problem, member);
}

export function memberGrowth({ problem, landing }: ExtremalFamily, member: number): Growth {
  if (landing !== null && member < 0) return landingGrowth(problem, landing, -member);
  return peakGrowth(problem, member);
}

/** The member that reaches the maximum velocity and then cruises there. */
export function cruisingProfile(family: ExtremalFamily, cruiseDuration: number): CruiseProfile {
  const { problem, landing } = family;
  const { maxVelocity, targetVelocity } = problem;
  if (landing === null || problem.naturalVelocity <= maxVelocity) {
    return peakProfile(problem, family.last, cruiseDuration);
  }
  const leaving = velocityTransition(maxVelocity, 0, targetVelocity, problem);
  return {
    kind: 'cruise',
    duration: landing.duration + cruiseDuration + leaving.duration,
    firstDirection: -1,
    firstPeak: landing.peak,
    firstPlateau: landing.plateau,
    cruiseDuration,
    secondDirection: leaving.direction,
    secondPeak: leaving.peak,
    secondPlateau: leaving.plateau,
  };
}

const MOST_STEPS = 200;

/**
 * The member between `low` and `high` whose travel is the distance: Newton's method inside a shrinking bracket. `rising` is 1
 * if the travel grows from `low` to `high`, −1 if it falls; the two must lie in the same stage.
 */
export function memberOfDistance(family: ExtremalFamily, low: number, high: number, rising: 1 | -1): number {
  const { distance, noise } = family.problem;
  let [below, above, member] = [low, high, (low + high) / 2];
  for (let step = 0; step < MOST_STEPS; step++) {
    const error = memberTravel(family, member) - distance;
    if (Math.abs(error) <= noise) return member;
    if (error * rising > 0) above = member;
    else below = member;
    const { travelPerTime, durationSlope } = memberGrowth(family, member);
    let next = member - error / (travelPerTime * durationSlope);
    if (!(next > below && next < above)) next = (below + above) / 2;
    if (Math.abs(next - member) <= Number.EPSILON * Math.abs(member)) return next;
    member = next;
  }
  return member;
}

/** The member of a duration between that of the first and that of the last. */
export function memberOfDuration(family: ExtremalFamily, duration: number): number {
  const isShorter = (member: number): boolean => memberProfile(family, member).duration < duration;
  return boundary(isShorter, family.first, family.last);
}
