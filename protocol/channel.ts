import { z } from 'zod';
import { clientMessage } from './clientMessages.ts';
import { profile } from './profile.ts';
import { accepted, leaseGranted, refused } from './serverMessages.ts';
import { telemetry } from './telemetry.ts';

/** From the gateway process to the control process, one JSON object per line. */
export const toControl = z.discriminatedUnion('type', [
  /** The saved profile; control stays in selfTest without one. */
  z.strictObject({ type: z.literal('profile'), profile, hash: z.string() }),
  /** The profile that control reported as applied is now on disk under this hash. */
  z.strictObject({ type: z.literal('profileSaved'), profile, hash: z.string() }),
  z.strictObject({ type: z.literal('profileNotSaved'), clientId: z.string(), requestId: z.string() }),
  z.strictObject({ type: z.literal('command'), clientId: z.string(), message: clientMessage }),
  z.strictObject({ type: z.literal('clientGone'), clientId: z.string() }),
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
]);
export type FromControl = z.infer<typeof fromControl>;
