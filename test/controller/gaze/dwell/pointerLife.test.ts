import { describe, expect, it } from 'vitest';
import { LIVENESS_CHECK_MS } from '../../../../controller/gaze/dwell/liveness.ts';
import {
  beginCheck,
  conditionOf,
  endCheck,
  followPointer,
  lifeAt,
  type PointerLife,
  UNKNOWN_LIFE,
} from '../../../../controller/gaze/dwell/pointerLife.ts';

const DOT = { xPx: 500, yPx: 300 };
const FRAME_MS = 1000 / 60;

/** Trembles by 2 px with every frame, around the dot. */
const tremble = (nowMs: number) => ({ xPx: DOT.xPx + 2 * (Math.round(nowMs / FRAME_MS) % 2), yPx: DOT.yPx });

function last(
  life: PointerLife,
  fromMs: number,
  forMs: number,
  at: (nowMs: number) => typeof DOT | undefined,
): PointerLife {
  let followed = life;
  for (let nowMs = fromMs; nowMs < fromMs + forMs; nowMs += FRAME_MS)
    followed = followPointer(followed, at(nowMs), nowMs);
  return followed;
}

const checked = (at: (nowMs: number) => typeof DOT | undefined): PointerLife =>
  last(beginCheck(UNKNOWN_LIFE, DOT, 130, 0), 0, LIVENESS_CHECK_MS + 100, at);

describe('a pointer', () => {
  it('is of unknown life before any check, moving or still', () => {
    const life = last(UNKNOWN_LIFE, 0, 2000, tremble);
    expect([lifeAt(life, 2000), conditionOf(life, 2000)]).toEqual(['unknown', 'unknown']);
  });

  it('that trembled through its check is valid while it moves, lost while it rests, and frozen after a blink', () => {
    const life = checked(tremble);
    expect(life.liveness.kind).toBe('known');
    expect(life.check).toBeUndefined();
    const { movedAtMs } = life;
    expect(conditionOf(life, movedAtMs + 50)).toBe('valid');
    expect(conditionOf(life, movedAtMs + 350)).toBe('invalid');
    expect(conditionOf(life, movedAtMs + 401)).toBe('frozen');
    const again = followPointer(life, { xPx: 0, yPx: 0 }, movedAtMs + 5000);
    expect(conditionOf(again, movedAtMs + 5000)).toBe('valid');
  });

  it('that rested in its check, left the page or was interrupted stays unknown', () => {
    expect(checked(() => DOT).liveness).toEqual({ kind: 'unknown', why: 'freezes' });
    const left = checked((nowMs) => (nowMs < 5000 ? tremble(nowMs) : undefined));
    expect(left.liveness).toEqual({ kind: 'unknown', why: 'interrupted' });
    expect(endCheck(beginCheck(UNKNOWN_LIFE, DOT, 130, 0)).liveness).toEqual({
      kind: 'unknown',
      why: 'interrupted',
    });
  });

  it('is unknown again from the beginning of another check', () => {
    const life = checked(tremble);
    expect(lifeAt(beginCheck(life, DOT, 130, 20_000), life.movedAtMs)).toBe('unknown');
  });

  it('is not taken for moving by less than a pixel', () => {
    const at = followPointer(UNKNOWN_LIFE, DOT, 1000);
    expect(followPointer(at, { ...DOT, xPx: DOT.xPx + 0.9 }, 2000).movedAtMs).toBe(1000);
    expect(followPointer(at, { ...DOT, xPx: DOT.xPx + 1 }, 2000).movedAtMs).toBe(2000);
  });
});
