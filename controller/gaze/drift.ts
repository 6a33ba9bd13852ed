import type { Direction, ScreenPoint } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import { angleBetweenDeg } from './frames.ts';

/** Of what a choice tells, this share is learned; and never more than this in all (reference/gaze.md §6.4). */
const LEARNED_SHARE = 0.1;
const LARGEST_LEARNED_DEG = 2;
/** What the person undid within this time was not where they looked. */
const UNDO_WITHIN_MS = 3000;
/** Regions of the screen in a row: offsets differ between them and stay the same in each (reference/gaze.md §6.4, Blignaut). */
const REGIONS = 3;
/** A choice further from the gaze tells nothing: it was made without looking. A proposal, not from a source. */
const LARGEST_TOLD_DEG = 5;
/**
 * One point cannot mend more: the calibration is wrong, not adrift. The zero of people and trackers differs by up to 5° aside and 5° up or
 * down (reference/strategies.md §4.4), which together is 7°, and a degree of noise.
 */
const LARGEST_RECENTRE_DEG = 8;
/** A head that has turned or tilted so far shifts the eyes by 3 cm before a remote tracker (screen.ts). */
const LARGE_MOVE_DEG = 15;

const NONE: Direction = { yawDeg: 0, pitchDeg: 0 };

interface Lesson {
  readonly region: number;
  readonly error: Direction;
  readonly atMs: number;
}

export interface DriftState {
  /** Added to every direction; from the last one-point correction. */
  readonly offset: Direction;
  /** Added by region of the screen; learned from what the person chose. */
  readonly learned: readonly Direction[];
  /** Choices that may still be undone, oldest first. */
  readonly pending: readonly Lesson[];
  /** The head when the offset was last right; undefined: unknown. */
  readonly rightAt: Pose | undefined;
}

export const NO_DRIFT: DriftState = {
  offset: NONE,
  learned: Array.from({ length: REGIONS * REGIONS }, () => NONE),
  pending: [],
  rightAt: undefined,
};

/**
 * The direction with what is known of the drift taken from it. `place`: where on the screen it was seen; undefined for a tracker that
 * sees eyes and no screen, for which nothing is known by region.
 */
export function withoutDrift(
  state: DriftState,
  direction: Direction,
  place: ScreenPoint | undefined,
): Direction {
  return moved(direction, driftAt(state, place), 1);
}

/** The direction as the tracker told it: the opposite of `withoutDrift`. */
export function withDrift(
  state: DriftState,
  direction: Direction,
  place: ScreenPoint | undefined,
): Direction {
  return moved(direction, driftAt(state, place), -1);
}

function driftAt({ offset, learned }: DriftState, place: ScreenPoint | undefined): Direction {
  return moved(offset, (place && learned[regionOf(place)]) ?? NONE, 1);
}

function moved({ yawDeg, pitchDeg }: Direction, by: Direction, sign: 1 | -1): Direction {
  return { yawDeg: yawDeg + sign * by.yawDeg, pitchDeg: pitchDeg + sign * by.pitchDeg };
}

/**
 * The person chose a control at `target` while the corrected gaze lay at `seen`. Learned once it can no longer be undone; a
 * difference that is no number, or more than a drift, is forgotten.
 */
export function onChosen(
  state: DriftState,
  place: ScreenPoint,
  target: Direction,
  seen: Direction,
  nowMs: number,
): DriftState {
  const error = { yawDeg: target.yawDeg - seen.yawDeg, pitchDeg: target.pitchDeg - seen.pitchDeg };
  if (!Number.isFinite(nowMs) || !(Math.hypot(error.yawDeg, error.pitchDeg) <= LARGEST_TOLD_DEG))
    return state;
  return { ...state, pending: [...state.pending, { region: regionOf(place), error, atMs: nowMs }] };
}

/** The person took back what they had chosen: nothing that can still be undone is learned. */
export function onUndone(state: DriftState, nowMs: number): DriftState {
  return { ...afterTime(state, nowMs), pending: [] };
}

/** What can no longer be undone is learned. */
export function afterTime(state: DriftState, nowMs: number): DriftState {
  const isDue = ({ atMs }: Lesson): boolean => nowMs - atMs > UNDO_WITHIN_MS;
  const due = state.pending.filter(isDue);
  if (due.length === 0) return state;
  const learned = due.reduce(
    (offsets, { region, error }) => offsets.with(region, bounded(offsets[region] ?? NONE, error)),
    state.learned,
  );
  return { ...state, learned, pending: state.pending.filter((lesson) => !isDue(lesson)) };
}

/**
 * One-point correction: the person looked at `target`, and uncorrected gaze lay at `seen`. What was learned before is forgotten.
 * 'tooFar' where no such correction is enough, and for what is no number.
 */
export function recentre(target: Direction, seen: Direction, head: Pose | undefined): DriftState | 'tooFar' {
  if (!(angleBetweenDeg(target, seen) <= LARGEST_RECENTRE_DEG)) return 'tooFar';
  return { ...NO_DRIFT, offset: moved(target, seen, -1), rightAt: head };
}

/** Whether the head has moved so far since that a look at one point should be asked for; a head that is unknown asks for it too. */
export function isRecentreWanted({ rightAt }: DriftState, head: Pose | undefined): boolean {
  if (!rightAt || !head) return true;
  const tiltDeg = Math.abs(head.rollDeg - rightAt.rollDeg);
  return !(Math.max(angleBetweenDeg(rightAt, head), tiltDeg) < LARGE_MOVE_DEG);
}

function bounded(offset: Direction, error: Direction): Direction {
  const yawDeg = offset.yawDeg + LEARNED_SHARE * error.yawDeg;
  const pitchDeg = offset.pitchDeg + LEARNED_SHARE * error.pitchDeg;
  const factor = Math.min(1, LARGEST_LEARNED_DEG / Math.hypot(yawDeg, pitchDeg));
  return factor < 1 ? { yawDeg: yawDeg * factor, pitchDeg: pitchDeg * factor } : { yawDeg, pitchDeg };
}

function regionOf({ x, y }: ScreenPoint): number {
  const index = (fraction: number): number =>
    Number.isFinite(fraction) ? Math.max(0, Math.min(REGIONS - 1, Math.floor(fraction * REGIONS))) : 0;
  return index(y) * REGIONS + index(x);
}
