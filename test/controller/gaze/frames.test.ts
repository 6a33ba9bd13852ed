import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  angleBetweenDeg,
  directionOf,
  eyeInHead,
  gazeInTrunk,
  vectorOf,
} from '../../../controller/gaze/frames.ts';
import { multiply, rotationFromPose, transpose } from '../../../controller/motion/kinematics/rotation.ts';
import type { Direction } from '../../../protocol/gazeSample.ts';
import type { Pose } from '../../../protocol/pose.ts';

const deg = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const anyDirection: fc.Arbitrary<Direction> = fc.record({ yawDeg: deg(60), pitchDeg: deg(40) });
const anyPose: fc.Arbitrary<Pose> = fc.record({ yawDeg: deg(50), pitchDeg: deg(35), rollDeg: deg(30) });
const LEVEL: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

describe('gaze in head and trunk', () => {
  it('is the rotation of the mechanism, both ways', () => {
    fc.assert(
      fc.property(anyDirection, anyPose, (direction, pose) => {
        const matrix = rotationFromPose(pose);
        const inTrunk = directionOf(multiply(matrix, vectorOf(direction)));
        const inHead = directionOf(multiply(transpose(matrix), vectorOf(direction)));
        expect(angleBetweenDeg(gazeInTrunk(direction, pose), inTrunk)).toBeLessThan(1e-9);
        expect(angleBetweenDeg(eyeInHead(direction, pose), inHead)).toBeLessThan(1e-9);
        expect(angleBetweenDeg(eyeInHead(gazeInTrunk(direction, pose), pose), direction)).toBeLessThan(1e-9);
      }),
    );
  });

  it('has the signs of the head: left and down are positive, a lowered right ear turns a look down to the left', () => {
    expect(vectorOf({ yawDeg: 90, pitchDeg: 0 })[1]).toBeCloseTo(1, 12);
    expect(vectorOf({ yawDeg: 0, pitchDeg: 90 })[2]).toBeCloseTo(-1, 12);
    const eye = { yawDeg: 5, pitchDeg: -3 };
    expect(gazeInTrunk(eye, LEVEL).yawDeg).toBeCloseTo(5, 9);
    expect(gazeInTrunk(eye, { ...LEVEL, yawDeg: 20 }).yawDeg).toBeCloseTo(25, 9);
    expect(gazeInTrunk({ yawDeg: 0, pitchDeg: 4 }, { ...LEVEL, pitchDeg: 10 }).pitchDeg).toBeCloseTo(14, 9);
    expect(gazeInTrunk({ yawDeg: 0, pitchDeg: 10 }, { ...LEVEL, rollDeg: 30 }).yawDeg).toBeGreaterThan(3);
  });

  it('is no plain sum: with the head turned and tipped the sum is degrees off', () => {
    const turned = gazeInTrunk({ yawDeg: 30, pitchDeg: 0 }, { yawDeg: 30, pitchDeg: 20, rollDeg: 0 });
    expect(angleBetweenDeg(turned, { yawDeg: 60, pitchDeg: 20 })).toBeGreaterThan(2);
  });
});
