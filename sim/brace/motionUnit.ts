import { quaternionFromRotation } from '../../controller/motion/kinematics/quaternion.ts';
import {
  compose,
  type Matrix3,
  multiply,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationAbout,
  scale,
  transpose,
  type Vector3,
} from '../../controller/motion/kinematics/rotation.ts';
import type { PartMotion } from '../body/body.ts';
import { type Random, randomNormal } from '../random.ts';

/** Of one fused sample (assumed; Bosch gives a heading accuracy of 2.5° with the magnetometer and nothing without it). */
const ANGLE_NOISE_DEG = 0.03;
/** Accelerometer: 150 µg/√Hz over the fusion's 62.5 Hz (data sheet table 0-3) is 0.012 m/s². */
const ACCELERATION_NOISE_M_PER_S2 = 0.012;
/** Gyroscope: 0.014 °/s/√Hz over 32 Hz (table 0-4). */
const RATE_NOISE_DEG_PER_S = 0.08;
/** Fixed error of the gravity direction after calibration, and what is left of the gyroscope's offset about it (assumed). */
const TILT_ERROR_DEG = 0.2;
const DRIFT_DEG_PER_S = 0.01;
const SPIN_DEG_PER_S = 200;
const GRAVITY_M_PER_S2 = 9.81;
/** Field of middle Europe: 20 µT north, 44 µT down. */
const FIELD_MICROTESLA: Vector3 = [20, 0, -44];

/** Units of the data registers with UNIT_SEL at its default, §3.6.1. */
const PER_M_PER_S2 = 100;
const PER_MICROTESLA = 16;
const PER_DEG = 16;
const PER_UNIT_QUATERNION = 1 << 14;
const ROOM_C = 25;

export interface MotionData {
  /** Registers 0x08 to 0x34: acceleration, field, rate, Euler angles, quaternion, linear acceleration, gravity, temperature. */
  readonly registers: Uint8Array;
  readonly rateDegPerS: Vector3;
}

interface MotionUnit {
  begin(motion: PartMotion): void;
  next(motion: PartMotion, stepMs: number, isSpinning: boolean): MotionData;
}

const UP: Vector3 = [0, 0, 1];
const yawOf = (rotation: Matrix3): number => poseFromRotation(rotation).yawDeg;
const about = (axis: Vector3, deg: number): Matrix3 => rotationAbout(axis, deg * RADIANS_PER_DEGREE);

/** What a fusing sensor makes of the motion of the part it sits on: its own heading, noise, drift, its own axes. @param errorShare of its lasting errors. */
export function createMotionUnit(random: Random, mounting: Matrix3, errorShare: number): MotionUnit {
  const noise = (deviation: number): number => deviation * randomNormal(random);
  const noisy = (vector: Vector3, deviation: number): Vector3 => [
    vector[0] + noise(deviation),
    vector[1] + noise(deviation),
    vector[2] + noise(deviation),
  ];
  const tiltDeg = (): number => noise(errorShare * TILT_ERROR_DEG);
  const tiltError = compose(about([1, 0, 0], tiltDeg()), about([0, 1, 0], tiltDeg()));
  const driftDegPerS = noise(errorShare * DRIFT_DEG_PER_S);
  let headingDeg = 0;
  let before: Matrix3 | undefined;

  const sensorIn = ({ rotation }: PartMotion): Matrix3 => compose(rotation, mounting);

  return {
    begin(motion) {
      // Without the magnetometer the heading begins at zero, whichever way the sensor looks.
      headingDeg = -yawOf(sensorIn(motion));
      before = undefined;
    },
    next(motion, stepMs, isSpinning) {
      const sensor = sensorIn(motion);
      const seconds = stepMs / 1000;
      headingDeg += (driftDegPerS + (isSpinning ? SPIN_DEG_PER_S : 0)) * seconds;
      const turned = before ? compose(transpose(before), sensor) : undefined;
      before = sensor;
      const rate: Vector3 = turned
        ? scale(
            [turned[2][1] - turned[1][2], turned[0][2] - turned[2][0], turned[1][0] - turned[0][1]],
            1 / (2 * seconds * RADIANS_PER_DEGREE),
          )
        : [0, 0, 0];
      const jitter = compose(
        about([1, 0, 0], noise(ANGLE_NOISE_DEG)),
        compose(about([0, 1, 0], noise(ANGLE_NOISE_DEG)), about(UP, noise(ANGLE_NOISE_DEG))),
      );
      const fused = compose(compose(about(UP, headingDeg), compose(tiltError, sensor)), jitter);
      const down = transpose(fused);
      const gravity = multiply(down, scale(UP, GRAVITY_M_PER_S2));
      const linear = noisy(
        multiply(transpose(sensor), motion.accelerationMPerS2),
        ACCELERATION_NOISE_M_PER_S2,
      );
      const rateDegPerS = noisy(rate, RATE_NOISE_DEG_PER_S);
      const registers = packed(fused, sensor, gravity, linear, rateDegPerS);
      return { registers, rateDegPerS };
    },
  };
}

function packed(
  fused: Matrix3,
  sensor: Matrix3,
  gravity: Vector3,
  linear: Vector3,
  rateDegPerS: Vector3,
): Uint8Array {
  const { yawDeg, pitchDeg, rollDeg } = poseFromRotation(fused);
  const acceleration: Vector3 = [gravity[0] + linear[0], gravity[1] + linear[1], gravity[2] + linear[2]];
  const words = [
    ...scale(acceleration, PER_M_PER_S2),
    ...scale(multiply(transpose(sensor), FIELD_MICROTESLA), PER_MICROTESLA),
    ...scale(rateDegPerS, PER_DEG),
    // The heading is that of a compass: clockwise, 0 to 360°.
    ((360 - yawDeg) % 360) * PER_DEG,
    rollDeg * PER_DEG,
    pitchDeg * PER_DEG,
    ...quaternionFromRotation(fused).map((part) => part * PER_UNIT_QUATERNION),
    ...scale(linear, PER_M_PER_S2),
    ...scale(gravity, PER_M_PER_S2),
  ];
  const bytes = new Uint8Array(2 * words.length + 1);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => {
    view.setInt16(2 * index, Math.max(-32768, Math.min(32767, Math.round(word))), true);
  });
  bytes[2 * words.length] = ROOM_C;
  return bytes;
}
