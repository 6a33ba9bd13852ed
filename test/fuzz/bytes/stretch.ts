import { encodeStatusRequest } from '../../../hardware/link/hostFrames.ts';
import { createRandom, type Random, randomInteger } from '../../../sim/random.ts';
import { type Pulses, Rig } from '../../hardware/firmware/rig.ts';
import { nextPiece, type Scene } from './pieces.ts';
import { Canary, heldFault, pulseFault } from './watch.ts';

/** Bytes of one stretch on one freshly started chip. */
export const BYTES_PER_STRETCH = 100_000;
const STRETCH_STRIDE = 0x85ebca6b;
/** Between two requests for a status. */
const MOST_BYTES_IN_A_ROW = 600;
const BYTE_MS = 0.04;
/** The longest backlog of the receive ring, judged, and its answers. */
const ANSWER_MS = 40;
const START: Pulses = [1450, 1500, 1550];
const POT_NOISE = 32;

/** What a chip is doing while it hears noise. */
const SCENES = ['off', 'hold', 'moving', 'latched', 'sound'] as const;
export type SceneName = (typeof SCENES)[number];

export interface StretchResult {
  readonly scene: SceneName;
  readonly bytes: number;
  readonly requests: number;
  readonly answers: number;
  /** Of the sound frames, those that took effect. */
  readonly accepted: number;
  readonly pulses: number;
  readonly emulatedMs: number;
  /** Bytes of RAM between variables and stack that nothing has written. */
  readonly canaryBytes: number;
  readonly fault: string | undefined;
}

/** Fills the line with one kind of noise after another and watches what must not change. */
export function runStretch(seed: number, stretch: number, bytes = BYTES_PER_STRETCH): StretchResult {
  const random = createRandom(seed + Math.imul(stretch + 1, STRETCH_STRIDE));
  return new Stretch(random, SCENES[stretch % SCENES.length] ?? 'hold').run(bytes);
}

class Stretch {
  private readonly random: Random;
  private readonly scene: SceneName;
  private readonly rig: Rig;
  private readonly canary: Canary;
  private requests = 0;
  private answers = 0;
  private accepted = 0;
  private limitsCrc = 0;
  private pulses = 0;
  private nonce = 0;
  private lastMs = 0;

  constructor(random: Random, scene: SceneName) {
    this.random = random;
    this.scene = scene;
    this.rig = new Rig(randomInteger(random, 2 ** 31));
    this.canary = new Canary(this.rig);
  }

  run(bytes: number): StretchResult {
    this.prepare();
    let sent = 0;
    let fault: string | undefined;
    while (sent < bytes && fault === undefined) {
      sent += this.burst();
      fault = this.check();
    }
    fault ??= this.checkInputs();
    return {
      scene: this.scene,
      bytes: sent,
      requests: this.requests,
      answers: this.answers,
      accepted: this.accepted,
      pulses: this.pulses,
      emulatedMs: this.rig.ms,
      canaryBytes: this.canary.bytes,
      fault: fault && `${this.scene}, after ${sent} bytes: ${fault}`,
    };
  }

  /** Everything that firmware does has been done once, then it does what its scene says. */
  private prepare(): void {
    const { rig, scene } = this;
    rig.attach(START).keepAlive(30);
    rig.motion(START);
    rig.sendBytes([0xf0, 0x6b, 0xf7, 0xf0, 0x69, 0xf7, 0xf0, 0x79, 0xf7]).run(30);
    rig.ask({ kind: 'motion', isMoving: false, leaseMs: 200, pulseUs: START });
    this.canary.begin();
    this.nonce = rig.latest.nonce;
    this.limitsCrc = rig.latest.limitsCrc;
    rig.holdHead(scene === 'sound' || scene === 'off').run(30);
    if (scene === 'off') rig.ask({ kind: 'release', nonce: this.nonce, isHeadOutOfBrace: true });
    if (scene === 'off') rig.run(40);
    if (scene === 'moving') rig.motion(START);
    if (scene === 'latched') rig.run(300);
    rig.pulses.length = 0;
  }

