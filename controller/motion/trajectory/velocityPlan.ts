import type { Segment, Trajectory } from './axis.ts';
import { type AxisProblem, axisProblem } from './axisProblem.ts';
import { stateAfter, trajectoryOf } from './evaluation.ts';
import { directProfile } from './fastest.ts';
import { profileSegments } from './profile.ts';
import type { AxisRequest } from './validation.ts';
import { velocityChangeOfDuration } from './velocityOfDuration.ts';

/**
 * The fastest common change of checked axes to their target velocities, wherever that leads. `together`: all reach them at the
 * same time; `soonest`: each as soon as it can, then keeping it.
 */
export function velocityTrajectory(
  requests: readonly AxisRequest[],
  arrival: 'together' | 'soonest',
): Trajectory {
  const axes = requests.map(({ start, target, limits }) => {
    const problem = axisProblem(start, target, limits);
    const { profile } = directProfile(problem);
    return { problem, profile, minimumDuration: Math.max(0, problem.preludeDuration + profile.duration) };
  });
  const minimumDurations = axes.map((axis) => axis.minimumDuration);
  const duration = Math.max(...minimumDurations);
  const segments = axes.map(({ problem, profile, minimumDuration }) =>
    arrival === 'soonest' || minimumDuration === duration
      ? profileSegments(problem, profile, duration)
      : slowedSegments(problem, duration),
  );
  const reached = requests.map(({ start, target, limits }, axis) => ({
    start,
    target: {
      position: stateAfter(start, segments[axis] ?? [], duration).position,
      velocity: target.velocity,
    },
    limits,
  }));
  return trajectoryOf(reached, segments, duration, minimumDurations);
}

function slowedSegments(problem: AxisProblem, duration: number): Segment[] {
  const { preludeDuration, preludeJerk } = problem;
  const change = velocityChangeOfDuration(problem, duration - preludeDuration);
  return preludeDuration > 0 ? [{ duration: preludeDuration, jerk: preludeJerk }, ...change] : change;
}
