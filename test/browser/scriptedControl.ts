import type { ClientMessage, Movement } from '../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS, describeProblem, findParameterProblem } from '../../protocol/parameters.ts';
import type { Pose } from '../../protocol/pose.ts';
import { DEFAULT_PROFILE, type Profile } from '../../protocol/profile.ts';
import { REFUSALS, type RefusalId } from '../../protocol/refusals.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import type { ReasonId, StateName } from '../../protocol/states.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { ScriptedSteering, type SteeringMessage } from './scriptedSteering.ts';

const TICK_MS = 10;

const STEPS: Readonly<Record<Exclude<Movement, 'home'>, Partial<Pose>>> = {
  turnLeft: { yawDeg: 5 },
  turnRight: { yawDeg: -5 },
  nodUp: { pitchDeg: -5 },
  nodDown: { pitchDeg: 5 },
  tiltLeft: { rollDeg: -5 },
  tiltRight: { rollDeg: 5 },
};

interface Lease {
  readonly leaseId: string;
  readonly holder: string;
  /** Null where gaze steers. */
  readonly target: Pose | null;
  provenAtMs: number;
}

/**
 * As much of control as the pages can see: states, leases and a head that moves at an even speed. It stands in for the real
 * one only where the page alone is tested; what it does is written here, not derived.
 */
export class ScriptedControl {
  state: StateName = 'standby';
  reason: ReasonId = 'holding';
  faults: Telemetry['faults'] = [];
  alarms: Telemetry['alarms'] = [];
  audio: Telemetry['audio'] = { kind: 'on' };
  measured: Pose | null = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  commanded: Pose | null = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  /** As the real one; a test that is about something else gives a busy machine more time. */
  leaseMs = 250;
  speedDegPerS = 5;
  profile: Profile = DEFAULT_PROFILE;
  profileHash = 'hash-1';
  /** A choice of steering is refused with this, and with these words of the strategy. */
  refuseSteering: { readonly id: RefusalId; readonly detail: string } | undefined;
  /** Movements are answered with this refusal instead of a lease. */
  refuseMoves: RefusalId | undefined;
  /** Acknowledgements by gaze are refused with this. */
  refuseGaze: RefusalId | undefined;
  readonly steering = new ScriptedSteering();
  /** Leases given so far. */
  leases = 0;
  tick = 0;
  private epoch = 0;
  private lease: Lease | undefined;

  withParameters(parameters: Partial<Profile['parameters']>): void {
    this.profile = { ...this.profile, parameters: { ...DEFAULT_PARAMETERS, ...parameters } };
  }

  enter(state: StateName, reason: ReasonId): void {
    if (state !== 'engaged') this.endLease();
    if (state !== 'engaged' && state !== 'ready')
      this.steering.release(state === 'stopped' ? 'stop' : 'fault');
    this.state = state;
    this.reason = reason;
  }

  private pauseFor(remainingMs: number): void {
    this.audio = remainingMs > 0 ? { kind: 'paused', remainingMs } : { kind: 'on' };
  }

  private endLease(): void {
    if (this.lease) this.epoch += 1;
    this.lease = undefined;
  }

  advance(nowMs: number): void {
    this.tick += 2;
    if (this.audio.kind === 'paused') this.pauseFor(this.audio.remainingMs - 2 * TICK_MS);
    const { lease, steering } = this;
    if (steering.isIdle(nowMs, this.profile.parameters)) {
      steering.release('noIntent');
      this.enter('ready', 'steeringIdle');
      return;
    }
    if (!lease || !this.commanded) return;
    if (nowMs - lease.provenAtMs > this.leaseMs) {
      steering.release('fault');
      this.enter('ready', 'leaseLapsed');
      return;
    }
    const { target } = lease;
    if (!target) return;
    const from = this.commanded;
    const stepDeg = (this.speedDegPerS * 2 * TICK_MS) / 1000;
    const approach = (axis: keyof Pose): number => {
      const wayDeg = target[axis] - from[axis];
      return from[axis] + Math.sign(wayDeg) * Math.min(stepDeg, Math.abs(wayDeg));
    };
    this.commanded = {
      yawDeg: approach('yawDeg'),
      pitchDeg: approach('pitchDeg'),
      rollDeg: approach('rollDeg'),
    };
    if (this.measured) this.measured = this.commanded;
    const hasArrived = (['yawDeg', 'pitchDeg', 'rollDeg'] as const).every(
      (axis) => Math.abs(target[axis] - (this.commanded?.[axis] ?? Number.NaN)) < 1e-9,
    );
    if (hasArrived) this.enter('ready', 'arrived');
  }

