import type { GazeCondition } from '../../../protocol/clientMessages.ts';
import { LONGEST_BLINK_MS } from './dwellState.ts';
import {
  beginLivenessCheck,
  LIVENESS_UNTESTED,
  type Liveness,
  type LivenessCheck,
  livenessAt,
  type PagePoint,
  stepLivenessCheck,
} from './liveness.ts';

/** What moves less has not moved (reference/gaze.md §5.1). */
const LEAST_MOVE_PX = 1;

/** What is known of the pointer: what its check taught, whether one runs, and when it moved last. */
export interface PointerLife {
  readonly liveness: Liveness;
  readonly check: LivenessCheck | undefined;
  readonly last: PagePoint | undefined;
  readonly movedAtMs: number;
}

export const UNKNOWN_LIFE: PointerLife = {
  liveness: LIVENESS_UNTESTED,
  check: undefined,
  last: undefined,
  movedAtMs: Number.NEGATIVE_INFINITY,
};

/** Begins the 10 s check. What an earlier one taught is forgotten: while it is not known again it is not known. */
export function beginCheck(life: PointerLife, dot: PagePoint, radiusPx: number, nowMs: number): PointerLife {
  return { ...life, liveness: LIVENESS_UNTESTED, check: beginLivenessCheck(dot, radiusPx, nowMs) };
}

/** One frame: where the pointer is, or undefined where it is not on a page that is seen. */
export function followPointer(life: PointerLife, at: PagePoint | undefined, nowMs: number): PointerLife {
  if (!at) return endCheck({ ...life, last: undefined });
  const { last } = life;
  const hasMoved = !last || Math.hypot(at.xPx - last.xPx, at.yPx - last.yPx) >= LEAST_MOVE_PX;
  const followed = hasMoved ? { ...life, last: { xPx: at.xPx, yPx: at.yPx }, movedAtMs: nowMs } : life;
  if (!life.check) return followed;
  const input = hasMoved
    ? ({ type: 'pointer', tMs: nowMs, xPx: at.xPx, yPx: at.yPx } as const)
    : ({ type: 'tick', tMs: nowMs } as const);
  return learn(followed, stepLivenessCheck(life.check, input));
}

/** The check is broken off; nothing was learnt. */
export function endCheck(life: PointerLife): PointerLife {
  return life.check ? learn(life, stepLivenessCheck(life.check, { type: 'interrupted' })) : life;
}

function learn(life: PointerLife, check: LivenessCheck): PointerLife {
  return check.kind === 'over' ? { ...life, check: undefined, liveness: check.liveness } : { ...life, check };
}

/** Whether the pointer is a living gaze now; 'unknown' where that was not learnt. */
export function lifeAt({ liveness, movedAtMs }: PointerLife, nowMs: number): 'living' | 'frozen' | 'unknown' {
  return livenessAt(liveness, movedAtMs, nowMs);
}

/**
 * What the page says of the gaze of a pointer on it. One that is known to tremble with the eye and rests is lost, as in a blink, and
 * after the longest blink frozen.
 */
export function conditionOf(life: PointerLife, nowMs: number): GazeCondition {
  switch (lifeAt(life, nowMs)) {
    case 'unknown':
      return 'unknown';
    case 'living':
      return 'valid';
    case 'frozen':
      return nowMs - life.movedAtMs > LONGEST_BLINK_MS ? 'frozen' : 'invalid';
  }
}
