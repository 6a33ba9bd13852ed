import { describe, expect, test } from 'vitest';
import { type Quaternion, rotationOfMeasured } from '../../../../controller/motion/kinematics/quaternion.ts';
import { RADIANS_PER_DEGREE, type Vector3 } from '../../../../controller/motion/kinematics/rotation.ts';
import { captureMounting } from '../../../../controller/safety/motionSensors/mounting.ts';
import type { Pose } from '../../../../protocol/pose.ts';

const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

/** Sensors that are meant to sit like their parts; the trunk's tilted, and accelerated. */
function capture(quaternion: Quaternion, accelerationMPerS2: Vector3 = [0, 0, 0]) {
  const sample = { atMs: 0, quaternion, accelerationMPerS2 };
  const level = { atMs: 0, quaternion: [1, 0, 0, 0], accelerationMPerS2: [0, 0, 0] } as const;
  return captureMounting(
    { head: level, trunk: sample },
    { headMounting: STRAIGHT, trunkMounting: STRAIGHT },
    STRAIGHT,
  );
}

const tilted = (deg: number): Quaternion => [
  Math.cos((deg / 2) * RADIANS_PER_DEGREE),
  Math.sin((deg / 2) * RADIANS_PER_DEGREE),
  0,
  0,
];

/** The tilt of a sensor, by the same arithmetic to the last digit. */
function tiltRad(quaternion: Quaternion): number {
  const [, , [x, y, z]] = rotationOfMeasured(quaternion, 0.01) ?? [[], [], [NaN, NaN, NaN]];
  return Math.atan2(Math.hypot(x, y), z);
}

describe('how the sensors sit, to the edge', () => {
  test('S147: a tilted sensor is captured as it sits', () => {
    const zero = expect.closeTo(0, 9);
    expect(capture(tilted(7))).toMatchObject({
      mounting: {
        headMounting: { yawDeg: zero, pitchDeg: zero, rollDeg: zero },
        trunkMounting: { yawDeg: zero, pitchDeg: zero, rollDeg: expect.closeTo(7, 9) },
      },
    });
  });

  test('S147: a sensor accelerated by exactly 0.5 m/s² rests', () => {
    expect(capture(tilted(0), [0, 0.5, 0]).kind).toBe('captured');
    expect(capture(tilted(0), [0, 0.5 + 1e-9, 0])).toMatchObject({ id: 'sensorMoves' });
  });

  test('S147: exactly 20° are corrected', () => {
    const near = Array.from({ length: 201 }, (_, n) => tilted(20 + (n - 100) * 4e-15));
    const exact = near.filter((quaternion) => tiltRad(quaternion) === 20 * RADIANS_PER_DEGREE);
    expect(exact.length).toBeGreaterThan(0);
    for (const quaternion of exact) expect(capture(quaternion).kind).toBe('captured');
  });

  test('S147: a tilt too small to have a direction is none', () => {
    const rollDegOf = (quaternion: Quaternion): number => {
      const captured = capture(quaternion);
      return captured.kind === 'captured' ? captured.mounting.trunkMounting.rollDeg : Number.NaN;
    };
    expect(rollDegOf([1, 5e-13, 0, 0])).toBe(0);
    expect(rollDegOf([1, 6e-13, 0, 0])).toBeCloseTo(1.2e-12 / RADIANS_PER_DEGREE, 15);
    expect(rollDegOf([1, 6e-13, 0, 0])).toBeGreaterThan(0);
  });
});