  telemetry(nowMs: number): Telemetry {
    const { lease } = this;
    return {
      type: 'telemetry',
      tick: this.tick,
      epoch: this.epoch,
      state: this.state,
      reason: this.reason,
      measured: this.measured,
      commanded: this.commanded,
      target: lease?.target ?? null,
      speedDegPerS: lease ? this.speedDegPerS : 0,
      faults: this.faults,
      alarms: this.alarms,
      audio: this.audio,
      lease: lease
        ? { leaseId: lease.leaseId, holder: lease.holder, ageMs: Math.max(0, nowMs - lease.provenAtMs) }
        : null,
      gaze: 'unknown',
      steering: this.steering.view(nowMs, this.profile.parameters),
      brace: {
        isPowered: true,
        isHeadHeld: false,
        isStopPressed: false,
        supplyVolts: 6.1,
        servoTemperaturesC: [31, 33],
      },
      profileHash: this.profileHash,
    };
  }

  /** What control answers to one message. */
  answer(message: ClientMessage, clientId: string, nowMs: number): readonly ServerMessage[] {
    switch (message.type) {
      case 'stop':
        this.enter('stopped', 'stopPressed');
        return [];
      case 'leaveStop':
        return this.when(this.state === 'stopped', message.requestId, 'notInThisState', () =>
          this.enter('standby', 'holding'),
        );
      case 'askToArm':
        return this.when(
          this.state === 'standby' || this.state === 'paused',
          message.requestId,
          'notInThisState',
          () => {
            this.reason = 'awaitingConfirm';
          },
        );
      case 'confirmArm':
        return this.when(this.reason === 'awaitingConfirm', message.requestId, 'notAsked', () =>
          this.enter('ready', 'armed'),
        );
      case 'rest':
        return this.when(true, message.requestId, 'notInThisState', () => this.enter('paused', 'resting'));
      case 'acknowledge': {
        if (message.by === 'gaze' && this.refuseGaze) return [refusal(message.requestId, this.refuseGaze)];
        const isOffered = this.state === 'protectiveHold' || this.alarms.length > 0;
        return this.when(isOffered, message.requestId, 'notInThisState', () => {
          this.alarms = this.alarms
            .filter(({ isConditionPresent }) => isConditionPresent)
            .map((alarm) => ({ ...alarm, isAcknowledged: true }));
          if (this.state !== 'protectiveHold') return;
          this.faults = [];
          this.enter('standby', 'holding');
        });
      }
      case 'pauseAudio':
        return this.when(message.by === 'hand', message.requestId, 'notByGaze', () => this.pauseFor(120_000));
      case 'resumeAudio':
        return this.when(true, message.requestId, 'notInThisState', () => this.pauseFor(0));
      case 'move':
        return this.move(message.requestId, message.movement, clientId, nowMs);
      case 'renew':
        if (this.lease?.leaseId !== message.leaseId) return [refusal(null, 'leaseUnknown')];
        if (this.tick - message.renderedTick > this.leaseMs / TICK_MS) return [refusal(null, 'staleView')];
        this.lease.provenAtMs = nowMs - (this.tick - message.renderedTick) * TICK_MS;
        return [];
      case 'endMove':
        if (this.lease?.leaseId !== message.leaseId) return [];
        this.steering.release('asked');
        this.enter('ready', 'lookedAway');
        return [];
      case 'presence':
      case 'holdRelease':
      case 'chose':
      case 'undid':
        return [];
      case 'retreat':
      case 'endRelease':
        return [refusal(message.requestId, 'notInThisState')];
      case 'lookToSide':
      case 'lookAhead':
      case 'askToSteer':
      case 'confirmSteer':
        return this.steer(message, clientId, nowMs);
      case 'setSteering': {
        const { requestId, steering, basedOn } = message;
        if (this.state !== 'standby' && this.state !== 'paused') return [refusal(requestId, 'onlyInStandby')];
        if (basedOn !== this.profileHash) return [refusal(requestId, 'settingsChanged')];
        if (this.refuseSteering)
          return [refusal(requestId, this.refuseSteering.id, this.refuseSteering.detail)];
        const { learnedModel, ...choice } = steering;
        this.profile = { ...this.profile, ...choice, ...(learnedModel ? { learnedModel } : {}) };
        this.profileHash = `hash-${this.tick}`;
        return [
          { type: 'profile', profile: this.profile, hash: this.profileHash },
          { type: 'accepted', requestId },
        ];
      }
      case 'setParameter': {
        const { requestId, parameter, value, basedOn } = message;
        if (this.state !== 'standby' && this.state !== 'paused') return [refusal(requestId, 'onlyInStandby')];
        if (basedOn !== this.profileHash) return [refusal(requestId, 'settingsChanged')];
        const parameters = { ...this.profile.parameters, [parameter]: value };
        const problem = findParameterProblem(parameters);
        if (problem) return [refusal(requestId, 'outOfBounds', describeProblem(problem))];
        this.profile = { ...this.profile, parameters };
        this.profileHash = `hash-${this.tick}`;
        return [
          { type: 'profile', profile: this.profile, hash: this.profileHash },
          { type: 'accepted', requestId },
        ];
      }
    }
  }

