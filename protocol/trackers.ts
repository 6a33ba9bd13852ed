import { z } from 'zod';
import { screenPoint, trackerHealth } from './gazeSample.ts';

/** Where an eye is in front of the tracker's camera, in mm; z is the distance, x and y point as the tracker has them. */
const eyePosition = z.strictObject({ xMm: z.number(), yMm: z.number(), zMm: z.number() }).readonly();
export type EyePosition = z.infer<typeof eyePosition>;

/** Null for an eye that is not seen. */
export const eyePositions = z
  .strictObject({ left: eyePosition.nullable(), right: eyePosition.nullable() })
  .readonly();
export type EyePositions = z.infer<typeof eyePositions>;

/** Fewer points than this calibrate nothing; more tire the person (reference/gaze.md §6.4: 5 or 9). */
export const LEAST_TARGETS = 2;
export const MOST_TARGETS = 9;
const share = z.number().min(0).max(1);
/** Where a person is to look, one after the other, on the screen. */
export const calibrationTargets = z
  .array(z.strictObject({ x: share, y: share }).readonly())
  .min(LEAST_TARGETS)
  .max(MOST_TARGETS)
  .readonly();

/** What a calibration found at one point. 'missed': no eye was seen; 'unknown': the tracker did not say. */
export const calibrationVerdict = z.enum(['good', 'poor', 'missed', 'unknown']);
export type CalibrationVerdict = z.infer<typeof calibrationVerdict>;

const calibrationPoint = z
  .strictObject({
    target: screenPoint,
    /** Where the eye was seen to look; null where it was not seen. */
    left: screenPoint.nullable(),
    right: screenPoint.nullable(),
    /** Mean of the eyes that were seen. */
    errorPx: z.number().nullable(),
    verdict: calibrationVerdict,
  })
  .readonly();

export const CALIBRATION_FAILURES = [
  'refused',
  /** The tracker measures at other points than those it was given. */
  'otherPoints',
  'stalled',
  /** All points were looked at, and no result came. */
  'resultMissing',
  /** The result that came is that of an earlier calibration. */
  'resultStale',
  'lineLost',
  'cancelled',
] as const;

const targets = z.array(screenPoint).readonly();
/** A calibration as pages show it. The target of `looking`, and nothing else, is shown to the person. */
const calibrationRun = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('idle') }),
  z.strictObject({ kind: z.literal('preparing'), targets }),
  z.strictObject({ kind: z.literal('looking'), targets, index: z.int().min(0) }),
  z.strictObject({ kind: z.literal('computing'), targets }),
  z.strictObject({
    kind: z.literal('done'),
    targets,
    points: z.array(calibrationPoint).readonly(),
    averageErrorPx: z.number().nullable(),
    /** Every point is good. */
    isGood: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('failed'), targets, why: z.enum(CALIBRATION_FAILURES) }),
]);
export type CalibrationRun = z.infer<typeof calibrationRun>;

export const calibrationStatus = z.strictObject({
  /** The client whose page shows the targets, or has shown the last ones; null once it is gone. */
  holder: z.string().nullable(),
  run: calibrationRun,
});
export type CalibrationStatus = z.infer<typeof calibrationStatus>;

/** Whether the tracker looks at somebody who looks at targets. */
export function isCalibrationUnderway({ kind }: Pick<CalibrationRun, 'kind'>): boolean {
  return kind === 'preparing' || kind === 'looking' || kind === 'computing';
}

/** One tracker as pages show it. `eyes` is null where the tracker does not tell, or has not lately. */
export const trackerStatus = z.strictObject({
  health: trackerHealth,
  eyes: eyePositions.nullable(),
  /** Not there for a tracker that its own program calibrates. */
  calibration: calibrationStatus.optional(),
});
export type TrackerStatus = z.infer<typeof trackerStatus>;
