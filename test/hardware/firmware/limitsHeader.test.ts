import { describe, expect, test } from 'vitest';
import type { CompiledLimits } from '../../../controller/safety/pulseLimits.ts';
import { limitsHeader } from '../../../hardware/firmware/limitsHeader.ts';
import { COMPILED } from './rig.ts';

/** The numbers of one macro, in order. */
function numbersOf(header: string, macro: string): number[] {
  const body = new RegExp(`#define ${macro} ([^#]*?)(?=\\n(?:#|/\\*)|$)`).exec(header)?.[1];
  if (body === undefined) throw new Error(`${macro} is not defined`);
  return (body.match(/-?\d+/g) ?? []).map(Number);
}

describe('the generated header', () => {
  test('holds speeds, ranges and offsets in the order of a limits frame', () => {
    const numbers = numbersOf(limitsHeader(COMPILED), 'LIMITS_COMPILED');
    const ranges = COMPILED.rangeUs.flatMap(({ minUs, maxUs }) => [minUs, maxUs]);
    expect(numbers).toEqual([...COMPILED.speedUsPerS, ...ranges, ...COMPILED.offsetsDeg32]);
    expect(numbers).toHaveLength(105);
  });

  test('holds the normals, the pose map and the reference', () => {
    const header = limitsHeader(COMPILED);
    expect(numbersOf(header, 'LIMITS_NORMALS')).toEqual(COMPILED.normals.flat());
    expect(numbersOf(header, 'LIMITS_REFERENCE_US')).toEqual(COMPILED.referenceUs);
    expect(numbersOf(header, 'LIMITS_POSE_FACTORS')).toEqual(COMPILED.poseMap.factors.flat());
    expect(numbersOf(header, 'LIMITS_ATTACH_TOLERANCE_US')).toEqual([COMPILED.attachToleranceUs]);
  });

  test('turns a potentiometer that runs backwards into a negative factor and an ordered window', () => {
    const header = limitsHeader({ ...COMPILED, potSumPerUs: [12.8, -12.8, 8] });
    expect(numbersOf(header, 'LIMITS_POT_US_PER_SUM_Q16')).toEqual([5120, -5120, 8192]);
    const windows = numbersOf(header, 'LIMITS_POT_WINDOW');
    for (const servo of [0, 1, 2]) {
      const [low = 0, high = 0] = windows.slice(2 * servo, 2 * servo + 2);
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(low);
      expect(high).toBeLessThan(1023);
    }
  });

  test('is the same text for the same input', () => {
    expect(limitsHeader(structuredClone(COMPILED) as CompiledLimits)).toBe(limitsHeader(COMPILED));
  });

  test.each<[string, Partial<CompiledLimits>, RegExp]>([
    ['a fraction of a microsecond', { referenceUs: [1500.5, 1500, 1500] }, /referenceUs\[0\] is 1500.5/],
    ['NaN', { speedUsPerS: [1200, Number.NaN, 1200] }, /speedUsPerS\[1\] is NaN/],
    ['too few normals', { normals: COMPILED.normals.slice(0, -1) }, /normals stand for 94 half-spaces/],
    ['too many normals', { normals: [...COMPILED.normals, [1, 2, 3]] }, /normals stand for 110 half-spaces/],
    ['too many offsets', { offsetsDeg32: [...COMPILED.offsetsDeg32, 1] }, /offsetsDeg32 has 97 entries/],
    [
      'an offset beyond 14 bits',
      { offsetsDeg32: COMPILED.offsetsDeg32.map(() => 16384) },
      /offsetsDeg32\[0\] is 16384/,
    ],
    [
      'a pulse that reads as an angle',
      { rangeUs: [{ minUs: 500, maxUs: 1900 }, ...COMPILED.rangeUs.slice(1)] as never },
      /rangeUs\[0\]\[0\] is 500/,
    ],
    [
      'an empty range',
      { rangeUs: [{ minUs: 1600, maxUs: 1400 }, ...COMPILED.rangeUs.slice(1)] as never },
      /runs from 1600 down to 1400/,
    ],
    ['a potentiometer that never moves', { potSumPerUs: [0, 12.8, 12.8] }, /potSumPerUs\[0\] is 0/],
    [
      'a pose map that lacks a factor',
      { poseMap: { factors: [...COMPILED.poseMap.factors.slice(1), [1]] as never } },
      /poseMap\[2\] has 1 factors/,
    ],
    [
      'a pose map whose sums leave 16 bits',
      { poseMap: { factors: COMPILED.poseMap.factors.map((of) => of.map((factor) => 3 * factor)) as never } },
      /poseMap\[0\] may sum up to/,
    ],
    [
      'a range wider than the pose map',
      { rangeUs: [{ minUs: 700, maxUs: 1600 }, ...COMPILED.rangeUs.slice(1)] as never },
      /rangeUs\[0\] is wider than the pose map/,
    ],
    ['a tolerance of nothing', { attachToleranceUs: 0 }, /attachToleranceUs\[0\] is 0/],
  ])('refuses %s', (_, change, message) => {
    expect(() => limitsHeader({ ...COMPILED, ...change })).toThrow(message);
  });
});
