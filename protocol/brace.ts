import { z } from 'zod';
import { pose } from './pose.ts';

const perServo = <Schema extends z.ZodType>(schema: Schema) => z.tuple([schema, schema, schema]).readonly();

/**
 * A spherical 3-RRS: all six revolute axes meet in one centre in the middle of the neck. Angles in degrees, defaults from
 * reference/physics.md §2.
 */
const spherical3RrsGeometry = z.strictObject({
  kind: z.literal('spherical3Rrs'),
  /** Azimuth of each leg, seen from above, from straight ahead toward the patient's left. */
  legAzimuthDeg: perServo(z.number()),
  /** Elevation of the servo axes; negative: below the centre. */
  baseElevationDeg: z.number(),
  /** Elevation of the band joints at the reference pose. */
  platformElevationDeg: z.number(),
  /** Arc between servo axis and elbow axis. */
  lowerArcDeg: z.number(),
  /** Arc between elbow axis and band joint. */
  upperArcDeg: z.number(),
  /** Which of the two solutions each leg keeps for ever. */
  branch: perServo(z.union([z.literal(1), z.literal(-1)])),
});
export type Spherical3RrsGeometry = z.infer<typeof spherical3RrsGeometry>;

const serialAxis = z.enum(['yaw', 'pitch', 'roll']);
export type SerialAxis = z.infer<typeof serialAxis>;

/** Three servos in a chain, each turning the next about one trunk axis at the reference pose. */
const serialGeometry = z.strictObject({
  kind: z.literal('serial'),
  /** From the trunk to the band; each axis once. */
  order: perServo(serialAxis),
});
export type SerialGeometry = z.infer<typeof serialGeometry>;

/** The mechanisms that Poise can drive. */
const braceGeometry = z.discriminatedUnion('kind', [spherical3RrsGeometry, serialGeometry]);
export type BraceGeometry = z.infer<typeof braceGeometry>;

/** How one servo and its potentiometer translate angle, pulse and reading. */
export const servoCalibration = z.strictObject({
  /** +1 if a longer pulse increases the servo angle. */
  direction: z.union([z.literal(1), z.literal(-1)]),
  /** Pulse at the reference pose, in whole microseconds. */
  referenceUs: z.int(),
  usPerDeg: z.number().positive(),
  /** Sum of 16 ten-bit conversions at the reference pose. */
  potReferenceSum: z.number(),
  /** Change of that sum per degree of servo angle; its sign is the potentiometer's direction. */
  potSumPerDeg: z.number(),
});
export type ServoCalibration = z.infer<typeof servoCalibration>;

/**
 * How the servos of a brace give torque, all three alike: what turns the difference between pulse and potentiometer into a load.
 * Measured on the built brace by hanging weights on it and by moving it empty.
 */
export const servoDrive = z.strictObject({
  /** Holding torque at the shaft per degree of difference, outside the dead band. */
  stiffnessNmPerDeg: z.number().positive(),
  /** Width of the range of pulses around the shaft's position in which the motor gives no torque. */
  deadBandUs: z.number().min(0),
  /** By how long the measured angle of an unloaded moving shaft follows the pulses put out: servo, its frame, averaging. */
  followingLagMs: z.number().min(0),
});
export type ServoDrive = z.infer<typeof servoDrive>;

/**
 * Two BNO055 on the I2C bus, one on the head band (0x28) and one on the part that sits on the trunk (0x29). Each mounting is the
 * orientation of the sensor's own axes against the part, as captured when the brace was built.
 */
const motionSensors = z.strictObject({ headMounting: pose, trunkMounting: pose });
export type MotionSensors = z.infer<typeof motionSensors>;

/** One brace as it was built and calibrated. */
export const braceBuild = z.strictObject({
  name: z.string().min(1).max(60),
  geometry: braceGeometry,
  servos: perServo(servoCalibration),
  drive: servoDrive,
  /** Left out: the brace has none, and nothing is asked of the bus. */
  motionSensors: motionSensors.optional(),
});
export type BraceBuild = z.infer<typeof braceBuild>;
export type Spherical3RrsBuild = BraceBuild & { readonly geometry: Spherical3RrsGeometry };

const SERVO: ServoCalibration = {
  direction: 1,
  referenceUs: 1500,
  usPerDeg: 10,
  potReferenceSum: 8184,
  potSumPerDeg: 128,
};

/** The default build; the simulated brace is one of these. */
export const DEFAULT_BUILD: Spherical3RrsBuild = {
  name: 'spherical 3-RRS, default build',
  geometry: {
    kind: 'spherical3Rrs',
    legAzimuthDeg: [180, 60, -60],
    baseElevationDeg: -28,
    platformElevationDeg: 40,
    lowerArcDeg: 55,
    upperArcDeg: 62,
    branch: [1, 1, 1],
  },
  servos: [SERVO, SERVO, SERVO],
  // A 150 kg·cm digital servo at full drive from 4° on, by its catalogue; 27 ms of lag are the servo's own, 20 ms its frame, 8 ms
  // the averaging of the potentiometer. Of the simulated brace; no built one has been measured yet.
  drive: { stiffnessNmPerDeg: 3.63, deadBandUs: 2, followingLagMs: 55 },
};

/** Where the sensors of a brace are meant to sit: the head's flat on the band, turned right; the trunk's upright on its back. */
export const NOMINAL_MOTION_SENSORS: MotionSensors = {
  headMounting: { yawDeg: -90, pitchDeg: 0, rollDeg: 0 },
  trunkMounting: { yawDeg: 90, pitchDeg: 0, rollDeg: 90 },
};
