import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginLivenessCheck,
  LIVENESS_CHECK_MS,
  LIVENESS_UNTESTED,
  type Liveness,
  type LivenessInput,
  livenessAt,
  stepLivenessCheck,
} from '../../../../controller/gaze/dwell/liveness.ts';
import { createEyes } from '../../../../sim/person/eyes.ts';
import { createRandom } from '../../../../sim/random.ts';

const DOT = { xPx: 600, yPx: 400 };
const RADIUS_PX = 200;
const PX_PER_DEG = 44;
const FRAME_MS = 1000 / 60;

/** What came of a check in which the pointer was where `pointerAt` says, frame by frame; undefined: no event. */
function checked(pointerAt: (tMs: number) => { xPx: number; yPx: number } | undefined): Liveness {
  let check = beginLivenessCheck(DOT, RADIUS_PX, 0);
  for (let tMs = 0; check.kind === 'running'; tMs += FRAME_MS) {
    const at = pointerAt(tMs);
    const input: LivenessInput = at ? { type: 'pointer', tMs, ...at } : { type: 'tick', tMs };
    check = stepLivenessCheck(check, input);
  }
  return check.liveness;
}

/** A tracker whose cursor rests when it does not see the eyes, as all do. */
function cursorOf(seed: number, blinksPerMin = 17) {
  const eyes = createEyes({ noiseDeg: 0.3, offsetDeg: 0.5, blinksPerMin }, createRandom(seed));
  return (tMs: number) => {
    const { xDeg, yDeg, isSeen } = eyes.sample(tMs);
    return isSeen
      ? { xPx: DOT.xPx + Math.round(xDeg * PX_PER_DEG), yPx: DOT.yPx + Math.round(yDeg * PX_PER_DEG) }
      : undefined;
  };
}

describe('the 10 s check of a pointer', () => {
  it('a cursor that trembles with the eye is known to live; a person who happens to blink most of it away may try again', () => {
    const outcomes = Array.from({ length: 300 }, (_, seed) => checked(cursorOf(seed)));
    const known = outcomes.filter((liveness) => liveness.kind === 'known');
    expect(known.length).toBeGreaterThan(0.98 * outcomes.length);
    for (const { longestPauseMs } of known) {
      expect(longestPauseMs).toBeGreaterThanOrEqual(100);
      expect(longestPauseMs).toBeLessThanOrEqual(300);
    }
    for (const liveness of outcomes) if (liveness.kind === 'unknown') expect(liveness.why).toBe('freezes');
  });

  it('a cursor that its tracker holds still during a steady look is not', () => {
    const frozen = { kind: 'unknown', why: 'freezes' };
    expect(checked(() => DOT)).toEqual(frozen);
    expect(checked(() => undefined)).toEqual(frozen);
    // Let go once a second, for a moment.
    const cursor = cursorOf(3, 0);
    expect(checked((tMs) => (tMs % 1000 < 500 ? cursor(tMs) : undefined))).toEqual(frozen);
  });

  it('less than a pixel is no motion', () => {
    const tremble = (tMs: number) => ({
      xPx: DOT.xPx + (Math.round(tMs / FRAME_MS) % 2) * 0.9,
      yPx: DOT.yPx,
    });
    expect(checked(tremble)).toEqual({ kind: 'unknown', why: 'freezes' });
  });

  it('a cursor that moves elsewhere proves nothing about a look at the dot', () => {
    const cursor = cursorOf(4, 0);
    const away = (tMs: number) => {
      const at = cursor(tMs);
      return at && { ...at, xPx: at.xPx + 2 * RADIUS_PX };
    };
    expect(checked(away)).toEqual({ kind: 'unknown', why: 'notOnDot' });
  });

  it('an interrupted check is none, and what comes after its end changes nothing', () => {
    const check = stepLivenessCheck(beginLivenessCheck(DOT, RADIUS_PX, 0), { type: 'interrupted' });
    expect(check).toEqual({ kind: 'over', liveness: { kind: 'unknown', why: 'interrupted' } });
    expect(stepLivenessCheck(check, { type: 'pointer', tMs: 1, ...DOT })).toBe(check);
  });

  it('what was learnt is half as long again as the longest pause that was seen', () => {
    const cursor = cursorOf(5, 0);
    const every = (ms: number) => (tMs: number) =>
      Math.round(tMs / FRAME_MS) % Math.round(ms / FRAME_MS) === 0 ? cursor(tMs) : undefined;
    const liveness = checked(every(150));
    expect(liveness.kind === 'known' && liveness.longestPauseMs).toBeCloseTo(225, -1);
  });

  it('unknown is never living, whatever the pointer does', () => {
    const anyInput = fc.oneof(
      fc.record({
        type: fc.constant('pointer' as const),
        tMs: fc.double({ min: 0, max: 2 * LIVENESS_CHECK_MS, noNaN: true }),
        xPx: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        yPx: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      }),
      fc.record({
        type: fc.constant('tick' as const),
        tMs: fc.double({ min: 0, max: 2 * LIVENESS_CHECK_MS, noNaN: true }),
      }),
      fc.constant({ type: 'interrupted' as const }),
    );
    fc.assert(
      fc.property(fc.array(anyInput), (inputs) => {
        const end = inputs.reduce(stepLivenessCheck, beginLivenessCheck(DOT, RADIUS_PX, 0));
        const liveness = end.kind === 'over' ? end.liveness : LIVENESS_UNTESTED;
        if (liveness.kind === 'unknown') expect(livenessAt(liveness, 0, 0)).toBe('unknown');
        else expect(livenessAt(liveness, 0, liveness.longestPauseMs + 1)).toBe('frozen');
      }),
    );
  });

  it('a known pointer is frozen after the learnt pause', () => {
    const known: Liveness = { kind: 'known', longestPauseMs: 150 };
    expect(livenessAt(known, 1000, 1150)).toBe('living');
    expect(livenessAt(known, 1000, 1151)).toBe('frozen');
    expect(livenessAt(LIVENESS_UNTESTED, 1000, 1000)).toBe('unknown');
  });
});
