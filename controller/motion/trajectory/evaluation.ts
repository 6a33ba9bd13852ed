import type { AxisState, AxisTarget, Segment, Trajectory } from './axis.ts';

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
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  segments: readonly (readonly Segment[])[],
  duration: number,
  minimumDurations: readonly number[],
): Trajectory {
  const from = start.map(({ position, velocity, acceleration }) => ({ position, velocity, acceleration }));
  const to = target.map(({ position, velocity }) => ({ position, velocity }));
  return {
    duration,
    minimumDurations,
    segments,
    at(time: number): AxisState[] {
      if (time < duration) return from.map((state, axis) => stateAfter(state, segments[axis] ?? [], time));
      return to.map(({ position, velocity }) => ({
        position: position + velocity * (time - duration),
        velocity,
        acceleration: 0,
      }));
    },
  };
}
