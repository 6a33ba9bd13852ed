import type { AxisLimits, AxisState, AxisTarget } from '../../../../controller/motion/trajectory.ts';
import { advance, type IntegratedMotion } from './integration.ts';

/** A sentence that says what is wrong, or undefined. */
export type Fault = string | undefined;

export interface JudgedAxis {
  readonly start: AxisState;
  readonly target: AxisTarget;
  readonly limits: AxisLimits;
}

export const TOLERANCE = 1e-6;
/** Shorter times are rounding noise and say nothing about the shape of a profile. */
export const NOISE_S = 1e-9;
/** A quantity outside its limit that stays put for longer than this is not on its way back. */
const LINGER_S = 1e-4;

export function isNear(value: number, reference: number, tolerance: number = TOLERANCE): boolean {
  return Math.abs(value - reference) <= tolerance;
}

export function isFullJerk(jerk: number, reference: number): boolean {
  return isNear(jerk, reference, TOLERANCE * Math.abs(reference));
}

/** Limits hold; what starts outside only comes back, but velocity may still rise while inherited acceleration goes at full jerk. */
export function limitFault(
  { start, limits }: JudgedAxis,
  motion: IntegratedMotion,
  hasVelocityLimits: boolean,
): Fault {
  const excessive = motion.pieces.find(({ jerk }) => !(Math.abs(jerk) <= limits.maxJerk + TOLERANCE));
  if (excessive !== undefined) return `jerk ${excessive.jerk} past its limit ${limits.maxJerk}`;
  const inheritedSide = Math.sign(start.acceleration);
  const removalEnd =
    motion.pieces.find(
      ({ duration, jerk }) => duration > NOISE_S && !isFullJerk(jerk, -inheritedSide * limits.maxJerk),
    )?.startTime ?? Number.POSITIVE_INFINITY;
  for (const [quantity, side, limit] of bounds(limits, hasVelocityLimits)) {
    const excess = (state: AxisState): number => Math.max(0, side * (state[quantity] - limit));
    let lowest = excess(start);
    for (const { startTime, from, to, duration } of motion.pieces) {
      const after = excess(to);
      const isRemoval = quantity === 'velocity' && side === inheritedSide && startTime < removalEnd;
      const isOutside = after > lowest + TOLERANCE;
      const isLingering =
        after > TOLERANCE && duration > LINGER_S && after > excess(from) - TOLERANCE * duration;
      if (!isRemoval && (isOutside || isLingering)) {
        return `${quantity} ${isOutside ? 'goes' : 'lingers'} ${after} past its limit ${limit} in the piece from ${startTime} s`;
      }
      lowest = isRemoval ? after : Math.min(lowest, after);
    }
  }
  return undefined;
}

type Bound = readonly ['velocity' | 'acceleration', 1 | -1, number];

function bounds(limits: AxisLimits, hasVelocityLimits: boolean): Bound[] {
  const acceleration: Bound[] = [
    ['acceleration', 1, limits.maxAcceleration],
    ['acceleration', -1, limits.minAcceleration],
  ];
  if (!hasVelocityLimits) return acceleration;
  return [...acceleration, ['velocity', 1, limits.maxVelocity], ['velocity', -1, limits.minVelocity]];
}

/** State at the end of the fastest change to `velocity` with no acceleration left over, from an acceleration inside its limits. */
function afterTransition(start: AxisState, velocity: number, limits: AxisLimits): AxisState {
  const jerk = limits.maxJerk;
  const natural = start.velocity + (start.acceleration * Math.abs(start.acceleration)) / (2 * jerk);
  const direction = velocity >= natural ? 1 : -1;
  const inherited = direction * start.acceleration;
  const gain = direction * (velocity - start.velocity);
  const highest = direction > 0 ? limits.maxAcceleration : -limits.minAcceleration;
  const peak = Math.min(highest, Math.sqrt(Math.max(0, jerk * gain + inherited ** 2 / 2)));
  const plateau = peak > 0 ? Math.max(0, (gain - (2 * peak ** 2 - inherited ** 2) / (2 * jerk)) / peak) : 0;
  const accelerated = advance(advance(start, (peak - inherited) / jerk, direction * jerk), plateau, 0);
  return { ...advance(accelerated, peak / jerk, -direction * jerk), velocity, acceleration: 0 };
}

/**
 * No dip and no reversal after a velocity limit was lowered. Where that limit alone is exceeded, and there is room to come down
 * onto it and still stop at the target, speed need not fall below it before the final stop: at most as far as removing an
 * inherited deceleration at full jerk takes it. From below that floor it must never rise again, so it cannot reverse either.
 */
export function dipFault({ start, target, limits }: JudgedAxis, motion: IntegratedMotion): Fault {
  const { velocity, acceleration } = start;
  const side = velocity > limits.maxVelocity ? 1 : velocity < limits.minVelocity ? -1 : 0;
  const isAccelerationInside =
    acceleration >= limits.minAcceleration && acceleration <= limits.maxAcceleration;
  if (side === 0 || !isAccelerationInside || target.velocity !== 0) return undefined;
  const limit = side > 0 ? limits.maxVelocity : limits.minVelocity;
  const stop = afterTransition(afterTransition(start, limit, limits), 0, limits);
  if (side * (target.position - stop.position) < 0) return undefined;
  const natural = velocity + (acceleration * Math.abs(acceleration)) / (2 * limits.maxJerk);
  const floor = Math.min(side * limit, side * natural);
  let lowest = floor;
  for (const { to } of motion.pieces) {
    const speed = Math.min(floor, side * to.velocity);
    if (speed > lowest + TOLERANCE) {
      return `velocity dips to ${side * lowest} and rises again, the lowered limit is ${limit}`;
    }
    lowest = Math.min(lowest, speed);
  }
  return undefined;
}
