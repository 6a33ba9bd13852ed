import type { AxisLimits, AxisState, AxisTarget } from './axis.ts';

export type MotionInputErrorId =
  | 'motion.noAxes'
  | 'motion.axisCountsDiffer'
  | 'motion.notFinite'
  | 'motion.outOfRange'
  | 'motion.velocityLimits'
  | 'motion.accelerationLimits'
  | 'motion.jerkLimit'
  | 'motion.targetVelocityOutsideLimits'
  | 'motion.negativeDuration';

/** The planner was given numbers that describe no motion. Thrown before anything is computed. */
export class MotionInputError extends Error {
  override readonly name = 'MotionInputError';
  readonly id: MotionInputErrorId;
  /** What to do about it. */
  readonly advice: string;

  constructor(id: MotionInputErrorId, message: string, advice: string) {
    super(message);
    this.id = id;
    this.advice = advice;
  }
}

/**
 * Magnitudes beyond these leave double precision no digits for the sums of cubes that a jerk-limited motion is made of.
 * A head moves by 1e2 deg, 1e2 deg/s, 1e3 deg/s² and 1e4 deg/s³.
 */
const LARGEST = 1e9;
const SMALLEST_LIMIT = 1e-6;

export function checkPositionRequest(
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
): void {
  checkCounts(start.length, target.length, limits.length);
  for (let axis = 0; axis < start.length; axis++) {
    const state = start[axis] as AxisState;
    const goal = target[axis] as AxisTarget;
    const limit = limits[axis] as AxisLimits;
    checkState(state, axis);
    checkNumber(goal.position, axis, 'target position');
    checkNumber(goal.velocity, axis, 'target velocity');
    checkLimits(limit, axis);
    checkVelocityLimits(limit, axis);
    if (goal.velocity < limit.minVelocity || goal.velocity > limit.maxVelocity) {
      throw new MotionInputError(
        'motion.targetVelocityOutsideLimits',
        `Axis ${axis} shall arrive at ${goal.velocity} deg/s, but may only move between ${limit.minVelocity} and ${limit.maxVelocity} deg/s.`,
        'Choose a target velocity inside the velocity limits.',
      );
    }
  }
}

export function checkVelocityRequest(
  start: readonly AxisState[],
  targetVelocity: readonly number[],
  limits: readonly AxisLimits[],
): void {
  checkCounts(start.length, targetVelocity.length, limits.length);
  for (let axis = 0; axis < start.length; axis++) {
    checkState(start[axis] as AxisState, axis);
    checkNumber(targetVelocity[axis] as number, axis, 'target velocity');
    checkLimits(limits[axis] as AxisLimits, axis);
  }
}

export function checkDuration(duration: number, what: string): void {
  if (!Number.isFinite(duration)) {
    throw new MotionInputError(
      'motion.notFinite',
      `The ${what} is ${duration}.`,
      'Give a finite number of seconds.',
    );
  }
  if (duration < 0) {
    throw new MotionInputError(
      'motion.negativeDuration',
      `The ${what} is ${duration} s.`,
      'Give zero or more seconds.',
    );
  }
}

function checkCounts(states: number, targets: number, limits: number): void {
  if (states === 0) {
    throw new MotionInputError('motion.noAxes', 'There is no axis to move.', 'Give at least one axis.');
  }
  if (states !== targets || states !== limits) {
    throw new MotionInputError(
      'motion.axisCountsDiffer',
      `There are ${states} start states, ${targets} targets and ${limits} sets of limits.`,
      'Give one start state, one target and one set of limits per axis.',
    );
  }
}

function checkState(state: AxisState, axis: number): void {
  checkNumber(state.position, axis, 'position');
  checkNumber(state.velocity, axis, 'velocity');
  checkNumber(state.acceleration, axis, 'acceleration');
}

function checkVelocityLimits(limits: AxisLimits, axis: number): void {
  if (!(limits.minVelocity <= -SMALLEST_LIMIT && limits.maxVelocity >= SMALLEST_LIMIT)) {
    throw new MotionInputError(
      'motion.velocityLimits',
      `The velocity limits of axis ${axis}, ${limits.minVelocity} and ${limits.maxVelocity} deg/s, do not lie on both sides of zero.`,
      'Give a negative minimum and a positive maximum.',
    );
  }
}

function checkLimits(limits: AxisLimits, axis: number): void {
  checkNumber(limits.minVelocity, axis, 'minimum velocity');
  checkNumber(limits.maxVelocity, axis, 'maximum velocity');
  checkNumber(limits.minAcceleration, axis, 'minimum acceleration');
  checkNumber(limits.maxAcceleration, axis, 'maximum acceleration');
  checkNumber(limits.maxJerk, axis, 'maximum jerk');
  if (!(limits.minAcceleration <= -SMALLEST_LIMIT && limits.maxAcceleration >= SMALLEST_LIMIT)) {
    throw new MotionInputError(
      'motion.accelerationLimits',
      `The acceleration limits of axis ${axis}, ${limits.minAcceleration} and ${limits.maxAcceleration} deg/s², do not lie on both sides of zero.`,
      'Give a negative minimum and a positive maximum.',
    );
  }
  if (!(limits.maxJerk >= SMALLEST_LIMIT)) {
    throw new MotionInputError(
      'motion.jerkLimit',
      `The jerk limit of axis ${axis} is ${limits.maxJerk} deg/s³.`,
      'Give a positive jerk limit.',
    );
  }
}

function checkNumber(value: number, axis: number, what: string): void {
  if (Math.abs(value) <= LARGEST) return; // false for NaN, too
  if (!Number.isFinite(value)) {
    throw new MotionInputError(
      'motion.notFinite',
      `The ${what} of axis ${axis} is ${value}.`,
      'Find out where the number was lost; do not replace it by a default.',
    );
  }
  throw new MotionInputError(
    'motion.outOfRange',
    `The ${what} of axis ${axis}, ${value}, is beyond ${LARGEST}.`,
    'Check the units: degrees and seconds.',
  );
}
