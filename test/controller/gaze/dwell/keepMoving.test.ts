import { describe, expect, it } from 'vitest';
import { type DwellState, INITIAL_DWELL_STATE } from '../../../../controller/gaze/dwell/dwellState.ts';
import { followKept, type Kept, keptAfter } from '../../../../controller/gaze/dwell/keepMoving.ts';

const on = (targetId: string, isUnderGaze = true): DwellState => ({
  ...INITIAL_DWELL_STATE,
  focus: { targetId, phase: 'held', creditedMs: 2000, outsideMs: 0, isRemembered: false, look: undefined },
  hit: { targetId: isUnderGaze ? targetId : undefined, heldMs: 2000 },
});

type Life = 'living' | 'frozen' | 'unknown';

/** Follows one arrival frame by frame; the time of the next step, or why there is none. */
function nextStep(lifeAt: (ms: number) => Life, dwellAt: (ms: number) => DwellState = () => on('turnLeft')) {
  let kept: Kept | undefined = keptAfter('turnLeft', 0);
  for (let nowMs = 0; nowMs < 5000; nowMs += 10) {
    if (!kept) return 'over';
    const step = followKept(kept, { nowMs, life: lifeAt(nowMs), dwell: dwellAt(nowMs) });
    if (step.isDue) return nowMs;
    kept = step.kept;
  }
  return 'waiting';
}

describe('another step of the same look', () => {
  it('follows 600 ms after the one before, for living eyes that stay on the control', () => {
    expect(nextStep(() => 'living')).toBe(600);
  });

  it('never follows where nobody knows whether the pointer lives, or once it rests', () => {
    expect(nextStep(() => 'unknown')).toBe('over');
    expect(nextStep(() => 'frozen')).toBe('over');
    expect(nextStep((ms) => (ms < 590 ? 'living' : 'unknown'))).toBe('over');
  });

  it('waits for the end of a blink, and is over with a longer one', () => {
    expect(nextStep((ms) => (ms >= 500 && ms < 800 ? 'frozen' : 'living'))).toBe(800);
    expect(nextStep((ms) => (ms >= 500 && ms < 1000 ? 'frozen' : 'living'))).toBe('over');
  });

  it('is over with a look elsewhere', () => {
    expect(
      nextStep(
        () => 'living',
        (ms) => (ms < 300 ? on('turnLeft') : on('turnRight')),
      ),
    ).toBe('over');
    expect(
      nextStep(
        () => 'living',
        (ms) => (ms < 300 ? on('turnLeft') : INITIAL_DWELL_STATE),
      ),
    ).toBe('over');
    expect(
      nextStep(
        () => 'living',
        () => on('turnLeft', false),
      ),
    ).toBe('waiting');
  });

  it('never follows the way to the rest pose', () => {
    expect(keptAfter('home', 0)).toBeUndefined();
  });
});
