import type { AxisState, Trajectory } from './axis.ts';

/** The extremes that one axis reaches between the start and the end of a trajectory, both included, in deg and deg/s. */
export interface AxisExtrema {
  readonly minPosition: number;
  readonly minPositionTime: number;
  readonly maxPosition: number;
  readonly maxPositionTime: number;
  readonly minVelocity: number;
  readonly maxVelocity: number;
}

/**
 * How far, and how fast, each axis gets: a moving start can carry it past its target, and past an envelope, before it comes
 * back. Exact: within a segment, positions turn where the velocity is zero and velocities where the acceleration is.
 */
export function extrema(trajectory: Trajectory): AxisExtrema[] {
  const starts = trajectory.at(0);
  const ends = trajectory.at(trajectory.duration);
  return starts.map((start, axis) => {
    const turns = turningPoints(start, trajectory.segments[axis] ?? []);
    const end = ends[axis];
    if (end) turns.push({ ...end, time: trajectory.duration });
    return extremaOf({ ...start, time: 0 }, turns);
  });
}

type TimedState = AxisState & { readonly time: number };

function turningPoints(start: AxisState, segments: Trajectory['segments'][number]): TimedState[] {
  const points: TimedState[] = [];
  let from: TimedState = { ...start, time: 0 };
  for (const { duration, jerk } of segments) {
    for (const turn of [...zeroVelocityTimes(from, jerk), -from.acceleration / jerk]) {
      if (turn > 0 && turn < duration) points.push(advanced(from, turn, jerk));
    }
    from = advanced(from, duration, jerk);
    points.push(from);
  }
  points.pop(); // the end, which the trajectory itself knows without rounding
  return points;
}

/** The roots of velocity + acceleration·t + jerk·t²/2, in the form that loses no digits when one is small. */
function zeroVelocityTimes({ velocity, acceleration }: AxisState, jerk: number): number[] {
  const discriminant = acceleration * acceleration - 2 * jerk * velocity;
  if (discriminant < 0) return [];
  const sum = -(acceleration + (acceleration < 0 ? -1 : 1) * Math.sqrt(discriminant));
  return [sum / jerk, (2 * velocity) / sum];
}

function advanced(state: TimedState, duration: number, jerk: number): TimedState {
  const { position, velocity, acceleration, time } = state;
  return {
    position: position + duration * (velocity + duration * (acceleration / 2 + (duration * jerk) / 6)),
    velocity: velocity + duration * (acceleration + (duration * jerk) / 2),
    acceleration: acceleration + duration * jerk,
    time: time + duration,
  };
}

function extremaOf(start: TimedState, points: readonly TimedState[]): AxisExtrema {
  let [lowest, highest, slowest, fastest] = [start, start, start, start];
  for (const point of points) {
    if (point.position < lowest.position) lowest = point;
    if (point.position > highest.position) highest = point;
    if (point.velocity < slowest.velocity) slowest = point;
    if (point.velocity > fastest.velocity) fastest = point;
  }
  return {
    minPosition: lowest.position,
    minPositionTime: lowest.time,
    maxPosition: highest.position,
    maxPositionTime: highest.time,
    minVelocity: slowest.velocity,
    maxVelocity: fastest.velocity,
  };
}
