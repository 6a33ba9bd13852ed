import type { Pose } from '../../protocol/pose.ts';
import { AXES, type AxisName, exceedance, type RangeDeg, share } from './envelope.ts';
import { type AxisMotion, type StoppingRamp, stopAhead, stopDurationS } from './stoppingRamp.ts';

/** Speed of each axis of the pose, in deg/s with its sign. */
export type VelocityDegPerS = Readonly<Record<AxisName, number>>;

const STANDSTILL: VelocityDegPerS = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
/** Halvings of the permitted part: the last is finer than any speed a servo can follow. */
const HALVINGS = 40;

/**
 * The exceedance of the outermost corner that the axes may pass while each goes its own way from `pose` by `stepDeg`: what
 * bounds a stop in which every axis brakes for itself, in whatever time.
 */
function outermost(pose: Pose, stepDeg: Pose, range: RangeDeg): number {
  const reach = (axis: AxisName): number => {
    const ahead = { ...pose, [axis]: pose[axis] + stepDeg[axis] };
    return Math.max(share(pose, range, axis), share(ahead, range, axis));
  };
  return reach('yawDeg') + reach('pitchDeg') + reach('rollDeg');
}

const isInside = (reached: number, pose: Pose, range: RangeDeg): boolean =>
  reached <= 1 || reached <= exceedance(pose, range);

/**
 * How far each axis may get if the velocity is kept for the reaction time and then taken to zero by the ramp, axis by axis or
 * all together: a stop from a steady speed covers half of speed × time, and no axis takes longer than the fastest.
 */
function stoppingStepDeg(velocity: VelocityDegPerS, ramp: StoppingRamp, reactionS: number): Pose {
  const fastest = Math.max(...AXES.map((axis) => Math.abs(velocity[axis])));
  const lastsS = reactionS + stopDurationS(fastest, ramp) / 2;
  return {
    yawDeg: velocity.yawDeg * lastsS,
    pitchDeg: velocity.pitchDeg * lastsS,
    rollDeg: velocity.rollDeg * lastsS,
  };
}

/**
 * The soft approach: as much of a wished velocity as still lets a stop, begun `reactionS` later, end inside the range. Axes that
 * move outward are slowed together, down to zero at the limit, so that no limit is ever met at speed; axes that move inward are
 * never slowed, also from beyond a limit. A wish or a pose that is not a number is permitted no speed.
 */
export function permittedVelocity(
  pose: Pose,
  wish: VelocityDegPerS,
  range: RangeDeg,
  ramp: StoppingRamp,
  reactionS: number,
): VelocityDegPerS {
  if (!AXES.every((axis) => Number.isFinite(pose[axis]) && Number.isFinite(wish[axis]))) return STANDSTILL;
  const wholeStep = stoppingStepDeg(wish, ramp, reactionS);
  if (isInside(outermost(pose, wholeStep, range), pose, range)) return wish;
  const inward = AXES.filter((axis) => {
    const ahead = { ...pose, [axis]: pose[axis] + wholeStep[axis] };
    return share(ahead, range, axis) <= share(pose, range, axis);
  });
  const slowed = (part: number): VelocityDegPerS => {
    const of = (axis: AxisName): number => (inward.includes(axis) ? wish[axis] : part * wish[axis]);
    return { yawDeg: of('yawDeg'), pitchDeg: of('pitchDeg'), rollDeg: of('rollDeg') };
  };
  let [permitted, refused] = [0, 1];
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (permitted + refused) / 2;
    const step = stoppingStepDeg(slowed(middle), ramp, reactionS);
    if (isInside(outermost(pose, step, range), pose, range)) permitted = middle;
    else refused = middle;
  }
  return slowed(permitted);
}

/** What each axis is doing, for a stop that begins in the middle of a change of speed. */
export type PoseMotion = Readonly<Record<AxisName, AxisMotion>>;

/**
 * Whether a stop begun now, each axis on its own ramp, stays inside the range to its end, or from beyond it gets no further out.
 * False for anything that is not a number.
 */
export function stopStaysInside(
  pose: Pose,
  motion: PoseMotion,
  range: RangeDeg,
  ramp: StoppingRamp,
): boolean {
  const stops = {
    yawDeg: stopAhead(motion.yawDeg, ramp),
    pitchDeg: stopAhead(motion.pitchDeg, ramp),
    rollDeg: stopAhead(motion.rollDeg, ramp),
  };
  const worst = (axis: AxisName): number => {
    const at = (stepDeg: number): number => share({ ...pose, [axis]: pose[axis] + stepDeg }, range, axis);
    return Math.max(share(pose, range, axis), at(stops[axis].highestDeg), at(stops[axis].lowestDeg));
  };
  return isInside(worst('yawDeg') + worst('pitchDeg') + worst('rollDeg'), pose, range);
}
