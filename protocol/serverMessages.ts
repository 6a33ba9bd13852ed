import { z } from 'zod';
import { profile } from './profile.ts';
import { INPUT_ERROR_IDS, refusalId } from './refusals.ts';
import { telemetry } from './telemetry.ts';
import { trackerStatus } from './trackers.ts';

export const leaseGranted = z.strictObject({
  type: z.literal('leaseGranted'),
  requestId: z.string(),
  leaseId: z.string(),
  /** The client that may renew it, and nobody else. */
  holder: z.string(),
  epoch: z.int().min(0),
});
export const accepted = z.strictObject({ type: z.literal('accepted'), requestId: z.string() });
export const refused = z.strictObject({
  type: z.literal('refused'),
  /** Null where the refused message has no request id (a renewal). */
  requestId: z.string().nullable(),
  id: refusalId,
  sentence: z.string(),
  advice: z.string(),
  /** For the log and the engineer: which figure, which field. */
  detail: z.string().nullable(),
});
export const inputError = z.strictObject({
  type: z.literal('inputError'),
  id: z.enum(INPUT_ERROR_IDS),
  sentence: z.string(),
  advice: z.string(),
  detail: z.string().nullable(),
});

/** Everything the gateway sends to a client. */
export const serverMessage = z.discriminatedUnion('type', [
  /** First message of a connection. Another `sessionId` than before means that Poise was restarted, not the line. */
  z.strictObject({
    type: z.literal('welcome'),
    sessionId: z.string(),
    clientId: z.string(),
    version: z.string(),
    isSimulated: z.boolean(),
  }),
  telemetry,
  /** Whether the gateway hears control; while it does not, nothing shown is current. */
  z.strictObject({ type: z.literal('controlLink'), isUp: z.boolean() }),
  z.strictObject({ type: z.literal('profile'), profile, hash: z.string() }),
  /** How the eye trackers are, whenever that has changed; never sent where none is set up. */
  z.strictObject({ type: z.literal('trackers'), trackers: z.array(trackerStatus) }),
  leaseGranted,
  accepted,
  refused,
  inputError,
]);
export type ServerMessage = z.infer<typeof serverMessage>;
export type LeaseGranted = z.infer<typeof leaseGranted>;
export type Accepted = z.infer<typeof accepted>;
export type Refused = z.infer<typeof refused>;
export type InputError = z.infer<typeof inputError>;
