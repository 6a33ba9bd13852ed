import { type AxisProblem, mirrored } from './axisProblem.ts';
import { landingOfDuration, landingToDistance } from './landing.ts';
import { solveMonotone } from './monotoneRoot.ts';
import { baseVelocity, peakProfile, peakTravel, peakTravelSlope, solvePeak } from './peakVelocity.ts';
import { type CruiseProfile, mirroredProfile, type Profile } from './profile.ts';
import { velocityTransition } from './velocityTransition.ts';

/** An open interval of durations that an axis cannot realise, and how it moves when given exactly its end. */
export interface BlockedInterval {
  readonly from: number;
  readonly to: number;
  readonly profileAtEnd: Profile;
}

/** Straight to the target velocity, wherever that ends. No motion is shorter. */
export function directProfile(problem: AxisProblem): { profile: CruiseProfile; travel: number } {
  const { direction, peak, plateauDuration, duration, travel } = velocityTransition(
    problem.velocity,
    problem.acceleration,
    problem.targetVelocity,
    problem,
  );
  const profile: CruiseProfile = {
    kind: 'cruise',
    duration,
    firstDirection: direction,
    firstPeak: peak,
    firstPlateau: plateauDuration,
    cruiseDuration: 0,
    secondDirection: -direction,
    secondPeak: 0,
    secondPlateau: 0,
  };
  return { profile, travel };
}

/**
 * The time-optimal profile. Of all motions of a given duration that end with the target velocity, the one that goes farthest
 * up keeps the velocity as high as the limits permit for as long as it can; the farthest down is its mirror image. The
 * reachable positions lie between the two, so the optimum lies on one of them (reference/trajectory, method part 2).
 */
export function fastestProfile(problem: AxisProblem): Profile {
  const direct = directProfile(problem);
  const error = problem.distance - direct.travel;
  if (Math.abs(error) <= problem.noise) return direct.profile;
  if (error > 0) return fastestUpward(problem, direct.travel);
  return mirroredProfile(fastestUpward(mirrored(problem), -direct.travel));
}

/** For a target beyond where the direct profile ends. With a negative target velocity, the travel may fall before it rises. */
function fastestUpward(problem: AxisProblem, directTravel: number): Profile {
  if (problem.naturalVelocity > problem.maxVelocity) {
    return landingToDistance(problem) ?? withCruise(problem);
  }
  const base = baseVelocity(problem);
  const highest = Math.sqrt(problem.maxVelocity - base);
  const farthest = peakTravel(problem, base, highest);
  if (farthest <= problem.distance) return cruising(problem, problem.distance - farthest);
  const guess = highest * Math.cbrt((problem.distance - directTravel) / (farthest - directTravel));
  return peakProfile(problem, base, solvePeak(problem, base, 0, highest, guess, 1), 0);
}

function cruising(problem: AxisProblem, remaining: number): CruiseProfile {
  const base = baseVelocity(problem);
  return peakProfile(problem, base, Math.sqrt(problem.maxVelocity - base), remaining / problem.maxVelocity);
}

/** Lands on the maximum velocity from above, cruises and goes to the target velocity. */
function withCruise(problem: AxisProblem): CruiseProfile {
  const { maxVelocity, targetVelocity, jerk } = problem;
  const landing = velocityTransition(problem.velocity, problem.acceleration, maxVelocity, problem);
  const leaving = velocityTransition(maxVelocity, 0, targetVelocity, problem);
  const cruiseDuration = Math.max(0, (problem.distance - landing.travel - leaving.travel) / maxVelocity);
  return {
    kind: 'cruise',
    duration: landing.duration + cruiseDuration + leaving.duration,
    firstDirection: landing.direction,
    firstPeak: landing.peak,
    firstPlateau: landing.plateauDuration,
    cruiseDuration,
    secondDirection: leaving.direction,
    secondPeak: leaving.peak,
    secondPlateau: leaving.plateauDuration,
  };
}

/**
 * Durations above the minimum that the axis cannot realise. They exist only if it must arrive moving: with too much time to
 * arrive at once, and too little to turn back and come again. Seen with a negative target velocity: the farthest travel falls
 * below the distance at the interval's begin and rises past it at its end.
 */
export function blockedInterval(problem: AxisProblem): BlockedInterval | null {
  if (problem.targetVelocity === 0) return null;
  if (problem.targetVelocity < 0) return blockedUpward(problem);
  const blocked = blockedUpward(mirrored(problem));
  return blocked && { ...blocked, profileAtEnd: mirroredProfile(blocked.profileAtEnd) };
}

function blockedUpward(problem: AxisProblem): BlockedInterval | null {
  const base = baseVelocity(problem);
  if (base >= 0) return null;
  const direct = directProfile(problem);
  if (problem.distance > direct.travel + problem.noise) return null;
  const highest = Math.sqrt(problem.maxVelocity - base);
  // At a peak velocity of zero the travel rises again, so its turning point lies below.
  const turning = solveMonotone((w) => peakTravelSlope(problem, base, w), 0, Math.sqrt(-base));
  if (peakTravel(problem, base, turning) >= problem.distance) return null;
  const farthest = peakTravel(problem, base, highest);
  const begin = peakProfile(problem, base, solvePeak(problem, base, 0, turning, turning / 2, -1), 0);
  const end =
    farthest <= problem.distance
      ? cruising(problem, problem.distance - farthest)
      : peakProfile(problem, base, solvePeak(problem, base, turning, highest, (turning + highest) / 2, 1), 0);
  return {
    from: problem.preludeDuration + begin.duration,
    to: problem.preludeDuration + end.duration,
    profileAtEnd: end,
  };
}

/** The motion of a given duration, counted from the prelude's end, that goes farthest up. */
export function farthestUpward(problem: AxisProblem, duration: number): Profile {
  const { maxVelocity } = problem;
  if (problem.naturalVelocity > maxVelocity) {
    const landing = landingOfDuration(problem, duration);
    if (landing) return landing;
    const direct = withCruise({ ...problem, distance: -Infinity });
    return {
      ...direct,
      duration,
      cruiseDuration: duration - direct.duration,
    };
  }
  const base = baseVelocity(problem);
  const highest = Math.sqrt(maxVelocity - base);
  const fastest = peakProfile(problem, base, highest, 0);
  if (fastest.duration <= duration) return peakProfile(problem, base, highest, duration - fastest.duration);
  const w = solveMonotone((value) => peakProfile(problem, base, value, 0).duration - duration, 0, highest);
  return peakProfile(problem, base, w, 0);
}
