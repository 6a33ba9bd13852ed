import { pulsesFor } from '../../../controller/control/movement.ts';
import type { ProfileInForce } from '../../../controller/control/profileInForce.ts';
import { pulsesFromPots } from '../../../controller/motion/kinematics/servoMap.ts';
import { judgeFrame, remember, rememberReading, type SentPulses } from '../../../controller/safety/guard.ts';
import { encodeMotion } from '../../../hardware/link/hostFrames.ts';
import type { Status } from '../../../hardware/link/status.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';
import { CYCLES_PER_MS } from '../../../sim/mcu/chip.ts';
import { Rig } from '../../hardware/firmware/rig.ts';
import { beyondHardDeg } from './beyond.ts';
import { Counterexample } from './counterexample.ts';
import { type LimitName, nearLimits, poseOf } from './margins.ts';
import { Servos } from './servos.ts';
import type { Setup, Step } from './steps.ts';
import { countFrame, type Tally } from './tally.ts';

/** The bar: what may come of pulses against orientation, and of half-spaces against a curved range. */
const TOLERANCE_DEG = 3;
/** A frame judged and answered takes less. */
const ANSWER_MS = 8;
const MOST_TRIES = 40;
const SERVO_STEP_MS = 5;

interface Sent {
  readonly seq: number;
  readonly pulsesUs: PerServo<number>;
  readonly pose: Pose | undefined;
  readonly atMs: number;
  /** 'pass', a rule of the host guard, or what kind of frame no guard is asked about. */
  readonly host: string;
  readonly isMoving: boolean;
  readonly near: readonly LimitName[];
}

const isSame = (a: PerServo<number>, b: PerServo<number>): boolean =>
  a[0] === b[0] && a[1] === b[1] && a[2] === b[2];

/** The committed firmware on its chip, and the host's side of what it has been sent. */
export class World {
  readonly force: ProfileInForce;
  readonly tally: Tally;
  /** What the host knows to be applied, with what it believes of frames still unanswered. */
  history: readonly SentPulses[] = [];
  pose: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  refusedInRow = 0;
  private readonly rig: Rig;
  private readonly servos: Servos;
  /** Where the potentiometers last believably were; what the host guard judges by. */
  private readings: readonly { readonly atMs: number; readonly readingUs: PerServo<number> }[] = [];
  private pending: Sent[] = [];
  private heard = 0;
  private refusals = 0;
  private appliedUs: PerServo<number> = [0, 0, 0];
  private tickMs = 0;
  private held = 0;

  constructor(setup: Setup, force: ProfileInForce, tally: Tally) {
    this.force = force;
    this.tally = tally;
    this.rig = new Rig(setup.chipSeed);
    this.rig.seq = setup.firstSeq;
    this.servos = new Servos(this.rig, setup.startUs);
    this.rig.holdHead(true).run(60);
    if (this.rig.ask(force.limitsFrame).isRefused)
      throw new Counterexample('repeatRefused', 'limits refused');
    if (!this.attach(setup.startUs)) this.attach(force.referenceUs);
    this.recover();
  }

  get nowMs(): number {
    return this.rig.chip.cycles / CYCLES_PER_MS;
  }

  /** Since the frame before. */
  get elapsedMs(): number {
    return this.nowMs - this.tickMs;
  }

  /** Waits for the answer to pulses that no planner made: what comes next is planned from what is known. */
  catchUp(): void {
    if (!this.pending.some(({ host }) => host !== 'pass')) return;
    this.wait(ANSWER_MS);
    this.hear();
  }

  /** The pulses that the next frame starts from. */
  get fromUs(): PerServo<number> {
    return this.history.at(-1)?.pulsesUs ?? this.appliedUs;
  }

  /** Sends one frame at its time and judges what has been answered by then. */
  play(step: Step): void {
    const dueMs = this.tickMs + step.afterUs / 1000;
    this.catchUp();
    this.held = step.held;
    this.wait(dueMs - this.nowMs);
    this.hear();
    if (this.rig.latest.fault !== 'none' || this.rig.latest.state !== 'moving') this.recover();
    const atMs = this.nowMs;
    this.tickMs = atMs;
    const sent = this.frameOf(step, atMs);
    if (!sent) return;
    this.rig.run(step.delayUs / 1000);
    this.rig.sendBytes(
      encodeMotion({
        kind: 'motion',
        seq: sent.seq,
        isMoving: sent.isMoving,
        leaseMs: step.leaseMs,
        pulseUs: sent.pulsesUs,
      }),
    );
    this.pending.push(sent);
    if (sent.host !== 'pass') return;
    this.history = remember(this.history, { atMs, pulsesUs: sent.pulsesUs });
    if (sent.pose) this.pose = sent.pose;
  }

