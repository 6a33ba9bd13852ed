import type { Direction } from '../../protocol/gazeSample.ts';
import { angleBetweenDeg, directionOf, vectorOf } from './frames.ts';

/** How slowly the difference of the eyes is learned: a look at something near does not change it. */
const LEARN_OVER_MS = 20_000;
/**
 * What the difference is for the look of now: it depends on how near that is and on where a tracker errs, and differs from one look to
 * another by as much as from one person to another (reference/strategies.md §3: SD 1.5°, which nobody has told apart).
 */
const LOOK_OVER_MS = 1000;
/** It counts less and less the further the eye has gone from where it was learned, and nothing beyond this. A proposal. */
const LOOK_REACHES_DEG = 6;
/** An interval between two samples teaches no more than this one: a gap is not seeing. */
const LARGEST_STEP_MS = 100;
/** Half of the difference: 4.6° for something 40 cm away, and the scatter of a device (reference/strategies.md §3: SD 1.6°). */
const LARGEST_OFFSET_DEG = 6;
/** Eyes that point so far apart are not looking at one thing; one of them is not an eye. */
const LARGEST_DIFFERENCE_DEG = 15;

/** What was learned of how the left eye points beside the middle of both; the right one points as far to the other side. */
export interface EyesState {
  readonly offset: Direction;
  /** The same of the last look alone, and where the eyes looked meanwhile; undefined until both were seen. */
  readonly look: { readonly offset: Direction; readonly at: Direction } | undefined;
  readonly newestMs: number | undefined;
}

export const EYES_NOT_LEARNED: EyesState = {
  offset: { yawDeg: 0, pitchDeg: 0 },
  look: undefined,
  newestMs: undefined,
};

export type Sight =
  | { readonly kind: 'seen'; readonly direction: Direction; readonly by: 'both' | 'left' | 'right' }
  /** Nothing is said: a direction that was seen before is never repeated. */
  | { readonly kind: 'unseen'; readonly why: 'noEye' | 'eyesDisagree' };

/**
 * One direction of both eyes in the head: their middle; with one eye that one, less the offset learned while both were seen: that of
 * this look as far as it is still the same, else that of the person. Without the first an eye that is lost and found again turns a head
 * that follows without a dead zone to and fro. A direction that is no number is an eye that is not seen.
 */
export function combineEyes(
  state: EyesState,
  leftEye: Direction | null,
  rightEye: Direction | null,
  tMs: number,
): { readonly state: EyesState; readonly sight: Sight } {
  const [left, right] = [whole(leftEye), whole(rightEye)];
  const passed = { ...state, newestMs: tMs };
  if (left && right) {
    if (doEyesDisagree(left, right)) {
      return { state: passed, sight: { kind: 'unseen', why: 'eyesDisagree' } };
    }
    const direction = middle(left, right);
    return {
      state: learn(state, left, right, direction, tMs),
      sight: { kind: 'seen', direction, by: 'both' },
    };
  }
  if (left) return { state: passed, sight: { kind: 'seen', direction: alone(left, state, -1), by: 'left' } };
  if (right)
    return { state: passed, sight: { kind: 'seen', direction: alone(right, state, 1), by: 'right' } };
  return { state: passed, sight: { kind: 'unseen', why: 'noEye' } };
}

/** Both are seen, and they cannot be looking at one thing. */
export function doEyesDisagree(leftEye: Direction | null, rightEye: Direction | null): boolean {
  const [left, right] = [whole(leftEye), whole(rightEye)];
  return left !== undefined && right !== undefined && angleBetweenDeg(left, right) > LARGEST_DIFFERENCE_DEG;
}

function learn(
  { offset, look, newestMs }: EyesState,
  left: Direction,
  right: Direction,
  direction: Direction,
  tMs: number,
): EyesState {
  const passedMs = Math.min(LARGEST_STEP_MS, Math.max(0, tMs - (newestMs ?? tMs)));
  const seen = {
    yawDeg: bounded((left.yawDeg - right.yawDeg) / 2),
    pitchDeg: bounded((left.pitchDeg - right.pitchDeg) / 2),
  };
  const lookWeight = 1 - Math.exp(-passedMs / LOOK_OVER_MS);
  return {
    offset: between(offset, seen, 1 - Math.exp(-passedMs / LEARN_OVER_MS)),
    look: {
      offset: between(look?.offset ?? offset, seen, lookWeight),
      at: between(look?.at ?? direction, direction, lookWeight),
    },
    newestMs: tMs,
  };
}

function bounded(deg: number): number {
  return Math.max(-LARGEST_OFFSET_DEG, Math.min(LARGEST_OFFSET_DEG, deg));
}

function between(a: Direction, b: Direction, share: number): Direction {
  return {
    yawDeg: a.yawDeg + share * (b.yawDeg - a.yawDeg),
    pitchDeg: a.pitchDeg + share * (b.pitchDeg - a.pitchDeg),
  };
}

function whole(eye: Direction | null): Direction | undefined {
  return eye && Number.isFinite(eye.yawDeg) && Number.isFinite(eye.pitchDeg) ? eye : undefined;
}

function middle(left: Direction, right: Direction): Direction {
  const [a, b] = [vectorOf(left), vectorOf(right)];
  return directionOf([a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
}

/** Where both would look, by one of them. */
function alone(eye: Direction, { offset, look }: EyesState, side: 1 | -1): Direction {
  const beside = (by: Direction): Direction => ({
    yawDeg: eye.yawDeg + side * by.yawDeg,
    pitchDeg: eye.pitchDeg + side * by.pitchDeg,
  });
  if (!look) return beside(offset);
  const goneDeg = angleBetweenDeg(beside(look.offset), look.at);
  return beside(between(offset, look.offset, Math.max(0, 1 - goneDeg / LOOK_REACHES_DEG)));
}
