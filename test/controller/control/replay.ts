import type { SafetyEvent } from '../../../controller/safety/safetyEvents.ts';
import type { Rig } from '../../../sim/rig/rig.ts';
import type { Path, PathStep } from '../safety/paths.ts';
import { createMover, type Mover, newestTelemetry, nextRequestId, openPage } from './session.ts';

/** Longer than the hands of a release must stay, and than anything the brace needs to take a head over. */
const SOON_MS = 5000;
/** The release control is reported at 10 Hz. */
const HOLD_EVERY_MS = 100;

/** One path of the machine, walked by what people, page and brace do. */
export interface Replay {
  readonly rig: Rig;
  readonly mover: Mover;
  /** Brings about each event of the path, in its order. */
  walk(path: Path): Promise<void>;
}

/** A brace in a hand with an open page, whose control has not started yet. */
export function createReplay(rig: Rig): Replay {
  openPage(rig);
  const mover = createMover(rig);
  let isStarted = false;

  const until = (is: (telemetry: NonNullable<Rig['telemetry']>) => boolean, what: string): Promise<unknown> =>
    rig.lockstep.until(() => rig.telemetry !== undefined && is(rig.telemetry), SOON_MS, what);
  const request = (type: 'askToArm' | 'confirmArm' | 'rest' | 'leaveStop' | 'retreat'): void =>
    rig.send('page', { type, requestId: nextRequestId() });

  async function start(isHandThere: boolean): Promise<void> {
    if (isStarted) return;
    isStarted = true;
    if (!isHandThere) rig.brace.letGo();
    await rig.startHost();
    await until(({ state }) => state !== 'starting', 'a word from the brace');
  }

  /** A hand on the head and one on the release control, until the machine has counted to two seconds. */
  async function holdBothHands(): Promise<void> {
    if (newestTelemetry(rig).state === 'supportedRelease') return;
    rig.brace.holdHead();
    for (let sequence = 0; newestTelemetry(rig).state !== 'supportedRelease'; sequence += 1) {
      if (sequence * HOLD_EVERY_MS > SOON_MS) throw new Error('The hands were never counted.');
      const { tick: renderedTick } = newestTelemetry(rig);
      const hold = { type: 'holdRelease', isPressed: true, by: 'hand', isHeadOutOfBrace: false } as const;
      rig.send('page', { ...hold, sequence, renderedTick });
      await rig.lockstep.advance(HOLD_EVERY_MS);
    }
  }

  async function bringAboutTick(event: Extract<SafetyEvent, { type: 'tick' }>): Promise<void> {
    const isFirst = !isStarted;
    await start(event.readiness !== 'needsHand');
    if (event.readiness === 'needsHand') return;
    if (event.action === 'protectiveHold') {
      rig.brace.pressStop();
      await until(({ state }) => state === 'protectiveHold', 'the protective hold');
      return;
    }
    if (event.action === 'slow') {
      mover.gaze = 'eyesClosed';
      await until(({ reason }) => reason === 'slowedForGaze', 'the movement to wait');
      return;
    }
    if (event.isReleasePressed) return holdBothHands();
    const { state, reason } = newestTelemetry(rig);
    if (isFirst) return;
    if (state === 'selfTest') await until((now) => now.state === 'standby', 'standby');
    else if (reason === 'retreatAnnounced') await until((now) => now.reason === 'retreating', 'the retreat');
    else await rig.lockstep.advance(20);
  }

  async function bringAbout({ event }: PathStep): Promise<void> {
    switch (event.type) {
      case 'tick':
        return bringAboutTick(event);
      case 'stop':
        await start(true);
        rig.send('page', { type: 'stop' });
        await until(({ state }) => state === 'stopped', 'stopped');
        return;
      case 'askToArm':
        request('askToArm');
        await until(({ reason }) => reason === 'awaitingConfirm', 'the question');
        return;
      case 'confirmArm':
        await rig.lockstep.advance(600);
        request('confirmArm');
        await until(({ state }) => state === 'ready', 'ready');
        return;
      case 'engage': {
        const reply = await mover.move('turnLeft');
        if (reply.type !== 'leaseGranted') throw new Error(`Refused: ${JSON.stringify(reply)}`);
        await until(({ speedDegPerS }) => speedDegPerS > 0, 'the movement');
        return;
      }
      case 'retreat':
        request('retreat');
        await until(({ state }) => state === 'retreating', 'the announcement');
        return;
      case 'rest':
        request('rest');
        await until(({ state }) => state === 'paused', 'rest');
        return;
      case 'leaveStop':
        request('leaveStop');
        await until(({ state }) => state !== 'stopped', 'a way out of STOP');
        return;
      case 'acknowledge':
      case 'arrived':
      case 'endMove':
      case 'releaseEnded':
        throw new Error(`No shortest path needs ${event.type}.`);
    }
  }

  return {
    rig,
    mover,
    async walk({ steps }) {
      for (const step of steps) await bringAbout(step);
    },
  };
}
