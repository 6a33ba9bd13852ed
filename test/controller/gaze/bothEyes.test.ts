import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineEyes, EYES_NOT_LEARNED, type EyesState } from '../../../controller/gaze/bothEyes.ts';
import type { Direction } from '../../../protocol/gazeSample.ts';

const at = (yawDeg: number, pitchDeg = 0): Direction => ({ yawDeg, pitchDeg });

/** Both eyes seen for a while, the left one so far beside the right one. */
function learned(differenceDeg: number, forMs: number, yawDeg = 10): EyesState {
  let state = EYES_NOT_LEARNED;
  for (let tMs = 0; tMs <= forMs; tMs += 16) {
    ({ state } = combineEyes(state, at(yawDeg + differenceDeg / 2), at(yawDeg - differenceDeg / 2), tMs));
  }
  return state;
}
const yawSeen = (state: EyesState, left: Direction | null, right: Direction | null): number => {
  const { sight } = combineEyes(state, left, right, 100_000);
  return sight.kind === 'seen' ? sight.direction.yawDeg : Number.NaN;
};

describe('both eyes', () => {
  it('look in their middle', () => {
    const { sight } = combineEyes(EYES_NOT_LEARNED, at(12, 4), at(8, 2), 0);
    if (sight.kind !== 'seen') throw new Error(sight.why);
    expect(sight.by).toBe('both');
    expect(sight.direction.yawDeg).toBeCloseTo(10, 2);
    expect(sight.direction.pitchDeg).toBeCloseTo(3, 2);
  });

  it('when one closes the direction goes on without a jump, once the difference was learned', () => {
    fc.assert(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (differenceDeg) => {
        const state = learned(differenceDeg, 80_000);
        expect(Math.abs(yawSeen(state, at(10 + differenceDeg / 2), null) - 10)).toBeLessThan(0.15);
        expect(Math.abs(yawSeen(state, null, at(10 - differenceDeg / 2)) - 10)).toBeLessThan(0.15);
      }),
      { numRuns: 20 },
    );
  });

  it('a second of looking at something near changes the offset by less than a tenth of it', () => {
    const { offset } = learned(8, 1000);
    expect(offset.yawDeg).toBeGreaterThan(0);
    expect(offset.yawDeg).toBeLessThan(0.4);
  });

  it('S197: of a look that goes on, one eye goes by the difference that both had in it, not only by the usual one', () => {
    let state = learned(2, 80_000);
    for (let tMs = 80_016; tMs <= 84_000; tMs += 16)
      ({ state } = combineEyes(state, at(10 + 2.5), at(10 - 2.5), tMs));
    expect(Math.abs(yawSeen(state, at(12.5), null) - 10)).toBeLessThan(0.1);
    expect(Math.abs(yawSeen(state, null, at(7.5)) - 10)).toBeLessThan(0.1);
    // A blink, or one eye for a while, forgets nothing: the eyes are where they were.
    for (let tMs = 84_016; tMs <= 86_000; tMs += 16)
      ({ state } = combineEyes(state, tMs < 84_200 ? null : at(12.5), null, tMs));
    expect(Math.abs(yawSeen(state, at(12.5), null) - 10)).toBeLessThan(0.1);
  });

  it('S197: 6° away from there one eye goes by the usual difference, and between the two without a jump', () => {
    let state = learned(2, 80_000);
    for (let tMs = 80_016; tMs <= 84_000; tMs += 16)
      ({ state } = combineEyes(state, at(10 + 2.5), at(10 - 2.5), tMs));
    const { offset } = state;
    expect(yawSeen(state, at(20), null)).toBeCloseTo(20 - offset.yawDeg, 9);
    for (let deg = 5; deg < 25; deg += 0.1) {
      const apart = yawSeen(state, at(deg + 0.1), null) - yawSeen(state, at(deg), null);
      expect(apart).toBeGreaterThan(0);
      expect(apart).toBeLessThan(0.15);
    }
  });

  it('none is no direction, and the last one is not repeated', () => {
    expect(combineEyes(learned(4, 5000), null, null, 5016).sight).toEqual({ kind: 'unseen', why: 'noEye' });
    expect(combineEyes(learned(4, 5000), at(Number.NaN), null, 5016).sight.kind).toBe('unseen');
  });

  it('that point 15° apart are not two eyes, and teach nothing', () => {
    const before = learned(4, 5000);
    const { sight, state } = combineEyes(before, at(10), at(-6), 5016);
    expect(sight).toEqual({ kind: 'unseen', why: 'eyesDisagree' });
    expect(state.offset).toEqual(before.offset);
  });

  it('the offset stays bounded, and a gap or one eye teaches nothing', () => {
    const eye = fc.option(
      fc.record({ yawDeg: fc.double({ min: -40, max: 40 }), pitchDeg: fc.double({ min: -30, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(eye, eye, fc.integer({ min: -100, max: 100_000 }))), (samples) => {
        let [state, tMs] = [EYES_NOT_LEARNED, 0];
        for (const [left, right, stepMs] of samples) {
          tMs += stepMs;
          const next = combineEyes(state, left, right, tMs);
          if (next.sight.kind !== 'seen' || next.sight.by !== 'both')
            expect(next.state.offset).toEqual(state.offset);
          const changeDeg = Math.abs(next.state.offset.yawDeg - state.offset.yawDeg);
          expect(changeDeg).toBeLessThan(0.1);
          expect(Math.abs(next.state.offset.yawDeg)).toBeLessThanOrEqual(6);
          state = next.state;
        }
      }),
    );
  });
});
