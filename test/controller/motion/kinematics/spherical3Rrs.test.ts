import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dot,
  multiply,
  RADIANS_PER_DEGREE,
  rotationAbout,
  rotationFromPose,
} from '../../../../controller/motion/kinematics/rotation.ts';
import {
  GeometryError,
  legDirections,
  spherical3Rrs,
} from '../../../../controller/motion/kinematics/spherical3Rrs.ts';
import {
  ellipsoidSurface,
  neededTravel,
  WORKSPACE_SEMI_AXES_DEG,
} from '../../../../controller/motion/kinematics/workspace.ts';
import { DEFAULT_BUILD } from '../../../../protocol/brace.ts';
import { poseInEllipsoid } from './poses.ts';
import { anglesAt, describeMechanism, STRAIGHT } from './properties.ts';

const { geometry } = DEFAULT_BUILD;
const kinematics = spherical3Rrs(geometry);

describe('spherical 3-RRS, default build', () => {
  describeMechanism(kinematics);

  it('keeps both links of every leg at their lengths', () => {
    const legs = legDirections(geometry);
    fc.assert(
      fc.property(poseInEllipsoid, (pose) => {
        const angles = anglesAt(kinematics, pose);
        for (const index of [0, 1, 2] as const) {
          const leg = legs[index];
          const elbow = multiply(rotationAbout(leg.servoAxis, angles[index] * RADIANS_PER_DEGREE), leg.elbow);
          const bandJoint = multiply(rotationFromPose(pose), leg.bandJoint);
          const arcDeg = (cosine: number): number => Math.acos(cosine) / RADIANS_PER_DEGREE;
          expect(arcDeg(dot(leg.servoAxis, elbow))).toBeCloseTo(geometry.lowerArcDeg, 9);
          expect(arcDeg(dot(elbow, bandJoint))).toBeCloseTo(geometry.upperArcDeg, 9);
        }
      }),
    );
  });

  it('is continuous: a pose 0.01° away needs no servo more than 0.03°, so the branch never changes', () => {
    fc.assert(
      fc.property(poseInEllipsoid, (pose) => {
        const before = anglesAt(kinematics, pose);
        const after = anglesAt(kinematics, { ...pose, yawDeg: pose.yawDeg + 0.01 });
        for (const servo of [0, 1, 2] as const) {
          expect(Math.abs(after[servo] - before[servo])).toBeLessThan(0.03);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the pose from the straight one, as after a restart, over the whole ellipsoid', () => {
    for (const pose of ellipsoidSurface(WORKSPACE_SEMI_AXES_DEG, 500)) {
      const found = kinematics.forward(anglesAt(kinematics, pose), STRAIGHT);
      expect(found?.yawDeg).toBeCloseTo(pose.yawDeg, 9);
      expect(found?.pitchDeg).toBeCloseTo(pose.pitchDeg, 9);
      expect(found?.rollDeg).toBeCloseTo(pose.rollDeg, 9);
    }
  });

  it('has its weakest pose in the ellipsoid at yaw −40°, with the margin of reference/physics.md §4', () => {
    const margins = ellipsoidSurface(WORKSPACE_SEMI_AXES_DEG, 4000).map((pose) =>
      kinematics.singularityMargin(pose),
    );
    expect(Math.min(...margins.map((margin) => margin ?? 0))).toBeCloseTo(0.589, 2);
    expect(kinematics.singularityMargin({ ...STRAIGHT, yawDeg: -40 })).toBeCloseTo(0.589, 3);
    expect(kinematics.singularityMargin({ ...STRAIGHT, yawDeg: -50 })).toBeCloseTo(0.321, 3);
  });

  it('refuses a pose beyond its reach as a whole, naming the leg', () => {
    const beyond = kinematics.inverse({ yawDeg: 90, pitchDeg: 0, rollDeg: 50 });
    expect(beyond).toEqual({
      kind: 'unreachable',
      id: 'poseOutOfReach',
      leg: 0,
      reason: 'The brace cannot turn the head this far: leg 1 is too short for this pose.',
    });
  });

  it('has different angles on the other branch', () => {
    const other = spherical3Rrs({ ...geometry, branch: [-1, -1, -1] });
    const pose = { ...STRAIGHT, pitchDeg: 10 };
    expect(anglesAt(other, pose)[0]).not.toBeCloseTo(anglesAt(kinematics, pose)[0], 1);
  });

  it('refuses a build that cannot be joined at the reference pose', () => {
    expect(() => spherical3Rrs({ ...geometry, upperArcDeg: 5 })).toThrow(GeometryError);
    expect(() => spherical3Rrs({ ...geometry, lowerArcDeg: Number.NaN })).toThrow(GeometryError);
  });
});

describe('the travel that the servos need', () => {
  it('covers every pose of the ellipsoid, inside and on its surface', () => {
    const travel = neededTravel(kinematics);
    if ('kind' in travel) throw new Error(travel.reason);
    fc.assert(
      fc.property(poseInEllipsoid, (pose) => {
        const angles = anglesAt(kinematics, pose);
        for (const servo of [0, 1, 2] as const) {
          expect(angles[servo]).toBeGreaterThan(travel[servo].minDeg - 0.1);
          expect(angles[servo]).toBeLessThan(travel[servo].maxDeg + 0.1);
        }
      }),
      { numRuns: 3000 },
    );
  });
  it('says which pose is out of reach where the ellipsoid is too large', () => {
    const travel = neededTravel(kinematics, { yawDeg: 120, pitchDeg: 35, rollDeg: 30 });
    expect(travel).toMatchObject({ kind: 'unreachable', id: 'poseOutOfReach' });
  });
});
