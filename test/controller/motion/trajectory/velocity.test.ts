import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planVelocity } from '../../../../controller/motion/trajectory.ts';
import { judgedAxis } from './arbitraries.ts';
import { integrate } from './integration.ts';
import { limitFault, NOISE_S } from './limitFaults.ts';
import { removal } from './planned.ts';

const RUNS = { numRuns: 1000 };

describe('planVelocity', () => {
  it('reaches all target velocities together, inside the limits of acceleration and jerk', () => {
    fc.assert(
      fc.property(
        fc.array(judgedAxis({ mayExceed: true, arrivesMoving: true }), { minLength: 1, maxLength: 4 }),
        (axes) => {
          const trajectory = planVelocity(
            axes.map(({ start }) => start),
            axes.map(({ target }) => target.velocity),
            axes.map(({ limits }) => limits),
          );
          expect(trajectory.duration).toBe(Math.max(...trajectory.minimumDurations));
          for (const [index, axis] of axes.entries()) {
            const motion = integrate(axis.start, trajectory.segments[index] ?? []);
            expect(motion.duration).toBeCloseTo(trajectory.duration, 9);
            expect(motion.end.velocity).toBeCloseTo(axis.target.velocity, 6);
            expect(motion.end.acceleration).toBeCloseTo(0, 6);
            expect(limitFault(axis, motion, false)).toBeUndefined();
            const natural = integrate(axis.start, [removal(axis)]).end.velocity;
            const last = motion.pieces.findLast((piece) => piece.duration > NOISE_S);
            if (Math.abs(natural - axis.target.velocity) > 1e-3) expect(last?.from.acceleration).not.toBe(0);
          }
        },
      ),
      RUNS,
    );
  });
});
