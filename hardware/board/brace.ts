import type { Firmata } from 'firmata-io';
import type { MotionSamples } from '../../protocol/motionSample.ts';
import { encodeHostFrame, type HostFrame } from '../link/hostFrames.ts';
import { LinkError } from '../link/linkError.ts';
import type { Status } from '../link/status.ts';
import { type Connection, connect, requestStatus } from './connect.ts';
import { type EchoMismatch, FrameFlow } from './frameFlow.ts';
import { type FramePort, interlockPort } from './framePort.ts';
import type { GuardedTransport } from './guardedTransport.ts';
import { makeImus } from './imu.ts';
import type { PortAddress } from './openPort.ts';
import { type BraceSensors, startSensors, UNKNOWN_SENSORS } from './sensors.ts';
import { makeStatusLed } from './statusLed.ts';

/** A write that the system has not taken for as long as ends in a hold (DESIGN: an echo overdue by 100 ms). */
const WRITE_STUCK_AFTER_MS = 100;

/** Noise can tell a chip to end its reports; they are asked for again at this pace while something that they tell is unknown. */
const ASK_FOR_REPORTS_EVERY_MS = 1000;

/** What the board noticed by itself. Lateness of echoes is judged by the tick, from `oldestUnechoedSinceMs`. */
export type BraceFault =
  /** The line is gone, for good: a reconnect is a new process. */
  | { readonly kind: 'closed'; readonly reason: string }
  /** The firmware has booted since the brace was opened. */
  | { readonly kind: 'nonceChanged'; readonly before: number; readonly after: number }
  /** An answer that cannot be true. */
  | { readonly kind: 'echoMismatch'; readonly mismatch: EchoMismatch }
  /** A status that could not be read. */
  | { readonly kind: 'badStatus'; readonly error: LinkError }
  /** A boot banner after the brace was opened. */
  | { readonly kind: 'rebooted' }
  /** The system has not taken a write for 100 ms. */
  | { readonly kind: 'writeStuck'; readonly sinceMs: number }
  /** The brace, in which nothing can move, talks on but never answered these frames; they are given up. */
  | { readonly kind: 'framesLost'; readonly count: number };

/** An opened brace: the only object through which anything reaches the servos. */
export interface Brace {
  /** False from the first sign of a lost line, and for ever. */
  readonly isOpen: boolean;
  /** Plain StandardFirmata, without our firmware: never to be used with a person. */
  readonly isBenchBoard: boolean;
  /** The newest status; its nonce, `acceptedSeq` and applied pulses are where a new controller starts. */
  readonly latestStatus: Status;
  /**
   * Writes the frame, or keeps it until one of at most two unanswered frames is answered: of each kind the newest only,
   * for at most 100 ms, pulses for at most 30. `closed`: nothing was or will be written.
   * @throws LinkError `fieldInvalid`, with nothing written or replaced
   */
  send(frame: HostFrame): 'sent' | 'waiting' | 'closed';
  /** Frames on the wire for which nothing has come back, 0…2. */
  readonly unechoed: number;
  /** When the oldest frame without a readable answer was written, by the caller's clock; null if there is none. */
  readonly oldestUnechoedSinceMs: number | null;
  /** Frames that waited for more than 100 ms and were dropped. */
  readonly expiredFrames: number;
  /** Bytes received that were no message: noise on the line. */
  readonly noiseBytes: number;
  /** Whether a serial device was told not to gather bytes before it passes them on; null if it is none. */
  readonly isLowLatency: boolean | null;
  /** Called with every readable status, in order. What it throws ends the process: nothing here could set it right. */
  onStatus: (status: Status, receivedAtMs: number) => void;
  onFault: (fault: BraceFault) => void;
  readonly sensors: BraceSensors;
  /** The motion sensors, for a build that has them: called in every tick it keeps them going, never called it leaves the bus alone. */
  readMotion(): MotionSamples;
  setStatusLed(isOn: boolean): void;
  /** Resolves when the port is closed. The firmware goes on holding. */
  close(): Promise<void>;
}

export interface BraceOptions {
  readonly port: PortAddress;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** How long the brace may take to answer completely, boot included. Default 5 s. */
  readonly answerTimeoutMs?: number;
}

/** Opens the brace and has it answer as our firmware. @throws BoardError; the port is closed again then. */
export async function openBrace(options: BraceOptions): Promise<Brace> {
  const connection = await connect({
    ...options,
    baudRate: 250_000,
    analogInputs: 8,
    answerTimeoutMs: options.answerTimeoutMs ?? 5_000,
    prove: (_board, io) => requestStatus(io),
  });
  const frames = interlockPort(connection.io);
  return new OpenedBrace(connection, frames, connection.proof, false, options.nowMs);
}

/** A connection in use, whatever answers its frames. */
export class OpenedBrace implements Brace {
  onStatus: Brace['onStatus'] = () => {};
  onFault: Brace['onFault'] = () => {};
  latestStatus: Status;
  readonly isBenchBoard: boolean;
  readonly isLowLatency: boolean | null;
  readonly #transport: GuardedTransport;
  readonly #io: Firmata;
  readonly #frames: FramePort;
  readonly #nowMs: () => number;
  readonly #flow = new FrameFlow();
  readonly #readSensors: ReturnType<typeof startSensors>;
  readonly #statusLed: ReturnType<typeof makeStatusLed>;
  readonly #imus: ReturnType<typeof makeImus>;
  #isWriteStuck = false;
  #askedForReportsAtMs: number;

