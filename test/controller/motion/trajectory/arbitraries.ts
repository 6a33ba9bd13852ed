import fc from 'fast-check';
import type { AxisLimits } from '../../../../controller/motion/trajectory.ts';
import type { JudgedAxis } from './limitFaults.ts';

/** Random axes, with the weight on where planners break: at limits, outside limits, at rest, next to the target. */

function between(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

/** Magnitudes from one power of ten to another, small ones as often as large ones. */
export function magnitude(minExponent: number, maxExponent: number): fc.Arbitrary<number> {
  return between(minExponent, maxExponent).map((exponent) => 10 ** exponent);
}

export const axisLimits: fc.Arbitrary<AxisLimits> = fc
  .record({
    velocity: magnitude(0.7, 2.1),
    velocityRatio: fc.oneof(fc.constant(1), magnitude(-0.7, 0.7)),
    acceleration: magnitude(1.3, 2.8),
    accelerationRatio: fc.oneof(fc.constant(1), magnitude(-0.7, 0.7)),
    maxJerk: magnitude(2, 3.8),
  })
  .map(({ velocity, velocityRatio, acceleration, accelerationRatio, maxJerk }) => ({
    minVelocity: -velocity,
    maxVelocity: velocity * velocityRatio,
    minAcceleration: -acceleration,
    maxAcceleration: acceleration * accelerationRatio,
    maxJerk,
  }));

/** A quantity with limits: zero, tiny, anywhere inside, exactly on a limit, or up to twice as far as one. */
function limited(min: number, max: number, mayExceed: boolean): fc.Arbitrary<number> {
  const inside = [
    fc.constant(0),
    between(1e-6 * min, 1e-6 * max),
    between(min, max),
    between(min, max),
    fc.constant(min),
    fc.constant(max),
  ];
  return fc.oneof(...inside, ...(mayExceed ? [between(2 * min, 2 * max)] : []));
}

const distance = fc.oneof(fc.constant(0), between(-1e-4, 1e-4), between(-1, 1), between(-120, 120));

interface AxisKind {
  readonly mayExceed: boolean;
  readonly arrivesMoving: boolean;
}

export function judgedAxis({ mayExceed, arrivesMoving }: AxisKind): fc.Arbitrary<JudgedAxis> {
  return axisLimits.chain((limits) =>
    fc
      .record({
        position: between(-60, 60),
        velocity: limited(limits.minVelocity, limits.maxVelocity, mayExceed),
        acceleration: limited(limits.minAcceleration, limits.maxAcceleration, mayExceed),
        distance,
        targetVelocity: arrivesMoving
          ? limited(limits.minVelocity, limits.maxVelocity, false)
          : fc.constant(0),
      })
      .map(({ position, velocity, acceleration, distance: way, targetVelocity }) => ({
        start: { position, velocity, acceleration },
        target: { position: position + way, velocity: targetVelocity },
        limits,
      })),
  );
}
