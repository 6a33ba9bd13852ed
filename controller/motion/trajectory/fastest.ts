import { type AxisProblem, mirrored } from './axisProblem.ts';
import {
  cruisingProfile,
  type ExtremalFamily,
  extremalFamily,
  memberOfDistance,
  memberProfile,
  memberTravel,
} from './extremalFamily.ts';
import { type CruiseProfile, mirroredProfile, type Profile } from './profile.ts';
import { turningMembers } from './turningMembers.ts';
import { velocityTransition } from './velocityTransition.ts';

/** Of the travel: some operations' rounding, relative to what is summed, and in deg, whatever is summed. */
const ROUNDING = 64 * Number.EPSILON;
const POSITION_NOISE_DEG = 1e-11;
const VELOCITY_NOISE_DEG_PER_S = 1e-12;
/** A miss for which no one turns back: a tenth of the tolerance that a trajectory's end is judged by. */
const COMING_AGAIN_DEG = 1e-7;
/** A miss that the target velocity makes up for in so little time is none either. */
const MADE_UP_FOR_S = 1e-7;

/** Straight to the target velocity, wherever that ends. No motion is shorter. */
export function directProfile(problem: AxisProblem): { profile: CruiseProfile; travel: number } {
  const { velocity, acceleration, targetVelocity } = problem;
  const change = velocityTransition(velocity, acceleration, targetVelocity, problem);
  const profile: CruiseProfile = {
    kind: 'cruise',
    duration: change.duration,
    firstDirection: change.direction,
    firstPeak: change.peak,
    firstPlateau: change.plateau,
    cruiseDuration: 0,
    secondDirection: -change.direction,
    secondPeak: 0,
    secondPlateau: 0,
  };
  return { profile, travel: change.travel };
}

/**
 * The time-optimal profile. In a given time an axis can reach just the positions between the farthest down and the farthest up,
 * so that the optimum is a member of one of the two extremal families.
 */
export function fastestProfile(problem: AxisProblem): Profile {
  const ramp = finalRamp(problem);
  if (ramp !== null) return ramp;
  const direct = directProfile(problem);
  if (isArrival(problem, direct.profile, direct.travel)) return direct.profile;
  if (problem.distance > direct.travel) return fastestUpward(problem);
  return mirroredProfile(fastestUpward(mirrored(problem)));
}

/**
 * Whether a profile that goes to the target velocity as fast as it can also ends at the target position. A miss that can be
 * rounding noise of whoever integrated up to the start is none: to correct it would cost a twitch. Where the target velocity
 * leads away from the target, the axis would even have to turn back and come again, which no miss that small is worth.
 */
export function isArrival(
  problem: AxisProblem,
  { duration, firstPeak }: CruiseProfile,
  travel: number,
): boolean {
  const error = problem.distance - travel;
  if (error * problem.targetVelocity < 0 && Math.abs(error) <= COMING_AGAIN_DEG) return true;
  const speed = Math.abs(problem.velocity) + Math.abs(problem.targetVelocity) + firstPeak * duration;
  return Math.abs(error) <= POSITION_NOISE_DEG + 16 * problem.noise + ROUNDING * speed * duration;
}

/**
 * The last of an arrival: jerk until the acceleration is gone, and target velocity and position are reached but for rounding.
 * Correcting the velocity by noise would take the noise's square root in time, and the other axes would wait for it.
 */
function finalRamp(problem: AxisProblem): CruiseProfile | null {
  const { naturalVelocity, targetVelocity } = problem;
  const noise = VELOCITY_NOISE_DEG_PER_S + ROUNDING * (Math.abs(problem.velocity) + Math.abs(targetVelocity));
  if (Math.abs(naturalVelocity - targetVelocity) > noise) return null;
  const ramp = directProfile({ ...problem, targetVelocity: naturalVelocity });
  const miss = Math.abs(problem.distance - ramp.travel);
  const isMadeUpFor = miss <= Math.min(COMING_AGAIN_DEG, MADE_UP_FOR_S * Math.abs(targetVelocity));
  return isMadeUpFor || isArrival(problem, ramp.profile, ramp.travel) ? ramp.profile : null;
}

/** For a target beyond where the direct profile ends: the first member of the family that reaches it. */
function fastestUpward(problem: AxisProblem): Profile {
  const family = extremalFamily(problem);
  const turning = turningMembers(family);
  if (turning === null) return passingProfile(family, family.first);
  const { highest, lowest } = turning;
  if (memberTravel(family, highest) <= problem.distance) return passingProfile(family, lowest);
  return memberProfile(family, memberOfDistance(family, family.first, highest, 1));
}

/** The member that passes the distance on a rise that begins at `low`, short of it, and lasts to the end of the family. */
export function passingProfile(family: ExtremalFamily, low: number): Profile {
  const { distance, maxVelocity } = family.problem;
  if (low < 0) {
    if (memberTravel(family, 0) <= distance) return passingProfile(family, 0);
    return memberProfile(family, memberOfDistance(family, low, 0, 1));
  }
  const farthest = memberTravel(family, family.last);
  if (farthest <= distance) return cruisingProfile(family, (distance - farthest) / maxVelocity);
  return memberProfile(family, memberOfDistance(family, low, family.last, 1));
}
