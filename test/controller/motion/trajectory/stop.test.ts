import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extrema } from '../../../../controller/motion/trajectory/extrema.ts';
import { planStop } from '../../../../controller/motion/trajectory/stop.ts';
import type { AxisLimits } from '../../../../controller/motion/trajectory.ts';
import { judgedAxis } from './arbitraries.ts';
import { integrate, integratedStateAt } from './integration.ts';
import { limitFault } from './limitFaults.ts';

/** The stopping ramp of the safety machine: 240 deg/s², 4,800 deg/s³ (reference/domain.md §6). */
const STOPPING: AxisLimits = {
  minVelocity: -30,
  maxVelocity: 30,
  minAcceleration: -240,
  maxAcceleration: 240,
  maxJerk: 4800,
};

const moving = fc.array(judgedAxis({ mayExceed: true, arrivesMoving: false }), {
  minLength: 1,
  maxLength: 4,
});

describe('planStop', () => {
  it('stops from 30 deg/s in 175 ms and 2.6 deg with the stopping ramp', () => {
    const { trajectory, travel } = planStop([{ position: 5, velocity: 30, acceleration: 0 }], [STOPPING]);
    expect(trajectory.duration).toBeCloseTo(0.175, 9);
    expect(travel[0]).toBeCloseTo((30 * 0.175) / 2, 9);
  });

  it('is over at once for an axis at rest', () => {
    const { trajectory, travel } = planStop([{ position: 5, velocity: 0, acceleration: 0 }], [STOPPING]);
    expect(trajectory.duration).toBe(0);
    expect(travel).toEqual([0]);
  });

  it('ends at standstill where it says, inside the limits, each axis as soon as it can', () => {
    fc.assert(
      fc.property(moving, (axes) => {
        const start = axes.map((axis) => axis.start);
        const limits = axes.map((axis) => axis.limits);
        const { trajectory, travel } = planStop(start, limits);
        const ends = trajectory.at(trajectory.duration);
        for (const [index, axis] of axes.entries()) {
          const motion = integrate(axis.start, trajectory.segments[index] ?? []);
          const alone = planStop([axis.start], [axis.limits]).trajectory.duration;
          expect(trajectory.minimumDurations[index]).toBe(alone);
          const stopped = integratedStateAt(motion, alone);
          expect(stopped.velocity).toBeCloseTo(0, 6);
          expect(stopped.position - axis.start.position).toBeCloseTo(travel[index] ?? Number.NaN, 6);
          expect(ends[index]).toMatchObject({ velocity: 0, acceleration: 0 });
          expect(limitFault(axis, motion, false)).toBeUndefined();
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('goes no farther than any other stop: what is left to go shrinks as soon as it begins', () => {
    const inMotion = judgedAxis({ mayExceed: false, arrivesMoving: false });
    fc.assert(
      fc.property(inMotion, fc.double({ min: 0.001, max: 0.05, noNaN: true }), (axis, delay) => {
        const speed = Math.abs(axis.start.velocity);
        fc.pre(speed > 1 && axis.start.acceleration === 0);
        const late = { ...axis.start, position: axis.start.position + delay * axis.start.velocity };
        const now = extrema(planStop([axis.start], [axis.limits]).trajectory)[0];
        const later = extrema(planStop([late], [axis.limits]).trajectory)[0];
        const reach = (found: typeof now): number =>
          axis.start.velocity > 0 ? (found?.maxPosition ?? 0) : -(found?.minPosition ?? 0);
        expect(reach(later) - reach(now)).toBeCloseTo(delay * speed, 6);
      }),
      { numRuns: 500 },
    );
  });
});