  private when(
    isAllowed: boolean,
    requestId: string,
    id: RefusalId,
    act: () => void,
  ): readonly ServerMessage[] {
    if (!isAllowed) return [refusal(requestId, id)];
    act();
    return [{ type: 'accepted', requestId }];
  }

  private move(
    requestId: string,
    movement: Movement,
    clientId: string,
    nowMs: number,
  ): readonly ServerMessage[] {
    if (this.refuseMoves) return [refusal(requestId, this.refuseMoves)];
    if (this.state === 'engaged') return [refusal(requestId, 'stillMoving')];
    if (this.state !== 'ready' || !this.commanded) return [refusal(requestId, 'notReady')];
    const step = movement === 'home' ? undefined : STEPS[movement];
    const from = this.commanded;
    const target = step
      ? {
          yawDeg: from.yawDeg + (step.yawDeg ?? 0),
          pitchDeg: from.pitchDeg + (step.pitchDeg ?? 0),
          rollDeg: from.rollDeg + (step.rollDeg ?? 0),
        }
      : this.profile.restPose;
    return this.grant(requestId, clientId, target, nowMs);
  }

  private grant(
    requestId: string,
    clientId: string,
    target: Pose | null,
    nowMs: number,
  ): readonly ServerMessage[] {
    this.leases += 1;
    const leaseId = `lease-${this.leases}`;
    this.lease = { leaseId, holder: clientId, target, provenAtMs: nowMs };
    this.state = 'engaged';
    this.reason = 'moving';
    return [{ type: 'leaseGranted', requestId, leaseId, holder: clientId, epoch: this.epoch }];
  }

  private steer(message: SteeringMessage, clientId: string, nowMs: number): readonly ServerMessage[] {
    const { requestId } = message;
    const outcome = this.steering.answer(message, nowMs, this.profile.parameters);
    if (outcome === 'accepted') return [{ type: 'accepted', requestId }];
    return outcome === 'engage'
      ? this.grant(requestId, clientId, null, nowMs)
      : [refusal(requestId, outcome)];
  }
}

function refusal(requestId: string | null, id: RefusalId, detail: string | null = null): ServerMessage {
  return { type: 'refused', requestId, id, ...REFUSALS[id], detail };
}
