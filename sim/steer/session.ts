import type { ClientMessage } from '../../protocol/clientMessages.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import { DEFAULT_PROFILE, type Profile } from '../../protocol/profile.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import type { LeaseGranted } from '../../protocol/serverMessages.ts';
import type { GazeStrategyId, Side } from '../../protocol/steering.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { SIMULATED_VERSION } from '../person/page.ts';
import { createRig, type Reply, type Rig } from '../rig/rig.ts';
import { assumedVerdict } from './assumedVerdict.ts';
import { createSteerer, type Steerer } from './steerer.ts';

/** Presence at 5 Hz, renewals at 20 Hz (protocol/clientMessages.ts), in ticks of control. */
const PRESENCE_TICKS = 20;
const RENEW_TICKS = 5;
/** A press of the switch every 3 s goes on steering for longer than 8 s (rule S183), also if a blink spoils one. */
const GO_ON_TICKS = 300;
const CLIENT = 'page';
/** A screen of 24" on the chair (reference/gaze.md §7.1). What is looked at lies in the room, also beside it. */
const SCREEN: ScreenGeometry = {
  mount: 'chair',
  widthMm: 520,
  heightMm: 290,
  distanceMm: 650,
  centre: { yawDeg: 0, pitchDeg: 0 },
};
/** Beyond the marks at 10°, so that a tracker that is 5° off still tells the sides apart (controller/gaze/handedness.ts). */
const MARKS: readonly (readonly [Side, Direction])[] = [
  ['left', { yawDeg: 12, pitchDeg: 0 }],
  ['right', { yawDeg: -12, pitchDeg: 0 }],
  ['up', { yawDeg: 0, pitchDeg: -8 }],
];
/** A person needs a moment to look there; a blink at the wrong moment costs another try. */
const LOOKING_MS = 500;
const TRIES = 8;

/** The run never came to what was to be measured: nothing was judged. */
export class NeverCameError extends Error {}

/** Somebody before a simulated brace who steers it by looking, with the page beside them. */
export interface Session {
  readonly rig: Rig;
  readonly steerer: Steerer;
  readonly telemetry: Telemetry;
  advance(ms: number): Promise<void>;
  /** The two steps to `ready`. @throws LockstepTimeout where something speaks against it */
  arm(): Promise<void>;
  /** Looks at straight ahead, and puts the clutch in with a switch. @throws NeverCameError with the reason of the refusal */
  engage(): Promise<void>;
  /** Called after every millisecond. */
  onStep: () => void;
  dispose(): void;
}

/**
 * A brace in `ready`, with left and right checked. Virtual time must be installed already. Control is told that the gate has let the
 * strategy pass: that is another command's to find out.
 * @throws NeverCameError
 */
export async function openSession(strategy: GazeStrategyId, seed: number): Promise<Session> {
  const profile: Profile = { ...DEFAULT_PROFILE, gazeStrategy: strategy, screen: SCREEN };
  const rig = await createRig({ seed, profile });
  const steerer = createSteerer(seed);
  let lease: LeaseGranted | undefined;
  let requests = 0;
  let sequence = 0;

  const telemetry = (): Telemetry => {
    if (!rig.telemetry) throw new NeverCameError('Control said nothing.');
    return rig.telemetry;
  };

  async function ask(message: ClientMessage & { readonly requestId: string }): Promise<Reply> {
    rig.send(CLIENT, message);
    const reply = () => rig.repliesTo(CLIENT).find(({ requestId }) => requestId === message.requestId);
    await rig.lockstep.until(() => reply() !== undefined, 100, `an answer to ${message.type}`);
    const answer = reply();
    if (!answer) throw new NeverCameError(`No answer to ${message.type}.`);
    return answer;
  }

  const about = () => {
    requests += 1;
    return { requestId: `steer-${requests}`, renderedTick: telemetry().tick };
  };

  async function insist(what: string, once: () => Promise<Reply>): Promise<Reply> {
    let reply: Reply | undefined;
    for (let tried = 0; tried < TRIES; tried += 1) {
      await rig.lockstep.advance(LOOKING_MS);
      reply = await once();
      if (reply.type !== 'refused' || reply.id !== 'gazeNotSeen') break;
    }
    if (!reply || reply.type === 'refused')
      throw new NeverCameError(`${what} was refused: ${JSON.stringify(reply)}`);
    return reply;
  }

  rig.onTelemetry = ({ tick, state, epoch }) => {
    if (tick % PRESENCE_TICKS === 0) {
      const about = { gaze: 'unknown', version: SIMULATED_VERSION, secondInput: 'none' } as const;
      rig.send(CLIENT, { type: 'presence', sequence: tick / PRESENCE_TICKS, renderedTick: tick, ...about });
    }
    if (!lease || state !== 'engaged' || tick % RENEW_TICKS !== 0 || lease.epoch !== epoch) return;
    sequence += 1;
    const { leaseId } = lease;
    rig.send(CLIENT, { type: 'renew', leaseId, epoch, sequence, renderedTick: tick, gaze: 'unknown' });
    if (tick % GO_ON_TICKS === 0) rig.send(CLIENT, { type: 'confirmSteer', engagedBy: 'switch', ...about() });
  };

  const session: Session = {
    rig,
    steerer,
    get telemetry() {
      return telemetry();
    },
    advance: (ms) => rig.lockstep.advance(ms),
    async arm() {
      rig.send(CLIENT, { type: 'askToArm', requestId: about().requestId });
      await rig.lockstep.advance(800);
      rig.send(CLIENT, { type: 'confirmArm', requestId: about().requestId });
      await rig.lockstep.until(() => telemetry().state === 'ready', 500, 'ready');
    },
    async engage() {
      steerer.target = { yawDeg: 0, pitchDeg: 0 };
      const confirm = (): Promise<Reply> => ask({ type: 'confirmSteer', engagedBy: 'switch', ...about() });
      const reply = await insist('Steering', confirm);
      lease = reply.type === 'leaseGranted' ? reply : undefined;
    },
    onStep: () => {},
    dispose() {
      rig.lockstep.onStep = () => {};
      rig.killHost();
      rig.dispose();
    },
  };

  rig.lockstep.onStep = () => {
    for (const message of steerer.step(performance.now(), rig.body.skullPose())) rig.tell(message);
    session.onStep();
  };

  try {
    await rig.startHost();
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 5000, 'standby');
    rig.brace.letGo();
    await session.advance(500);
    await session.arm();
    rig.tell({ type: 'steeringVerdicts', verdicts: [assumedVerdict(profile)] });
    await insist('The look ahead', () => ask({ type: 'lookAhead', mark: { x: 0.5, y: 0.5 }, ...about() }));
    for (const [side, target] of MARKS) {
      steerer.target = target;
      await insist(`The look to the ${side}`, () => ask({ type: 'lookToSide', side, ...about() }));
    }
    steerer.target = { yawDeg: 0, pitchDeg: 0 };
    return session;
  } catch (error) {
    session.dispose();
    throw error;
  }
}
