import type { PerServo, Pose } from '../../../protocol/pose.ts';

/** Servo shaft angles in degrees, 0 at the reference pose (yaw = pitch = roll = 0). */
export type ServoAngles = PerServo<number>;

/** Why no servo angles exist for a pose; the pose is refused as a whole, never clamped per servo. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly leg: 0 | 1 | 2;
  readonly reason: string;
}

export interface Reachable {
  readonly kind: 'reachable';
  readonly anglesDeg: ServoAngles;
}

/** A mechanism with three servos and three rotations. Every function is pure. */
export interface Kinematics {
  /** Closed form. The branch chosen at the reference pose is kept for ever. */
  inverse(pose: Pose): Reachable | Unreachable;
  /** Newton's method from a neighbouring pose; undefined if it does not converge. */
  forward(anglesDeg: ServoAngles, near: Pose): Pose | undefined;
  /** Servo rates (deg/s) per unit angular velocity of the band in the trunk frame (deg/s), rows = servos, columns = x, y, z; undefined where unreachable. */
  jacobian(pose: Pose): PerServo<PerServo<number>> | undefined;
  /** Smallest singular value of the direct Jacobian: 0 at a singularity; undefined where unreachable. */
  singularityMargin(pose: Pose): number | undefined;
}
