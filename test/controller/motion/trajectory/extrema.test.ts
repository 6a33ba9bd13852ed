import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extrema } from '../../../../controller/motion/trajectory/extrema.ts';
import { type AxisLimits, planPosition } from '../../../../controller/motion/trajectory.ts';
import { judgedAxis } from './arbitraries.ts';
import { planAxes } from './planned.ts';

const LIMITS: AxisLimits = {
  minVelocity: -30,
  maxVelocity: 30,
  minAcceleration: -120,
  maxAcceleration: 120,
  maxJerk: 600,
};

/** So much further an axis may go that has arrived before the others, and is put where it belongs at the end (ARRIVAL_MISS_DEG). */
const FURTHER_DEG = 1e-7 + 5e-7;

describe('extrema', () => {
  it('knows the overshoot of a start that moves too fast to stop at its target', () => {
    const start = { position: 0, velocity: 30, acceleration: 0 };
    const trajectory = planPosition([start], [{ position: 1, velocity: 0 }], [LIMITS]);
    const [found] = extrema(trajectory);
    // It brakes through zero: 0.2 s of jerk to 18 deg/s, then 0.15 s at 120 deg/s² to the turning point.
    expect(found?.maxPosition).toBeCloseTo(30 * 0.2 - (600 * 0.2 ** 3) / 6 + (18 * 0.15) / 2, 9);
    expect(found?.maxPositionTime).toBeCloseTo(0.35, 9);
    expect(found?.minPosition).toBe(0);
    expect(trajectory.at(found?.maxPositionTime ?? Number.NaN)[0]?.velocity).toBeCloseTo(0, 9);
  });

  it('is just the position of an axis that stands still', () => {
    const start = { position: 7, velocity: 0, acceleration: 0 };
    const trajectory = planPosition([start], [{ position: 7, velocity: 0 }], [LIMITS]);
    expect(extrema(trajectory)).toEqual([
      {
        minPosition: 7,
        minPositionTime: 0,
        maxPosition: 7,
        maxPositionTime: 0,
        minVelocity: 0,
        maxVelocity: 0,
      },
    ]);
  });

  it('bounds every sample, and is reached at the time it names', () => {
    const anyAxes = fc.array(judgedAxis({ mayExceed: true, arrivesMoving: true }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(anyAxes, (axes) => {
        const trajectory = planAxes(axes);
        fc.pre(trajectory.duration < 300);
        const found = extrema(trajectory);
        for (let sample = 0; sample <= 200; sample++) {
          for (const [index, state] of trajectory.at((sample / 200) * trajectory.duration).entries()) {
            const axis = found[index];
            expect(state.position).toBeGreaterThanOrEqual((axis?.minPosition ?? Number.NaN) - FURTHER_DEG);
            expect(state.position).toBeLessThanOrEqual((axis?.maxPosition ?? Number.NaN) + FURTHER_DEG);
            expect(state.velocity).toBeGreaterThanOrEqual((axis?.minVelocity ?? Number.NaN) - 1e-7);
            expect(state.velocity).toBeLessThanOrEqual((axis?.maxVelocity ?? Number.NaN) + 1e-7);
          }
        }
        for (const [index, axis] of found.entries()) {
          expect(trajectory.at(axis.minPositionTime)[index]?.position).toBeCloseTo(axis.minPosition, 6);
          expect(trajectory.at(axis.maxPositionTime)[index]?.position).toBeCloseTo(axis.maxPosition, 6);
        }
      }),
      { numRuns: 200 },
    );
  });
});