  constructor(
    { transport, io, board, isLowLatency }: Connection<unknown>,
    frames: FramePort,
    firstStatus: Status,
    isBenchBoard: boolean,
    nowMs: () => number,
  ) {
    this.isBenchBoard = isBenchBoard;
    this.isLowLatency = isLowLatency;
    this.#transport = transport;
    this.#io = io;
    this.#nowMs = nowMs;
    this.latestStatus = firstStatus;
    this.#frames = frames;
    frames.onStatus = (status) => this.#receiveStatus(status);
    io.on('reportversion', () => this.onFault({ kind: 'rebooted' }));
    transport.once('close', (reason) => this.#end(reason));
    // On a bench board the stop is read with the other inputs, and its pull-up is not the firmware's.
    this.#readSensors = startSensors(board, io, nowMs, { hasStop: !isBenchBoard });
    this.#askedForReportsAtMs = nowMs();
    this.#statusLed = makeStatusLed(board);
    // StandardFirmata waits on its bus for ever where a wire is stuck: no motion sensor is read through it.
    this.#imus = makeImus(io, nowMs, () => this.isOpen && !isBenchBoard);
  }

  get isOpen(): boolean {
    return this.#transport.isOpen;
  }

  get unechoed(): number {
    return this.#flow.unechoed;
  }

  get oldestUnechoedSinceMs(): number | null {
    return this.#flow.oldestUnechoedSinceMs;
  }

  get expiredFrames(): number {
    return this.#flow.expired;
  }

  get noiseBytes(): number {
    return this.#transport.line.droppedBytes;
  }

  get sensors(): BraceSensors {
    return this.isOpen ? this.#readSensors.read() : UNKNOWN_SENSORS;
  }

  send(frame: HostFrame): 'sent' | 'waiting' | 'closed' {
    const bytes = encodeHostFrame(frame);
    if (!this.isOpen) return 'closed';
    const nowMs = this.#nowMs();
    this.#reportStuckWrite(nowMs);
    this.#giveUpLost();
    this.#flow.offer({ frame, bytes }, nowMs);
    this.#writeWaiting(nowMs);
    return this.#flow.isWaiting(frame) ? 'waiting' : 'sent';
  }

  readMotion(): MotionSamples {
    return this.#imus.read();
  }

  setStatusLed(isOn: boolean): void {
    if (this.isOpen) this.#statusLed(isOn);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #receiveStatus(status: Status | LinkError): void {
    const nowMs = this.#nowMs();
    if (status instanceof LinkError) {
      this.onFault({ kind: 'badStatus', error: status });
      this.#flow.settleUnreadable();
      this.#writeWaiting(nowMs);
      return;
    }
    const before = this.latestStatus.nonce;
    this.latestStatus = status;
    if (status.nonce !== before) {
      this.#readSensors.askAgain();
      this.#imus.askAgain();
      this.onFault({ kind: 'nonceChanged', before, after: status.nonce });
    }
    const mismatch = this.#flow.settle(status);
    if (mismatch !== undefined) this.onFault({ kind: 'echoMismatch', mismatch });
    this.#writeWaiting(nowMs);
    this.#askForMissingReports(nowMs);
    this.onStatus(status, nowMs);
  }

  #writeWaiting(nowMs: number): void {
    if (!this.isOpen) return;
    for (let next = this.#flow.next(nowMs); next !== undefined; next = this.#flow.next(nowMs)) {
      this.#frames.write(next);
    }
  }

  #askForMissingReports(nowMs: number): void {
    const { supplyVolts, servoTemperaturesC } = this.#readSensors.read();
    const isKnown = supplyVolts !== null && !servoTemperaturesC.includes(null);
    if (isKnown || nowMs - this.#askedForReportsAtMs < ASK_FOR_REPORTS_EVERY_MS) return;
    this.#askedForReportsAtMs = nowMs;
    this.#readSensors.askAgain();
  }

  #giveUpLost(): void {
    const { state, fault } = this.latestStatus;
    const canMove = (state === 'hold' || state === 'moving') && fault === 'none';
    const { lastReceivedAtMs } = this.#transport;
    if (canMove || lastReceivedAtMs === null) return;
    const count = this.#flow.giveUpLost(lastReceivedAtMs);
    if (count > 0) this.onFault({ kind: 'framesLost', count });
  }

  /** Once per stuck write, not once per tick. */
  #reportStuckWrite(nowMs: number): void {
    const sinceMs = this.#transport.oldestPendingWriteMs;
    const isStuck = sinceMs !== null && nowMs - sinceMs > WRITE_STUCK_AFTER_MS;
    if (isStuck && !this.#isWriteStuck) this.onFault({ kind: 'writeStuck', sinceMs });
    this.#isWriteStuck = isStuck;
  }

  #end(reason: Error | null): void {
    this.#flow.clear();
    this.#readSensors.stop();
    this.#frames.stop();
    this.#io.removeAllListeners('reportversion');
    if (reason !== null) this.onFault({ kind: 'closed', reason: reason.message });
  }
}
