import fc from 'fast-check';
import { WORKSPACE_SEMI_AXES_DEG } from '../../../../controller/motion/kinematics/workspace.ts';
import type { Pose } from '../../../../protocol/pose.ts';

/** Poses anywhere in the mechanism's ellipsoid, its surface included. */
export const poseInEllipsoid: fc.Arbitrary<Pose> = fc
  .record({
    height: fc.double({ min: -1, max: 1, noNaN: true }),
    azimuth: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    radius: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ height, azimuth, radius }) => {
    const ring = Math.sqrt(1 - height * height) * radius;
    return {
      yawDeg: WORKSPACE_SEMI_AXES_DEG.yawDeg * ring * Math.cos(azimuth),
      pitchDeg: WORKSPACE_SEMI_AXES_DEG.pitchDeg * ring * Math.sin(azimuth),
      rollDeg: WORKSPACE_SEMI_AXES_DEG.rollDeg * height * radius,
    };
  });

/** A pose in which at least one angle is NaN or infinite. */
export const notFinitePose: fc.Arbitrary<Pose> = fc
  .tuple(
    poseInEllipsoid,
    fc.constantFrom('yawDeg' as const, 'pitchDeg' as const, 'rollDeg' as const),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  .map(([pose, name, value]) => ({ ...pose, [name]: value }));

export function largestDifferenceDeg(a: Pose, b: Pose): number {
  return Math.max(
    Math.abs(a.yawDeg - b.yawDeg),
    Math.abs(a.pitchDeg - b.pitchDeg),
    Math.abs(a.rollDeg - b.rollDeg),
  );
}
