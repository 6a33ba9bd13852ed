import type { ParameterValues } from '../../protocol/parameters.ts';
import type { Pose } from '../../protocol/pose.ts';

/** How far the head may go in each direction from straight ahead, in degrees; yaw and roll hold for both sides. */
export interface RangeDeg {
  readonly yawDeg: number;
  readonly flexionDeg: number;
  readonly extensionDeg: number;
  readonly rollDeg: number;
}

/** Targets stay inside `soft`; nothing is ever commanded outside `hard`. */
export interface Envelope {
  readonly soft: RangeDeg;
  readonly hard: RangeDeg;
}

export type AxisName = keyof Pose;
export const AXES = ['yawDeg', 'pitchDeg', 'rollDeg'] as const satisfies readonly AxisName[];

/** A range of zero degrees still admits the rounding of a pose to whole microseconds. */
const SMALLEST_RANGE_DEG = 0.1;
/** A wish that would move the head by less is not a movement. */
export const SMALLEST_STEP_DEG = 0.25;

/** The envelope of a profile. Gaze alone may turn the head no further than the page stays in sight (reference/domain.md §0 fact 5). */
export function envelopeOf(parameters: ParameterValues): Envelope {
  return {
    soft: {
      yawDeg: Math.min(parameters.yawSoftDeg, parameters.gazeYawDeg),
      flexionDeg: parameters.flexionSoftDeg,
      extensionDeg: parameters.extensionSoftDeg,
      rollDeg: parameters.rollSoftDeg,
    },
    hard: {
      yawDeg: parameters.yawHardDeg,
      flexionDeg: parameters.flexionHardDeg,
      extensionDeg: parameters.extensionHardDeg,
      rollDeg: parameters.rollHardDeg,
    },
  };
}

/** The range with each semi-axis so many degrees longer: what a measurement may be off by. */
export function widened(range: RangeDeg, byDeg: number): RangeDeg {
  return {
    yawDeg: range.yawDeg + byDeg,
    flexionDeg: range.flexionDeg + byDeg,
    extensionDeg: range.extensionDeg + byDeg,
    rollDeg: range.rollDeg + byDeg,
  };
}

function limitDeg(range: RangeDeg, axis: AxisName, valueDeg: number): number {
  switch (axis) {
    case 'yawDeg':
      return Math.max(range.yawDeg, SMALLEST_RANGE_DEG);
    case 'pitchDeg':
      return Math.max(valueDeg >= 0 ? range.flexionDeg : range.extensionDeg, SMALLEST_RANGE_DEG);
    case 'rollDeg':
      return Math.max(range.rollDeg, SMALLEST_RANGE_DEG);
  }
}

/** One axis' part of `exceedance`. */
export function share(pose: Pose, range: RangeDeg, axis: AxisName): number {
  return (pose[axis] / limitDeg(range, axis, pose[axis])) ** 2;
}

/**
 * (yaw/Y)² + (pitch/P)² + (roll/R)²: at most 1 inside. An ellipsoid, not a box, since nobody should be turned and tipped at
 * once and the mechanism is nearly singular in the corners (DESIGN 'The mechanism', reference/domain.md §2.3). NaN for a NaN pose.
 */
export function exceedance(pose: Pose, range: RangeDeg): number {
  return share(pose, range, 'yawDeg') + share(pose, range, 'pitchDeg') + share(pose, range, 'rollDeg');
}

/** What became of a wish: the target to go to, and whether the envelope shortened the way. */
export type Projection =
  | { readonly kind: 'target'; readonly target: Pose; readonly isShortened: boolean }
  | { readonly kind: 'atLimit' };

/**
 * The furthest pose toward a wish that changes one axis, inside the soft range; straight back toward the inside is always
 * open, also from beyond a limit that was lowered meanwhile.
 */
export function projectStep(from: Pose, axis: AxisName, stepDeg: number, range: RangeDeg): Projection {
  const wishDeg = from[axis] + stepDeg;
  const target = { ...from, [axis]: wishDeg };
  if (exceedance(target, range) <= 1) return { kind: 'target', target, isShortened: false };
  const isInward = Math.abs(wishDeg) < Math.abs(from[axis]) && Math.sign(wishDeg) === Math.sign(from[axis]);
  if (isInward) return { kind: 'target', target, isShortened: false };
  const others = exceedance({ ...from, [axis]: 0 }, range);
  const room = Math.sqrt(Math.max(0, 1 - others));
  const furthestDeg = Math.sign(wishDeg) * limitDeg(range, axis, wishDeg) * room;
  const gainDeg = (furthestDeg - from[axis]) * Math.sign(stepDeg);
  if (!(gainDeg >= SMALLEST_STEP_DEG)) return { kind: 'atLimit' };
  return { kind: 'target', target: { ...from, [axis]: furthestDeg }, isShortened: true };
}

/** Eyes and most remote trackers reach about 35° to either side (reference/domain.md §0 fact 5). */
const EYE_REACH_DEG = 35;

/**
 * How far the head may turn (degrees of yaw) before something at this angle from the middle of the screen, in degrees as seen
 * with the head straight, is out of the eyes' reach when the head turns away from it.
 */
export function gazeReachableYawDeg(angleOnScreenDeg: number): number {
  return Math.max(0, EYE_REACH_DEG - Math.abs(angleOnScreenDeg));
}

/**
 * Degrees of head movement from a pose to the limit along a direction (a step per axis, of any length; degrees are the norm of
 * the three axis steps). 0 from the limit or beyond it toward the outside, infinite for no direction, NaN for what is no number.
 */
export function distanceToLimitDeg(from: Pose, direction: Pose, range: RangeDeg): number {
  const perShare = Math.hypot(direction.yawDeg, direction.pitchDeg, direction.rollDeg);
  if (perShare === 0) return Number.POSITIVE_INFINITY;
  return perShare * shareToLimit(from, direction, range);
}

/** The largest multiple of `step` that ends inside the range; 0 if there is none. NaN for what is no number. */
export function shareToLimit(from: Pose, step: Pose, range: RangeDeg): number {
  // Flexion and extension are two half-ellipsoids: the exit counts that lies on its own half.
  const exit = quadraticExit(from, step, range, from.pitchDeg);
  return quadraticExit(from, step, range, from.pitchDeg + exit * step.pitchDeg);
}

/** The larger root of exceedance(from + share · step) = 1, with the semi-axis of one side of pitch; 0 if there is none ahead. */
function quadraticExit(from: Pose, step: Pose, range: RangeDeg, pitchSide: number): number {
  let [square, half, rest] = [0, 0, -1];
  for (const axis of AXES) {
    const limit = limitDeg(range, axis, pitchSide);
    const [start, change] = [from[axis] / limit, step[axis] / limit];
    square += change * change;
    half += start * change;
    rest += start * start;
  }
  const discriminant = half * half - square * rest;
  if (discriminant < 0) return 0;
  const root = Math.sqrt(discriminant);
  // Toward the outside, −half + root would subtract two nearly equal numbers.
  return Math.max(0, half > 0 ? -rest / (half + root) : (root - half) / square);
}
