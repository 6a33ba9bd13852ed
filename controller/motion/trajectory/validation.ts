import type { AxisLimits, AxisState, AxisTarget } from './axis.ts';

type MotionInputErrorId =
  | 'motion.noAxes'
  | 'motion.axisCountsDiffer'
  | 'motion.notFinite'
  | 'motion.outOfRange'
  | 'motion.velocityLimits'
  | 'motion.accelerationLimits'
  | 'motion.jerkLimit'
  | 'motion.targetVelocityOutsideLimits'
  | 'motion.negativeDuration'
  | 'motion.pace';

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

/** One axis of a request, checked. */
export interface AxisRequest {
  readonly start: AxisState;
  readonly target: AxisTarget;
  readonly limits: AxisLimits;
}

/** The axes of a position request. Target velocities must lie inside the velocity limits. */
export function positionRequest(
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
): AxisRequest[] {
  checkCounts(start.length, target.length, limits.length);
  return start.map((state, axis) => {
    const request = axisRequest(axis, state, target[axis], limits[axis]);
    checkVelocityLimits(request, axis);
    return request;
  });
}

/** The axes of a velocity request, for which neither velocity limits nor a target position count. */
export function velocityRequest(
  start: readonly AxisState[],
  targetVelocity: readonly number[],
  limits: readonly AxisLimits[],
): AxisRequest[] {
  checkCounts(start.length, targetVelocity.length, limits.length);
  return start.map((state, axis) => {
    const velocity = targetVelocity[axis] ?? Number.NaN;
    return axisRequest(axis, state, { position: 0, velocity }, limits[axis]);
  });
}

function axisRequest(
  axis: number,
  start: AxisState | undefined,
  target: AxisTarget | undefined,
  limits: AxisLimits | undefined,
): AxisRequest {
  if (!start || !target || !limits) {
    throw new MotionInputError(
      'motion.axisCountsDiffer',
      `Axis ${axis} lacks its start state, its target or its limits.`,
      'Give one start state, one target and one set of limits per axis.',
    );
  }
  checkNumber(start.position, axis, 'position');
  checkNumber(start.velocity, axis, 'velocity');
  checkNumber(start.acceleration, axis, 'acceleration');
  checkNumber(target.position, axis, 'target position');
  checkNumber(target.velocity, axis, 'target velocity');
  checkLimits(limits, axis);
  return { start, target, limits };
}

/** A number of seconds, zero or more. */
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
  if (duration > LARGEST) {
    throw new MotionInputError(
      'motion.outOfRange',
      `The ${what}, ${duration} s, is beyond ${LARGEST} s.`,
      'Check the units: seconds.',
    );
  }
}

export function checkPace(pace: number): void {
  if (!(pace >= 0 && pace <= 1)) {
    throw new MotionInputError(
      'motion.pace',
      `The pace is ${pace}.`,
      'Give 0 to pause, 1 for the full speed, or a number between.',
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

function checkVelocityLimits({ target, limits }: AxisRequest, axis: number): void {
  const { minVelocity, maxVelocity } = limits;
  if (!(minVelocity <= -SMALLEST_LIMIT && maxVelocity >= SMALLEST_LIMIT)) {
    throw new MotionInputError(
      'motion.velocityLimits',
      `The velocity limits of axis ${axis}, ${minVelocity} and ${maxVelocity} deg/s, do not lie on both sides of zero.`,
      'Give a negative minimum and a positive maximum.',
    );
  }
  if (target.velocity < minVelocity || target.velocity > maxVelocity) {
    throw new MotionInputError(
      'motion.targetVelocityOutsideLimits',
      `Axis ${axis} shall arrive at ${target.velocity} deg/s, but may only move between ${minVelocity} and ${maxVelocity} deg/s.`,
      'Choose a target velocity inside the velocity limits.',
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
