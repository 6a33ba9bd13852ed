import type { Pose } from '../../protocol/pose.ts';
import {
  AXES,
  type AxisName,
  exceedance,
  type RangeDeg,
  SMALLEST_STEP_DEG,
  share,
  shareToLimit,
} from './envelope.ts';

/** In which direction the head is nearest to its limit. */
export type LimitedDirection = 'left' | 'right' | 'down' | 'up' | 'tiltRight' | 'tiltLeft';

const LIMIT_SENTENCES: Readonly<Record<LimitedDirection, string>> = {
  left: 'The head is turned as far to the left as it may.',
  right: 'The head is turned as far to the right as it may.',
  down: 'The chin is as far down as it may go.',
  up: 'The chin is as far up as it may go.',
  tiltRight: 'The head is tilted as far to the right as it may.',
  tiltLeft: 'The head is tilted as far to the left as it may.',
};
const COMBINED_SENTENCE = 'The head may not be turned and tipped this far at the same time.';
/** A single axis with so much of the whole exceedance is the reason; less, and it is the combination. */
const DOMINANT_SHARE = 0.8;

/** Which limit stopped a wish, and the sentence that says so. */
export interface LimitReason {
  readonly direction: LimitedDirection;
  readonly sentence: string;
}

function directionOf(axis: AxisName, valueDeg: number): LimitedDirection {
  switch (axis) {
    case 'yawDeg':
      return valueDeg >= 0 ? 'left' : 'right';
    case 'pitchDeg':
      return valueDeg >= 0 ? 'down' : 'up';
    case 'rollDeg':
      return valueDeg >= 0 ? 'tiltRight' : 'tiltLeft';
  }
}

/** Why a pose at or beyond the limit goes no further. */
export function limitReason(pose: Pose, range: RangeDeg): LimitReason {
  const nearest = AXES.reduce((worst, axis) =>
    share(pose, range, axis) > share(pose, range, worst) ? axis : worst,
  );
  const direction = directionOf(nearest, pose[nearest]);
  const isAlone = share(pose, range, nearest) >= DOMINANT_SHARE * exceedance(pose, range);
  return { direction, sentence: isAlone ? LIMIT_SENTENCES[direction] : COMBINED_SENTENCE };
}

/** What became of a wish for any pose. */
export type WishProjection =
  | { readonly kind: 'target'; readonly target: Pose }
  | { readonly kind: 'shortened'; readonly target: Pose; readonly reason: LimitReason }
  | { readonly kind: 'atLimit'; readonly reason: LimitReason }
  | { readonly kind: 'notFinite' };

/**
 * The furthest pose on the straight way to a wish that is inside the range. From beyond the limit the way back toward the inside
 * is open too, as far as the limit on the other side. A wish or pose that is no number is refused, never replaced.
 */
export function projectWish(from: Pose, wish: Pose, range: RangeDeg): WishProjection {
  if (!AXES.every((axis) => Number.isFinite(from[axis]) && Number.isFinite(wish[axis]))) {
    return { kind: 'notFinite' };
  }
  if (exceedance(wish, range) <= 1) return { kind: 'target', target: wish };
  const step = between(from, wish);
  const toLimit = shareToLimit(from, step, range);
  // The exceedance is convex along the way: a wish outside that comes before the exit lies nearer to the inside than its start.
  if (toLimit > 1) return { kind: 'target', target: wish };
  // A hair less than the whole way, so that rounding never ends outside.
  const part = toLimit * (1 - 1e-12);
  const target: Pose = {
    yawDeg: from.yawDeg + part * step.yawDeg,
    pitchDeg: from.pitchDeg + part * step.pitchDeg,
    rollDeg: from.rollDeg + part * step.rollDeg,
  };
  const reason = limitReason(target, range);
  const gainDeg = part * Math.hypot(step.yawDeg, step.pitchDeg, step.rollDeg);
  return gainDeg >= SMALLEST_STEP_DEG ? { kind: 'shortened', target, reason } : { kind: 'atLimit', reason };
}

function between(from: Pose, to: Pose): Pose {
  return {
    yawDeg: to.yawDeg - from.yawDeg,
    pitchDeg: to.pitchDeg - from.pitchDeg,
    rollDeg: to.rollDeg - from.rollDeg,
  };
}
