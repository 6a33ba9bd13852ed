import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  angleBetweenDeg,
  compose,
  determinant,
  type Matrix3,
  multiply,
  poseFromRotation,
  rotationAbout,
  rotationFromPose,
  rotationFromQuaternion,
  smallestSingularValue,
  solve,
  transpose,
} from '../../../../controller/motion/kinematics/rotation.ts';
import { largestDifferenceDeg, poseInEllipsoid } from './poses.ts';

const only = (part: { yawDeg?: number; pitchDeg?: number; rollDeg?: number }) => ({
  yawDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  ...part,
});
const anyPose = fc.record({
  yawDeg: fc.double({ min: -179, max: 179, noNaN: true }),
  pitchDeg: fc.double({ min: -89, max: 89, noNaN: true }),
  rollDeg: fc.double({ min: -179, max: 179, noNaN: true }),
});

describe('the axes of a pose', () => {
  it('turns the nose to the left with positive yaw', () => {
    expect(multiply(rotationFromPose(only({ yawDeg: 30 })), [1, 0, 0])[1]).toBeCloseTo(0.5, 12);
  });
  it('turns the nose down with positive pitch (flexion)', () => {
    expect(multiply(rotationFromPose(only({ pitchDeg: 30 })), [1, 0, 0])[2]).toBeCloseTo(-0.5, 12);
  });
  it('lowers the right ear with positive roll', () => {
    expect(multiply(rotationFromPose(only({ rollDeg: 30 })), [0, -1, 0])[2]).toBeCloseTo(-0.5, 12);
  });
  it('applies roll first and yaw last', () => {
    const pose = { yawDeg: 20, pitchDeg: 10, rollDeg: 5 };
    const yaw = rotationFromPose(only({ yawDeg: 20 }));
    const pitch = rotationFromPose(only({ pitchDeg: 10 }));
    const roll = rotationFromPose(only({ rollDeg: 5 }));
    expect(angleBetweenDeg(rotationFromPose(pose), compose(yaw, compose(pitch, roll)))).toBeLessThan(1e-12);
  });
});

describe('pose and matrix', () => {
  it('convert into each other within 1e-10°', () => {
    fc.assert(
      fc.property(anyPose, (pose) => {
        expect(largestDifferenceDeg(poseFromRotation(rotationFromPose(pose)), pose)).toBeLessThan(1e-10);
      }),
      { numRuns: 2000 },
    );
  });
  it('give proper rotations', () => {
    fc.assert(
      fc.property(anyPose, (pose) => {
        const rotation = rotationFromPose(pose);
        expect(Math.abs(determinant(rotation) - 1)).toBeLessThan(1e-12);
        expect(
          angleBetweenDeg(compose(transpose(rotation), rotation), rotationFromPose(only({}))),
        ).toBeLessThan(1e-7);
      }),
    );
  });
  it('agrees with the quaternion of a half-angle', () => {
    const half = (17 * Math.PI) / 360;
    const rotation = rotationFromQuaternion(Math.cos(half), 0, Math.sin(half), 0);
    expect(largestDifferenceDeg(poseFromRotation(rotation), only({ pitchDeg: 17 }))).toBeLessThan(1e-12);
  });
  it('measures the angle between two orientations', () => {
    fc.assert(
      fc.property(anyPose, fc.double({ min: 0, max: 179, noNaN: true }), (pose, angleDeg) => {
        const start = rotationFromPose(pose);
        const turned = compose(start, rotationAbout([0.6, 0, 0.8], (angleDeg * Math.PI) / 180));
        expect(Math.abs(angleBetweenDeg(start, turned) - angleDeg)).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('linear algebra', () => {
  const diagonal = (a: number, b: number, c: number): Matrix3 => [
    [a, 0, 0],
    [0, b, 0],
    [0, 0, c],
  ];
  it('finds the smallest singular value of matrices built with a known one', () => {
    const value = fc.double({ min: 0.01, max: 5, noNaN: true });
    fc.assert(
      fc.property(anyPose, poseInEllipsoid, value, value, value, (left, right, a, b, c) => {
        const matrix = compose(rotationFromPose(left), compose(diagonal(a, b, c), rotationFromPose(right)));
        expect(Math.abs(smallestSingularValue(matrix) - Math.min(a, b, c))).toBeLessThan(1e-5);
      }),
      { numRuns: 1000 },
    );
  });
  it('finds 0 for a singular matrix and the value itself for a multiple of the identity', () => {
    expect(smallestSingularValue(diagonal(2, 0, 3))).toBeLessThan(1e-7);
    expect(smallestSingularValue(diagonal(2, 2, 2))).toBe(2);
  });
  it('solves what it multiplied, and refuses a singular or non-finite matrix', () => {
    const matrix: Matrix3 = [
      [2, -1, 0.5],
      [0.3, 1.5, -2],
      [1, 1, 4],
    ];
    const solution = solve(matrix, multiply(matrix, [1, -2, 3]));
    expect(solution?.map((value) => Math.round(value * 1e12) / 1e12)).toEqual([1, -2, 3]);
    expect(solve(diagonal(1, 0, 1), [1, 1, 1])).toBeUndefined();
    expect(solve(diagonal(1, Number.NaN, 1), [1, 1, 1])).toBeUndefined();
  });
});
