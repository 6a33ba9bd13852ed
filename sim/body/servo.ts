import { RADIANS_PER_DEGREE } from '../../controller/motion/kinematics/rotation.ts';
import type { ServoCalibration } from '../../protocol/brace.ts';

/**
 * A 12 V "150 kg·cm" metal-gear digital servo (DS51150 class: 150 kg·cm, 0.22 s/60°, 6 A stalled; catalogue
 * figures, not measured), by its torque–speed line. Holding the head unaided by the neck takes 3.2 Nm of the
 * worst servo at the edge of the workspace (reference/physics.md §4), 2.2 Nm inside the default limits with
 * the neck's help. A hobby motor bears about a quarter of its stall torque for hours: a 35 kg·cm servo would
 * burn and a 60 kg·cm one would run hot. 45°/s of the band asks at most 95°/s of a servo, a third of no-load
 * speed.
 */
export const SERVO = {
  supplyVolts: 12,
  stallTorqueNm: 14.7,
  noLoadRadPerS: 4.76,
  stallCurrentA: 6,
  /** Full drive at an error of 4°, as digital servos do; assumed. */
  gainVoltsPerRad: 170,
  /** The servo's own speed feedback, which keeps a heavy head from ringing; assumed. */
  dampingVoltsPerRadPerS: 2,
  /** A 17 W coreless motor of 5.8 g·cm² behind 230:1. */
  reflectedInertiaKgM2: 0.031,
  /**
   * Torque that turns the unpowered gear train backwards. Assumed, low on purpose: the simulated head falls
   * rather early than late.
   */
  frictionNm: 0.25,
  /** Oil and bearings of the gear train. */
  viscousNmSPerRad: 0.05,
  /**
   * Width of the range of pulses around the shaft's position in which the motor is not driven; digital
   * servos: 1–3 µs.
   */
  deadBandUs: 2,
} as const;

/** Holding torque per degree of difference between pulse and shaft, outside the dead band. */
export const SERVO_STIFFNESS_NM_PER_DEG =
  (SERVO.stallTorqueNm / SERVO.supplyVolts) * SERVO.gainVoltsPerRad * RADIANS_PER_DEGREE;

/** A pulse that no servo understands. */
export class ServoPulseError extends Error {
  readonly id = 'simulatedPulseNotFinite';
  readonly advice = 'Fix the program that drives the simulated servo; nothing was changed.';
}

/**
 * Shaft angle in radians that a pulse asks for. Throws ServoPulseError on NaN, infinity or a pulse that is
 * not positive.
 */
export function targetRad(pulseUs: number, calibration: ServoCalibration): number {
  if (!Number.isFinite(pulseUs) || pulseUs <= 0) {
    throw new ServoPulseError(`A servo pulse must be a positive number of microseconds, not ${pulseUs}.`);
  }
  const offsetUs = pulseUs - calibration.referenceUs;
  return ((calibration.direction * offsetUs) / calibration.usPerDeg) * RADIANS_PER_DEGREE;
}

/**
 * Position command for the motor model: the shaft's own position inside the dead band, else the target moved
 * by half the band toward the shaft, so that the drive starts from zero at its edge.
 */
export function driveRad(target: number, shaft: number, calibration: ServoCalibration): number {
  const halfBand = (SERVO.deadBandUs / 2 / calibration.usPerDeg) * RADIANS_PER_DEGREE;
  const error = target - shaft;
  if (Math.abs(error) <= halfBand) return shaft;
  return target - Math.sign(error) * halfBand;
}

/**
 * Position command that makes the motor model do what a servo does on a supply of `supplyVolts`: its drive asks for a voltage by
 * error and speed, and gets no more than there is. Only for a supply below the nominal one, whose limit the model has itself.
 */
export function saggedDriveRad(
  command: number,
  shaft: number,
  shaftRadPerS: number,
  supplyVolts: number,
): number {
  const braking = SERVO.dampingVoltsPerRadPerS * shaftRadPerS;
  const asked = SERVO.gainVoltsPerRad * (command - shaft) - braking;
  const given = Math.min(supplyVolts, Math.max(-supplyVolts, asked));
  return shaft + (given + braking) / SERVO.gainVoltsPerRad;
}
