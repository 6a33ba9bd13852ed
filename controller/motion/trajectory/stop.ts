import type { AxisLimits, AxisState, Trajectory } from './axis.ts';
import { axisProblem } from './axisProblem.ts';
import { stateAfter, trajectoryOf } from './evaluation.ts';
import { directProfile } from './fastest.ts';
import { profileSegments } from './profile.ts';
import { checkVelocityRequest } from './validation.ts';

export interface Stop {
  readonly trajectory: Trajectory;
  /** Per axis, from the start to standstill, in deg with its sign. */
  readonly travel: readonly number[];
}

/**
 * The shortest stop within the limits of acceleration and jerk. Each axis stops as soon as it can and then stands still; none
 * waits for another. The velocity limits do not apply. An axis that decelerates through zero at the start swings back:
 * `extrema` tells how far it gets on the way.
 *
 * @throws MotionInputError for numbers that describe no motion, before anything is computed.
 */
export function planStop(start: readonly AxisState[], limits: readonly AxisLimits[]): Stop {
  checkVelocityRequest(
    start,
    start.map(() => 0),
    limits,
  );
  const problems = start.map((state, axis) =>
    axisProblem(state, { position: 0, velocity: 0 }, limits[axis] as AxisLimits),
  );
  const profiles = problems.map((problem) => directProfile(problem).profile);
  const minimumDurations = profiles.map(
    (profile, axis) => (problems[axis]?.preludeDuration ?? 0) + profile.duration,
  );
  const duration = Math.max(...minimumDurations);
  const segments = problems.map((problem, axis) =>
    profileSegments(problem, profiles[axis] as never, duration),
  );
  const target = start.map((state, axis) => ({
    position: stateAfter(state, segments[axis] ?? [], duration).position,
    velocity: 0,
  }));
  return {
    trajectory: trajectoryOf(start, target, segments, duration, minimumDurations),
    travel: start.map((state, axis) => (target[axis]?.position ?? NaN) - state.position),
  };
}
