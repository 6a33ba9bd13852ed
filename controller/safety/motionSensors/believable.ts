import type { MotionSample } from '../../../protocol/motionSample.ts';
import { rotationOfMeasured } from '../../motion/kinematics/quaternion.ts';
import { angleBetweenDeg, length, type Matrix3 } from '../../motion/kinematics/rotation.ts';

/** Head sensors older than this are not used (reference/domain.md §4.3). */
export const STALE_MS = 100;
/** A quaternion is rounded to 2⁻¹⁴; anything further from length 1 is none, as the zeros of a chip that does not fuse (D). */
const LENGTH_TOLERANCE = 0.01;
/** The range of the sensor's accelerometer while it fuses, ±4 g on each axis (BNO055 data sheet table 3-13). */
const RANGE_M_PER_S2 = 4 * 9.81 * Math.sqrt(3);
/** The range of its gyroscope, 2000°/s (the same table). */
const RANGE_DEG_PER_S = 2000;
/** The accelerometer's own noise, 12 mm/s², changes its last digit in nearly every sample: half a second without is a stuck chip. */
export const FROZEN_MS = 500;

/** What is remembered of one sensor between two ticks. */
export interface SensorTrack {
  readonly sample: MotionSample;
  /** Sensor to world; undefined if the sample is not to be believed. */
  readonly rotation: Matrix3 | undefined;
  /** Since when it has said the very same numbers. */
  readonly sameSinceMs: number;
}

/** One more look at a sensor: its newest sample, which may be the one before, or none. */
export function withSample(
  before: SensorTrack | undefined,
  sample: MotionSample | null,
): SensorTrack | undefined {
  if (!sample) return undefined;
  if (before?.sample.atMs === sample.atMs) return before;
  const isSame = before !== undefined && areSame(before.sample, sample);
  return {
    sample,
    rotation: rotationOf(before, sample),
    sameSinceMs: isSame ? before.sameSinceMs : sample.atMs,
  };
}

/** The rotation of a sensor that is alive: fresh, changing and possible; undefined otherwise. */
export function believed(track: SensorTrack | undefined, nowMs: number): Matrix3 | undefined {
  if (!track) return undefined;
  const isFresh = Math.abs(nowMs - track.sample.atMs) <= STALE_MS;
  const isAlive = Math.abs(nowMs - track.sameSinceMs) <= FROZEN_MS;
  return isFresh && isAlive ? track.rotation : undefined;
}

function rotationOf(before: SensorTrack | undefined, sample: MotionSample): Matrix3 | undefined {
  const rotation = rotationOfMeasured(sample.quaternion, LENGTH_TOLERANCE);
  if (!rotation || !(length(sample.accelerationMPerS2) <= RANGE_M_PER_S2)) return undefined;
  if (!before?.rotation) return rotation;
  const elapsedMs = sample.atMs - before.sample.atMs;
  const turnedDeg = angleBetweenDeg(before.rotation, rotation);
  return turnedDeg <= Math.max(1, (RANGE_DEG_PER_S * elapsedMs) / 1000) ? rotation : undefined;
}

function areSame(a: MotionSample, b: MotionSample): boolean {
  return (
    a.quaternion.every((part, index) => part === b.quaternion[index]) &&
    a.accelerationMPerS2.every((part, index) => part === b.accelerationMPerS2[index])
  );
}
