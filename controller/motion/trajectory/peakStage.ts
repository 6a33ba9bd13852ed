import type { AxisProblem } from './axisProblem.ts';
import type { CruiseProfile } from './profile.ts';
import { cappedPlateau, transitionTravel } from './velocityTransition.ts';

/*
 * The extremal motions without a cruise: up to a peak velocity and down to the target velocity at once. They are numbered by
 * w = sqrt(peak velocity − base), base being the higher of the natural and the target velocity, because the squares of both
 * acceleration peaks are linear in w²: where a peak vanishes, a duration has an infinite slope against the peak
 * velocity and would lose half its digits, but it is smooth against w.
 */

export interface Growth {
  readonly travelPerTime: number;
  readonly durationSlope: number;
}

export function baseVelocity(problem: AxisProblem): number {
  return Math.max(problem.naturalVelocity, problem.targetVelocity);
}

/** The w at which the peak velocity is the maximum velocity; the natural velocity must not exceed that. */
export function highestPeak(problem: AxisProblem): number {
  return Math.sqrt(problem.maxVelocity - baseVelocity(problem));
}

/** Square of the first acceleration peak, were there no limit to it. */
function firstPeakSquared(problem: AxisProblem, base: number, w: number): number {
  const inherited = Math.max(problem.acceleration, 0);
  return problem.jerk * (base - problem.naturalVelocity + w * w) + inherited * inherited;
}

function secondPeakSquared(problem: AxisProblem, base: number, w: number): number {
  return problem.jerk * (base - problem.targetVelocity + w * w);
}

export function peakProfile(problem: AxisProblem, w: number, cruiseDuration: number): CruiseProfile {
  const { acceleration, accelerationLimit, decelerationLimit, jerk } = problem;
  const base = baseVelocity(problem);
  const firstSquared = firstPeakSquared(problem, base, w);
  const secondSquared = secondPeakSquared(problem, base, w);
  const firstPeak = Math.min(accelerationLimit, Math.sqrt(firstSquared));
  const secondPeak = Math.min(decelerationLimit, Math.sqrt(secondSquared));
  const firstPlateau = cappedPlateau(firstSquared, problem.accelerationLimit, jerk);
  const secondPlateau = cappedPlateau(secondSquared, problem.decelerationLimit, jerk);
  return {
    kind: 'cruise',
    duration:
      (2 * (firstPeak + secondPeak) - acceleration) / jerk + firstPlateau + secondPlateau + cruiseDuration,
    firstDirection: 1,
    firstPeak,
    firstPlateau,
    cruiseDuration,
    secondDirection: -1,
    secondPeak,
    secondPlateau,
  };
}

export function peakTravel(problem: AxisProblem, w: number): number {
  const { velocity, acceleration, targetVelocity, jerk } = problem;
  const base = baseVelocity(problem);
  const peakVelocity = base + w * w;
  const firstSquared = firstPeakSquared(problem, base, w);
  const secondSquared = secondPeakSquared(problem, base, w);
  const firstPeak = Math.min(problem.accelerationLimit, Math.sqrt(firstSquared));
  const secondPeak = Math.min(problem.decelerationLimit, Math.sqrt(secondSquared));
  const firstPlateau = cappedPlateau(firstSquared, problem.accelerationLimit, jerk);
  const secondDuration =
    (2 * secondPeak) / jerk + cappedPlateau(secondSquared, problem.decelerationLimit, jerk);
  return (
    transitionTravel(velocity, acceleration, peakVelocity, 1, firstPeak, firstPlateau, jerk) +
    ((peakVelocity + targetVelocity) / 2) * secondDuration
  );
}

/** How the motion grows with w: d(travel)/d(duration) in deg/s, and d(duration)/dw. At w = 0 a peak may vanish: no derivative. */
export function peakGrowth(problem: AxisProblem, w: number): Growth {
  const base = baseVelocity(problem);
  const first = Math.min(problem.accelerationLimit, Math.sqrt(firstPeakSquared(problem, base, w)));
  const second = Math.min(problem.decelerationLimit, Math.sqrt(secondPeakSquared(problem, base, w)));
  return {
    // Raising the peak velocity by δ takes δ/peak longer on either side and lifts both ramps next to it.
    travelPerTime: base + w * w + (first * second) / (2 * problem.jerk),
    durationSlope: 2 * w * (1 / first + 1 / second),
  };
}
