import { type AxisProblem, mirrored } from './axisProblem.ts';
import {
  type ExtremalFamily,
  extremalFamily,
  memberOfDistance,
  memberProfile,
  memberTravel,
  turningMember,
} from './extremalFamily.ts';
import { directProfile, passingProfile } from './fastest.ts';
import { mirroredProfile, type Profile } from './profile.ts';

/** An open interval of durations that an axis cannot realise, and how it moves when given exactly the interval's end. */
export interface BlockedInterval {
  readonly from: number;
  readonly to: number;
  readonly profileAtEnd: Profile;
}

/**
 * Durations above the minimum that the axis cannot realise. They exist only if it must arrive moving: with too much time to
 * arrive at once, and too little to turn back and come again. Seen such that the target velocity is negative: even
 * the farthest motion up falls short of the target from the interval's begin to its end.
 */
export function blockedInterval(problem: AxisProblem): BlockedInterval | null {
  if (problem.targetVelocity === 0) return null;
  if (problem.targetVelocity < 0) return blockedUpward(problem);
  const blocked = blockedUpward(mirrored(problem));
  return blocked && { ...blocked, profileAtEnd: mirroredProfile(blocked.profileAtEnd) };
}

function blockedUpward(problem: AxisProblem): BlockedInterval | null {
  if (problem.distance > directProfile(problem).travel + problem.noise) return null;
  const family = extremalFamily(problem);
  const turning = turningMember(family);
  if (turning === family.first || memberTravel(family, turning) >= problem.distance) return null;
  const from = memberProfile(family, fallingMember(family, turning)).duration;
  const profileAtEnd = passingProfile(family, turning);
  return {
    from: problem.preludeDuration + from,
    to: problem.preludeDuration + profileAtEnd.duration,
    profileAtEnd,
  };
}

/** The member that passes the distance on the way down to the turning one. */
function fallingMember(family: ExtremalFamily, turning: number): number {
  const { first } = family;
  if (first >= 0 || turning <= 0) return memberOfDistance(family, first, turning, (first + turning) / 2, -1);
  if (memberTravel(family, 0) > family.problem.distance)
    return memberOfDistance(family, 0, turning, turning / 2, -1);
  return memberOfDistance(family, first, 0, first / 2, -1);
}