  /** Noise back to back, then a request for a status. Answers the bytes of noise. */
  private burst(): number {
    const { rig, random } = this;
    const length = 1 + randomInteger(random, MOST_BYTES_IN_A_ROW);
    const noise: number[] = [];
    while (noise.length < length) noise.push(...nextPiece(random, this.view(), this.scene === 'sound'));
    this.lastMs = rig.ms;
    rig.messages.length = 0;
    rig.statuses.splice(0, rig.statuses.length - 1);
    if (this.scene === 'hold' || this.scene === 'moving')
      rig.send({ kind: 'motion', isMoving: this.scene === 'moving', leaseMs: 200, pulseUs: START });
    rig.sendBytes(noise);
    this.requests++;
    rig.sendBytes(encodeStatusRequest({ kind: 'statusRequest', seq: this.requests & 0x3fff }));
    rig.run(noise.length * BYTE_MS + ANSWER_MS);
    return noise.length;
  }

  private view(): Scene {
    const { latest } = this.rig;
    const appliedUs = latest.appliedUs[0] === 0 ? START : latest.appliedUs;
    return { nonce: this.nonce, seq: latest.acceptedSeq, appliedUs };
  }

  private check(): string | undefined {
    const { rig, scene } = this;
    const pulses = rig.pulses.splice(0);
    this.pulses += pulses.length;
    const answer = rig.statuses.findLast(
      ({ inReplyTo, seq }) => inReplyTo === 'statusRequest' && seq === (this.requests & 0x3fff),
    );
    if (!answer) return `status request ${this.requests} was not answered`;
    this.answers++;
    this.accepted += rig.statuses.filter(
      ({ inReplyTo, isRefused }) => inReplyTo !== 'unasked' && inReplyTo !== 'statusRequest' && !isRefused,
    ).length;
    rig.seq = answer.acceptedSeq;
    const resets = Object.entries(rig.chip.resets).filter(([, count]) => count > 0);
    if (resets.length > 0) return `reset: ${resets.map(([cause]) => cause).join(', ')}`;
    if (answer.nonce !== this.nonce) return 'another nonce';
    const { isPowerOn, isExternal, isBrownOut, isWatchdog } = answer.resetCause;
    if (!isPowerOn || isExternal || isBrownOut || isWatchdog) return 'another reset cause';
    if (rig.chip.receiveErrors.lost > 0) return 'the receiver lost a byte';
    return (
      pulseFault(pulses) ??
      this.canary.fault() ??
      (scene === 'sound' ? this.followPots(answer.appliedUs) : this.checkKept(answer, pulses))
    );
  }

  private checkKept(answer: Rig['latest'], pulses: Rig['pulses']): string | undefined {
    const { rig, scene } = this;
    if (answer.limitsCrc !== this.limitsCrc) return 'other limits';
    const isOff = scene === 'off';
    if (isOff && pulses.length > 0) return 'pulses while off';
    if (isOff && (rig.chip.isServoPowerOn || answer.state !== 'released')) return `power while off`;
    if (!isOff && !rig.chip.isServoPowerOn) return 'the servo power is off';
    if (!isOff && answer.state !== 'hold' && answer.state !== 'moving') return `state ${answer.state}`;
    if (scene === 'latched' && answer.fault !== 'silence') return `fault ${answer.fault} in place of silence`;
    if (answer.fault === 'none' && rig.chip.isPinHigh(5)) return 'the buzzer sounds';
    const potsAreWrong = answer.potSum.some((sum, servo) => {
      const expected = 8184 + 12.8 * ((START[servo] ?? 0) - 1500);
      return Math.abs(sum - expected) > POT_NOISE;
    });
    if (potsAreWrong) return `potentiometers read ${answer.potSum}`;
    return isOff ? undefined : heldFault(pulses, START, this.lastMs, rig.ms);
  }

  private followPots(appliedUs: Pulses): string | undefined {
    if (appliedUs[0] !== 0) this.rig.putPots(appliedUs);
    return undefined;
  }

  /** The reserved inputs still read, and a stop still stops. */
  private checkInputs(): string | undefined {
    const { rig } = this;
    rig.holdHead(true).run(60);
    rig.sendBytes([0xf7]);
    const held = rig.status();
    if (!held.inputs.isHeadHeld || held.inputs.isStopPressed) return 'the inputs read wrong';
    rig.holdHead(false).pressStop(true).run(60);
    const open = rig.status();
    if (open.inputs.isHeadHeld || !open.inputs.isStopPressed) return 'an open input does not read as open';
    const isMissed = this.scene !== 'off' && open.fault === 'none';
    return isMissed ? 'the stop latched nothing' : undefined;
  }
}
