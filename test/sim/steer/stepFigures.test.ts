import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../protocol/gazeSample.ts';
import { type Instant, reversals, stepFigures } from '../../../sim/steer/stepFigures.ts';

const TARGET: Direction = { yawDeg: 20, pitchDeg: 0 };
const GOAL: Direction = { yawDeg: 15, pitchDeg: 0 };

/** Ten seconds, every 10 ms, of a head whose yaw is so at each moment; the eyes are on the target, the skull 1° short of the band. */
function recording(
  yawAt: (tS: number) => number,
  pitchAt: (tS: number) => number = () => 0,
): readonly Instant[] {
  return Array.from({ length: 1101 }, (_, index) => {
    const tMs = 10 * index - 1000;
    const band = { yawDeg: yawAt(tMs / 1000), pitchDeg: pitchAt(tMs / 1000) };
    const eye = { yawDeg: TARGET.yawDeg - band.yawDeg, pitchDeg: -band.pitchDeg };
    return { tMs, band, skull: { ...band, yawDeg: band.yawDeg - 1 }, gaze: TARGET, eye };
  });
}

const ramp = (tS: number, toDeg: number): number => Math.min(toDeg, Math.max(0, 10 * tS));

describe('what a step made the head do', () => {
  it('a ramp of 10°/s to 16° rests 1° too far, has settled 1° before its end, and never turned back', () => {
    const figures = stepFigures(
      recording((tS) => ramp(tS, 16)),
      TARGET,
      GOAL,
    );
    expect(figures.rest.yawDeg).toBeCloseTo(16);
    expect(figures.errorDeg).toBeCloseTo(1);
    expect(figures.alongDeg).toBeCloseTo(1);
    expect(figures.skullErrorDeg).toBeCloseTo(0);
    expect(figures.settledS).toBeCloseTo(1.5, 1);
    expect(figures.overshootDeg).toBeCloseTo(0);
    expect(figures.reversals).toBe(0);
    expect(figures.comfortableShare).toBe(1);
  });

  it('a head that goes to 18° and comes back to 14° has passed its rest by 4°, with one reversal, and is 1° short', () => {
    const figures = stepFigures(
      recording((tS) => (tS < 1.8 ? ramp(tS, 18) : Math.max(14, 18 - 10 * (tS - 1.8)))),
      TARGET,
      GOAL,
    );
    expect(figures.alongDeg).toBeCloseTo(-1);
    expect(figures.overshootDeg).toBeCloseTo(4);
    expect(figures.reversals).toBe(1);
    expect(figures.settledS).toBeCloseTo(2.1, 1);
  });

  it('what the head does across the step counts for its error, and not along it', () => {
    const figures = stepFigures(
      recording(
        (tS) => ramp(tS, 15),
        () => 3,
      ),
      TARGET,
      GOAL,
    );
    expect(figures.errorDeg).toBeCloseTo(3);
    expect(figures.alongDeg).toBeCloseTo(0);
  });

  it('a head that swings to the end has never settled, and its reversals are those of its swing', () => {
    const figures = stepFigures(
      recording((tS) => 15 + 3 * Math.sin(2 * Math.PI * tS)),
      TARGET,
      GOAL,
    );
    expect(figures.settledS).toBeUndefined();
    expect(figures.reversals).toBe(20);
  });

  it('a head that never moved was settled from the beginning', () => {
    expect(
      stepFigures(
        recording(() => 15),
        TARGET,
        GOAL,
      ).settledS,
    ).toBe(0);
  });

  it('eyes further aside than 15°, or beside their target, are not comfortably on it', () => {
    const far = recording((tS) => ramp(tS, 4));
    expect(stepFigures(far, TARGET, GOAL).comfortableShare).toBe(0);
    const beside = recording((tS) => ramp(tS, 15)).map((one) => ({
      ...one,
      gaze: { yawDeg: 18, pitchDeg: 0 },
    }));
    expect(stepFigures(beside, TARGET, GOAL).comfortableShare).toBe(0);
  });

  it('less than the last two seconds says nothing', () => {
    expect(() => stepFigures(recording(() => 0).slice(0, 290), TARGET, GOAL)).toThrow('1890 ms');
  });
});

describe('turning back', () => {
  it.each([
    [[0, 1, 2, 3], 0],
    [[0, 1, 0.6, 2], 0],
    [[0, 1, 0.5, 2], 2],
    [[3, 2, 1, 2], 1],
    [[0, 0.4, 0, 0.4, 0], 0],
    [[], 0],
  ])('%j turns back %i times', (angles, count) => {
    expect(reversals(angles)).toBe(count);
  });

  const angles = fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { maxLength: 60 });

  it('is the same for the mirror image and for every angle told twice, and nothing smaller than the least counts', () => {
    fc.assert(
      fc.property(angles, (degs) => {
        const count = reversals(degs);
        expect(reversals(degs.map((deg) => -deg))).toBe(count);
        expect(reversals(degs.flatMap((deg) => [deg, deg]))).toBe(count);
        expect(reversals(degs.toSorted((a, b) => a - b))).toBe(0);
        const span = degs.length > 0 ? Math.max(...degs) - Math.min(...degs) : 0;
        expect(reversals(degs, span + 1)).toBe(0);
      }),
    );
  });

  it('trembling by less than half of the least adds none', () => {
    fc.assert(
      fc.property(angles, fc.double({ min: 0, max: 0.24, noNaN: true }), (degs, trembleDeg) => {
        const trembling = degs.map(
          (deg, index) => 3 * Math.round(deg) + (index % 2 === 0 ? trembleDeg : -trembleDeg),
        );
        expect(reversals(trembling)).toBe(reversals(degs.map((deg) => 3 * Math.round(deg))));
      }),
    );
  });
});
