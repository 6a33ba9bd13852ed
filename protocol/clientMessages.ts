import { z } from 'zod';
import { parameterId } from './parameters.ts';

/** Version of everything on the WebSocket; the name of its subprotocol. */
export const SUBPROTOCOL = 'poise.v1';
/** Larger messages close the connection with code 1009. */
export const MAX_MESSAGE_BYTES = 16_384;
/**
 * More messages than this in a second close the connection with code 1008; until it is closed, only STOP is heard. Eight
 * times what a page with a lease sends.
 */
export const MAX_MESSAGES_PER_S = 200;

const requestId = z.string().min(1).max(40);
const counter = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The six movements and Home: one bounded step each, or the way back to the rest pose. */
export const MOVEMENTS = [
  'turnLeft',
  'turnRight',
  'nodUp',
  'nodDown',
  'tiltLeft',
  'tiltRight',
  'home',
] as const;
export const movement = z.enum(MOVEMENTS);
export type Movement = z.infer<typeof movement>;

/** What the page knows of the gaze: 'unknown' where the source cannot tell a lost eye from a steady one. */
export const gazeValidity = z.enum(['valid', 'invalid', 'unknown']);
export type GazeValidity = z.infer<typeof gazeValidity>;

/**
 * Everything a client may send. `renderedTick` is always the newest telemetry tick that the page has painted: control
 * refuses what was decided on an older picture than the intent lease allows.
 */
export const clientMessage = z.discriminatedUnion('type', [
  /** Accepted from everybody in every state. */
  z.strictObject({ type: z.literal('stop') }),
  /** The deliberate act that leaves `stopped`. */
  z.strictObject({ type: z.literal('leaveStop'), requestId }),
  /** Two steps from `standby` or `paused` to `ready`. */
  z.strictObject({ type: z.literal('askToArm'), requestId }),
  z.strictObject({ type: z.literal('confirmArm'), requestId }),
  z.strictObject({ type: z.literal('rest'), requestId }),
  /** A person has seen the faults and says go on; only faults that are over are cleared. */
  z.strictObject({ type: z.literal('acknowledge'), requestId }),
  /** Asks for one bounded movement; answered with a lease or a refusal. */
  z.strictObject({ type: z.literal('move'), requestId, movement, renderedTick: counter }),
  /** Keeps the lease: sent at 20 Hz while the person keeps looking. */
  z.strictObject({
    type: z.literal('renew'),
    leaseId: z.string().min(1).max(40),
    epoch: counter,
    sequence: counter,
    renderedTick: counter,
    gaze: gazeValidity,
  }),
  /** The person looked away or at the border while moving. */
  z.strictObject({ type: z.literal('endMove'), leaseId: z.string().min(1).max(40) }),
  /** The page is alive and shows `renderedTick`; sent at 5 Hz without a lease. */
  z.strictObject({
    type: z.literal('presence'),
    sequence: counter,
    renderedTick: counter,
    gaze: gazeValidity,
  }),
  /** `basedOn`: the profile hash the person saw when they entered the value. */
  z.strictObject({
    type: z.literal('setParameter'),
    requestId,
    parameter: parameterId,
    value: z.number(),
    basedOn: z.string().min(1).max(80),
  }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;
export type ClientMessageType = ClientMessage['type'];