  /** Waits for what is still unanswered. */
  finish(): void {
    this.rig.run(ANSWER_MS);
    this.hear();
    this.tally.emulatedMs += this.nowMs;
    const [lost] = this.pending;
    if (lost) throw new Counterexample('silent', `frame ${lost.seq} was never answered`);
  }

  private frameOf({ wish, seqAhead }: Step, atMs: number): Sent | undefined {
    const base = { atMs, isMoving: true, pose: this.pose, near: [], pulsesUs: this.fromUs };
    if (wish.kind === 'stale') {
      const seq = (this.rig.latest.acceptedSeq + 16384 - wish.back) & 0x3fff;
      return { ...base, seq, host: 'stale' };
    }
    const seq = this.nextSeq(seqAhead);
    if (wish.kind === 'repeat') return { ...base, seq, host: 'repeat' };
    if (wish.kind === 'still') return { ...base, seq, host: 'still', isMoving: false };
    const pulsesUs = wish.kind === 'plan' ? pulsesFor(wish.pose, this.force) : wish.pulsesUs;
    if (!pulsesUs) return undefined;
    const pose = wish.kind === 'plan' ? wish.pose : poseOf(pulsesUs, this.force, this.pose);
    const near = nearLimits(this.force, pulsesUs, pose, atMs, this.history, this.readingsUs);
    return { ...base, seq, pulsesUs, pose, near, host: this.hostVerdict(pulsesUs, pose, atMs) };
  }

  /** Counts on from what is on its way, else from what was accepted last, as a new host does. */
  private nextSeq(ahead: number): number {
    const onItsWay = this.pending.at(-1);
    this.rig.seq = ((onItsWay?.seq ?? this.rig.latest.acceptedSeq) + (onItsWay ? 1 : ahead)) & 0x3fff;
    return this.rig.seq;
  }

  /** The guard that runs in the controller before a frame goes out. */
  private hostVerdict(pulsesUs: PerServo<number>, pose: Pose | undefined, nowMs: number): string {
    if (!pose) return 'noPose';
    const { limits, referenceUs, envelope, speed } = this.force;
    const { readingsUs, history, pose: previousPose } = this;
    const situation = { limits, referenceUs, envelope, speed, previousPose, history, readingsUs };
    const verdict = judgeFrame(pose, pulsesUs, nowMs, situation);
    return verdict.kind === 'pass' ? 'pass' : verdict.rule;
  }

  private hear(): void {
    const { statuses } = this.rig;
    for (; this.heard < statuses.length; this.heard++) {
      const status = statuses[this.heard];
      if (status) this.measure(status);
      if (status?.inReplyTo !== 'motion') continue;
      const index = this.pending.findIndex(({ seq }) => seq === status.seq);
      if (index < 0) continue;
      const answered = this.pending.splice(0, index + 1);
      const last = answered.pop();
      // A newer status has replaced those of the frames before: the count tells whether all of them were accepted.
      const refusedBefore = status.refusalCount - this.refusals - (status.isRefused ? 1 : 0);
      this.refusals = status.refusalCount;
      for (const sent of answered) this.judge(sent, refusedBefore === 0 ? 'accepted' : 'unseen', status);
      if (last) this.judge(last, status.isRefused ? status.lastRefusal : 'accepted', status);
      const isKnown = this.pending.length === 0 && (status.state === 'moving' || status.state === 'hold');
      if (isKnown && !isSame(status.appliedUs, this.appliedUs))
        throw new Counterexample('applied', `${status.appliedUs} put out instead of ${this.appliedUs}`);
    }
  }

  private judge(sent: Sent, firmware: string, { fault }: Status): void {
    countFrame(this.tally, sent.host, firmware, sent.near);
    this.refusedInRow = firmware === 'accepted' ? 0 : this.refusedInRow + 1;
    if (firmware === 'accepted') {
      this.accept(sent);
      return;
    }
    // Once a fault is latched the controller plans nothing; what was on its way then is refused for that.
    if (fault !== 'none') return;
    const what = `${sent.pulsesUs} from ${this.appliedUs}: ${firmware}`;
    if (sent.host === 'pass')
      throw new Counterexample('refused', `passed by the host guard, refused: ${what}`);
    if (sent.host === 'repeat' || sent.host === 'still') throw new Counterexample('repeatRefused', what);
  }

