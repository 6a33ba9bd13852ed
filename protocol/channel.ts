import { z } from 'zod';
import { alarmLogEntry } from './alarms.ts';
import { clientMessage } from './clientMessages.ts';
import { gateVerdict } from './gateVerdict.ts';
import { gazeSample } from './gazeSample.ts';
import { profile } from './profile.ts';
import { accepted, leaseGranted, refused } from './serverMessages.ts';
import { telemetry } from './telemetry.ts';
import { trackerStatus } from './trackers.ts';

/** What the gateway could find out about a saved profile; null where it could not. The wall clock is the gateway's. */
export const profileStanding = z.strictObject({
  isApproved: z.boolean().nullable(),
  isExpired: z.boolean().nullable(),
  /** Whether it is for the kind of brace that is connected, real or simulated. */
  fitsBrace: z.boolean().nullable(),
});
export type ProfileStanding = z.infer<typeof profileStanding>;

/** A stream of 150 Hz that stood still for 400 ms; more come in the next message. */
export const MAX_SAMPLES_PER_MESSAGE = 64;

/** Coordinates of a pointer may be a vendor's, whose licence keeps them in the page (reference/gaze.md D2). */
const gazeFromTracker = gazeSample.refine(({ source }) => source !== 'pointer', 'pointers stay in the page');

/** From the gateway process to the control process, one JSON object per line. */
export const toControl = z.discriminatedUnion('type', [
  /** The saved profile; control stays in selfTest without one. */
  z.strictObject({ type: z.literal('profile'), profile, hash: z.string(), standing: profileStanding }),
  /** The standing of the profile in force has changed, because its approval ran out or was given. */
  z.strictObject({ type: z.literal('profileStanding'), hash: z.string(), standing: profileStanding }),
  /** The profile that control reported as applied is now on disk under this hash. */
  z.strictObject({ type: z.literal('profileSaved'), profile, hash: z.string(), standing: profileStanding }),
  z.strictObject({ type: z.literal('profileNotSaved'), clientId: z.string(), requestId: z.string() }),
  z.strictObject({ type: z.literal('command'), clientId: z.string(), message: clientMessage }),
  z.strictObject({ type: z.literal('clientGone'), clientId: z.string() }),
  /**
   * Gaze of the trackers, oldest first. `receivedAtMs` is on the machine's monotonic clock (`process.hrtime`), which both processes
   * read; `performance.now` begins with each process.
   */
  z.strictObject({
    type: z.literal('gazeSamples'),
    samples: z.array(gazeFromTracker).min(1).max(MAX_SAMPLES_PER_MESSAGE),
  }),
  /** How the trackers are, four times a second: a tracker that is lost sends no samples that could say so. */
  z.strictObject({ type: z.literal('trackers'), trackers: z.array(trackerStatus) }),
  /** All that the gate has judged. A strategy that is not among them has not passed. */
  z.strictObject({ type: z.literal('steeringVerdicts'), verdicts: z.array(gateVerdict) }),
]);
export type ToControl = z.infer<typeof toControl>;

/** From the control process to the gateway process. */
export const fromControl = z.discriminatedUnion('type', [
  telemetry,
  z.strictObject({
    type: z.literal('reply'),
    clientId: z.string(),
    message: z.discriminatedUnion('type', [leaseGranted, accepted, refused]),
  }),
  /** The firmware has echoed the limits of this profile; the gateway saves it and answers with `profileSaved`. */
  z.strictObject({ type: z.literal('profileApplied'), clientId: z.string(), requestId: z.string(), profile }),
  z.strictObject({ type: z.literal('alarmLog'), entries: z.array(alarmLogEntry).min(1) }),
]);
export type FromControl = z.infer<typeof fromControl>;
