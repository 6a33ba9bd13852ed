import { z } from 'zod';

/** Where gaze comes from. 'pointer' never leaves the page; 'simulated' is a simulated person. */
export const GAZE_SOURCES = [
  'pointer',
  'gazepoint',
  'pupilCore',
  'eyeTribe',
  'udp',
  'socket',
  'simulated',
] as const;
export const gazeSource = z.enum(GAZE_SOURCES);
export type GazeSource = z.infer<typeof gazeSource>;

/** A direction in degrees: yaw + to the person's left, pitch + down, as for the head. */
export const direction = z.strictObject({ yawDeg: z.number(), pitchDeg: z.number() }).readonly();
export type Direction = z.infer<typeof direction>;

/** Fractions of the screen from its top left corner; outside 0…1 is beside the screen and is not clamped. */
export const screenPoint = z.strictObject({ x: z.number(), y: z.number() }).readonly();
export type ScreenPoint = z.infer<typeof screenPoint>;

/**
 * What one sample says. 'eyes': each eye in the head, null for one that is not seen, and never both. 'none': the tracker says
 * that it sees no eyes to use; `why` as far as it can tell.
 */
export const gazeReading = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('screen'),
    point: screenPoint,
    eyesSeen: z.enum(['left', 'right', 'both', 'unknown']),
  }),
  z.strictObject({ kind: z.literal('eyes'), left: direction.nullable(), right: direction.nullable() }),
  z.strictObject({
    kind: z.literal('none'),
    why: z.enum(['blink', 'noEyes', 'noFace', 'secondFace', 'lowConfidence', 'unknown']),
  }),
]);
export type GazeReading = z.infer<typeof gazeReading>;

/** One sample of a tracker. Times in ms: received on the receiver's monotonic clock, and the device's own where it has one. */
export const gazeSample = z.strictObject({
  source: gazeSource,
  receivedAtMs: z.number(),
  deviceMs: z.number().nullable(),
  reading: gazeReading,
  /** The tracker's own trust, 0…1, where it has one. */
  confidence: z.number().min(0).max(1).nullable(),
});
export type GazeSample = z.infer<typeof gazeSample>;

/** How a tracker is. Figures are of the last seconds; null is unknown. */
export const trackerHealth = z.strictObject({
  source: gazeSource,
  state: z.enum(['off', 'searching', 'connecting', 'streaming', 'noEyes', 'uncalibrated', 'lost', 'refused']),
  /** One plain sentence for the caregiver, and what to do; empty while all is well. */
  advice: z.string(),
  rateHz: z.number().nullable(),
  /** How late samples are in the mean: what the loop from eye to head takes. */
  latencyMs: z.number().nullable(),
  /** How late the quickest of them was: by it control knows from which moment each sample is. */
  leastLatencyMs: z.number().nullable(),
  validShare: z.number().min(0).max(1).nullable(),
  calibrationErrorDeg: z.number().nullable(),
  /**
   * How often the source's calibration has changed, or may have, since Poise started. With each change nothing is known any more of its
   * zero and its sides (S168, S187).
   */
  calibrations: z.int().min(0),
  canCalibrate: z.boolean(),
});
export type TrackerHealth = z.infer<typeof trackerHealth>;
