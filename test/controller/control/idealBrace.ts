import { beginControl, type ControlState, type TickInputs } from '../../../controller/control/state.ts';
import { controlTick } from '../../../controller/control/tick.ts';
import type { HostFrame, Motion } from '../../../hardware/link/hostFrames.ts';
import type { Status } from '../../../hardware/link/status.ts';
import type { FromControl, ToControl } from '../../../protocol/channel.ts';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { NO_MOTION_SAMPLES } from '../../../protocol/motionSample.ts';
import type { PerServo } from '../../../protocol/pose.ts';
import type { Profile } from '../../../protocol/profile.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import type { Reply } from '../../../sim/rig/rig.ts';
import { APPROVED } from '../../standing.ts';
import { HOLDING } from './holdingBrace.ts';

const POT_SUM_PER_US = 12.8;
/** A servo lags behind its pulses, a lag of first order; one that does not looks as if a hand pushed the head ahead. */
const LAG_MS = 55;
const STEP = 1 - Math.exp(-10 / LAG_MS);
const potSum = (pulseUs: number): number => 8184 + (pulseUs - 1500) * POT_SUM_PER_US;
const potSumOf = (pulsesUs: PerServo<number>): PerServo<number> => [
  potSum(pulsesUs[0]),
  potSum(pulsesUs[1]),
  potSum(pulsesUs[2]),
];

/** The pure tick with a brace that takes every frame and follows it as its servos do, without physics. */
export class IdealBrace {
  nowMs = 5000;
  telemetry: Telemetry | undefined;
  /** The STOP on the brace. */
  isStopPressed = false;
  /** Every frame of motion since the start. */
  readonly motions: Motion[] = [];
  readonly replies: Reply[] = [];
  /** What is said in every tick, before what the tick is given: a page, eyes. */
  readonly speakers: ((telemetry: Telemetry, nowMs: number) => readonly ToControl[])[] = [];
  #state: ControlState = beginControl({ version: '0.1.0', isAfterCrash: false, isBenchBoard: false });
  #status: Status = HOLDING;
  #shaftUs: PerServo<number> = [1500, 1500, 1500];

  /** In `ready`, or as another one is now: its speakers are not taken over. */
  constructor(begun: Profile | IdealBrace) {
    if (begun instanceof IdealBrace) {
      this.nowMs = begun.nowMs;
      this.telemetry = begun.telemetry;
      this.#state = begun.#state;
      this.#status = begun.#status;
      this.#shaftUs = begun.#shaftUs;
      this.#openPage();
      return;
    }
    this.tick([{ type: 'profile', profile: begun, hash: 'saved-0', standing: APPROVED }]);
    this.#openPage();
    this.run(800);
    this.tick([from({ type: 'askToArm', requestId: 'ask' })]);
    this.run(600);
    this.tick([from({ type: 'confirmArm', requestId: 'confirm' })]);
  }

  tick(messages: readonly ToControl[] = [], also: Partial<TickInputs> = {}): void {
    this.nowMs += 10;
    this.#turnShafts();
    const { telemetry, nowMs } = this;
    const spoken = telemetry ? this.speakers.flatMap((speak) => speak(telemetry, nowMs)) : [];
    const { state, outputs } = controlTick(this.#state, {
      nowMs,
      latenessMs: 0,
      statuses: [{ status: this.#told(), receivedAtMs: nowMs - 5 }],
      boardFaults: [],
      isLineOpen: true,
      oldestUnechoedAtMs: undefined,
      motionSamples: NO_MOTION_SAMPLES,
      supplyVolts: 12,
      servoTemperaturesC: [30, 30],
      messages: [...spoken, ...messages],
      isGatewayConnected: true,
      isEnding: false,
      ...also,
    });
    this.#state = state;
    for (const message of outputs.messages) this.#hear(message);
    for (const frame of outputs.frames) this.#take(frame);
  }

  run(ms: number): void {
    for (let passedMs = 0; passedMs < ms; passedMs += 10) this.tick();
  }

  /** Says something in one tick; the answer. */
  say(message: ClientMessage, clientId = 'page'): Reply | undefined {
    const before = this.replies.length;
    this.tick([from(message, clientId)]);
    return this.replies.at(before);
  }

  get state(): ControlState {
    return this.#state;
  }

  /** As if something had become so by itself. */
  change(how: (state: ControlState) => ControlState): void {
    this.#state = how(this.#state);
  }

  get seen(): Telemetry {
    if (!this.telemetry) throw new Error('No telemetry yet.');
    return this.telemetry;
  }

  get yawDeg(): number {
    return this.seen.commanded?.yawDeg ?? Number.NaN;
  }

  faultIds(): readonly string[] {
    return this.seen.faults.map(({ id }) => id);
  }

  /** A page that is open and awake. */
  #openPage(): void {
    this.speakers.push(({ tick }) =>
      tick % 20 === 0
        ? [
            from({
              type: 'presence',
              sequence: tick,
              renderedTick: tick,
              gaze: 'unknown',
              version: '0.1.0',
              secondInput: 'none',
            }),
          ]
        : [],
    );
  }

  #told(): Status {
    const { inputs } = this.#status;
    return { ...this.#status, inputs: { ...inputs, isStopPressed: this.isStopPressed } };
  }

  #turnShafts(): void {
    const { appliedUs } = this.#status;
    const [a, b, c] = this.#shaftUs;
    const toward = (atUs: number, pulseUs: number): number => atUs + STEP * (pulseUs - atUs);
    this.#shaftUs = [toward(a, appliedUs[0]), toward(b, appliedUs[1]), toward(c, appliedUs[2])];
    this.#status = { ...this.#status, potSum: potSumOf(this.#shaftUs) };
  }

  #hear(message: FromControl): void {
    if (message.type === 'telemetry') this.telemetry = message;
    if (message.type === 'reply') this.replies.push(message.message);
  }

  #take(frame: HostFrame): void {
    if (frame.kind !== 'motion') return;
    this.motions.push(frame);
    const state = frame.isMoving ? 'moving' : 'hold';
    const { seq, pulseUs } = frame;
    this.#status = {
      ...HOLDING,
      seq,
      acceptedSeq: seq,
      state,
      appliedUs: pulseUs,
      potSum: potSumOf(this.#shaftUs),
      uptimeMs: this.nowMs,
    };
  }
}

function from(message: ClientMessage, clientId = 'page'): ToControl {
  return { type: 'command', clientId, message };
}
