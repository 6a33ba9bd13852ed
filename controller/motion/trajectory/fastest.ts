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
import { velocityTransition } from './velocityTransition.ts';

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
  const direct = directProfile(problem);
  const error = problem.distance - direct.travel;
  if (Math.abs(error) <= problem.noise) return direct.profile;
  if (error > 0) return fastestUpward(problem, direct.travel);
  return mirroredProfile(fastestUpward(mirrored(problem), -direct.travel));
}

/**
 * For a target beyond where the direct profile ends. If the target velocity is negative, the travel may fall before it rises
 * along the family; it passes the distance once in either case.
 */
function fastestUpward(problem: AxisProblem, directTravel: number): Profile {
  const { distance } = problem;
  const family = extremalFamily(problem);
  let nearest = directTravel;
  if (family.landing !== null) {
    nearest = memberTravel(family, 0);
    if (nearest > distance) {
      return memberProfile(family, memberOfDistance(family, family.first, 0, family.first / 2, 1));
    }
  }
  const farthest = family.last > 0 ? memberTravel(family, family.last) : nearest;
  if (farthest <= distance) return cruisingProfile(family, (distance - farthest) / problem.maxVelocity);
  const guess = family.last * Math.cbrt((distance - nearest) / (farthest - nearest));
  return memberProfile(family, memberOfDistance(family, 0, family.last, guess, 1));
}

/** The member of the family that passes the distance on the rise from `low`, where its travel is short of it. */
export function passingProfile(family: ExtremalFamily, low: number): Profile {
  const { distance, maxVelocity } = family.problem;
  if (low < 0) {
    if (memberTravel(family, 0) > distance)
      return memberProfile(family, memberOfDistance(family, low, 0, low / 2, 1));
    return passingProfile(family, 0);
  }
  const farthest = memberTravel(family, family.last);
  if (farthest <= distance) return cruisingProfile(family, (distance - farthest) / maxVelocity);
  return memberProfile(family, memberOfDistance(family, low, family.last, (low + family.last) / 2, 1));
}
