import type { Direction } from '../../protocol/gazeSample.ts';
import { angleBetweenDeg, directionOf, vectorOf } from './frames.ts';

/** How slowly the difference of the eyes is learned: a look at something near does not change it. */
const LEARN_OVER_MS = 20_000;
/** An interval between two samples teaches no more than this one: a gap is not seeing. */
const LARGEST_STEP_MS = 100;
/** Half of the difference: 4.6° for something 40 cm away, and the scatter of a device (reference/strategies.md §3: SD 1.6°). */
const LARGEST_OFFSET_DEG = 6;
/** Eyes that point so far apart are not looking at one thing; one of them is not an eye. */
const LARGEST_DIFFERENCE_DEG = 15;

/** What was learned of how the left eye points beside the middle of both; the right one points as far to the other side. */
export interface EyesState {
  readonly offset: Direction;
  readonly newestMs: number | undefined;
}

export const EYES_NOT_LEARNED: EyesState = { offset: { yawDeg: 0, pitchDeg: 0 }, newestMs: undefined };

export type Sight =
  | { readonly kind: 'seen'; readonly direction: Direction; readonly by: 'both' | 'left' | 'right' }
  /** Nothing is said: a direction that was seen before is never repeated. */
  | { readonly kind: 'unseen'; readonly why: 'noEye' | 'eyesDisagree' };

/**
 * One direction of both eyes in the head: their middle; with one eye that one, less the offset learned while both were seen. A
 * direction that is no number is an eye that is not seen.
 */
export function combineEyes(
  state: EyesState,
  leftEye: Direction | null,
  rightEye: Direction | null,
  tMs: number,
): { readonly state: EyesState; readonly sight: Sight } {
  const [left, right] = [whole(leftEye), whole(rightEye)];
  const { offset } = state;
  const passed = { ...state, newestMs: tMs };
  if (left && right) {
    if (angleBetweenDeg(left, right) > LARGEST_DIFFERENCE_DEG) {
      return { state: passed, sight: { kind: 'unseen', why: 'eyesDisagree' } };
    }
    const direction = middle(left, right);
    const learned = { offset: learn(state, left, right, tMs), newestMs: tMs };
    return { state: learned, sight: { kind: 'seen', direction, by: 'both' } };
  }
  if (left)
    return { state: passed, sight: { kind: 'seen', direction: beside(left, offset, -1), by: 'left' } };
  if (right)
    return { state: passed, sight: { kind: 'seen', direction: beside(right, offset, 1), by: 'right' } };
  return { state: passed, sight: { kind: 'unseen', why: 'noEye' } };
}

function learn({ offset, newestMs }: EyesState, left: Direction, right: Direction, tMs: number): Direction {
  const passedMs = Math.min(LARGEST_STEP_MS, Math.max(0, tMs - (newestMs ?? tMs)));
  const weight = 1 - Math.exp(-passedMs / LEARN_OVER_MS);
  const next = (now: number, seen: number): number =>
    Math.max(-LARGEST_OFFSET_DEG, Math.min(LARGEST_OFFSET_DEG, now + weight * (seen - now)));
  return {
    yawDeg: next(offset.yawDeg, (left.yawDeg - right.yawDeg) / 2),
    pitchDeg: next(offset.pitchDeg, (left.pitchDeg - right.pitchDeg) / 2),
  };
}

function whole(eye: Direction | null): Direction | undefined {
  return eye && Number.isFinite(eye.yawDeg) && Number.isFinite(eye.pitchDeg) ? eye : undefined;
}

function middle(left: Direction, right: Direction): Direction {
  const [a, b] = [vectorOf(left), vectorOf(right)];
  return directionOf([a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
}

function beside({ yawDeg, pitchDeg }: Direction, offset: Direction, side: 1 | -1): Direction {
  return { yawDeg: yawDeg + side * offset.yawDeg, pitchDeg: pitchDeg + side * offset.pitchDeg };
}
