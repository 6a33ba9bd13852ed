import type { Firmata } from 'firmata-io';
import type five from 'johnny-five';
import { type HostFrame, limitsCrc } from '../link/hostFrames.ts';
import { LinkError } from '../link/linkError.ts';
import type { RefusalRuleId } from '../link/rules.ts';
import type { PerServo } from '../link/septets.ts';
import type { Status } from '../link/status.ts';
import { type BenchInputs, isPlausible, listenToInputs } from './benchInputs.ts';
import { type BenchState, refusalOnBench } from './benchJudge.ts';
import { BenchServos, isSafePulse, SERVO_PINS } from './benchServos.ts';
import type { EncodedFrame } from './frameFlow.ts';
import type { FramePort } from './framePort.ts';

const PIN_STATE_QUERY = 0x6d;
const NO_PULSES: PerServo = [0, 0, 0];
const AT_POWER_ON: BenchState = {
  state: 'off',
  fault: 'none',
  faultUptimeMs: 0,
  nonce: 1,
  acceptedSeq: undefined,
  limits: undefined,
  pulseUs: NO_PULSES,
  lastMotionAtMs: 0,
};

type Answer = Pick<Status, 'inReplyTo' | 'seq' | 'isRefused'>;
const UNASKED: Answer = { inReplyTo: 'unasked', seq: 0, isRefused: false };

/** A frame whose answer waits for the board's word on its three pins, which arrive in this order. */
interface Asked {
  readonly frame: HostFrame;
  /** As the frame left it. */
  readonly bench: BenchState;
  readonly refusal: RefusalRuleId | undefined;
  readonly echoUs: number[];
}

/**
 * Stands in for the firmware on a board with plain StandardFirmata, so that control drives it by the same frames. It lives in
 * the host and dies with it: a gate for what would reach the wire, not a second guard. Every answer waits until the board has
 * said what its pins do, so that a board that is gone or has started again is noticed as on a brace.
 */
export class BenchInterlock implements FramePort {
  onStatus: (status: Status | LinkError) => void = () => {};
  readonly inputs: BenchInputs;
  #bench = AT_POWER_ON;
  #lastRefusal: RefusalRuleId | 'none' = 'none';
  #refusalCount = 0;
  #asked: Asked[] = [];
  #isStopped = false;
  readonly #servos: BenchServos;
  readonly #io: Firmata;
  readonly #nowMs: () => number;
  readonly #bootedAtMs: number;

