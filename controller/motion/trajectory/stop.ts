import type { AxisLimits, AxisState, Trajectory } from './axis.ts';
import { velocityRequest } from './validation.ts';
import { velocityTrajectory } from './velocityPlan.ts';

export interface Stop {
  readonly trajectory: Trajectory;
  /** Per axis, from the start to standstill, in deg with its sign. */
  readonly travel: readonly number[];
}

/**
 * The shortest stop within the limits of acceleration and jerk; velocity limits do not apply. Each axis stops as soon as it can
 * and then stands still; none waits for another. An axis whose acceleration would carry it through zero swings back:
 * `extrema` tells how far it gets on the way.
 *
 * @throws MotionInputError for numbers that describe no motion, before anything is computed.
 */
export function planStop(start: readonly AxisState[], limits: readonly AxisLimits[]): Stop {
  const requests = velocityRequest(
    start,
    start.map(() => 0),
    limits,
  );
  const trajectory = velocityTrajectory(requests, 'soonest');
  const ends = trajectory.at(trajectory.duration);
  return {
    trajectory,
    travel: start.map((state, axis) => (ends[axis]?.position ?? Number.NaN) - state.position),
  };
}
