import type { GateVerdict } from '../../../protocol/gateVerdict.ts';
import type { ScreenPoint } from '../../../protocol/gazeSample.ts';
import type { Profile } from '../../../protocol/profile.ts';
import type { LeaseGranted } from '../../../protocol/serverMessages.ts';
import type { Side } from '../../../protocol/steering.ts';
import type { Reply } from '../../../sim/rig/rig.ts';
import { assumedVerdict } from '../../../sim/steer/assumedVerdict.ts';
import { Eyes, STEERING_PROFILE } from './gazeEyes.ts';
import { IdealBrace } from './idealBrace.ts';

export interface SessionOptions {
  readonly profile?: Profile;
  readonly verdicts?: readonly GateVerdict[];
}

const STRAIGHT = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

/** A brace in `ready`, eyes before their tracker, and a page that renews what it is granted. */
export class SteeringSession {
  readonly brace: IdealBrace;
  readonly eyes = new Eyes();
  isRenewing = true;
  #lease: LeaseGranted | undefined;
  #requests = 0;

  constructor(begun: SessionOptions | SteeringSession = {}) {
    if (begun instanceof SteeringSession) {
      this.brace = new IdealBrace(begun.brace);
      this.#lease = begun.#lease;
      this.eyes.lookAt = begun.eyes.lookAt;
      this.eyes.offset = begun.eyes.offset;
    } else {
      const { profile = STEERING_PROFILE, verdicts = [assumedVerdict(profile)] } = begun;
      this.brace = new IdealBrace(profile);
      this.brace.tick([{ type: 'steeringVerdicts', verdicts: [...verdicts] }]);
    }
    this.brace.speakers.push(({ tick, measured }, nowMs) => this.eyes.say(tick, measured ?? STRAIGHT, nowMs));
    this.brace.speakers.push(({ tick, state }) => {
      const lease = this.#lease;
      if (!lease || !this.isRenewing || state !== 'engaged' || tick % 5 !== 0) return [];
      const { leaseId, epoch } = lease;
      const renew = {
        type: 'renew',
        leaseId,
        epoch,
        sequence: tick,
        renderedTick: tick,
        gaze: 'unknown',
      } as const;
      return [{ type: 'command', clientId: 'page', message: renew }];
    });
  }

  ask(
    message:
      | { readonly type: 'askToSteer' }
      | { readonly type: 'confirmSteer'; readonly engagedBy: 'gaze' | 'switch' | 'attendant' }
      | { readonly type: 'lookToSide'; readonly side: Side }
      | { readonly type: 'lookAhead'; readonly mark: ScreenPoint }
      | { readonly type: 'move'; readonly movement: 'turnLeft' | 'turnRight' },
    clientId = 'page',
  ): Reply | undefined {
    this.#requests += 1;
    const requestId = `steer-${this.#requests}`;
    const reply = this.brace.say({ ...message, requestId, renderedTick: this.brace.seen.tick }, clientId);
    if (reply?.type === 'leaseGranted') this.#lease = reply;
    return reply;
  }

  /** The deliberate act that goes on steering. */
  goOn(): void {
    const reply = this.ask({ type: 'confirmSteer', engagedBy: 'switch' });
    if (reply?.type !== 'accepted') throw new Error(`Refused: ${JSON.stringify(reply)}`);
  }

  get leaseId(): string {
    return this.#lease?.leaseId ?? '';
  }

  /** The look to one side, as the page asks for it. */
  lookTo(side: Side, towardDeg: number): Reply | undefined {
    this.eyes.lookAt =
      side === 'up' ? { yawDeg: 0, pitchDeg: towardDeg } : { yawDeg: towardDeg, pitchDeg: 0 };
    this.brace.run(500);
    return this.ask({ type: 'lookToSide', side });
  }

  /** The look at the mark in the middle of the screen. */
  lookAhead(): Reply | undefined {
    this.eyes.lookAt = { yawDeg: 0, pitchDeg: 0 };
    this.brace.run(500);
    return this.ask({ type: 'lookAhead', mark: { x: 0.5, y: 0.5 } });
  }

  /** All that is asked of the eyes before they may steer. */
  checkEyes(): void {
    this.lookAhead();
    this.checkSides();
  }

  checkSides(): void {
    this.lookTo('left', 12);
    this.lookTo('right', -12);
    this.lookTo('up', -8);
    this.eyes.lookAt = { yawDeg: 0, pitchDeg: 0 };
    this.brace.run(600);
  }

  /** The clutch in, by two looks. */
  engage(): Reply | undefined {
    const asked = this.ask({ type: 'askToSteer' });
    if (asked?.type !== 'accepted') return asked;
    this.brace.run(600);
    return this.ask({ type: 'confirmSteer', engagedBy: 'gaze' });
  }
}

let checked: SteeringSession | undefined;
/** In `ready`, with the eyes checked: nothing speaks against the clutch. */
export function readyToSteer(): SteeringSession {
  if (!checked) {
    checked = new SteeringSession();
    checked.checkEyes();
  }
  return new SteeringSession(checked);
}

let steering: SteeringSession | undefined;
/** The clutch in, and nothing steered yet. */
export function engagedSession(): SteeringSession {
  if (!steering) {
    steering = readyToSteer();
    const reply = steering.engage();
    if (reply?.type !== 'leaseGranted') throw new Error(`Refused: ${JSON.stringify(reply)}`);
  }
  return new SteeringSession(steering);
}