  constructor(board: five.Board, io: Firmata, nowMs: () => number) {
    this.#io = io;
    this.#nowMs = nowMs;
    this.#bootedAtMs = nowMs();
    this.#servos = new BenchServos(board, io);
    this.inputs = listenToInputs(io, nowMs);
    this.inputs.onChange = () => this.#heedInputs();
    this.inputs.ask();
    for (const [index, pin] of SERVO_PINS.entries())
      io.on(`pin-state-${pin}`, () => this.#takeEcho(index, pin));
    io.on('reportversion', () => this.#boardHasStartedAgain());
  }

  write({ frame }: EncodedFrame): void {
    this.inputs.probe();
    const { isStopPressed, isHeadHeld } = this.inputs;
    const potSum = this.inputs.potSums();
    const arePotsPlausible = potSum !== undefined && isPlausible(potSum);
    const situation = { isStopPressed, isHeadHeld, arePotsPlausible, nowMs: this.#nowMs() };
    const refusal = refusalOnBench(this.#bench, frame, situation);
    if (refusal === undefined) this.#carryOut(frame);
    else {
      this.#lastRefusal = refusal;
      this.#refusalCount++;
    }
    this.#asked.push({ frame, bench: this.#bench, refusal, echoUs: [] });
    for (const pin of SERVO_PINS) this.#io.sysexCommand([PIN_STATE_QUERY, pin]);
  }

  /** Adopts pulses that are put out already, and resolves when every potentiometer has reported. */
  async firstStatus(): Promise<Status> {
    await this.#adoptRunningPulses();
    const known = this.status();
    if (known !== undefined) return known;
    return await new Promise((resolve) => {
      this.onStatus = (status) => {
        if (!(status instanceof LinkError)) resolve(status);
      };
    });
  }

  /** The state as it is, asked for by nobody; undefined while a potentiometer is unknown. */
  status(): Status | undefined {
    const potSum = this.inputs.potSums();
    return potSum && this.#statusOf(UNASKED, this.#bench, this.#bench.pulseUs, potSum);
  }

  stop(): void {
    this.#isStopped = true;
    this.#asked = [];
  }

  /** A board that was not reset when its port opened goes on with the last host's pulses: they are kept as they are. */
  #adoptRunningPulses(): Promise<void> {
    return new Promise((resolve) => {
      const last = SERVO_PINS[2];
      this.#io.once(`pin-state-${last}`, () => {
        const [first = 0, second = 0, third = 0] = SERVO_PINS.map((pin) => {
          const { mode, state = 0 } = this.#io.pins[pin] ?? {};
          return mode === this.#io.MODES.SERVO && isSafePulse(state) ? state : 0;
        });
        const pulseUs: PerServo = [first, second, third];
        if (pulseUs.every(isSafePulse)) {
          this.#servos.attach(pulseUs);
          this.#bench = { ...this.#bench, state: 'hold', pulseUs };
        }
        resolve();
      });
      for (const pin of SERVO_PINS) this.#io.sysexCommand([PIN_STATE_QUERY, pin]);
    });
  }

  #carryOut(frame: HostFrame): void {
    if (frame.kind !== 'statusRequest') this.#bench = { ...this.#bench, acceptedSeq: frame.seq };
    switch (frame.kind) {
      case 'statusRequest':
        return;
      case 'motion':
        this.#servos.write(frame.pulseUs);
        this.#bench = {
          ...this.#bench,
          state: frame.isMoving ? 'moving' : 'hold',
          pulseUs: frame.pulseUs,
          lastMotionAtMs: this.#nowMs(),
        };
        return;
      case 'attach':
        this.#servos.attach(frame.pulseUs);
        this.#bench = {
          ...this.#bench,
          state: 'hold',
          pulseUs: frame.pulseUs,
          lastMotionAtMs: this.#nowMs(),
        };
        return;
      case 'limits':
        this.#bench = { ...this.#bench, limits: frame };
        return;
      case 'release':
        this.#servos.detach();
        this.#bench = { ...this.#bench, state: 'released', pulseUs: NO_PULSES };
        return;
      case 'clear':
        this.#bench = { ...this.#bench, fault: 'none' };
        return;
    }
  }

  #heedInputs(): void {
    if (this.inputs.isStopPressed && isPowered(this.#bench) && this.#bench.fault === 'none') {
      this.#bench = { ...this.#bench, state: 'hold', fault: 'stopInput', faultUptimeMs: this.#uptimeMs };
    }
    this.#say(this.status());
  }

  /** One pin's mode and value. An answer out of turn means that others were lost: their frames stay unanswered. */
  #takeEcho(index: number, pin: number): void {
    while (this.#asked[0] !== undefined && this.#asked[0].echoUs.length !== index) this.#asked.shift();
    const asked = this.#asked[0];
    if (asked === undefined) return;
    const { mode, state } = this.#io.pins[pin] ?? {};
    const isServo = mode === this.#io.MODES.SERVO;
    const wasPowered = isPowered(asked.bench);
    if (wasPowered && isPowered(this.#bench) && !isServo) {
      this.#boardHasStartedAgain();
      return;
    }
    asked.echoUs.push(wasPowered && isServo ? (state ?? 0) : 0);
    const [first, second, third] = asked.echoUs;
    if (first === undefined || second === undefined || third === undefined) return;
    this.#asked.shift();
    const { frame, bench, refusal } = asked;
    const answer = { inReplyTo: frame.kind, seq: frame.seq, isRefused: refusal !== undefined };
    const potSum = this.inputs.potSums();
    // Without potentiometers there is nothing true to answer: the answer stays out, as on a brace that is gone.
    this.#say(potSum && this.#statusOf(answer, bench, [first, second, third], potSum));
  }

  /** It puts out no pulses, and knows nothing of what it was told. */
  #boardHasStartedAgain(): void {
    const potSum = this.inputs.potSums();
    this.#bench = { ...AT_POWER_ON, nonce: this.#bench.nonce + 1 };
    this.#asked = [];
    this.inputs.ask();
    this.#say(potSum && this.#statusOf(UNASKED, this.#bench, NO_PULSES, potSum));
  }

  #say(status: Status | undefined): void {
    if (status !== undefined && !this.#isStopped) this.onStatus(status);
  }

  get #uptimeMs(): number {
    return Math.max(0, Math.floor(this.#nowMs() - this.#bootedAtMs));
  }

  #statusOf(answer: Answer, bench: BenchState, appliedUs: PerServo, potSum: PerServo): Status {
    const { state, fault, faultUptimeMs, nonce, acceptedSeq = 0, limits } = bench;
    return {
      ...answer,
      acceptedSeq,
      state,
      fault,
      faultUptimeMs,
      nonce,
      uptimeMs: this.#uptimeMs,
      appliedUs,
      potSum,
      inputs: {
        isStopPressed: this.inputs.isStopPressed,
        isHeadHeld: this.inputs.isHeadHeld,
        isServoPowerOn: isPowered(bench),
        areLimitsLoaded: limits !== undefined,
        arePulsesResumed: false,
        arePotsBelieved: isPlausible(potSum),
      },
      limitsCrc: limits === undefined ? 0 : limitsCrc(limits),
      lastRefusal: this.#lastRefusal,
      refusalCount: Math.min(this.#refusalCount, 0x3fff),
      resetCause: { isPowerOn: false, isExternal: false, isBrownOut: false, isWatchdog: false },
      firmwareHash: 0,
    };
  }
}

function isPowered({ state }: BenchState): boolean {
  return state === 'hold' || state === 'moving';
}
