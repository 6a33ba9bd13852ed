import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planStraightLine } from '../../../../controller/motion/trajectory/straightLine.ts';
import { type AxisLimits, planPosition } from '../../../../controller/motion/trajectory.ts';
import { axisLimits, judgedAxis } from './arbitraries.ts';
import type { JudgedAxis } from './limitFaults.ts';
import { trajectoryFault } from './planned.ts';

const LIMITS: AxisLimits = {
  minVelocity: -30,
  maxVelocity: 30,
  minAcceleration: -120,
  maxAcceleration: 120,
  maxJerk: 600,
};

function planStraight(axes: readonly JudgedAxis[], minimumDuration = 0) {
  return planStraightLine(
    axes.map(({ start }) => start),
    axes.map(({ target }) => target),
    axes.map(({ limits }) => limits),
    { minimumDuration },
  );
}

/** Several axes of one motion along a line: the leading axis' state and way, in the proportion of the shares. */
const collinear = fc
  .record({
    leading: judgedAxis({ mayExceed: false, arrivesMoving: false }),
    shares: fc.array(
      fc.tuple(fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true })), axisLimits),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ leading, shares }): JudgedAxis[] => [
    leading,
    ...shares.map(([share, limits]) => ({
      start: {
        position: -3,
        velocity: share * leading.start.velocity,
        acceleration: share * leading.start.acceleration,
      },
      target: { position: -3 + share * (leading.target.position - leading.start.position), velocity: 0 },
      limits,
    })),
  ]);

describe('planStraightLine', () => {
  it('keeps all axes in one proportion, inside the limits of all', () => {
    let planned = 0;
    fc.assert(
      fc.property(collinear, (axes) => {
        const trajectory = planStraight(axes);
        if (trajectory === null) return;
        planned++;
        expect(trajectoryFault(axes, trajectory)).toBeUndefined();
        for (const fraction of [0.1, 0.35, 0.6, 0.85]) {
          const states = trajectory.at(fraction * trajectory.duration);
          const [leading] = axes;
          const [first] = states;
          if (!leading || !first) throw new RangeError('no axis');
          const way = leading.target.position - leading.start.position;
          const done = first.position - leading.start.position;
          for (const [index, axis] of axes.entries()) {
            const own = axis.target.position - axis.start.position;
            const off = ((states[index]?.position ?? Number.NaN) - axis.start.position) * way - done * own;
            expect(Math.abs(off)).toBeLessThan(1e-6 * (1 + Math.abs(way) + Math.abs(own)));
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(planned).toBeGreaterThan(100); // else the property would hold for nothing
  });

  it('always exists from rest, never beats planPosition, and equals it where one axis limits throughout', () => {
    const resting = fc.array(judgedAxis({ mayExceed: false, arrivesMoving: false }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(resting, (moving) => {
        const axes = moving.map((axis) => ({
          ...axis,
          start: { ...axis.start, velocity: 0, acceleration: 0 },
        }));
        const trajectory = planStraight(axes);
        const fastest = planPosition(
          axes.map(({ start }) => start),
          axes.map(({ target }) => target),
          axes.map(({ limits }) => limits),
        );
        expect(trajectory?.duration).toBeGreaterThan(fastest.duration - 1e-6);
        expect(trajectory?.minimumDurations).toEqual(fastest.minimumDurations);
      }),
      { numRuns: 1000 },
    );
    const alike = [10, 20, -15].map((position) => ({
      start: { position: 0, velocity: 0, acceleration: 0 },
      target: { position, velocity: 0 },
      limits: LIMITS,
    }));
    expect(planStraight(alike)?.duration).toBeCloseTo(
      planStraight(alike.slice(1, 2))?.duration ?? Number.NaN,
      12,
    );
  });

  it('keeps a minimum duration on the line', () => {
    const axes = [10, -4].map((position) => ({
      start: { position: 0, velocity: 0, acceleration: 0 },
      target: { position, velocity: 0 },
      limits: LIMITS,
    }));
    const trajectory = planStraight(axes, 5);
    expect(trajectory?.duration).toBe(5);
    expect(trajectory && trajectoryFault(axes, trajectory)).toBeUndefined();
  });

  it('is refused where the start leads off the line', () => {
    const target = { position: 10, velocity: 0 };
    const along = { start: { position: 0, velocity: 1, acceleration: 0 }, target, limits: LIMITS };
    const off = { start: { position: 0, velocity: -1, acceleration: 0 }, target, limits: LIMITS };
    expect(planStraight([along, along])).not.toBeNull();
    expect(planStraight([along, off])).toBeNull();
  });

  it('is refused where the start is outside its limits or bound to leave them', () => {
    const target = { position: 90, velocity: 0 };
    const fast = { start: { position: 0, velocity: 31, acceleration: 0 }, target, limits: LIMITS };
    const rising = { start: { position: 0, velocity: 29, acceleration: 100 }, target, limits: LIMITS };
    expect(planStraight([fast, fast])).toBeNull();
    expect(planStraight([rising, rising])).toBeNull();
  });

  it('can be planned anew from any state on its way', () => {
    const way = [20, -7, 3].map((position) => ({
      start: { position: 1, velocity: 0, acceleration: 0 },
      target: { position, velocity: 0 },
      limits: LIMITS,
    }));
    const trajectory = planStraight(way);
    if (trajectory === null) throw new Error('no line from rest');
    for (let time = 0; time < trajectory.duration; time += 0.01) {
      const states = trajectory.at(time);
      const rest = planStraight(way.map((axis, index) => ({ ...axis, start: states[index] ?? axis.start })));
      expect(rest?.duration).toBeCloseTo(trajectory.duration - time, 3);
    }
  });
});
