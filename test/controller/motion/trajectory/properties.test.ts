import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AxisState, planPosition } from '../../../../controller/motion/trajectory.ts';
import { judgedAxis, magnitude } from './arbitraries.ts';
import { advance, integrate } from './integration.ts';
import { type JudgedAxis, limitFault } from './limitFaults.ts';
import { planAxes, removal, trajectoryFault } from './planned.ts';

// fast-check prints the seed and the path of a failure; pass both to fc.assert to repeat it.
const RUNS = { numRuns: 1000 };

const anyAxis = fc.oneof(
  judgedAxis({ mayExceed: false, arrivesMoving: false }),
  judgedAxis({ mayExceed: true, arrivesMoving: false }),
  judgedAxis({ mayExceed: true, arrivesMoving: true }),
);
const anyAxes = fc.array(anyAxis, { minLength: 1, maxLength: 4 });

describe('planPosition', () => {
  it('arrives on all axes together, inside the limits, from any state', () => {
    fc.assert(
      fc.property(anyAxes, (axes) => {
        expect(trajectoryFault(axes, planAxes(axes))).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('is optimal from every state on its way: the rest takes just the rest of the time', () => {
    const fraction = fc.double({ min: 0, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(judgedAxis({ mayExceed: true, arrivesMoving: false }), fraction, (axis, part) => {
        const whole = planAxes([axis]);
        const [start] = whole.at(part * whole.duration);
        if (!start) throw new RangeError('no state');
        const rest = planAxes([{ ...axis, start }]).duration;
        // Rounding of 1e-13 deg costs its cube root over the jerk once the stop has begun.
        expect(Math.abs(rest - (1 - part) * whole.duration)).toBeLessThan(1e-3);
      }),
      RUNS,
    );
  });

  it('arrives on time when planned anew every tick, also with a velocity and with axes that wait for each other', () => {
    const moving = fc.array(judgedAxis({ mayExceed: false, arrivesMoving: true }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(moving, fc.double({ min: 0.003, max: 0.03, noNaN: true }), (axes, tick) => {
        const { duration, at } = planAxes(axes);
        fc.pre(duration < 20);
        let states = at(0);
        for (let left = duration; left > 1e-3; left -= tick) {
          const current = axes.map((axis, index) => ({ ...axis, start: states[index] ?? axis.start }));
          const trajectory = planAxes(current);
          expect(trajectory.duration).toBeLessThan(left + 1e-3);
          states = trajectory.at(tick);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('has no shorter duration: from any state reached by jerking otherwise, the rest takes longer', () => {
    const detour = fc.record({
      jerkPart: fc.double({ min: -1, max: 1, noNaN: true }),
      duration: magnitude(-3, -1),
    });
    fc.assert(
      fc.property(
        judgedAxis({ mayExceed: false, arrivesMoving: false }),
        detour,
        (axis, { jerkPart, duration }) => {
          const start = advance(axis.start, duration, jerkPart * axis.limits.maxJerk);
          const detoured = integrate(axis.start, [{ duration, jerk: jerkPart * axis.limits.maxJerk }]);
          fc.pre(staysInside(axis.start, axis) && staysInside(start, axis));
          fc.pre(limitFault(axis, detoured, true) === undefined);
          const viaDetour = duration + planAxes([{ ...axis, start }]).duration;
          expect(viaDetour).toBeGreaterThan(planAxes([axis]).duration - 1e-6);
        },
      ),
      RUNS,
    );
  });

  it('is the same in a mirror', () => {
    fc.assert(
      fc.property(anyAxes, (axes) => {
        const mirror = axes.map(mirrored);
        expect(planAxes(mirror).duration).toBeCloseTo(planAxes(axes).duration, 6);
      }),
      RUNS,
    );
  });

  it("keeps each axis' own minimum duration, whatever the others do", () => {
    fc.assert(
      fc.property(anyAxes, (axes) => {
        const alone = axes.map((axis) => planAxes([axis]).duration);
        const together = planAxes(axes);
        expect(together.minimumDurations).toEqual(alone);
        expect(together.duration).toBeGreaterThanOrEqual(Math.max(...alone));
      }),
      RUNS,
    );
  });

  it('takes exactly the minimum duration asked for, if it is longer and every axis stops at its target', () => {
    const stopping = fc.array(judgedAxis({ mayExceed: true, arrivesMoving: false }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(stopping, fc.double({ min: 0, max: 30, noNaN: true }), (axes, minimumDuration) => {
        const fastest = planAxes(axes).duration;
        const slowed = planAxes(axes, { minimumDuration });
        expect(slowed.duration).toBe(Math.max(minimumDuration, fastest));
        expect(trajectoryFault(axes, slowed)).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('keeps a minimum duration also where an axis must arrive moving', () => {
    fc.assert(
      fc.property(anyAxes, fc.double({ min: 0, max: 10, noNaN: true }), (axes, minimumDuration) => {
        const slowed = planAxes(axes, { minimumDuration });
        expect(slowed.duration).toBeGreaterThanOrEqual(minimumDuration);
        expect(trajectoryFault(axes, slowed)).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('does not move an axis that stands at its target while others do', () => {
    fc.assert(
      fc.property(anyAxes, fc.double({ min: -60, max: 60, noNaN: true }), (axes, position) => {
        const [first] = axes;
        if (!first) throw new RangeError('no axis');
        const still = {
          ...first,
          start: { position, velocity: 0, acceleration: 0 },
          target: { position, velocity: 0 },
        };
        const segments = planAxes([...axes, still]).segments.at(-1) ?? [];
        expect(segments.every(({ jerk }) => jerk === 0)).toBe(true);
      }),
      RUNS,
    );
  });

  it('neither alters nor keeps hold of what it is given', () => {
    fc.assert(
      fc.property(anyAxes, (axes) => {
        const given = structuredClone(axes);
        const trajectory = planAxes(given);
        const half = trajectory.at(trajectory.duration / 2);
        expect(given).toEqual(axes);
        for (const axis of given) {
          Object.assign(axis.start, { position: 99, velocity: 99, acceleration: 99 });
          Object.assign(axis.target, { position: 99, velocity: 99 });
        }
        expect(trajectory.at(trajectory.duration / 2)).toEqual(half);
        expect(planAxes(axes).segments).toEqual(trajectory.segments);
      }),
      { numRuns: 500 },
    );
  });

  it('has a finite answer for every valid finite state, however extreme', () => {
    const sign = fc.constantFrom(-1, 1);
    const wide = fc.oneof(
      fc.constant(0),
      fc.tuple(magnitude(-12, 9), sign).map(([size, direction]) => size * direction),
    );
    const limit = magnitude(-6, 9);
    const axis = fc
      .record({
        position: wide,
        velocity: wide,
        acceleration: wide,
        target: wide,
        minV: limit,
        maxV: limit,
        minA: limit,
        maxA: limit,
        maxJerk: limit,
      })
      .map(
        (raw): JudgedAxis => ({
          start: { position: raw.position, velocity: raw.velocity, acceleration: raw.acceleration },
          target: { position: raw.target, velocity: 0 },
          limits: {
            minVelocity: -raw.minV,
            maxVelocity: raw.maxV,
            minAcceleration: -raw.minA,
            maxAcceleration: raw.maxA,
            maxJerk: raw.maxJerk,
          },
        }),
      );
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 3 }), (axes) => {
        const { duration, segments, at } = planAxes(axes);
        expect(Number.isFinite(duration)).toBe(true);
        for (const list of segments) {
          for (const segment of list)
            expect(segment.duration > 0 && Number.isFinite(segment.jerk)).toBe(true);
        }
        for (const state of at(duration / 3)) {
          expect(Object.values(state).every((value) => Number.isFinite(value))).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

describe('at', () => {
  it('gives the start before 0 and the target, moving on, after the end', () => {
    fc.assert(
      fc.property(anyAxis, fc.double({ min: 0, max: 100, noNaN: true }), (axis, after) => {
        const trajectory = planPosition([axis.start], [axis.target], [axis.limits]);
        expect(trajectory.at(-1 - after)).toEqual([axis.start]);
        const expected: AxisState = {
          position: axis.target.position + axis.target.velocity * after,
          velocity: axis.target.velocity,
          acceleration: 0,
        };
        const [state] = trajectory.at(trajectory.duration + after);
        expect(state?.position).toBeCloseTo(expected.position, 9);
        expect(state).toMatchObject({ velocity: expected.velocity, acceleration: 0 });
      }),
      RUNS,
    );
  });
});

/** Neither outside its velocity limits nor bound to leave them. */
function staysInside(start: AxisState, axis: JudgedAxis): boolean {
  const natural = integrate(start, [removal({ ...axis, start })]).end.velocity;
  return natural >= axis.limits.minVelocity && natural <= axis.limits.maxVelocity;
}

function mirrored({ start, target, limits }: JudgedAxis): JudgedAxis {
  return {
    start: { position: -start.position, velocity: -start.velocity, acceleration: -start.acceleration },
    target: { position: -target.position, velocity: -target.velocity },
    limits: {
      minVelocity: -limits.maxVelocity,
      maxVelocity: -limits.minVelocity,
      minAcceleration: -limits.maxAcceleration,
      maxAcceleration: -limits.minAcceleration,
      maxJerk: limits.maxJerk,
    },
  };
}
