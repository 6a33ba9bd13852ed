import type { HostFrame } from '../../hardware/link/hostFrames.ts';
import { nextSeq, sequenceDistance } from '../../hardware/link/sequence.ts';
import type { Status } from '../../hardware/link/status.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import { anglesFromPots, pulsesFromAngles } from '../motion/kinematics/servoMap.ts';
import { exceedance } from '../safety/envelope.ts';
import type { Permission } from '../safety/permission.ts';
import type { Readiness } from '../safety/safetyEvents.ts';
import { isPowered } from './braceView.ts';
import type { ProfileInForce } from './profileInForce.ts';

type HandshakeFrame = 'limits' | 'attach' | 'clear' | 'statusRequest' | 'release';

/** Where the conversation with the firmware stands: numbering, and when each kind of frame was last tried. */
export interface Handshake {
  /** Undefined until a status says which number was accepted last. */
  readonly lastSeq: number | undefined;
  readonly lastTriedAtMs: Readonly<Partial<Record<HandshakeFrame, number>>>;
  readonly poweredSinceMs: number | undefined;
  /** The firmware's latch that a person has acknowledged: it may be cleared, and no other. */
  readonly acknowledgedLatch: Latch | undefined;
}

/** One latched fault of one boot. */
type Latch = Pick<Status, 'nonce' | 'fault' | 'faultUptimeMs'>;

/** What the firmware has latched, undefined if nothing or unknown. */
export function latchOf(status: Status | undefined): Latch | undefined {
  return status && status.fault !== 'none' ? status : undefined;
}

function isSameLatch(latch: Latch | undefined, status: Status): boolean {
  return (
    latch?.nonce === status.nonce &&
    latch.fault === status.fault &&
    latch.faultUptimeMs === status.faultUptimeMs
  );
}

export const BEFORE_HANDSHAKE: Handshake = {
  lastSeq: undefined,
  lastTriedAtMs: {},
  poweredSinceMs: undefined,
  acknowledgedLatch: undefined,
};

/** Long enough for any answer, short enough that a lost frame is not noticed by a person. */
const RETRY_MS = 150;
/** Without pulses the pose on the page stays live at this pace. */
const QUESTION_MS = 50;
/** An overdue echo is asked after at this pace, so that the answer still comes before the 100 ms that end in a hold. */
const LATE_QUESTION_MS = 30;
/** The brace has carried the head this long before the self test passes. */
const SETTLE_MS = 500;

/** Numbers ahead of the accepted one by more than this are given up; the firmware takes no more than 8,191 (FRAMES.md). */
const FARTHEST_AHEAD = 4096;

/**
 * Where to go on counting. Questions and refused frames use up numbers that the firmware never accepts, so that after minutes
 * of waiting for a hand the count would be too far ahead to be taken for newer.
 */
function countFrom(lastSeq: number | undefined, acceptedSeq: number): number {
  if (lastSeq === undefined) return acceptedSeq;
  return sequenceDistance(acceptedSeq, lastSeq) > FARTHEST_AHEAD ? acceptedSeq : lastSeq;
}

/** Takes in what the newest status says. A new host goes on counting where the last one stopped. */
export function heard(handshake: Handshake, status: Status, nowMs: number): Handshake {
  return {
    ...handshake,
    lastSeq: countFrom(handshake.lastSeq, status.acceptedSeq),
    poweredSinceMs: isPowered(status) ? (handshake.poweredSinceMs ?? nowMs) : undefined,
    acknowledgedLatch: isSameLatch(handshake.acknowledgedLatch, status)
      ? handshake.acknowledgedLatch
      : undefined,
  };
}

/** How soon the firmware answers. */
export type LinkPace = 'prompt' | 'late' | 'lost';

/** What the self test waits for. */
export function readiness(
  handshake: Handshake,
  status: Status | undefined,
  force: ProfileInForce | undefined,
  measured: Pose | undefined,
  link: LinkPace,
  isBoardFit: boolean,
  nowMs: number,
): Readiness {
  // Without pulses nothing latches by itself: what a silent brace said last is no longer known.
  if (!status || (link === 'lost' && !isPowered(status))) return 'connecting';
  if (!force || force.hash === null) return 'needsProfile';
  if (status.limitsCrc !== force.limitsCrc) return 'needsLimits';
  if (!isPowered(status)) {
    if (!isBoardFit) return 'unfitBoard';
    if (!status.inputs.isHeadHeld) return 'needsHand';
    return isInside(measured, force) ? 'attaching' : 'headOutside';
  }
  const poweredForMs = nowMs - (handshake.poweredSinceMs ?? nowMs);
  return measured !== undefined && link === 'prompt' && poweredForMs >= SETTLE_MS ? 'passed' : 'checking';
}

