import type { AxisLimits, AxisState, AxisTarget, Segment, Trajectory } from './trajectory/axis.ts';
import { type AxisProblem, axisProblem } from './trajectory/axisProblem.ts';
import { type BlockedInterval, blockedInterval } from './trajectory/blockedInterval.ts';
import { directProfile, fastestProfile } from './trajectory/fastest.ts';
import { profileOfDuration } from './trajectory/givenDuration.ts';
import { type Profile, profileSegments } from './trajectory/profile.ts';
import { checkPositionRequest, checkVelocityRequest } from './trajectory/validation.ts';

export type { AxisLimits, AxisState, AxisTarget, Segment, Trajectory } from './trajectory/axis.ts';
export { MotionInputError, type MotionInputErrorId } from './trajectory/validation.ts';

export function planPosition(
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
): Trajectory {
  checkPositionRequest(start, target, limits);
  const problems = start.map((state, axis) =>
    axisProblem(state, target[axis] as AxisTarget, limits[axis] as AxisLimits),
  );
  const fastest = problems.map(fastestProfile);
  const minimumDurations = problems.map(
    (problem, axis) => problem.preludeDuration + (fastest[axis]?.duration ?? 0),
  );
  const blocked = problems.map((problem) => (problems.length > 1 ? blockedInterval(problem) : null));
  const duration = commonDuration(Math.max(...minimumDurations), blocked);
  const segments = problems.map((problem, axis) => {
    const own = fastest[axis];
    const interval = blocked[axis];
    if (own !== undefined && minimumDurations[axis] === duration)
      return profileSegments(problem, own, duration);
    if (interval?.to === duration) return profileSegments(problem, interval.profileAtEnd, duration);
    return profileSegments(
      problem,
      profileOfDuration(problem, duration - problem.preludeDuration, own as Profile),
      duration,
    );
  });
  return new Motion(start, target, segments, duration, minimumDurations);
}

function commonDuration(shortest: number, blocked: readonly (BlockedInterval | null)[]): number {
  let duration = shortest;
  for (;;) {
    const obstacle = blocked.find(
      (interval) => interval !== null && duration > interval.from && duration < interval.to,
    );
    if (!obstacle) return duration;
    duration = obstacle.to;
  }
}

export function planVelocity(
  start: readonly AxisState[],
  targetVelocity: readonly number[],
  limits: readonly AxisLimits[],
): Trajectory {
  checkVelocityRequest(start, targetVelocity, limits);
  const problems = start.map((state, axis) =>
    axisProblem(
      state,
      { position: state.position, velocity: targetVelocity[axis] ?? NaN },
      limits[axis] as AxisLimits,
    ),
  );
  const direct = problems.map((problem) => directProfile(problem));
  const minimumDurations = problems.map(
    (problem, axis) => problem.preludeDuration + (direct[axis]?.profile.duration ?? 0),
  );
  const duration = Math.max(...minimumDurations);
  const segments = problems.map((problem, axis) =>
    profileSegments(problem, (direct[axis] as ReturnType<typeof directProfile>).profile, duration),
  );
  const target = problems.map((problem, axis): AxisTarget => {
    const { profile, travel } = direct[axis] as ReturnType<typeof directProfile>;
    const rest = duration - problem.preludeDuration - profile.duration;
    const origin = (start[axis] as AxisState).position - problem.distance;
    return { position: origin + travel + rest * problem.targetVelocity, velocity: problem.targetVelocity };
  });
  return new Motion(start, target, segments, duration, minimumDurations);
}

class Motion implements Trajectory {
  readonly duration: number;
  readonly minimumDurations: readonly number[];
  readonly segments: readonly (readonly Segment[])[];
  readonly #start: readonly AxisState[];
  readonly #target: readonly AxisTarget[];

  constructor(
    start: readonly AxisState[],
    target: readonly AxisTarget[],
    segments: Segment[][],
    duration: number,
    minimumDurations: number[],
  ) {
    this.#start = start.map((state) => ({ ...state }));
    this.#target = target.map((goal) => ({ ...goal }));
    this.segments = segments;
    this.duration = duration;
    this.minimumDurations = minimumDurations;
  }

  at(time: number): AxisState[] {
    return this.segments.map((segments, axis) => {
      const goal = this.#target[axis] as AxisTarget;
      if (time >= this.duration) {
        return {
          position: goal.position + goal.velocity * (time - this.duration),
          velocity: goal.velocity,
          acceleration: 0,
        };
      }
      return stateAfter(this.#start[axis] as AxisState, segments, Math.max(0, time));
    });
  }
}

function stateAfter(start: AxisState, segments: readonly Segment[], time: number): AxisState {
  let { position, velocity, acceleration } = start;
  let left = time;
  for (const { duration, jerk } of segments) {
    const step = Math.min(left, duration);
    position += step * (velocity + step * (acceleration / 2 + (step * jerk) / 6));
    velocity += step * (acceleration + (step * jerk) / 2);
    acceleration += step * jerk;
    left -= step;
    if (left <= 0) break;
  }
  return { position, velocity, acceleration };
}

export type { AxisProblem };
