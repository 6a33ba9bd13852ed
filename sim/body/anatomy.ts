import type { Vector3 } from '../../controller/motion/kinematics/rotation.ts';

/**
 * Lengths in metres from C7/T1 in the upright trunk frame, masses in kg, inertias in kg·m² about the centre
 * of mass.
 */
export const HEAD = {
  massKg: 4.5,
  centreOfMass: [0.033, 0, 0.195],
  inertiaRollPitchYaw: [0.0214, 0.0232, 0.0154],
} as const satisfies { massKg: number; centreOfMass: Vector3; inertiaRollPitchYaw: Vector3 };

/** C0/C1: the skull's centre of mass lies 16 mm forward and 60 mm above it (reference/domain.md §2.1). */
export const UPPER_JOINT: Vector3 = [0.017, 0, 0.135];

/**
 * The cervical segments together (reference/domain.md §2.1), as a 90 mm wide cylinder between the two joints.
 */
export const NECK = {
  massKg: 3.06,
  centreOfMass: [0.0085, 0, 0.0675],
  inertiaRollPitchYaw: [0.0062, 0.0062, 0.0031],
} as const satisfies { massKg: number; centreOfMass: Vector3; inertiaRollPitchYaw: Vector3 };

export interface JointStiffness {
  readonly stiffnessNmPerRad: number;
  readonly dampingNmSPerRad: number;
  readonly rangeDeg: number;
}
export type NeckAxis = 'yaw' | 'pitch' | 'roll';
export type NeckJoint = Readonly<Record<NeckAxis, JointStiffness>>;

/**
 * The bushings of reference/domain.md §2.2, T1–C3 lumped into the lower joint and C3–skull into the upper
 * one; in series they give 1.72 Nm/rad in flexion and lateral bending and 0.86 axially. Damping in the same
 * proportion, 0.7 and 0.4 Nm·s/rad in series (§6). Ranges: the bony stop of each joint; healthy ranges of
 * §2.3, shared between the joints as its sources share them.
 */
export const LOWER_NECK: NeckJoint = {
  yaw: { stiffnessNmPerRad: 2.56, dampingNmSPerRad: 1.19, rangeDeg: 30 },
  pitch: { stiffnessNmPerRad: 5.12, dampingNmSPerRad: 2.08, rangeDeg: 41 },
  roll: { stiffnessNmPerRad: 5.12, dampingNmSPerRad: 2.08, rangeDeg: 34 },
};
export const UPPER_NECK: NeckJoint = {
  yaw: { stiffnessNmPerRad: 1.3, dampingNmSPerRad: 0.6, rangeDeg: 38 },
  pitch: { stiffnessNmPerRad: 2.6, dampingNmSPerRad: 1.06, rangeDeg: 20 },
  roll: { stiffnessNmPerRad: 2.6, dampingNmSPerRad: 1.06, rangeDeg: 15 },
};

/**
 * Comfortable passive range of the person in the brace; end-range stiffening begins at 70 % of it
 * (reference/domain.md §2.2, §2.3).
 */
const PASSIVE_RANGE_DEG: Readonly<Record<NeckAxis, number>> = { yaw: 62, pitch: 55, roll: 40 };
const END_RANGE_SHARE = 0.7;
const END_RANGE_TORQUE_NM = 0.3;
const END_RANGE_GROWTH_PER_DEG = 0.15;
/**
 * Beyond this the bony stop of the joints carries the load; the exponential would overflow the integrator.
 */
const END_RANGE_LIMIT_DEG = 35;

/**
 * Torque (Nm, against the angle) of the end-range stiffening when both joints together are turned by
 * `angleDeg` about one axis.
 */
export function endRangeTorqueNm(axis: NeckAxis, angleDeg: number): number {
  const beyond = Math.abs(angleDeg) - END_RANGE_SHARE * PASSIVE_RANGE_DEG[axis];
  if (beyond <= 0) return 0;
  const growth = Math.exp(END_RANGE_GROWTH_PER_DEG * Math.min(beyond, END_RANGE_LIMIT_DEG)) - 1;
  return -Math.sign(angleDeg) * END_RANGE_TORQUE_NM * growth;
}
