import type { Rig } from '../rig/rig.ts';
import { type PoseInstant, type StopFigures, stopFigures } from './stopFigures.ts';

/** How looking ends. */
export const ENDINGS = ['looksAway', 'looksBesideScreen', 'closesEyes', 'eyesLost', 'trackerSilent'] as const;
export type Ending = (typeof ENDINGS)[number];

/** What moved the head: a control of the page that is looked at, or steering by looking. */
export type Moving = 'control' | 'steering';

export interface Stop extends StopFigures {
  readonly kind: 'stop';
  readonly moving: Moving;
  readonly ending: Ending;
  readonly seed: number;
  /** What control said of it in the end. */
  readonly state: string;
  readonly reason: string;
}

export interface Blink {
  readonly kind: 'blink';
  readonly moving: Moving;
  readonly seed: number;
  readonly lengthMs: number;
  /** The movement went on by itself. */
  readonly isResumed: boolean;
  /** From the eyes' opening until the head was commanded to turn again; undefined: it had not rested, or does not turn. */
  readonly resumedAfterMs: number | undefined;
  readonly reason: string;
}

/** The head turns, fast enough that a stop can be seen. */
export const MOVING_DEG_PER_S = 3;
const TICK_MS = 10;
/**
 * After the end of looking everything is recorded for so long; a head that is not at rest by then did not stop. Eyes shut for 1 s are more
 * than that: they disarm (reference/domain.md §3.2, Midas rule 2).
 */
const RECORDED_MS = 900;
/** After a blink: the gate stays closed for 100 ms, and a look must rest before it commands. */
const AFTER_BLINK_MS = 700;

/** A person in the middle of a movement, whoever commands it. */
export interface MovingHead {
  readonly rig: Rig;
  readonly moving: Moving;
  readonly seed: number;
  readonly endings: readonly Ending[];
  /** Begins the next movement; resolves while the head turns and will go on for some time. */
  begin(): Promise<void>;
  /** Looking ends. */
  end(ending: Ending): void;
  /** The eyes are closed for a moment, and open again on the same thing. */
  shut(): void;
  open(): void;
  /** When the last sample was taken that showed the eyes where they keep up the movement, on the rig's own time. */
  readonly lastValidMs: number;
  /** Comes back to where another movement can begin. */
  recover(): Promise<void>;
  /** Called every millisecond. */
  onStep: () => void;
  dispose(): void;
}

/** Looking ends in the middle of a movement. */
export async function stopOnce(head: MovingHead, ending: Ending): Promise<Stop> {
  const { rig, moving, seed } = head;
  const record = recorder(head);
  await head.begin();
  head.end(ending);
  const { lastValidMs } = head;
  await rig.lockstep.advance(RECORDED_MS);
  const figures = stopFigures(record.end(), lastValidMs);
  const { state = 'none', reason = 'none' } = rig.telemetry ?? {};
  await head.recover();
  return { kind: 'stop', moving, ending, seed, state, reason, ...figures };
}

/** The eyes are closed for so long in the middle of a movement. */
export async function blinkOnce(head: MovingHead, lengthMs: number): Promise<Blink> {
  const { rig, moving, seed } = head;
  await head.begin();
  head.shut();
  await rig.lockstep.advance(lengthMs);
  head.open();
  const openedMs = rig.lockstep.timeMs;
  let hasRested = false;
  let resumedAfterMs: number | undefined;
  while (rig.lockstep.timeMs < openedMs + AFTER_BLINK_MS) {
    await rig.lockstep.advance(TICK_MS);
    const speedDegPerS = rig.telemetry?.speedDegPerS ?? Number.NaN;
    hasRested ||= speedDegPerS < MOVING_DEG_PER_S;
    if (hasRested && speedDegPerS >= MOVING_DEG_PER_S) resumedAfterMs ??= rig.lockstep.timeMs - openedMs;
  }
  const reason = rig.telemetry?.reason ?? 'none';
  await head.recover();
  return {
    kind: 'blink',
    moving,
    seed,
    lengthMs,
    isResumed: GOES_ON.includes(reason),
    resumedAfterMs,
    reason,
  };
}

/** What control says of a movement that nothing has ended. */
const GOES_ON: readonly string[] = ['moving', 'arrived'];

function recorder(head: MovingHead): { end(): readonly PoseInstant[] } {
  const recording: PoseInstant[] = [];
  const { rig } = head;
  head.onStep = () => recording.push({ tMs: rig.lockstep.timeMs, pose: rig.body.bandPose() });
  return {
    end() {
      head.onStep = () => {};
      return recording;
    },
  };
}
