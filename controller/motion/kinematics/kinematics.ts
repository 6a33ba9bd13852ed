import type { PerServo, Pose } from '../../../protocol/pose.ts';

/** Servo shaft angles in degrees, 0 at the reference pose (yaw = pitch = roll = 0). */
export type ServoAngles = PerServo<number>;

/** Why no servo angles exist for a pose; the pose is refused as a whole, never clamped per servo. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly id: 'poseNotFinite' | 'poseOutOfReach';
  /** The first leg that cannot follow; undefined if the pose itself is not a number. */
  readonly leg: 0 | 1 | 2 | undefined;
  readonly reason: string;
}

export interface Reachable {
  readonly kind: 'reachable';
  readonly anglesDeg: ServoAngles;
}

/**
 * A mechanism with three servos and three rotations. Every function is pure and answers NaN or infinity with
 * a refusal.
 */
export interface Kinematics {
  /** Closed form. The branch chosen at the reference pose is kept for ever. */
  inverse(pose: Pose): Reachable | Unreachable;
  /**
   * The pose nearest to `near` whose inverse is these angles, by Newton's method where there is no closed
   * form; undefined if none is found.
   */
  forward(anglesDeg: ServoAngles, near: Pose): Pose | undefined;
  /**
   * Servo rates (deg/s) per unit angular velocity of the band in the trunk frame (deg/s), rows = servos,
   * columns = x, y, z; undefined where unreachable.
   */
  jacobian(pose: Pose): PerServo<PerServo<number>> | undefined;
  /**
   * Distance from the nearest singularity, which is at 0: the smallest singular value of `jacobian` for a
   * parallel mechanism, whose band gets loose there, and of its inverse for a serial one, whose servos would
   * have to race (reference/physics.md §4). Undefined where unreachable.
   */
  singularityMargin(pose: Pose): number | undefined;
}
