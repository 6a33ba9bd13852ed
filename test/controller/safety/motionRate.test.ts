import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTHING_TIMED, type RateTrack, rateOf, withAngles } from '../../../controller/safety/motionRate.ts';
import type { PerServo } from '../../../protocol/pose.ts';

type Timed = readonly [atMs: number, angleDeg: number];
const turned = (deg: number): PerServo<number> => [deg, -deg, 0];
const follow = (readings: readonly Timed[], from: RateTrack = NOTHING_TIMED): RateTrack =>
  readings.reduce<RateTrack>((track, [atMs, deg]) => withAngles(track, turned(deg), atMs), from);
/** A reading every 10 ms. */
const steadily = (fromMs: number, toMs: number, degPerS: number): readonly Timed[] =>
  Array.from({ length: (toMs - fromMs) / 10 + 1 }, (_, index) => {
    const atMs = fromMs + 10 * index;
    return [atMs, (degPerS * atMs) / 1000] as const;
  });

describe('measured rate', () => {
  test('S109: is known after 50 ms and not before', () => {
    expect(rateOf(NOTHING_TIMED)).toBeUndefined();
    expect(rateOf(follow(steadily(0, 40, 30)))).toBeUndefined();
    const rate = rateOf(follow(steadily(0, 50, 30)));
    expect(rate?.[0]).toBeCloseTo(30, 9);
    expect(rate?.[1]).toBeCloseTo(-30, 9);
    expect(rate?.[2]).toBe(0);
  });

  test('S109: tells of the last 50 to 100 ms only', () => {
    const stopped = steadily(1010, 1060, 0).map(([atMs]) => [atMs, 30] as const);
    expect(rateOf(follow([...steadily(0, 1000, 30), ...stopped]))?.[0]).toBe(0);
    expect(rateOf(follow([...steadily(0, 1000, 30), ...stopped.slice(0, 5)]))?.[0]).toBeCloseTo(0, 9);
    expect(rateOf(follow([...steadily(0, 1000, 30), ...stopped.slice(0, 2)]))?.[0]).toBeCloseTo(18, 9);
  });

  test('S109: is unknown after a gap of more than 50 ms, and for 50 ms from there', () => {
    const before = follow(steadily(0, 100, 30));
    expect(rateOf(follow([[150, 4.5]], before))?.[0]).toBeCloseTo(30, 9);
    expect(rateOf(follow([[151, 4.53]], before))).toBeUndefined();
    expect(rateOf(follow([[200, 40]], before))).toBeUndefined();
    expect(
      rateOf(
        follow(
          [
            [200, 40],
            [240, 40],
          ],
          before,
        ),
      ),
    ).toBeUndefined();
    expect(
      rateOf(
        follow(
          [
            [200, 40],
            [250, 40],
          ],
          before,
        ),
      )?.[0],
    ).toBe(0);
  });

  test('S109: a clock that runs backwards, a time that is none and an unknown angle begin anew', () => {
    const before = follow(steadily(0, 100, 30));
    expect(rateOf(follow([[90, 2.7]], before))).toBeUndefined();
    expect(rateOf(follow([[Number.NaN, 3]], before))).toBeUndefined();
    expect(withAngles(before, undefined, 110)).toEqual(NOTHING_TIMED);
    expect(follow([[90, 2.7]], before)).toHaveLength(1);
  });

  test('S109: the same reading again changes nothing', () => {
    const before = follow(steadily(0, 100, 30));
    expect(withAngles(before, turned(99), 100)).toBe(before);
  });

  test('S101: an angle that is not a number gives a rate that is none', () => {
    expect(rateOf(follow([...steadily(0, 50, 30), [60, Number.NaN]]))?.[0]).toBeNaN();
  });

  test('S109: at whatever intervals up to 50 ms, a steady turn has its rate and the track stays short', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 50 }), { minLength: 12, maxLength: 60 }),
        fc.double({ min: -400, max: 400, noNaN: true }),
        (steps, degPerS) => {
          let atMs = 0;
          let track = NOTHING_TIMED;
          for (const stepMs of steps) {
            atMs += stepMs;
            track = withAngles(track, turned((degPerS * atMs) / 1000), atMs);
          }
          expect(rateOf(track)?.[0]).toBeCloseTo(degPerS, 6);
          expect(track.length).toBeLessThanOrEqual(20);
        },
      ),
    );
  });
});
