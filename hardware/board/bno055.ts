import type { MotionSample } from '../../protocol/motionSample.ts';

/** Bosch BNO055 data sheet BST-BNO055-DS000 1.8, register map of page 0 (§4.3). */
export const BNO055 = {
  chipId: { register: 0x00, value: 0xa0 },
  /** Quaternion (w, x, y, z) and linear acceleration (x, y, z), each a signed word, low byte first. */
  data: { register: 0x20, count: 14 },
  /** From the calibration status to the operating mode. */
  health: { register: 0x35, count: 9 },
  unitSelect: 0x3b,
  operatingMode: 0x3d,
  axisMap: 0x41,
  axisSign: 0x42,
} as const;

/** m/s², °/s, degrees. */
export const UNITS = 0x00;
export const AXES_AS_PRINTED = { map: 0x24, sign: 0x00 } as const;
export const CONFIGURE = 0x00;
/**
 * Fusion of accelerometer and gyroscope. With the magnetometer (johnny-five's driver knows nothing else) three servos and the
 * motors of a wheelchair would turn the heading.
 */
export const IMU_MODE = 0x08;

const FUSION_RUNS = 5;
const GYROSCOPE_CALIBRATED = 0x30;
const QUATERNION_UNIT = 1 << 14;
const PER_M_PER_S2 = 100;

interface Health {
  /** Whether it fuses as it was told to, with our units. */
  readonly isFusing: boolean;
  /** Until then the heading runs away by degrees per second. */
  readonly isGyroscopeCalibrated: boolean;
}

/** What nine bytes from the calibration status on say; undefined if they are not nine bytes. */
export function readHealth(bytes: readonly number[]): Health | undefined {
  if (!areBytes(bytes, BNO055.health.count)) return undefined;
  const at = (register: number): number | undefined => bytes[register - BNO055.health.register];
  return {
    isFusing:
      at(0x39) === FUSION_RUNS && at(BNO055.unitSelect) === UNITS && at(BNO055.operatingMode) === IMU_MODE,
    isGyroscopeCalibrated: ((at(0x35) ?? 0) & GYROSCOPE_CALIBRATED) === GYROSCOPE_CALIBRATED,
  };
}

/** The reading in the data registers; undefined if these are not fourteen bytes (Firmata's replies carry no checksum). */
export function readSample(bytes: readonly number[], atMs: number): MotionSample | undefined {
  if (!areBytes(bytes, BNO055.data.count)) return undefined;
  const view = new DataView(Uint8Array.from(bytes).buffer);
  const word = (index: number): number => view.getInt16(2 * index, true);
  const part = (index: number): number => word(index) / QUATERNION_UNIT;
  const acceleration = (index: number): number => word(index) / PER_M_PER_S2;
  return {
    atMs,
    quaternion: [part(0), part(1), part(2), part(3)],
    accelerationMPerS2: [acceleration(4), acceleration(5), acceleration(6)],
  };
}

function areBytes(bytes: readonly number[], count: number): boolean {
  return bytes.length === count && bytes.every((byte) => byte >= 0 && byte <= 0xff);
}
