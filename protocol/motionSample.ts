/** One reading of a motion sensor, in the sensor's own axes. */
export interface MotionSample {
  /** When it arrived, on the clock of whoever reads it. */
  readonly atMs: number;
  /** Sensor to a world whose z is up and whose heading is the sensor's own: w, x, y, z, of length 1 up to rounding. */
  readonly quaternion: readonly [number, number, number, number];
  /** Without gravity, along the sensor's axes, m/s². */
  readonly accelerationMPerS2: readonly [number, number, number];
}

/** The newest reading of the sensor on the head band and of the one on the trunk; null: none yet, or none to be believed. */
export interface MotionSamples {
  readonly head: MotionSample | null;
  readonly trunk: MotionSample | null;
}

export const NO_MOTION_SAMPLES: MotionSamples = { head: null, trunk: null };
