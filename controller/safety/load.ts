import type { ServoDrive } from '../../protocol/brace.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Kinematics } from '../motion/kinematics/kinematics.ts';
import type { Vector3 } from '../motion/kinematics/rotation.ts';
import { type CarriedMass, gravityTorqueNm, MECHANISM_CENTRE_M, momentOfServosNm } from './gravity.ts';

/** One servo, in degrees of its shaft. */
export interface ShaftView {
  /** What it was told as long ago as an unloaded shaft follows its pulse (`followingLagMs`). */
  readonly commandedDeg: number;
  readonly measuredDeg: number;
  /** Half of the drive's dead band, in degrees of this servo. */
  readonly halfDeadBandDeg: number;
}

/**
 * Torque (Nm) that a servo gives at its shaft: stiffness × the difference between pulse and potentiometer beyond the dead band.
 * The friction of the gears is not seen.
 */
export function servoTorqueNm(
  { commandedDeg, measuredDeg, halfDeadBandDeg }: ShaftView,
  drive: ServoDrive,
): number {
  const differenceDeg = commandedDeg - measuredDeg;
  const beyondDeg = Math.max(0, Math.abs(differenceDeg) - halfDeadBandDeg);
  // Math.max drops no NaN, and the sign of NaN is NaN: an unknown difference stays unknown.
  return Math.sign(differenceDeg) * beyondDeg * drive.stiffnessNmPerDeg;
}

/**
 * The moment that bends the person's neck, in Nm along the trunk axes at the height of the mechanism's centre: what the servos
 * and gravity put on the head and nothing but the neck, or whatever else the head leans on, takes up. The brace's bearings add
 * none there, since all of them act through that centre. Slow motion only: inertia (0.4 Nm at 120°/s²) counts as load. Undefined
 * where the pose cannot be taken or anything is not a number.
 */
export function imposedMomentNm(
  kinematics: Kinematics,
  pose: Pose,
  torquesNm: PerServo<number>,
  masses: readonly CarriedMass[],
  gravityMPerS2: Vector3,
): Vector3 | undefined {
  const jacobian = kinematics.jacobian(pose);
  if (jacobian === undefined) return undefined;
  const [sx, sy, sz] = momentOfServosNm(jacobian, torquesNm);
  const [gx, gy, gz] = gravityTorqueNm(pose, masses, gravityMPerS2, MECHANISM_CENTRE_M);
  const moment: Vector3 = [sx + gx, sy + gy, sz + gz];
  return moment.every(Number.isFinite) ? moment : undefined;
}
