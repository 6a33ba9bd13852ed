import { z } from 'zod';
import { screenPoint } from './gazeSample.ts';
import { parameterId } from './parameters.ts';
import { engagedBy, side } from './steering.ts';
import { steeringChoice } from './steeringChoice.ts';
import { calibrationTargets } from './trackers.ts';

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

/**
 * What is known of the gaze, by kind of loss, since each has its own time and end (controller/safety/failsafe.ts). 'invalid': lost,
 * and nobody can say how. 'unknown': the source cannot tell a lost eye from a steady one.
 */
export const GAZE_CONDITIONS = [
  'valid',
  'unknown',
  'invalid',
  'eyesClosed',
  'offScreen',
  'faceLost',
  'secondFace',
  'frozen',
  'uncertain',
  'trackerLost',
] as const;
export const gazeCondition = z.enum(GAZE_CONDITIONS);
export type GazeCondition = z.infer<typeof gazeCondition>;

/** With what a person acted: what silences an alarm or follows an accident is never done by a look. */
export const actedBy = z.enum(['gaze', 'hand']);
export type ActedBy = z.infer<typeof actedBy>;

/**
 * Everything a client may send to control. `renderedTick` is always the newest telemetry tick that the page has painted: control
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
  /** A person has seen the faults and says go on; only faults that are over, and that were shown, are cleared. */
  z.strictObject({ type: z.literal('acknowledge'), requestId, by: actedBy, renderedTick: counter }),
  /** Asks for the announced return to the rest pose. */
  z.strictObject({ type: z.literal('retreat'), requestId }),
  /**
   * Sent at 10 Hz while a person holds the release control, and once when they let go. Two seconds of it, with the head-held
   * input, turn the brace off.
   */
  z.strictObject({
    type: z.literal('holdRelease'),
    isPressed: z.boolean(),
    sequence: counter,
    renderedTick: counter,
    by: actedBy,
    /** Confirmed separately: the brace stays off when the hand lets go. */
    isHeadOutOfBrace: z.boolean(),
  }),
  /** The brace takes the head over again, from the hand that holds it. */
  z.strictObject({ type: z.literal('endRelease'), requestId }),
  /** Quiet for at most two minutes; what is shown stays. Refused by gaze. */
  z.strictObject({ type: z.literal('pauseAudio'), requestId, by: actedBy }),
  z.strictObject({ type: z.literal('resumeAudio'), requestId }),
  /** Asks for one bounded movement; answered with a lease or a refusal. */
  z.strictObject({ type: z.literal('move'), requestId, movement, renderedTick: counter }),
  /** Keeps the lease: sent at 20 Hz while the person keeps looking. */
  z.strictObject({
    type: z.literal('renew'),
    leaseId: z.string().min(1).max(40),
    epoch: counter,
    sequence: counter,
    renderedTick: counter,
    gaze: gazeCondition,
  }),
  /** The person looked away or at the border while moving. */
  z.strictObject({ type: z.literal('endMove'), leaseId: z.string().min(1).max(40) }),
  /** The first of two looks that engage steering by gaze; from `ready` alone. */
  z.strictObject({ type: z.literal('askToSteer'), requestId, renderedTick: counter }),
  /**
   * The second look, or the one act of a switch or an attendant. Answered with a lease, which is renewed and ended as that of a
   * movement.
   */
  z.strictObject({ type: z.literal('confirmSteer'), requestId, engagedBy, renderedTick: counter }),
  /** The person looks at a mark on this side of the screen's middle, as the page asked: 10° or more aside, 6° or more up. */
  z.strictObject({ type: z.literal('lookToSide'), requestId, side, renderedTick: counter }),
  /** The person looks at a mark at this place of the screen, and the gaze is corrected by what it is off there. */
  z.strictObject({ type: z.literal('lookAhead'), requestId, mark: screenPoint, renderedTick: counter }),
  /** A look has chosen a control whose middle lies at this place of the screen; sent only by a page that fills the screen. */
  z.strictObject({ type: z.literal('chose'), at: screenPoint }),
  /** The person took their last choice by a look back: it is not learned from. */
  z.strictObject({ type: z.literal('undid') }),
  /** The page is alive and shows `renderedTick`; sent at 5 Hz without a lease. */
  z.strictObject({
    type: z.literal('presence'),
    sequence: counter,
    renderedTick: counter,
    gaze: gazeCondition,
    /** Version of Poise that the page was built from. */
    version: z.string().min(1).max(40),
    /** Who could stop a movement from here without being seen by the tracker. */
    secondInput: z.enum(['none', 'switch', 'caregiver']),
  }),
  /** `basedOn`: the profile hash the person saw when they entered the value. */
  z.strictObject({
    type: z.literal('setParameter'),
    requestId,
    parameter: parameterId,
    value: z.number(),
    basedOn: z.string().min(1).max(80),
  }),
  /** Screen, strategy and its settings, in one; refused and applied as a parameter is. */
  z.strictObject({
    type: z.literal('setSteering'),
    requestId,
    steering: steeringChoice,
    basedOn: z.string().min(1).max(80),
  }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;
export type ClientMessageType = ClientMessage['type'];

/** What a client may ask of the eye trackers, which the gateway reads: control is not told, and nothing moves by it. */
const calibrationRequest = z.discriminatedUnion('type', [
  /** The page that asks fills the screen and shows the targets. Refused while the brace moves or another page calibrates. */
  z.strictObject({ type: z.literal('calibrateTracker'), requestId, targets: calibrationTargets }),
  /** The last calibration once more, points that were not good first. */
  z.strictObject({ type: z.literal('redoCalibration'), requestId }),
  /** From any page; nothing happens where none runs. */
  z.strictObject({ type: z.literal('cancelCalibration'), requestId }),
]);
export type CalibrationRequest = z.infer<typeof calibrationRequest>;

/** Everything a client may send. */
export const pageMessage = z.discriminatedUnion('type', [
  ...clientMessage.options,
  ...calibrationRequest.options,
]);
export type PageMessage = z.infer<typeof pageMessage>;

export function isCalibrationRequest(message: PageMessage): message is CalibrationRequest {
  return calibrationRequest.options.some(({ shape }) => shape.type.value === message.type);
}
