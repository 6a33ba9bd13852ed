import type { GazeCondition, Movement } from '../../../protocol/clientMessages.ts';
import type { LeaseGranted } from '../../../protocol/serverMessages.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { SIMULATED_VERSION } from '../../../sim/person/page.ts';
import type { Reply, Rig } from '../../../sim/rig/rig.ts';

/** Renewals go out every 5 ticks (20 Hz), as the page sends them. */
const RENEW_TICKS = 5;

/** A client that behaves as the page does while it may move the head: arms, asks, renews. */
export interface Mover {
  /** Asks for a movement; the reply of control. */
  move(movement: Movement): Promise<Reply>;
  /** Whether renewals go out, and what they say of the gaze. */
  isRenewing: boolean;
  gaze: GazeCondition;
  readonly lease: LeaseGranted | undefined;
  lastReply(): Reply | undefined;
}

let requests = 0;
export const nextRequestId = (): string => {
  requests += 1;
  return `request-${requests}`;
};

export function newestTelemetry(rig: Rig): Telemetry {
  if (!rig.telemetry) throw new Error('No telemetry yet.');
  return rig.telemetry;
}

/** A person at the page says that they have looked, at the newest picture there is. */
export function sayLooked(rig: Rig): void {
  const renderedTick = newestTelemetry(rig).tick;
  rig.send('page', { type: 'acknowledge', requestId: nextRequestId(), by: 'hand', renderedTick });
}

/** Presence goes out every 20 ticks (5 Hz), as a page sends it that is open and awake. */
const PRESENCE_TICKS = 20;

/** A page is open beside whatever listens to telemetry now: without one nobody stays armed. */
export function openPage(rig: Rig, clientId = 'page'): void {
  const previous = rig.onTelemetry;
  rig.onTelemetry = (telemetry) => {
    previous(telemetry);
    const { tick } = telemetry;
    if (tick % PRESENCE_TICKS !== 0) return;
    const sequence = tick / PRESENCE_TICKS;
    const about = { gaze: 'unknown', version: SIMULATED_VERSION, secondInput: 'none' } as const;
    rig.send(clientId, { type: 'presence', sequence, renderedTick: tick, ...about });
  };
}

/** Power-on to standby with the brace carrying the head alone. */
export async function bringToStandby(rig: Rig): Promise<void> {
  openPage(rig);
  await rig.startHost();
  await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 5000, 'standby');
  rig.brace.letGo();
  await rig.lockstep.advance(500);
}

/** The two steps of arming. */
export async function arm(rig: Rig, clientId: string): Promise<void> {
  rig.send(clientId, { type: 'askToArm', requestId: nextRequestId() });
  await rig.lockstep.advance(800);
  rig.send(clientId, { type: 'confirmArm', requestId: nextRequestId() });
  await rig.lockstep.advance(50);
}

export async function bringToReady(rig: Rig, clientId = 'page'): Promise<void> {
  await bringToStandby(rig);
  await arm(rig, clientId);
}

export function createMover(rig: Rig, clientId = 'page'): Mover {
  let sequence = 0;
  let lease: LeaseGranted | undefined;
  const mover: Mover = {
    isRenewing: true,
    gaze: 'unknown',
    get lease() {
      return lease;
    },
    lastReply: () => rig.repliesTo(clientId).at(-1),
    async move(movement) {
      const requestId = nextRequestId();
      rig.send(clientId, { type: 'move', requestId, movement, renderedTick: newestTelemetry(rig).tick });
      const answer = (): Reply | undefined =>
        rig.repliesTo(clientId).find((reply) => reply.requestId === requestId);
      await rig.lockstep.until(() => answer() !== undefined, 100, 'an answer');
      const reply = answer();
      if (!reply) throw new Error('No answer.');
      lease = reply.type === 'leaseGranted' ? reply : undefined;
      return reply;
    },
  };
  const previous = rig.onTelemetry;
  rig.onTelemetry = (telemetry) => {
    previous(telemetry);
    if (!lease || !mover.isRenewing || telemetry.tick % RENEW_TICKS !== 0) return;
    if (telemetry.state !== 'engaged') return;
    sequence += 1;
    const { leaseId, epoch } = lease;
    rig.send(clientId, {
      type: 'renew',
      leaseId,
      epoch,
      sequence,
      renderedTick: telemetry.tick,
      gaze: mover.gaze,
    });
  };
  return mover;
}
