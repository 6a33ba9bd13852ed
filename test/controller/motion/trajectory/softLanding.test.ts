import { expect, it } from 'vitest';
import { extrema } from '../../../../controller/motion/trajectory/extrema.ts';
import { type AxisLimits, planPosition } from '../../../../controller/motion/trajectory.ts';
import { integrate } from './integration.ts';

const LIMITS: AxisLimits = {
  minVelocity: -20,
  maxVelocity: 20,
  minAcceleration: -120,
  maxAcceleration: 120,
  maxJerk: 600,
};

// Ruckig 0.17.3 brakes as for a limit of zero here, and moves back 5.3° (reference/trajectory/README.md).
it('lands on a velocity limit lowered from 80 to 20 deg/s while moving, without a dip and without moving back', () => {
  const start = { position: 0, velocity: 80, acceleration: 0 };
  const trajectory = planPosition([start], [{ position: 100, velocity: 0 }], [LIMITS]);
  const velocities = integrate(start, trajectory.segments[0] ?? []).pieces.map(({ to }) => to.velocity);
  for (const [index, velocity] of velocities.entries()) {
    expect(velocity).toBeLessThanOrEqual((velocities[index - 1] ?? 80) + 1e-9);
  }
  expect(velocities.some((velocity) => Math.abs(velocity - 20) < 1e-9)).toBe(true);
  expect(extrema(trajectory)[0]).toMatchObject({ minPosition: 0, maxPosition: 100 });
});

it('takes an acceleration above a lowered limit away at full jerk, then stays inside', () => {
  const start = { position: 0, velocity: 0, acceleration: 200 };
  const trajectory = planPosition([start], [{ position: 30, velocity: 0 }], [LIMITS]);
  expect(trajectory.segments[0]?.[0]).toMatchObject({ jerk: -600 });
  expect(trajectory.at((200 - 120) / 600)[0]?.acceleration).toBeCloseTo(120, 9);
  expect(extrema(trajectory)[0]?.maxVelocity).toBeLessThanOrEqual(200 ** 2 / (2 * 600) + 1e-9);
});
