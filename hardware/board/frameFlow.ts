import type { HostFrame } from '../link/hostFrames.ts';
import type { PerServo } from '../link/septets.ts';
import type { Status } from '../link/status.ts';

/** Frames on the wire that the brace has not answered (DESIGN: serial flow is bounded by echoes). */
const MAX_UNECHOED = 2;
/**
 * Beside them, questions: a statusRequest moves nothing, and its answer settles everything before it, so that two frames lost
 * to noise do not silence the host until the firmware latches.
 */
const MAX_UNANSWERED_QUESTIONS = 2;
/**
 * A question that nothing has answered for as long is asked again: every lease has lapsed by then, so that nothing moves, and where
 * noise has swallowed frames, questions and what the brace said by itself, nobody would ever speak again.
 */
const ASK_AGAIN_AFTER_MS = 500;
/** A frame that could not be written within the time that ends in a hold is out of date and is never written. */
const MAX_WAIT_MS = 100;
/** Pulses are out of date sooner: by then control plans on from what was echoed (DESIGN: an echo overdue by 30 ms). */
const MAX_MOTION_WAIT_MS = 30;
/** Where nothing can move, an unanswered frame counts as lost if the brace has gone on talking for this long after it. */
const LOST_AFTER_MS = 250;
/** How many frames are remembered so that a late answer is told from an answer to something never sent. */
const REMEMBERED = 32;

/** A frame and its bytes. */
export interface EncodedFrame {
  readonly frame: HostFrame;
  readonly bytes: Uint8Array;
}

/** An answer that cannot be true. */
export type EchoMismatch =
  | { readonly reason: 'neverSent'; readonly inReplyTo: HostFrame['kind']; readonly seq: number }
  /** Accepted, yet other pulses are put out. */
  | { readonly reason: 'pulses'; readonly sentUs: PerServo; readonly appliedUs: PerServo };

interface Sent {
  readonly frame: HostFrame;
  readonly sentAtMs: number;
  /** Something unreadable has come back, presumably its answer: it no longer keeps others from being sent. */
  isUnreadable: boolean;
}

interface Waiting {
  readonly encoded: EncodedFrame;
  readonly sinceMs: number;
}

/**
 * Decides what may be written now. At most two frames are unanswered; meanwhile the newest frame of each kind waits and
 * replaces an older one, so that a brace that stalls finds the newest set-point when it wakes, never a queue. Frames
 * leave in the order in which they were given, so that sequence numbers advance. No clock and no I/O.
 */
export class FrameFlow {
  /** Frames that waited longer than MAX_WAIT_MS and were dropped. */
  expired = 0;
  #unechoed: Sent[] = [];
  #waiting: Waiting[] = [];
  #remembered: { kind: HostFrame['kind']; seq: number }[] = [];
  #hasBeenAnswered = false;

  /** Frames on the wire for which nothing has come back. */
  get unechoed(): number {
    return this.#unechoed.filter((sent) => !sent.isUnreadable).length;
  }

  /** When the oldest frame without a readable answer was written. */
  get oldestUnechoedSinceMs(): number | null {
    return this.#unechoed[0]?.sentAtMs ?? null;
  }

