import { type AxisProblem, mirrored } from './axisProblem.ts';
import { blendOfDuration } from './blend.ts';
import { type CruiseProfile, mirroredProfile, type Profile } from './profile.ts';
import { velocityTransition } from './velocityTransition.ts';

/** The profile with this cruise velocity and duration, and how far it goes. The cruise is negative if the time does not suffice. */
function slowed(
  problem: AxisProblem,
  cruiseVelocity: number,
  duration: number,
): CruiseProfile & { travel: number; slope: number } {
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
 * A profile that takes longer than it need: full jerk, but a lower cruise speed. Among the cruise velocities for which the time
 * suffices, the travel rises with the cruise velocity. `duration` counts from the prelude's end and must be feasible.
 */
export function profileOfDuration(problem: AxisProblem, duration: number, fastest: Profile): Profile {
  const arriving = slowed(problem, problem.targetVelocity, duration);
  if (Math.abs(problem.distance - arriving.travel) <= problem.noise) return arriving;
  const isUp = problem.distance > arriving.travel;
  const found = slowedUpward(isUp ? problem : mirrored(problem), duration);
  if (found) return isUp ? found : mirroredProfile(found);
  return problem.targetVelocity === 0 ? fastest : blendOfDuration(problem, duration);
}

/** For a target beyond what cruising at the target velocity reaches. */
function slowedUpward(problem: AxisProblem, duration: number): CruiseProfile | null {
  const { targetVelocity, naturalVelocity, maxVelocity } = problem;
  let low = targetVelocity;
  const high = maxVelocity;
  if (naturalVelocity > targetVelocity) {
    const upper = Math.min(naturalVelocity, maxVelocity);
    const natural = slowed(problem, upper, duration);
    if (natural.cruiseDuration >= 0 && natural.travel <= problem.distance) low = upper;
    else return betweenVelocities(problem, duration, low, upper);
  }
  return solveCruise(problem, duration, low, high);
}

const MOST_STEPS = 200;

function solveCruise(
  problem: AxisProblem,
  duration: number,
  low: number,
  high: number,
): CruiseProfile | null {
  let cruiseVelocity = low;
  for (let step = 0; step < MOST_STEPS; step++) {
    const profile = slowed(problem, cruiseVelocity, duration);
    const isTooHigh = profile.cruiseDuration < 0 || profile.travel > problem.distance;
    if (isTooHigh) high = cruiseVelocity;
    else low = cruiseVelocity;
    let next = cruiseVelocity - (profile.travel - problem.distance) / profile.slope;
    if (profile.cruiseDuration < 0 || !(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - cruiseVelocity) <= Number.EPSILON * Math.abs(next) || next <= low || next >= high) {
      return checked(problem, duration, cruiseVelocity);
    }
    cruiseVelocity = next;
  }
  return checked(problem, duration, cruiseVelocity);
}

/**
 * Cruise velocities between the target velocity and the higher natural velocity: near either the time suffices, in the middle
 * it may not, and then a solution lies on one side of that gap or there is none.
 */
function betweenVelocities(
  problem: AxisProblem,
  duration: number,
  low: number,
  high: number,
): CruiseProfile | null {
  let [lowest, highest] = [low, high];
  for (let step = 0; step < MOST_STEPS; step++) {
    const middle = (lowest + highest) / 2;
    if (middle <= lowest || middle >= highest) break;
    const profile = slowed(problem, middle, duration);
    if (profile.cruiseDuration < 0) return besideGap(problem, duration, low, high, middle);
    if (profile.travel > problem.distance) highest = middle;
    else lowest = middle;
  }
  return checked(problem, duration, lowest);
}

function besideGap(
  problem: AxisProblem,
  duration: number,
  low: number,
  high: number,
  inside: number,
): CruiseProfile | null {
  const below = gapEdge(problem, duration, low, inside);
  if (slowed(problem, below, duration).travel >= problem.distance)
    return bisect(problem, duration, low, below);
  if (slowed(problem, high, duration).cruiseDuration < 0) return null;
  const above = gapEdge(problem, duration, high, inside);
  if (slowed(problem, above, duration).travel <= problem.distance)
    return bisect(problem, duration, above, high);
  return null;
}

function gapEdge(problem: AxisProblem, duration: number, outside: number, inside: number): number {
  for (let step = 0; step < MOST_STEPS; step++) {
    const middle = (outside + inside) / 2;
    if (middle === outside || middle === inside) break;
    if (slowed(problem, middle, duration).cruiseDuration < 0) inside = middle;
    else outside = middle;
  }
  return outside;
}

function bisect(problem: AxisProblem, duration: number, low: number, high: number): CruiseProfile | null {
  for (let step = 0; step < MOST_STEPS; step++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (slowed(problem, middle, duration).travel > problem.distance) high = middle;
    else low = middle;
  }
  return checked(problem, duration, low);
}

function checked(problem: AxisProblem, duration: number, cruiseVelocity: number): CruiseProfile | null {
  const profile = slowed(problem, cruiseVelocity, duration);
  const isClose = Math.abs(profile.travel - problem.distance) <= 1e-9 && profile.cruiseDuration >= -1e-12;
  return isClose ? profile : null;
}
