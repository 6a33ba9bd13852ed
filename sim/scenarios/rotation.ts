import {
  compose,
  RADIANS_PER_DEGREE,
  rotationFromPose,
  transpose,
} from '../../controller/motion/kinematics/rotation.ts';
import type { Pose } from '../../protocol/pose.ts';

/** Angle of the one rotation that leads from one pose to the other, degrees, 0…180. */
export function rotationBetweenDeg(from: Pose, to: Pose): number {
  const [x, y, z] = compose(transpose(rotationFromPose(from)), rotationFromPose(to));
  const cosine = (x[0] + y[1] + z[2] - 1) / 2;
  return Math.acos(Math.min(1, Math.max(-1, cosine))) / RADIANS_PER_DEGREE;
}