  /** Queues the frame behind those of other kinds; one of its own kind that still waits is forgotten. */
  offer(encoded: EncodedFrame, nowMs: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.encoded.frame.kind !== encoded.frame.kind);
    this.#waiting.push({ encoded, sinceMs: nowMs });
  }

  isWaiting(frame: HostFrame): boolean {
    return this.#waiting.some((waiting) => waiting.encoded.frame === frame);
  }

  /** The next waiting frame that may be written now, if any. Call until it returns undefined. */
  next(nowMs: number): EncodedFrame | undefined {
    this.#dropExpired(nowMs);
    const index = this.unechoed < MAX_UNECHOED ? 0 : this.#questionThatMayPass(nowMs);
    const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (waiting !== undefined) this.#noteSent(waiting.encoded.frame, nowMs);
    return waiting?.encoded;
  }

  /**
   * Takes an answer into account. An answer also settles all earlier frames: the brace answers in order, and a newer
   * status may replace one that it had not begun to send. A frame that arrived damaged may come back without its number;
   * the oldest is then meant.
   */
  settle(status: Status): EchoMismatch | undefined {
    const { inReplyTo, seq } = status;
    if (inReplyTo === 'unasked') return undefined;
    const index = this.#unechoed.findIndex(({ frame }) => frame.kind === inReplyTo && frame.seq === seq);
    const answered = this.#unechoed[index];
    if (answered !== undefined) {
      this.#hasBeenAnswered = true;
      this.#unechoed.splice(0, index + 1);
      return pulseMismatch(answered.frame, status);
    }
    if (status.isRefused && (status.lastRefusal === 'crc' || status.lastRefusal === 'length')) {
      this.#unechoed.shift();
      return undefined;
    }
    const wasSent = this.#remembered.some((sent) => sent.kind === inReplyTo && sent.seq === seq);
    // Before the first answer, answers to an earlier controller's frames may still arrive.
    return wasSent || !this.#hasBeenAnswered ? undefined : { reason: 'neverSent', inReplyTo, seq };
  }

  /**
   * A status that cannot be read has come: the brace is not stalled, so its oldest frame gives up its place on the wire.
   * It stays unanswered.
   */
  settleUnreadable(): void {
    const oldest = this.#unechoed.find((sent) => !sent.isUnreadable);
    if (oldest !== undefined) oldest.isUnreadable = true;
  }

  /**
   * Gives up frames that the brace evidently never received, so that noise on two frames in a row cannot end all
   * sending. Only for a brace in which no frame can move anything: one that may move latches its lease first, and says so.
   * While nothing arrives nothing is given up, so that the bound holds against a stalled line.
   * @returns how many
   */
  giveUpLost(lastReceivedAtMs: number): number {
    const before = this.#unechoed.length;
    this.#unechoed = this.#unechoed.filter((sent) => lastReceivedAtMs - sent.sentAtMs <= LOST_AFTER_MS);
    return before - this.#unechoed.length;
  }

  clear(): void {
    this.#unechoed = [];
    this.#waiting = [];
  }

  /** Where the waiting question stands that may go out although the wire is full; −1: none may. */
  #questionThatMayPass(nowMs: number): number {
    this.#giveUpLastQuestion(nowMs);
    if (this.unechoed >= MAX_UNECHOED + MAX_UNANSWERED_QUESTIONS) return -1;
    return this.#waiting.findIndex(({ encoded }) => encoded.frame.kind === 'statusRequest');
  }

  /** It stays unanswered, and makes room for one more. */
  #giveUpLastQuestion(nowMs: number): void {
    const last = this.#unechoed.at(-1);
    const isOld = last !== undefined && nowMs - last.sentAtMs > ASK_AGAIN_AFTER_MS;
    if (isOld && last.frame.kind === 'statusRequest') last.isUnreadable = true;
  }

  #dropExpired(nowMs: number): void {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter(({ encoded, sinceMs }) => {
      const maxWaitMs = encoded.frame.kind === 'motion' ? MAX_MOTION_WAIT_MS : MAX_WAIT_MS;
      return nowMs - sinceMs <= maxWaitMs;
    });
    this.expired += before - this.#waiting.length;
  }

  #noteSent(frame: HostFrame, nowMs: number): void {
    this.#unechoed.push({ frame, sentAtMs: nowMs, isUnreadable: false });
    // The oldest is kept: it tells how long nothing readable has come.
    if (this.#unechoed.length > REMEMBERED) this.#unechoed.splice(1, 1);
    this.#remembered.push({ kind: frame.kind, seq: frame.seq });
    if (this.#remembered.length > REMEMBERED) this.#remembered.shift();
  }
}

/** The pulses of an accepted motion frame are applied at once; others mean that one side misunderstands the other. */
function pulseMismatch(frame: HostFrame, status: Status): EchoMismatch | undefined {
  if (frame.kind !== 'motion' || status.isRefused || status.acceptedSeq !== frame.seq) return undefined;
  const isSame = frame.pulseUs.every((pulse, servo) => pulse === status.appliedUs[servo]);
  return isSame ? undefined : { reason: 'pulses', sentUs: frame.pulseUs, appliedUs: status.appliedUs };
}