  private accept(sent: Sent): void {
    if (sent.host === 'stale') throw new Counterexample('applied', `sequence ${sent.seq} was accepted twice`);
    this.appliedUs = sent.pulsesUs;
    if (sent.host !== 'pass') {
      this.history = remember(this.history, { atMs: sent.atMs, pulsesUs: sent.pulsesUs });
      if (sent.pose) this.pose = sent.pose;
    }
    this.checkPose(sent.pulsesUs);
  }

  private checkPose(pulsesUs: PerServo<number>): void {
    const { hard } = this.force.envelope;
    const pose = poseOf(pulsesUs, this.force, this.pose);
    if (!pose) throw new Counterexample('outside', `${pulsesUs} accepted, and no pose has these pulses`);
    const beyondDeg = beyondHardDeg(pose, hard);
    this.tally.furthestDeg = Math.max(this.tally.furthestDeg, beyondDeg);
    if (beyondDeg <= TOLERANCE_DEG) return;
    const at = `yaw ${pose.yawDeg.toFixed(1)}°, pitch ${pose.pitchDeg.toFixed(1)}°, roll ${pose.rollDeg.toFixed(1)}°`;
    throw new Counterexample(
      'outside',
      `${pulsesUs} accepted: ${at}, ${beyondDeg.toFixed(1)}° beyond ${JSON.stringify(hard)}`,
    );
  }

  private attach(pulseUs: PerServo<number>): boolean {
    this.servos.put(pulseUs);
    this.rig.run(150);
    const { nonce } = this.rig.status();
    const answer = this.rig.ask({ kind: 'attach', nonce, pulseUs });
    countFrame(this.tally, 'attach', answer.isRefused ? answer.lastRefusal : 'accepted', []);
    if (answer.isRefused) return false;
    this.appliedUs = pulseUs;
    this.checkPose(pulseUs);
    return true;
  }

  /** A person acknowledges what is latched. */
  private recover(): void {
    this.rig.run(ANSWER_MS);
    this.hear();
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { fault, nonce } = this.rig.status();
      if (fault !== 'none') this.rig.ask({ kind: 'clear', nonce, fault });
      if (this.begin()) return;
      this.rig.run(ANSWER_MS);
    }
    throw new Counterexample('repeatRefused', `a fault stays: ${this.rig.latest.fault}`);
  }

  /** Servos turn while time passes; in pieces, as a potentiometer is read. */
  private wait(ms: number): void {
    for (let left = ms; left > 0; left -= SERVO_STEP_MS) {
      const elapsedMs = Math.min(left, SERVO_STEP_MS);
      this.rig.run(elapsedMs);
      this.servos.follow(this.appliedUs, elapsedMs, this.held);
    }
  }

  private get readingsUs(): readonly PerServo<number>[] {
    return this.readings.map(({ readingUs }) => readingUs);
  }

  private measure({ inputs, potSum, uptimeMs }: Status): void {
    if (!inputs.arePotsBelieved) return;
    const readingUs = pulsesFromPots(potSum, this.force.profile.build.servos);
    this.readings = rememberReading(this.readings, { atMs: uptimeMs, readingUs });
  }

  /** Movement begins where the pulses are, as the controller begins it; false where a fault has latched meanwhile. */
  private begin(): boolean {
    for (const isMoving of [false, true]) {
      const answer = this.rig.motion(this.appliedUs, isMoving);
      if (answer.isRefused && answer.fault !== 'none') return false;
      if (answer.isRefused)
        throw new Counterexample('repeatRefused', `beginning at ${this.appliedUs}: ${answer.lastRefusal}`);
      this.tickMs = this.nowMs;
      this.history = remember(this.history, { atMs: this.tickMs, pulsesUs: this.appliedUs });
    }
    this.pose = poseOf(this.appliedUs, this.force, this.pose) ?? this.pose;
    this.refusals = this.rig.latest.refusalCount;
    this.refusedInRow = 0;
    this.heard = this.rig.statuses.length;
    this.measure(this.rig.latest);
    return true;
  }
}
