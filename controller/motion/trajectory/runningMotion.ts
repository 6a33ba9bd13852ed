import { planPosition } from '../trajectory.ts';
import type { AxisLimits, AxisState, AxisTarget, Trajectory } from './axis.ts';
import { planStop } from './stop.ts';
import { planStraightLine, planStraightStop } from './straightLine.ts';
import { checkDuration, checkPace, positionRequest } from './validation.ts';

/**
 * A motion under way, as a value: whoever runs it asks `runningState` each tick, and replaces it by what `retarget`, `atPace`
 * and `alongCourse` return. Times are in seconds of any one clock that never jumps.
 */
export interface RunningMotion {
  readonly trajectory: Trajectory;
  readonly startTime: number;
  readonly target: readonly AxisTarget[];
  readonly limits: readonly AxisLimits[];
  /** `straight`: on a straight line whenever the start allows it. */
  readonly course: 'fastest' | 'straight';
  /** 1 is as fast as the limits permit, 0.5 takes twice the time, 0 is paused. */
  readonly pace: number;
}

type Request = Pick<RunningMotion, 'target' | 'limits' | 'course' | 'pace'>;

/** @throws MotionInputError for numbers that describe no motion. */
export function beginMotion(
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
  now: number,
  course: RunningMotion['course'] = 'fastest',
): RunningMotion {
  return replanned(start, { target, limits, course, pace: 1 }, now);
}

/** The state to command. Always computed from the plan, never from what was measured. */
export function runningState(motion: RunningMotion, now: number): AxisState[] {
  return motion.trajectory.at(now - motion.startTime);
}

/**
 * Goes to another target, or on within other limits. The same target with the same limits changes nothing: the very same motion
 * is returned, so that a target may be sent again every tick. A paused motion stays paused and remembers the target.
 *
 * @throws MotionInputError for numbers that describe no motion; the running motion is not touched.
 */
export function retarget(
  motion: RunningMotion,
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
  now: number,
): RunningMotion {
  const hasSameLimits = areSame(motion.limits, limits, LIMIT_FIELDS);
  if (hasSameLimits && areSame(motion.target, target, TARGET_FIELDS)) return motion;
  if (motion.pace === 0 && hasSameLimits) {
    positionRequest(runningState(motion, now), target, limits);
    return { ...motion, target: copied(target) };
  }
  return replanned(runningState(motion, now), { ...motion, target, limits }, now);
}

/**
 * Slows down, pauses (0) or goes on. The rest of the motion is planned anew to take 1/pace of the least time, which keeps every
 * limit and the common arrival, and answers at once. Playing the same path slower would do neither: while one axis accelerates
 * and another brakes at full jerk, the path leaves no jerk to slow down with.
 *
 * @throws MotionInputError if the pace is not between 0 and 1.
 */
export function atPace(motion: RunningMotion, pace: number, now: number): RunningMotion {
  checkPace(pace);
  return pace === motion.pace ? motion : replanned(runningState(motion, now), { ...motion, pace }, now);
}

function replanned(start: readonly AxisState[], request: Request, now: number): RunningMotion {
  checkDuration(Math.abs(now), 'time');
  const target = copied(request.target);
  const limits = copied(request.limits);
  const { course, pace } = request;
  return {
    trajectory: plan(start, { target, limits, course, pace }),
    startTime: now,
    target,
    limits,
    course,
    pace,
  };
}

function plan(start: readonly AxisState[], { target, limits, course, pace }: Request): Trajectory {
  const isStraight = course === 'straight';
  if (pace === 0) {
    const straight = isStraight ? planStraightStop(start, target, limits) : null;
    return straight ?? planStop(start, limits).trajectory;
  }
  const planner = isStraight && planStraightLine(start, target, limits) ? planStraightLine : planPosition;
  const fastest = planner(start, target, limits) ?? planPosition(start, target, limits);
  if (pace === 1) return fastest;
  return planner(start, target, limits, { minimumDuration: fastest.duration / pace }) ?? fastest;
}

const TARGET_FIELDS = ['position', 'velocity'] as const;
const LIMIT_FIELDS = ['minVelocity', 'maxVelocity', 'minAcceleration', 'maxAcceleration', 'maxJerk'] as const;

function areSame<Item>(
  left: readonly Item[],
  right: readonly Item[],
  fields: readonly (keyof Item)[],
): boolean {
  return (
    left.length === right.length &&
    left.every((item, axis) => fields.every((field) => item[field] === right[axis]?.[field]))
  );
}

function copied<Item extends object>(items: readonly Item[]): Item[] {
  return items.map((item) => ({ ...item }));
}
