import type { AxisState, Segment, Trajectory } from './axis.ts';
import type { AxisRequest } from './validation.ts';

/** The state `time` seconds after the start, summed from the start each time, so that errors do not grow from tick to tick. */
export function stateAfter(start: AxisState, segments: readonly Segment[], time: number): AxisState {
  let { position, velocity, acceleration } = start;
  let left = time;
  for (const { duration, jerk } of segments) {
    if (left <= 0) break;
    const step = Math.min(left, duration);
    position += step * (velocity + step * (acceleration / 2 + (step * jerk) / 6));
    velocity += step * (acceleration + (step * jerk) / 2);
    acceleration += step * jerk;
    left -= step;
  }
  return { position, velocity, acceleration };
}

/** A trajectory from what was planned. From the end on, `at` gives the target itself, free of rounding. */
export function trajectoryOf(
  requests: readonly Pick<AxisRequest, 'start' | 'target'>[],
  segments: readonly (readonly Segment[])[],
  duration: number,
  minimumDurations: readonly number[],
): Trajectory {
  const axes = requests.map(({ start, target }, axis) => ({
    start: { position: start.position, velocity: start.velocity, acceleration: start.acceleration },
    target: { position: target.position, velocity: target.velocity },
    segments: segments[axis] ?? [],
  }));
  return {
    duration,
    minimumDurations,
    segments,
    at(time: number): AxisState[] {
      if (time < duration) return axes.map((axis) => stateAfter(axis.start, axis.segments, time));
      return axes.map(({ target: { position, velocity } }) => ({
        position: position + velocity * (time - duration),
        velocity,
        acceleration: 0,
      }));
    },
  };
}
