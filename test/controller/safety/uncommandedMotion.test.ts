import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CommandedRates,
  NOTHING_COMMANDED,
  rangeOf,
  withCommandedRate,
} from '../../../controller/safety/commandedRates.ts';
import {
  isCommandedStill,
  uncommandedRateDegPerS,
  uncommandedSpeedDegPerS,
} from '../../../controller/safety/uncommandedMotion.ts';
import { at, STRAIGHT } from './observed.ts';

const NAN = Number.NaN;
const commanded = (rates: readonly (readonly [atMs: number, yawDegPerS: number])[]): CommandedRates =>
  rates.reduce<CommandedRates>(
    (before, [atMs, rate]) => withCommandedRate(before, at(rate, -rate), atMs),
    NOTHING_COMMANDED,
  );

describe('what was commanded lately', () => {
  test('S109: a rate counts for 150 ms after it was commanded', () => {
    const braking = commanded([
      [0, 30],
      [10, 20],
      [20, 0],
    ]);
    expect(rangeOf(withCommandedRate(braking, STRAIGHT, 150))).toEqual({ min: at(0, -30), max: at(30, 0) });
    expect(rangeOf(withCommandedRate(braking, STRAIGHT, 151))).toEqual({ min: at(0, -20), max: at(20, 0) });
    expect(rangeOf(withCommandedRate(braking, STRAIGHT, 171))).toEqual({ min: STRAIGHT, max: at(0) });
  });

  test('S109: an unknown rate adds nothing and takes nothing away before its time', () => {
    const moving = commanded([[0, 30]]);
    expect(rangeOf(withCommandedRate(moving, undefined, 150))).toEqual({
      min: at(30, -30),
      max: at(30, -30),
    });
    expect(rangeOf(withCommandedRate(moving, undefined, 151))).toBeUndefined();
    expect(rangeOf(NOTHING_COMMANDED)).toBeUndefined();
  });

  test('S109: a clock that jumps either way forgets', () => {
    const moving = commanded([[10_000, 30]]);
    expect(rangeOf(withCommandedRate(moving, undefined, 5_000))).toBeUndefined();
    expect(rangeOf(withCommandedRate(moving, undefined, NAN))).toBeUndefined();
  });

  test('S109: the memory does not grow', () => {
    let rates = NOTHING_COMMANDED;
    for (let nowMs = 0; nowMs < 5000; nowMs += 10) rates = withCommandedRate(rates, STRAIGHT, nowMs);
    expect(rates).toHaveLength(16);
  });
});

describe('uncommanded motion', () => {
  const range = { min: at(-5, 0, 0), max: at(20, 0, 0) };

  test.each([
    ['inside what was commanded', at(12), 0],
    ['faster', at(23), 3],
    ['against it', at(-9), 4],
    ['along two other axes', at(0, 3, -4), 5],
  ])('S109: a head that turns %s is so far off', (_, measured, off) => {
    expect(uncommandedRateDegPerS(measured, range)).toBeCloseTo(off, 9);
  });

  test('S109: when nobody knows what was commanded, all of it was not', () => {
    expect(uncommandedRateDegPerS(at(3, 4), undefined)).toBe(5);
    expect(uncommandedSpeedDegPerS(-7, undefined)).toBe(7);
  });

  test('S109: a speed without direction is compared with the fastest that was commanded', () => {
    expect(uncommandedSpeedDegPerS(25, range)).toBe(5);
    expect(uncommandedSpeedDegPerS(25, { min: at(-24), max: at(0) })).toBe(1);
  });

  test.each([
    ['nothing for long', { min: STRAIGHT, max: STRAIGHT }, true],
    ['no more than 1°/s', { min: at(0, -1), max: at(1) }, true],
    ['over 1°/s', { min: STRAIGHT, max: at(0, 1.01) }, false],
    ['over 1°/s backwards', { min: at(0, 0, -1.01), max: STRAIGHT }, false],
    ['what is not a number', { min: STRAIGHT, max: at(NAN) }, false],
    ['what nobody knows', undefined, false],
  ])('S109: told %s, the head is still: %s', (_, rates, isStill) => {
    expect(isCommandedStill(rates)).toBe(isStill);
  });

  test('S101: NaN anywhere stays NaN', () => {
    const numbers = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(numbers, numbers, numbers),
        fc.nat({ max: 2 }),
        fc.nat({ max: 2 }),
        (deg, axis, where) => {
          const whole = at(...deg);
          const broken = { ...whole, [(['yawDeg', 'pitchDeg', 'rollDeg'] as const)[axis] ?? 'yawDeg']: NAN };
          const [measured, min, max] = [0, 1, 2].map((index) => (index === where ? broken : whole));
          if (!measured || !min || !max) throw new Error('three poses');
          expect(uncommandedRateDegPerS(measured, { min, max })).toBeNaN();
          if (where > 0) expect(uncommandedSpeedDegPerS(5, { min, max })).toBeNaN();
        },
      ),
    );
    expect(uncommandedSpeedDegPerS(NAN, range)).toBeNaN();
  });
});
