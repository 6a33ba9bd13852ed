import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterTime,
  type DriftState,
  isRecentreWanted,
  NO_DRIFT,
  onChosen,
  onUndone,
  recentre,
  withDrift,
  withoutDrift,
} from '../../../controller/gaze/drift.ts';
import type { Direction } from '../../../protocol/gazeSample.ts';

const MIDDLE = { x: 0.5, y: 0.5 };
const CORNER = { x: 0.1, y: 0.9 };
const at = (yawDeg: number, pitchDeg = 0): Direction => ({ yawDeg, pitchDeg });
const shiftAt = (state: DriftState, place = MIDDLE): number => withoutDrift(state, at(0), place).yawDeg;

describe('drift of the tracker', () => {
  it('a tenth of what a choice tells is learned, in its region, 3 s later', () => {
    const chosen = onChosen(NO_DRIFT, MIDDLE, at(10), at(9), 1000);
    expect(shiftAt(afterTime(chosen, 4000))).toBe(0);
    const learned = afterTime(chosen, 4001);
    expect(shiftAt(learned)).toBeCloseTo(0.1, 9);
    expect(shiftAt(learned, CORNER)).toBe(0);
  });

  it('what is undone within 3 s is never learned; what was before is', () => {
    const first = onChosen(NO_DRIFT, MIDDLE, at(10), at(9), 0);
    const undone = onUndone(onChosen(first, MIDDLE, at(10), at(5), 2000), 4000);
    expect(shiftAt(afterTime(undone, 60_000))).toBeCloseTo(0.1, 9);
  });

  it('follows a drift that stays, and never goes beyond 2° in any region, whatever is chosen', () => {
    let state = NO_DRIFT;
    for (let tMs = 0; tMs < 400_000; tMs += 4000) {
      state = afterTime(state, tMs);
      state = onChosen(state, MIDDLE, at(1.5), withoutDrift(state, at(0), MIDDLE), tMs);
    }
    expect(shiftAt(state)).toBeCloseTo(1.5, 1);
    const deg = fc.oneof(
      fc.double({ min: -60, max: 60, noNaN: true }),
      fc.double({ min: -4, max: 4, noNaN: true }),
      fc.constant(Number.NaN),
    );
    const fraction = fc.oneof(fc.double({ min: -1, max: 2, noNaN: true }), fc.constant(Number.NaN));
    const choice = fc.tuple(fraction, fraction, deg, deg, fc.integer({ min: 0, max: 9000 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(choice), (choices) => {
        let [drift, nowMs] = [NO_DRIFT, 0];
        for (const [x, y, yawDeg, pitchDeg, stepMs, isUndone] of choices) {
          nowMs += stepMs;
          drift = afterTime(onChosen(drift, { x, y }, { yawDeg, pitchDeg }, at(0), nowMs), nowMs);
          if (isUndone) drift = onUndone(drift, nowMs);
          for (const offset of drift.learned) {
            expect(Math.hypot(offset.yawDeg, offset.pitchDeg)).toBeLessThanOrEqual(2 + 1e-9);
          }
        }
      }),
    );
  });

  it('what was chosen further than 5° from the gaze was not looked at, and is no lesson', () => {
    const near = onChosen(NO_DRIFT, MIDDLE, at(4), at(0), 0);
    expect(shiftAt(afterTime(near, 60_000))).toBeCloseTo(0.4, 9);
    expect(shiftAt(afterTime(onChosen(NO_DRIFT, MIDDLE, at(6), at(0), 0), 60_000))).toBe(0);
    expect(shiftAt(afterTime(onChosen(NO_DRIFT, MIDDLE, at(Number.NaN), at(0), 0), 60_000))).toBe(0);
  });

  it('for every history, no action that was undone within 3 s leaves anything, whatever came between', () => {
    const deg = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        deg,
        fc.integer({ min: 0, max: 3000 }),
        fc.array(fc.integer({ min: 0, max: 3000 })),
        (yawDeg, undoneMs, looks) => {
          let state = onChosen(NO_DRIFT, MIDDLE, at(yawDeg), at(0), 0);
          for (const lookMs of looks.sort((a, b) => a - b))
            if (lookMs < undoneMs) state = afterTime(state, lookMs);
          expect(afterTime(onUndone(state, undoneMs), 1e6).learned).toEqual(NO_DRIFT.learned);
        },
      ),
    );
  });

  it('one point sets the offset everywhere and forgets the rest; 8° is a new calibration', () => {
    const done = recentre(at(5, 5), at(0), { yawDeg: 20, pitchDeg: 0, rollDeg: 0 });
    if (done === 'tooFar') throw new Error(done);
    expect([shiftAt(done), shiftAt(done, CORNER)]).toEqual([5, 5]);
    expect(recentre(at(9), at(0), undefined)).toBe('tooFar');
    expect(recentre(at(Number.NaN), at(0), undefined)).toBe('tooFar');
  });

  it('with the drift put back, a direction is what the tracker told, with and without a place', () => {
    const state = {
      ...NO_DRIFT,
      offset: at(3, -1),
      learned: NO_DRIFT.learned.map((_, region) => at(region, -region)),
    };
    for (const place of [MIDDLE, CORNER, undefined]) {
      const back = withDrift(state, withoutDrift(state, at(10, 4), place), place);
      expect(back.yawDeg).toBeCloseTo(10, 9);
      expect(back.pitchDeg).toBeCloseTo(4, 9);
    }
    expect(withoutDrift(state, at(10, 4), undefined)).toEqual(at(13, 3));
  });

  it('is asked for after a large move of the head and while nobody knows', () => {
    const level = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
    const state = { ...NO_DRIFT, rightAt: level };
    expect(isRecentreWanted(state, { ...level, yawDeg: 10 })).toBe(false);
    expect(isRecentreWanted(state, { ...level, yawDeg: 16 })).toBe(true);
    expect(isRecentreWanted(state, { ...level, rollDeg: 14 })).toBe(false);
    expect(isRecentreWanted(state, { ...level, rollDeg: -16 })).toBe(true);
    expect(isRecentreWanted(state, { ...level, pitchDeg: Number.NaN })).toBe(true);
    expect(isRecentreWanted(state, { ...level, rollDeg: Number.NaN })).toBe(true);
    expect(isRecentreWanted(state, undefined)).toBe(true);
    expect(isRecentreWanted(NO_DRIFT, level)).toBe(true);
  });
});
