import type { Segment } from './axis.ts';
import { type AxisProblem, mirrored } from './axisProblem.ts';
import { cruisingProfile, extremalFamily, memberOfDuration, memberProfile } from './extremalFamily.ts';
import { type BlendProfile, mirroredProfile, type Profile, profileSegments } from './profile.ts';

/**
 * A mixture of the motions of this duration that go farthest up and farthest down, for a target between the two. The limits are
 * intervals and a motion is linear in its jerk, so that a mixture of two motions inside the limits is inside, too. It always
 * exists, whatever the duration, as long as the axis can realise that at all.
 */
export function blendOfDuration(problem: AxisProblem, duration: number): BlendProfile {
  const own = { ...problem, preludeDuration: 0, preludeJerk: 0 };
  const upper = profileSegments(own, farthestUpward(own, duration), duration);
  const lower = profileSegments(own, mirroredProfile(farthestUpward(mirrored(own), duration)), duration);
  const [lowest, highest] = [travel(own, lower), travel(own, upper)];
  const weight = highest > lowest ? (problem.distance - lowest) / (highest - lowest) : 0;
  return { kind: 'blend', duration, lower, upper, weight: Math.min(1, Math.max(0, weight)) };
}

function farthestUpward(problem: AxisProblem, duration: number): Profile {
  const family = extremalFamily(problem);
  const cruising = cruisingProfile(family, 0);
  if (cruising.duration <= duration) return cruisingProfile(family, duration - cruising.duration);
  return memberProfile(family, memberOfDuration(family, duration));
}

function travel(problem: AxisProblem, segments: readonly Segment[]): number {
  let { velocity, acceleration } = problem;
  let sum = 0;
  for (const { duration, jerk } of segments) {
    sum += duration * (velocity + duration * (acceleration / 2 + (duration * jerk) / 6));
    velocity += duration * (acceleration + (duration * jerk) / 2);
    acceleration += duration * jerk;
  }
  return sum;
}
