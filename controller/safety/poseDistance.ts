import type { Pose } from '../../protocol/pose.ts';

/** How far two poses are apart along their axes, degrees: what a following error is measured in. NaN for what is no number. */
export function poseDistanceDeg(a: Pose, b: Pose): number {
  return Math.hypot(a.yawDeg - b.yawDeg, a.pitchDeg - b.pitchDeg, a.rollDeg - b.rollDeg);
}
