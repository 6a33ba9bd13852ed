import type { AxisLimits, AxisState, AxisTarget, Trajectory } from './trajectory/axis.ts';
import { type AxisProblem, axisProblem } from './trajectory/axisProblem.ts';
import { type BlockedInterval, blockedInterval } from './trajectory/blockedInterval.ts';
import { stateAfter, trajectoryOf } from './trajectory/evaluation.ts';
import { directProfile, fastestProfile } from './trajectory/fastest.ts';
import { type Profile, profileSegments } from './trajectory/profile.ts';
import { slowedProfile } from './trajectory/slowed.ts';
import { checkDuration, checkPositionRequest, checkVelocityRequest } from './trajectory/validation.ts';
import { velocityChangeOfDuration } from './trajectory/velocityOfDuration.ts';

export type { AxisLimits, AxisState, AxisTarget, Segment, Trajectory } from './trajectory/axis.ts';
export { MotionInputError, type MotionInputErrorId } from './trajectory/validation.ts';

export interface PlanOptions {
  /** The motion shall take at least so many seconds. */
  readonly minimumDuration?: number;
}

/** What is known of one axis once its own fastest motion is. */
interface PlannedAxis {
  readonly problem: AxisProblem;
  readonly fastest: Profile;
  readonly minimumDuration: number;
  readonly blocked: BlockedInterval | null;
}

/**
 * The fastest motion of all axes to their targets within their limits, all arriving at the same time and without acceleration.
 * One entry per axis in each list; deg and s. Axes with time to spare are slowed. A start outside the limits is brought back at
 * once and softly: excessive acceleration at full jerk, excessive velocity by landing on its limit without dipping below.
 *
 * @throws MotionInputError for numbers that describe no motion, before anything is computed.
 */
export function planPosition(
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
  options: PlanOptions = {},
): Trajectory {
  const { minimumDuration = 0 } = options;
  checkPositionRequest(start, target, limits);
  checkDuration(minimumDuration, 'minimum duration');
  const isShared = start.length > 1 || minimumDuration > 0;
  const axes: PlannedAxis[] = [];
  for (const [axis, state] of start.entries()) {
    const problem = axisProblem(state, target[axis] as AxisTarget, limits[axis] as AxisLimits);
    const fastest = fastestProfile(problem);
    axes.push({
      problem,
      fastest,
      minimumDuration: problem.preludeDuration + fastest.duration,
      blocked: isShared ? blockedInterval(problem) : null,
    });
  }
  const minimumDurations = axes.map((axis) => axis.minimumDuration);
  const duration = commonDuration(Math.max(minimumDuration, ...minimumDurations), axes);
  const segments = axes.map((axis) =>
    profileSegments(axis.problem, profileOfDuration(axis, duration), duration),
  );
  return trajectoryOf(start, target, segments, duration, minimumDurations);
}

/** The first duration from `shortest` on that no axis is blocked from. */
function commonDuration(shortest: number, axes: readonly PlannedAxis[]): number {
  let duration = shortest;
  for (;;) {
    const blocking = axes.find(({ blocked }) => blocked && duration > blocked.from && duration < blocked.to);
    if (!blocking?.blocked) return duration;
    duration = blocking.blocked.to;
  }
}

function profileOfDuration(axis: PlannedAxis, duration: number): Profile {
  if (axis.minimumDuration === duration) return axis.fastest;
  if (axis.blocked?.to === duration) return axis.blocked.profileAtEnd;
  return slowedProfile(axis.problem, duration - axis.problem.preludeDuration, axis.fastest);
}

/**
 * The fastest change of all axes to their target velocities, all reaching them at the same time and without acceleration,
 * wherever that leads: velocity limits do not apply. One entry per axis in each list; deg and s.
 *
 * @throws MotionInputError for numbers that describe no motion, before anything is computed.
 */
export function planVelocity(
  start: readonly AxisState[],
  targetVelocity: readonly number[],
  limits: readonly AxisLimits[],
): Trajectory {
  checkVelocityRequest(start, targetVelocity, limits);
  const problems = start.map((state, axis) =>
    axisProblem(state, { position: 0, velocity: targetVelocity[axis] as number }, limits[axis] as AxisLimits),
  );
  const direct = problems.map((problem) => directProfile(problem).profile);
  const minimumDurations = problems.map(
    (problem, axis) => problem.preludeDuration + (direct[axis] as Profile).duration,
  );
  const duration = Math.max(...minimumDurations);
  const segments = problems.map((problem, axis) => {
    if (minimumDurations[axis] === duration)
      return profileSegments(problem, direct[axis] as Profile, duration);
    const { preludeDuration, preludeJerk } = problem;
    const prelude = preludeDuration > 0 ? [{ duration: preludeDuration, jerk: preludeJerk }] : [];
    return [...prelude, ...velocityChangeOfDuration(problem, duration - preludeDuration)];
  });
  const target = start.map((state, axis) => ({
    position: stateAfter(state, segments[axis] ?? [], duration).position,
    velocity: targetVelocity[axis] as number,
  }));
  return trajectoryOf(start, target, segments, duration, minimumDurations);
}
