import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeDeath } from '../../../controller/restartPolicy.ts';

function actionsOf(deathsMs: readonly number[]): readonly unknown[] {
  let counted: readonly number[] = [];
  return deathsMs.map((nowMs) => {
    const verdict = judgeDeath(counted, nowMs);
    counted = verdict.deathsMs;
    return verdict.action.kind === 'giveUp' ? 'giveUp' : verdict.action.delayMs;
  });
}

test('0.5, 1, 2, 4 s, and the fifth death within a minute is the last', () => {
  expect(actionsOf([0, 1000, 3000, 6000, 11_000])).toEqual([500, 1000, 2000, 4000, 'giveUp']);
});

test('a death a minute ago counts no longer', () => {
  expect(actionsOf([0, 60_000, 120_000, 180_000, 240_000, 240_001])).toEqual([500, 500, 500, 500, 500, 1000]);
});

test('gives up exactly when five deaths lie within one minute', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 30 }), (gapsMs) => {
      let nowMs = 0;
      let counted: readonly number[] = [];
      const all: number[] = [];
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        all.push(nowMs);
        const verdict = judgeDeath(counted, nowMs);
        counted = verdict.deathsMs;
        const withinAMinute = all.filter((diedMs) => nowMs - diedMs < 60_000).length;
        expect(verdict.action.kind === 'giveUp').toBe(withinAMinute >= 5);
      }
    }),
  );
});
