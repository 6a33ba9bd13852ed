import type { Direction } from '../../protocol/gazeSample.ts';
import { AROUND_BLINK_MS, SHORTEST_BLINK_MS } from './fixation/blinks.ts';
import { centreOf } from './fixation/fixation.ts';
import { angleBetweenDeg } from './frames.ts';

/** Above this gaze is on its way (I-VT, reference/gaze.md §6.1). */
const SACCADE_DEG_PER_S = 30;
/** A noisy tracker alone makes such speeds: as many times its usual one counts, up to a speed that only saccades have. */
const NOISE_FACTOR = 4.5;
const LARGEST_THRESHOLD_DEG_PER_S = 100;
/** The speed is taken between the means of the newest samples and of those before them; two samples are enough. */
const HALF_WINDOW_MS = 25;
/** Over less time, as just after a saccade, the speed of a fast tracker is its noise. */
const LEAST_PASSED_MS = 15;
/**
 * Saccades may be slow in ALS: a shift this large within 100 ms is one too, at 20°/s, at which the speed alone says nothing. What
 * the eye gives up against a turning head of 30°/s (VOR gain 0.95) is 0.15° meanwhile.
 */
const SLOW_SHIFT_DEG = 2;
const SLOW_OVER_MS = 100;
const SLOW_MEAN_MS = 50;
const KEPT_MS = SLOW_OVER_MS + SLOW_MEAN_MS;
/** A saccade is over when it has been slower for so long; what follows it at once is the eye swinging in. */
const SETTLED_MS = 20;
/** Without samples for so long the gaze may have been anywhere (reference/gaze.md §6.3). */
const GAP_MS = 150;
/** How fast the usual speed of the noise is learned. */
const NOISE_OVER_MS = 1000;

interface SeenPoint {
  readonly tMs: number;
  readonly direction: Direction;
}

export type GateClosure = 'unseen' | 'afterBlink' | 'saccade';

export interface GateState {
  /** What was seen since the last saccade or gap, of the last moments; oldest first. */
  readonly recent: readonly SeenPoint[];
  readonly unseenSinceMs: number | undefined;
  readonly newestMs: number;
  readonly blinkEndMs: number;
  readonly isFast: boolean;
  readonly movingUntilMs: number;
  readonly noiseDegPerS: number;
  /** Why nothing that is seen now may command, or undefined if it may. */
  readonly closure: GateClosure | undefined;
  /** Grows with every saccade and gap: a filter that belongs to another number begins anew. */
  readonly segment: number;
}

export const CLOSED_GATE: GateState = {
  recent: [],
  unseenSinceMs: Number.NEGATIVE_INFINITY,
  newestMs: Number.NEGATIVE_INFINITY,
  blinkEndMs: Number.NEGATIVE_INFINITY,
  isFast: false,
  movingUntilMs: Number.NEGATIVE_INFINITY,
  noiseDegPerS: 0,
  closure: 'unseen',
  segment: 0,
};

/**
 * One more sample, as gaze against the trunk where that is known, so that a turning head is no saccade. Nothing commands while the
 * eyes are unseen, for 100 ms after a blink and during a saccade (reference/domain.md §3.2, Midas rule 4). What comes before a blink
 * cannot be told live: the lid on its way is a fast shift down, or is undone by the blink itself. Late samples change nothing.
 */
export function followGate(state: GateState, tMs: number, direction: Direction | undefined): GateState {
  if (!(tMs > state.newestMs)) return state;
  if (!direction) {
    return { ...state, newestMs: tMs, unseenSinceMs: state.unseenSinceMs ?? tMs, closure: 'unseen' };
  }
  const isGap = tMs - (state.recent.at(-1)?.tMs ?? Number.NEGATIVE_INFINITY) > GAP_MS;
  const isBlink = state.unseenSinceMs !== undefined && tMs - state.unseenSinceMs >= SHORTEST_BLINK_MS;
  const isAnew = isGap || isBlink;
  const kept = state.recent.filter((point) => point.tMs >= tMs - KEPT_MS);
  const recent = [...kept, { tMs, direction }];
  const speed = speedOf(recent, tMs);
  const isFast = speed > thresholdOf(state);
  const isMoving = isFast || isSlowShift(recent, tMs);
  const isStart = isMoving && !(tMs < state.movingUntilMs);
  const blinkEndMs = isBlink ? tMs : state.blinkEndMs;
  const movingUntilMs = isMoving ? tMs + SETTLED_MS : state.movingUntilMs;
  const closure =
    tMs < blinkEndMs + AROUND_BLINK_MS ? 'afterBlink' : tMs < movingUntilMs ? 'saccade' : undefined;
  const isEnd = state.closure === 'saccade' && closure === undefined;
  return {
    // After a saccade nothing before it is compared with what comes: it would look like another one.
    recent: isEnd || (state.isFast && !isFast) ? [{ tMs, direction }] : recent,
    unseenSinceMs: undefined,
    newestMs: tMs,
    blinkEndMs,
    isFast,
    movingUntilMs,
    noiseDegPerS: learnNoise(state, speed, tMs),
    closure,
    segment: state.segment + (isAnew || isStart || isEnd ? 1 : 0),
  };
}

function thresholdOf({ noiseDegPerS }: GateState): number {
  return Math.min(LARGEST_THRESHOLD_DEG_PER_S, Math.max(SACCADE_DEG_PER_S, NOISE_FACTOR * noiseDegPerS));
}

/** Speed of the newest samples from those just before them; 0 while there are none to compare. */
function speedOf(recent: readonly SeenPoint[], nowMs: number): number {
  const newer = recent.filter(({ tMs }) => tMs > nowMs - HALF_WINDOW_MS);
  const older = recent.slice(0, recent.length - newer.length);
  const before = older.filter(({ tMs }) => tMs > (older.at(-1)?.tMs ?? nowMs) - HALF_WINDOW_MS);
  if (newer.length === 0 || before.length === 0) return 0;
  const passedMs = meanTime(newer) - meanTime(before);
  return passedMs < LEAST_PASSED_MS ? 0 : (angleBetweenDeg(meanOf(newer), meanOf(before)) / passedMs) * 1000;
}

function isSlowShift(recent: readonly SeenPoint[], nowMs: number): boolean {
  const newer = recent.filter(({ tMs }) => tMs > nowMs - SLOW_MEAN_MS);
  const before = recent.filter(({ tMs }) => tMs <= nowMs - SLOW_OVER_MS);
  return before.length > 0 && angleBetweenDeg(meanOf(newer), meanOf(before)) >= SLOW_SHIFT_DEG;
}

/** Fast samples count for little, so that saccades do not raise what they are measured by. */
function learnNoise({ noiseDegPerS, newestMs }: GateState, speed: number, tMs: number): number {
  const weight = 1 - Math.exp(-Math.min(GAP_MS, tMs - newestMs) / NOISE_OVER_MS);
  return noiseDegPerS + weight * (Math.min(speed, 3 * noiseDegPerS + 5) - noiseDegPerS);
}

function meanOf(points: readonly SeenPoint[]): Direction {
  return centreOf(points.map(({ direction }) => direction));
}

function meanTime(points: readonly SeenPoint[]): number {
  return points.reduce((sum, { tMs }) => sum + tMs, 0) / points.length;
}
