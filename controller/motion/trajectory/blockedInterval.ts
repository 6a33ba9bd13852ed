import { type AxisProblem, mirrored } from './axisProblem.ts';
import {
  type ExtremalFamily,
  extremalFamily,
  memberOfDistance,
  memberProfile,
  memberTravel,
} from './extremalFamily.ts';
import { directProfile, isArrival, passingProfile } from './fastest.ts';
import { mirroredProfile, type Profile } from './profile.ts';
import { type TurningMembers, turningMembers } from './turningMembers.ts';

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
export function blockedInterval(problem: AxisProblem, fastest: Profile): BlockedInterval | null {
  if (problem.targetVelocity === 0) return null;
  if (problem.targetVelocity < 0) return blockedUpward(problem, fastest);
  const blocked = blockedUpward(mirrored(problem), fastest);
  return blocked && { ...blocked, profileAtEnd: mirroredProfile(blocked.profileAtEnd) };
}

function blockedUpward(problem: AxisProblem, fastest: Profile): BlockedInterval | null {
  const family = extremalFamily(problem);
  const turning = turningMembers(family);
  if (turning === null) return null;
  const { highest, lowest } = turning;
  const first = memberProfile(family, family.first).duration;
  // A target that is reached but for rounding may be missed by the whole family, until it comes again.
  const isReachedBefore = fastest.duration < first;
  const direct = directProfile(problem);
  const isPassed =
    isReachedBefore ||
    memberTravel(family, highest) >= problem.distance ||
    (highest === family.first && isArrival(problem, direct.profile, direct.travel));
  if (!isPassed) return null;
  if (memberTravel(family, lowest) >= problem.distance) return null;
  const from = isReachedBefore
    ? fastest.duration
    : memberProfile(family, fallingMember(family, turning)).duration;
  const profileAtEnd = passingProfile(family, lowest);
  return {
    from: problem.preludeDuration + from,
    to: problem.preludeDuration + profileAtEnd.duration,
    profileAtEnd,
  };
}

/** The member that passes the distance on the way down. */
function fallingMember(family: ExtremalFamily, { highest, lowest }: TurningMembers): number {
  if (highest >= 0 || lowest <= 0) return memberOfDistance(family, highest, lowest, -1);
  if (memberTravel(family, 0) > family.problem.distance) return memberOfDistance(family, 0, lowest, -1);
  return memberOfDistance(family, highest, 0, -1);
}
