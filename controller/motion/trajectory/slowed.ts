import { type AxisProblem, mirrored } from './axisProblem.ts';
import { blendOfDuration } from './blend.ts';
import { type CruiseProfile, mirroredProfile, type Profile } from './profile.ts';
import { velocityTransition } from './velocityTransition.ts';

/**
 * The profile of an axis that shall take longer than it need: full jerk, but a lower cruise velocity. Just above its minimum
 * duration an axis may have no such profile (reference/trajectory, method part 3). It then arrives early and waits, or, if it
 * must arrive moving, mixes its two extremal motions. `duration` counts from the prelude's end and must be one that the
 * axis can realise; `fastest` is its fastest profile.
 */
export function slowedProfile(problem: AxisProblem, duration: number, fastest: Profile): Profile {
  const arriving = cruiseAt(problem, problem.targetVelocity, duration);
  if (Math.abs(problem.distance - arriving.travel) <= problem.noise) return arriving;
  const isUp = problem.distance > arriving.travel;
  const found = slowedUpward(isUp ? problem : mirrored(problem), duration);
  if (found !== null) return isUp ? found : mirroredProfile(found);
  return problem.targetVelocity === 0 ? fastest : blendOfDuration(problem, duration);
}

interface CruiseAttempt extends CruiseProfile {
  readonly travel: number;
  /** d(travel)/d(cruise velocity): every ramp next to the cruise is lifted with it. */
  readonly slope: number;
}

/** The attempt at this cruise velocity. Its cruise is negative if the time does not suffice. */
function cruiseAt(problem: AxisProblem, cruiseVelocity: number, duration: number): CruiseAttempt {
  const first = velocityTransition(problem.velocity, problem.acceleration, cruiseVelocity, problem);
  const second = velocityTransition(cruiseVelocity, 0, problem.targetVelocity, problem);
  const cruiseDuration = duration - first.duration - second.duration;
  return {
    kind: 'cruise',
    duration,
    firstDirection: first.direction,
    firstPeak: first.peak,
    firstPlateau: first.plateau,
    cruiseDuration,
    secondDirection: second.direction,
    secondPeak: second.peak,
    secondPlateau: second.plateau,
    travel: first.travel + cruiseDuration * cruiseVelocity + second.travel,
    slope: cruiseDuration + (first.peak + second.peak) / (2 * problem.jerk),
  };
}

/**
 * For a target beyond what cruising at the target velocity reaches. Where the time suffices, the travel rises with the cruise
 * velocity. It suffices near the target and near the natural velocity, but not always for all velocities between the two.
 */
function slowedUpward(problem: AxisProblem, duration: number): CruiseProfile | null {
  const { targetVelocity, naturalVelocity, maxVelocity } = problem;
  if (naturalVelocity <= targetVelocity)
    return solveCruise(problem, duration, targetVelocity, maxVelocity, 1);
  const natural = Math.min(naturalVelocity, maxVelocity);
  const atNatural = cruiseAt(problem, natural, duration);
  const suffices = atNatural.cruiseDuration >= 0;
  if (suffices && atNatural.travel <= problem.distance) {
    return solveCruise(problem, duration, natural, maxVelocity, 1);
  }
  const nearTarget = solveCruise(problem, duration, targetVelocity, natural, 1);
  if (nearTarget !== null || !suffices) return nearTarget;
  return solveCruise(problem, duration, targetVelocity, natural, -1);
}

const MOST_STEPS = 200;
const RELATIVE_ERROR = 1e-12;

/**
 * The cruise velocity between two, by Newton's method inside a shrinking bracket; null if there is none. A velocity for which
 * the time does not suffice counts as too high if `gapSide` is 1, as too low if it is −1.
 */
function solveCruise(
  problem: AxisProblem,
  duration: number,
  lowest: number,
  highest: number,
  gapSide: 1 | -1,
): CruiseProfile | null {
  let [low, high] = [lowest, highest];
  let velocity = gapSide > 0 ? low : high;
  let attempt = cruiseAt(problem, velocity, duration);
  for (let step = 0; step < MOST_STEPS; step++) {
    const suffices = attempt.cruiseDuration >= 0;
    const error = attempt.travel - problem.distance;
    if (suffices && Math.abs(error) <= problem.noise) return attempt;
    if (suffices ? error > 0 : gapSide > 0) high = velocity;
    else low = velocity;
    let next = suffices ? velocity - error / attempt.slope : NaN;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (next <= low || next >= high || Math.abs(next - velocity) <= Number.EPSILON * Math.abs(next)) break;
    velocity = next;
    attempt = cruiseAt(problem, velocity, duration);
  }
  const scale = Math.abs(problem.distance) + (Math.abs(problem.velocity) + Math.abs(velocity)) * duration;
  const isSolution =
    Math.abs(attempt.travel - problem.distance) <= problem.noise + RELATIVE_ERROR * scale &&
    attempt.cruiseDuration >= -RELATIVE_ERROR * duration;
  return isSolution ? attempt : null;
}
