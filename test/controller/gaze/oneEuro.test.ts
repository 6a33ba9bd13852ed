import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  filterDirection,
  GAZE_FILTER,
  type OneEuroSettings,
  type OneEuroState,
  oneEuro,
} from '../../../controller/gaze/oneEuro.ts';
import { PUBLISHED } from './oneEuroPublished.ts';

function filtered(samples: readonly (readonly [number, number])[], settings: OneEuroSettings): number[] {
  let state: OneEuroState | undefined;
  return samples.map(([tMs, value]) => {
    state = oneEuro(state, tMs, value, settings);
    return state.value;
  });
}

/** The same filter as weighted sums over everything that came before, instead of step by step. */
function asWeightedSums(
  samples: readonly (readonly [number, number])[],
  settings: OneEuroSettings,
): number[] {
  const smoothed = (values: readonly number[], weights: readonly number[]): number =>
    values.reduce((sum, value, index) => {
      const later = weights.slice(index + 1).reduce((product, weight) => product * (1 - weight), 1);
      return sum + value * (weights[index] ?? 0) * later;
    }, 0);
  const alpha = (cutoffHz: number, dtS: number): number => {
    const turns = 2 * Math.PI * cutoffHz * dtS;
    return turns / (turns + 1);
  };
  const values: number[] = [];
  const weights: number[] = [];
  const speeds: number[] = [];
  const speedWeights: number[] = [];
  const results: number[] = [];
  for (const [index, [tMs, value]] of samples.entries()) {
    const before = results.at(-1);
    const dtS = (tMs - (samples[index - 1]?.[0] ?? 0)) / 1000;
    speeds.push(before === undefined ? 0 : (value - before) / dtS);
    speedWeights.push(before === undefined ? 1 : alpha(settings.derivativeCutoffHz, dtS));
    const cutoffHz = settings.minCutoffHz + settings.beta * Math.abs(smoothed(speeds, speedWeights));
    values.push(value);
    weights.push(before === undefined ? 1 : alpha(cutoffHz, dtS));
    results.push(smoothed(values, weights));
  }
  return results;
}

describe('the One Euro filter', () => {
  it("gives the authors' published figures, to their six digits", () => {
    const samples = PUBLISHED.map(([noisy], index) => [(index * 1000) / 120, noisy] as const);
    const worst = filtered(samples, { minCutoffHz: 1, beta: 0.1, derivativeCutoffHz: 1 })
      .map((value, index) => Math.abs(value - (PUBLISHED[index]?.[1] ?? Number.NaN)))
      .reduce((a, b) => Math.max(a, b));
    expect(worst).toBeLessThan(1e-6);
  });

  it('agrees with a second formulation, at any spacing of the samples', () => {
    const interval = fc.double({ min: 2, max: 60, noNaN: true });
    const value = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(interval, value), { minLength: 1, maxLength: 40 }), (steps) => {
        let tMs = 0;
        const samples = steps.map(([dtMs, deg]) => {
          tMs += dtMs;
          return [tMs, deg] as const;
        });
        const expected = asWeightedSums(samples, GAZE_FILTER);
        filtered(samples, GAZE_FILTER).forEach((deg, index) => {
          expect(deg).toBeCloseTo(expected[index] ?? Number.NaN, 8);
        });
      }),
    );
  });

  it('never leaves the range of what it was given, whatever the order of times', () => {
    const sample = fc.tuple(
      fc.double({ min: 0, max: 500, noNaN: true }),
      fc.double({ min: -30, max: 30, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
        const values = samples.map(([, value]) => value);
        for (const value of filtered(samples, GAZE_FILTER)) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        }
      }),
    );
  });

  it('a late or repeated time changes nothing; without a state it begins at the figure itself', () => {
    const first = filterDirection(undefined, 100, { yawDeg: 12, pitchDeg: -3 });
    expect([first.yaw.value, first.pitch.value]).toEqual([12, -3]);
    const second = filterDirection(first, 110, { yawDeg: 13, pitchDeg: -3 });
    expect(filterDirection(second, 110, { yawDeg: 40, pitchDeg: 40 })).toEqual(second);
    expect(filterDirection(second, 90, { yawDeg: 40, pitchDeg: 40 })).toEqual(second);
  });

  it.each([45, 90, 120])(
    'begins as the mean of what it has seen: 100 ms after a reset at %s Hz the first sample is one of many',
    (rateHz) => {
      const count = Math.floor(rateHz / 10);
      let state = filterDirection(undefined, 0, { yawDeg: 1, pitchDeg: -1 });
      for (let index = 1; index <= count; index += 1)
        state = filterDirection(state, (index * 1000) / rateHz, { yawDeg: 0, pitchDeg: 0 });
      const share = 1 / (1 + count);
      expect(state.yaw.value).toBeGreaterThan(0);
      expect(state.yaw.value).toBeLessThanOrEqual(share + 1e-9);
      expect(state.pitch.value).toBeGreaterThanOrEqual(-share - 1e-9);
    },
  );
});
