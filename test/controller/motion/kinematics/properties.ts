import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Kinematics, ServoAngles } from '../../../../controller/motion/kinematics/kinematics.ts';
import {
  compose,
  multiply,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationAbout,
  rotationFromPose,
  type Vector3,
} from '../../../../controller/motion/kinematics/rotation.ts';
import type { Pose } from '../../../../protocol/pose.ts';
import { largestDifferenceDeg, notFinitePose, poseInEllipsoid } from './poses.ts';

export const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

export function anglesAt(kinematics: Kinematics, pose: Pose): ServoAngles {
  const solution = kinematics.inverse(pose);
  if (solution.kind === 'unreachable') throw new Error(solution.reason);
  return solution.anglesDeg;
}

/** What holds for every mechanism over the whole ellipsoid. */
export function describeMechanism(kinematics: Kinematics): void {
  it('has all servos at 0 in the reference pose', () => {
    for (const angle of anglesAt(kinematics, STRAIGHT)) expect(Math.abs(angle)).toBeLessThan(1e-12);
  });

  it('leads back to the same pose within 1e-9° over the ellipsoid', () => {
    fc.assert(
      fc.property(poseInEllipsoid, poseInEllipsoid, (pose, offset) => {
        // Within the few degrees in which a control loop searches from its last pose.
        const near = {
          yawDeg: pose.yawDeg + offset.yawDeg / 8,
          pitchDeg: pose.pitchDeg + offset.pitchDeg / 8,
          rollDeg: pose.rollDeg + offset.rollDeg / 8,
        };
        const found = kinematics.forward(anglesAt(kinematics, pose), near);
        expect(found).toBeDefined();
        expect(found && largestDifferenceDeg(found, pose)).toBeLessThan(1e-9);
      }),
      { numRuns: 2000 },
    );
  });

  it('has servo rates that agree with finite differences of the inverse', () => {
    const stepDeg = 1e-3;
    fc.assert(
      fc.property(poseInEllipsoid, (pose) => {
        const rows = kinematics.jacobian(pose);
        expect(rows).toBeDefined();
        for (const axis of [0, 1, 2] as const) {
          const turn: Vector3 = [axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0];
          const turned = (deg: number): ServoAngles => {
            const rotation = compose(rotationAbout(turn, deg * RADIANS_PER_DEGREE), rotationFromPose(pose));
            return anglesAt(kinematics, poseFromRotation(rotation));
          };
          const [before, after] = [turned(-stepDeg), turned(stepDeg)];
          for (const servo of [0, 1, 2] as const) {
            const measured = (after[servo] - before[servo]) / (2 * stepDeg);
            expect(Math.abs(measured - (rows?.[servo][axis] ?? Number.NaN))).toBeLessThan(1e-6);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lets the Jacobian combine: a turn about any axis is the sum over x, y, z', () => {
    fc.assert(
      fc.property(poseInEllipsoid, (pose) => {
        const rows = kinematics.jacobian(pose);
        if (rows === undefined) throw new Error('no Jacobian');
        const axis: Vector3 = [0.36, -0.48, 0.8];
        const stepDeg = 1e-3;
        const rotation = rotationFromPose(pose);
        const turned = (deg: number): ServoAngles =>
          anglesAt(
            kinematics,
            poseFromRotation(compose(rotationAbout(axis, deg * RADIANS_PER_DEGREE), rotation)),
          );
        const predicted = multiply(rows, axis);
        const [before, after] = [turned(-stepDeg), turned(stepDeg)];
        for (const servo of [0, 1, 2] as const) {
          expect(Math.abs((after[servo] - before[servo]) / (2 * stepDeg) - predicted[servo])).toBeLessThan(
            1e-6,
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps a singularity margin above 0.5 everywhere in the ellipsoid', () => {
    fc.assert(
      fc.property(poseInEllipsoid, (pose) => {
        expect(kinematics.singularityMargin(pose)).toBeGreaterThan(0.5);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a pose that is not a number, and never answers with one', () => {
    fc.assert(
      fc.property(notFinitePose, poseInEllipsoid, (pose, other) => {
        expect(kinematics.inverse(pose)).toMatchObject({ kind: 'unreachable', id: 'poseNotFinite' });
        expect(kinematics.jacobian(pose)).toBeUndefined();
        expect(kinematics.singularityMargin(pose)).toBeUndefined();
        expect(kinematics.forward([pose.yawDeg, pose.pitchDeg, pose.rollDeg], other)).toBeUndefined();
      }),
    );
  });

  it('answers every finite pose, however far, with numbers or a refusal', () => {
    const anyDeg = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(anyDeg, anyDeg, anyDeg, (yawDeg, pitchDeg, rollDeg) => {
        const solution = kinematics.inverse({ yawDeg, pitchDeg, rollDeg });
        if (solution.kind === 'reachable') {
          for (const angle of solution.anglesDeg) expect(Math.abs(angle)).toBeLessThanOrEqual(180);
        } else {
          expect(solution.reason).toMatch(/^The brace cannot turn the head this far/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('answers arbitrary servo angles with a pose that has these angles, or with nothing', () => {
    const anyDeg = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(anyDeg, anyDeg, anyDeg, poseInEllipsoid, (a, b, c, near) => {
        const pose = kinematics.forward([a, b, c], near);
        if (pose === undefined) return;
        const back = anglesAt(kinematics, pose);
        for (const [servo, wanted] of [a, b, c].entries()) {
          const difference = ((back[servo as 0 | 1 | 2] - wanted + 540) % 360) - 180;
          expect(Math.abs(difference)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 2000 },
    );
  });
}
