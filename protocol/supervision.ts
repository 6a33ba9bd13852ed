import { z } from 'zod';
import { pose } from './pose.ts';

/**
 * What a child process tells the supervisor over Node's IPC channel (`process.send`). A child ends by itself when that
 * channel disconnects: then the supervisor is gone. Control listens for SIGTERM before it opens the brace: a control
 * that SIGTERM kills is taken for one that has moved nothing yet.
 */
export const childMessage = z.discriminatedUnion('type', [
  /** The gateway accepts connections on this port of 127.0.0.1. */
  z.strictObject({ type: z.literal('ready'), port: z.int().min(1).max(65_535) }),
  /** A person has said that they looked after the unexpected end of the previous run. */
  z.strictObject({ type: z.literal('crashSeen') }),
  /**
   * Control's last word before it exits: it has ramped to a stop and leaves the brace as it is. `isPowered`: whether the
   * firmware keeps the servos powered; null where that is not known.
   */
  z.strictObject({ type: z.literal('held'), pose: pose.nullable(), isPowered: z.boolean().nullable() }),
]);
export type ChildMessage = z.infer<typeof childMessage>;

/**
 * Exit code of a control process that has no brace to talk to: the device is not there, or its line closed. The
 * supervisor tries again for as long as it runs, instead of counting this as a crash.
 */
export const EXIT_NO_BRACE = 69;
