import type { ParameterValues } from '../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Kinematics } from '../motion/kinematics/kinematics.ts';
import {
  cross,
  type Matrix3,
  multiply,
  rotationFromPose,
  scale,
  solve,
  subtract,
  transpose,
  type Vector3,
} from '../motion/kinematics/rotation.ts';

/** A mass that turns with the head band; metres from C7/T1 in the trunk frame when the head is upright. */
export interface CarriedMass {
  readonly massKg: number;
  readonly centreM: Vector3;
}

/** Gravity in the trunk frame of a person who sits upright, m/s². */
export const UPRIGHT_GRAVITY: Vector3 = [0, 0, -9.81];

/** The base of the neck, from which the centre of mass of the head is given (reference/domain.md §2.1). */
export const NECK_BASE_M: Vector3 = [0, 0, 0];
/** Where all axes of the mechanism meet, in the middle of the neck (reference/physics.md §2). */
export const MECHANISM_CENTRE_M: Vector3 = [0.0075, 0, 0.06];
/**
 * The part of the brace on the head (0.2–0.4 kg, reference/domain.md §2.1), in the plane of the band joints: 40° up on the
 * mechanism's sphere of 120 mm (reference/physics.md §2).
 */
const BAND: CarriedMass = { massKg: 0.3, centreM: [0.0075, 0, 0.137] };

/** The head of a profile with the part of the brace that it wears. */
export function carriedMasses(parameters: ParameterValues): readonly CarriedMass[] {
  const { headMassKg, headCentreForwardMm, headCentreUpMm } = parameters;
  return [{ massKg: headMassKg, centreM: [headCentreForwardMm / 1000, 0, headCentreUpMm / 1000] }, BAND];
}

/**
 * Gravity in the trunk frame (m/s²) of a trunk that is tilted: reclined (positive leans back) and leaning to the person's right,
 * in degrees.
 */
export function gravityOfTrunk(reclineDeg: number, leanRightDeg: number): Vector3 {
  // A trunk that leans back sees gravity turn forward: the opposite of its own rotation.
  const trunk = rotationFromPose({ yawDeg: 0, pitchDeg: -reclineDeg, rollDeg: leanRightDeg });
  return multiply(transpose(trunk), UPRIGHT_GRAVITY);
}

/**
 * Torque of gravity on what the head carries, about the point that it turns about, in Nm along the trunk axes x, y, z: positive y
 * bends the head forward, positive x to the right, positive z turns it left. NaN for a pose that is not a number.
 */
export function gravityTorqueNm(
  pose: Pose,
  masses: readonly CarriedMass[],
  gravityMPerS2: Vector3,
  pivotM: Vector3,
): Vector3 {
  const rotation = rotationFromPose(pose);
  return masses.reduce<Vector3>(
    ([x, y, z], { massKg, centreM }) => {
      const arm = multiply(rotation, subtract(centreM, pivotM));
      const [dx, dy, dz] = cross(arm, scale(gravityMPerS2, massKg));
      return [x + dx, y + dy, z + dz];
    },
    [0, 0, 0],
  );
}

/**
 * Torque that each servo must give to hold the head against gravity without any help of the neck, Nm, by virtual work: for every
 * small turn the servos' work is the one that gravity takes. Undefined where the pose cannot be taken or is singular.
 */
export function holdingTorquesNm(
  kinematics: Kinematics,
  pose: Pose,
  masses: readonly CarriedMass[],
  gravityMPerS2: Vector3,
): PerServo<number> | undefined {
  const jacobian = kinematics.jacobian(pose);
  if (jacobian === undefined) return undefined;
  const torque = gravityTorqueNm(pose, masses, gravityMPerS2, MECHANISM_CENTRE_M);
  return solve(transpose(jacobian), scale(torque, -1));
}

/** Moment of the servos on the head about the mechanism's centre, Nm along the trunk axes: the Jacobian's transpose. */
export function momentOfServosNm(jacobian: Matrix3, torquesNm: PerServo<number>): Vector3 {
  return multiply(transpose(jacobian), torquesNm);
}
