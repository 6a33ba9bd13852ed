import type { AxisProblem } from './axisProblem.ts';
import type { CruiseProfile } from './profile.ts';
import { transitionTravel } from './velocityTransition.ts';

/**
 * The extremal motions without a cruise: up to a peak velocity and down to the target velocity at once. They are numbered by
 * w = sqrt(peak velocity − base), base being the higher of the natural and the target velocity, because the squares of both
 * accelerations are linear in w²: where an acceleration peak vanishes, a duration has an infinite slope against the
 * peak velocity and would lose half its digits, but it is smooth against w.
 */
export function baseVelocity(problem: AxisProblem): number {
  return Math.max(problem.naturalVelocity, problem.targetVelocity);
}

/** Square of the first acceleration peak, were there no limit to it. */
function firstPeakSquared(problem: AxisProblem, base: number, w: number): number {
  const inherited = Math.max(problem.acceleration, 0);
  return problem.jerk * (base - problem.naturalVelocity + w * w) + inherited * inherited;
}

function secondPeakSquared(problem: AxisProblem, base: number, w: number): number {
  return problem.jerk * (base - problem.targetVelocity + w * w);
}

export function peakProfile(
  problem: AxisProblem,
  base: number,
  w: number,
  cruiseDuration: number,
): CruiseProfile {
  const { acceleration, accelerationLimit, deceleration, jerk } = problem;
  const firstSquared = firstPeakSquared(problem, base, w);
  const secondSquared = secondPeakSquared(problem, base, w);
  const firstPeak = Math.min(accelerationLimit, Math.sqrt(firstSquared));
  const secondPeak = Math.min(deceleration, Math.sqrt(secondSquared));
  const firstPlateau = plateau(firstSquared, firstPeak, accelerationLimit, jerk);
  const secondPlateau = plateau(secondSquared, secondPeak, deceleration, jerk);
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

function plateau(peakSquared: number, peak: number, limit: number, jerk: number): number {
  return peak === limit ? (peakSquared - peak * peak) / (jerk * peak) : 0;
}

export function peakTravel(problem: AxisProblem, base: number, w: number): number {
  const { velocity, acceleration, targetVelocity, jerk } = problem;
  const peakVelocity = base + w * w;
  const { firstPeak, firstPlateau, secondPeak, secondPlateau } = peakProfile(problem, base, w, 0);
  const first = transitionTravel(velocity, acceleration, peakVelocity, 1, firstPeak, firstPlateau, jerk);
  return first + ((peakVelocity + targetVelocity) / 2) * ((2 * secondPeak) / jerk + secondPlateau);
}

/**
 * d(travel)/d(w²). Raising the peak velocity by δ takes δ/peak longer on either side and lifts both ramps next to it.
 * Not defined at w = 0, where a peak may vanish.
 */
export function peakTravelSlope(problem: AxisProblem, base: number, w: number): number {
  const first = Math.min(problem.accelerationLimit, Math.sqrt(firstPeakSquared(problem, base, w)));
  const second = Math.min(problem.deceleration, Math.sqrt(secondPeakSquared(problem, base, w)));
  return (base + w * w) * (1 / first + 1 / second) + (first + second) / (2 * problem.jerk);
}

const MOST_STEPS = 200;

/**
 * The w between `low` and `high` at which the travel equals the distance, by Newton's method kept inside a shrinking bracket.
 * `rising` is 1 if the travel grows with w between them, −1 if it falls.
 */
export function solvePeak(
  problem: AxisProblem,
  base: number,
  low: number,
  high: number,
  guess: number,
  rising: 1 | -1,
): number {
  let w = guess > low && guess < high ? guess : (low + high) / 2;
  for (let step = 0; step < MOST_STEPS; step++) {
    const error = peakTravel(problem, base, w) - problem.distance;
    if (error === 0) return w;
    if (error * rising > 0) high = w;
    else low = w;
    let next = w - error / (2 * w * peakTravelSlope(problem, base, w));
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - w) <= Number.EPSILON * w || next === w) return next;
    w = next;
  }
  return w;
}