/** Whether the brace may take the head over where it is. */
function isInside(measured: Pose | undefined, force: ProfileInForce): boolean {
  return measured !== undefined && exceedance(measured, force.envelope.hard) <= 1;
}

/** The first pulses: what each potentiometer measures, in whole microseconds, so that nothing jumps. */
export function firstPulsesUs(status: Status, force: ProfileInForce): PerServo<number> {
  const { servos } = force.profile.build;
  return pulsesFromAngles(anglesFromPots(status.potSum, servos), servos);
}

/** What the handshake is decided by. */
export interface HandshakeSituation {
  readonly status: Status | undefined;
  /** Limits that the firmware should have: of the profile in force, or of the candidate being applied. */
  readonly wanted: ProfileInForce | undefined;
  readonly measured: Pose | undefined;
  readonly permission: Permission;
  readonly isMoving: boolean;
  /** Whoever releases has confirmed that the head is out of the brace. */
  readonly isHeadOutOfBrace: boolean;
  /** See `mayTakeOver`. */
  readonly isBoardFit: boolean;
  /** Frames are on the way without an answer: only a question, which moves nothing, may follow them. */
  readonly isEchoLate: boolean;
  readonly nowMs: number;
}

/** At most one frame beside the motion frame, numbered; none while there is nothing to ask, give or clear. */
export function nextHandshakeFrame(
  handshake: Handshake,
  situation: HandshakeSituation,
): { readonly handshake: Handshake; readonly frame: HostFrame | undefined } {
  const { status, nowMs } = situation;
  if (!status || handshake.lastSeq === undefined) {
    if (!isDue(handshake, 'statusRequest', QUESTION_MS, nowMs)) return { handshake, frame: undefined };
    return { handshake: tried(handshake, 'statusRequest', nowMs), frame: { kind: 'statusRequest', seq: 0 } };
  }
  const seq = nextSeq(handshake.lastSeq);
  const frame = wantedFrame(handshake, situation, status, seq);
  if (!frame) return { handshake, frame };
  return { handshake: { ...tried(handshake, frame.kind, nowMs), lastSeq: seq }, frame };
}

function wantedFrame(
  handshake: Handshake,
  {
    wanted,
    measured,
    permission,
    isMoving,
    isHeadOutOfBrace,
    isBoardFit,
    isEchoLate,
    nowMs,
  }: HandshakeSituation,
  status: Status,
  seq: number,
): Exclude<HostFrame, { kind: 'motion' }> | undefined {
  const { nonce } = status;
  if (isEchoLate) {
    return isDue(handshake, 'statusRequest', LATE_QUESTION_MS, nowMs)
      ? { kind: 'statusRequest', seq }
      : undefined;
  }
  const { fault } = status;
  const mayClear = fault !== 'none' && isSameLatch(handshake.acknowledgedLatch, status);
  if (mayClear && isDue(handshake, 'clear', RETRY_MS, nowMs)) return { kind: 'clear', seq, nonce, fault };
  const needsLimits = wanted !== undefined && status.limitsCrc !== wanted.limitsCrc;
  const mayGiveLimits = !isMoving && permission !== 'listen' && permission !== 'move';
  if (needsLimits && mayGiveLimits && isDue(handshake, 'limits', RETRY_MS, nowMs)) {
    return { seq, ...wanted.limitsFrame };
  }
  if (permission === 'release' && isPowered(status) && isDue(handshake, 'release', RETRY_MS, nowMs)) {
    return { kind: 'release', seq, nonce, isHeadOutOfBrace };
  }
  const isOff = !isPowered(status) && status.fault === 'none' && !status.inputs.isStopPressed;
  const mayAttach = permission === 'prepare' && isOff && isBoardFit && status.inputs.isHeadHeld;
  const canAttach = mayAttach && wanted !== undefined && !needsLimits && isInside(measured, wanted);
  if (canAttach && isDue(handshake, 'attach', RETRY_MS, nowMs)) {
    return { kind: 'attach', seq, nonce, pulseUs: firstPulsesUs(status, wanted) };
  }
  if (!isPowered(status) && isDue(handshake, 'statusRequest', QUESTION_MS, nowMs))
    return { kind: 'statusRequest', seq };
  return undefined;
}

function isDue(handshake: Handshake, kind: HandshakeFrame, everyMs: number, nowMs: number): boolean {
  const triedAtMs = handshake.lastTriedAtMs[kind];
  return triedAtMs === undefined || nowMs - triedAtMs >= everyMs;
}

function tried(handshake: Handshake, kind: HandshakeFrame, nowMs: number): Handshake {
  return { ...handshake, lastTriedAtMs: { ...handshake.lastTriedAtMs, [kind]: nowMs } };
}
