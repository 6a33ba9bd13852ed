import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FitSample, Looks } from '../../../../controller/gaze/fit/looks.ts';
import { fitPerson, propose } from '../../../../controller/gaze/fit/personalFit.ts';
import { OCCASION_SHARE, PEOPLE } from '../../../../controller/gaze/fit/population.ts';
import { shrink } from '../../../../controller/gaze/fit/shrink.ts';
import { DEFAULT_WORLD_HINGE, hingedHead } from '../../../../controller/gaze/strategies/worldHinge.ts';
import { PARAMETERS } from '../../../../protocol/parameters.ts';
import { createRandom, type Random, randomNormal } from '../../../../sim/random.ts';
import { readRecording } from '../../../../sim/replay/recording.ts';
import { eyeHeadPath } from '../../../eyeHead.ts';

type Truth = Record<
  'hingeThresholdDeg' | 'hingeGain' | 'headDelayMs' | 'logLongLookMs' | 'eyeOnlyDeg',
  number
>;
const FIGURES = ['hingeThresholdDeg', 'hingeGain', 'headDelayMs', 'logLongLookMs', 'eyeOnlyDeg'] as const;

/** Within what is possible for anybody. */
const possible = (figure: keyof Truth, value: number): number =>
  Math.min(PEOPLE[figure].most, Math.max(PEOPLE[figure].least, value));

/** A person drawn from the population; and that person on one occasion. */
const drawPerson = (random: Random): Truth => drawAround(random, (figure) => PEOPLE[figure].mean, 1);
function drawAround(random: Random, middle: (figure: keyof Truth) => number, share: number): Truth {
  const draw = (figure: keyof Truth): number =>
    possible(figure, middle(figure) + share * PEOPLE[figure].sd * randomNormal(random));
  return {
    hingeThresholdDeg: draw('hingeThresholdDeg'),
    hingeGain: draw('hingeGain'),
    headDelayMs: draw('headDelayMs'),
    logLongLookMs: draw('logLongLookMs'),
    eyeOnlyDeg: draw('eyeOnlyDeg'),
  };
}

/** So many looks of somebody with these figures. Eccentricities are those of two normal axes, whose tenth lies beyond 2.146 sd. */
function looksWith(truth: Truth, count: number, random: Random): Looks {
  const each = <Value>(one: () => Value): Value[] => Array.from({ length: count }, one);
  const logSd = 0.6;
  return {
    durationsMs: each(() => Math.exp(truth.logLongLookMs - 1.645 * logSd + logSd * randomNormal(random))),
    eccentricitiesDeg: each(
      () => (truth.eyeOnlyDeg / 2.146) * Math.hypot(randomNormal(random), randomNormal(random)),
    ),
    turns: each(() => {
      const gazeDeg = 108 * (random() - 0.5);
      const beyondDeg = Math.max(0, Math.abs(gazeDeg) - truth.hingeThresholdDeg);
      const headDeg = Math.sign(gazeDeg) * truth.hingeGain * beyondDeg + 3 * randomNormal(random);
      return { gazeDeg, headDeg };
    }),
    headDelaysMs: each(() => truth.headDelayMs + 40 * randomNormal(random)),
  };
}

/** Sixty times a second: a gaze that goes to marks at the sides and rests, with a head that follows as the way of steering does. */
function recordingOf(
  truth: Truth,
  seconds: number,
  seed: number,
  marks: (random: Random, before: number) => number = (random) => 60 * (random() - 0.5),
): readonly FitSample[] {
  const random = createRandom(seed);
  const samples: FitSample[] = [];
  let [gaze, from, fromHead, toHead, leftMs, untilMs] = [0, 0, 0, 0, 0, 0];
  const smooth = (share: number): number => {
    const part = Math.min(1, Math.max(0, share));
    return part ** 3 * (10 + part * (6 * part - 15));
  };
  const headFor = (gazeDeg: number): number =>
    hingedHead(
      { ...DEFAULT_WORLD_HINGE, yawHingeDeg: truth.hingeThresholdDeg, yawShare: truth.hingeGain },
      { yawDeg: gazeDeg, pitchDeg: 0 },
    ).yawDeg;
  for (let tMs = 0; tMs < seconds * 1000; tMs += 10) {
    if (tMs >= untilMs) {
      [from, fromHead] = [gaze, toHead];
      gaze = marks(random, gaze);
      toHead = headFor(gaze);
      leftMs = tMs;
      untilMs = tMs + 900 + 600 * random();
    }
    const at = from + smooth((tMs - leftMs) / (14 + 2.4 * Math.abs(gaze - from))) * (gaze - from);
    const yaw = fromHead + smooth((tMs - leftMs - truth.headDelayMs) / 450) * (toHead - fromHead);
    samples.push({
      tMs,
      eye: { yawDeg: at - yaw + 0.1 * randomNormal(random), pitchDeg: 0.1 * randomNormal(random) },
      head: { yawDeg: yaw, pitchDeg: 0, rollDeg: 0 },
    });
  }
  return samples;
}

const found = (samples: readonly FitSample[]) => {
  const fit = fitPerson(samples);
  if (fit.kind !== 'fitted') throw new Error(fit.sentence);
  return new Map(fit.proposed.map((one) => [one.figure, one]));
};

describe('a figure between a person and people', () => {
  it('is the population where nothing was measured, and the measurement where that is sure', () => {
    const people = { mean: 10, sd: 2, source: '' };
    expect(shrink(undefined, people)).toMatchObject({ value: 10, weight: 0 });
    expect(shrink({ value: Number.NaN, standardError: 1 }, people)).toMatchObject({ value: 10, weight: 0 });
    expect(shrink({ value: 20, standardError: 1e-6 }, people).value).toBeCloseTo(20, 3);
    expect(shrink({ value: 20, standardError: 2 }, people)).toMatchObject({ value: 15, weight: 0.5 });
  });

  it('lies between both, and its interval is never wider than the population', () => {
    const deg = fc.double({ min: -100, max: 100, noNaN: true });
    const spread = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(deg, spread, deg, spread, (value, standardError, mean, sd) => {
        const { low, high, ...shrunk } = shrink({ value, standardError }, { mean, sd, source: '' });
        expect(shrunk.value).toBeGreaterThanOrEqual(Math.min(value, mean) - 1e-9);
        expect(shrunk.value).toBeLessThanOrEqual(Math.max(value, mean) + 1e-9);
        expect(high - low).toBeLessThanOrEqual(2 * 1.96 * sd + 1e-9);
      }),
    );
  });
});

describe('people drawn by seed', () => {
  it('of 150 people, the interval of each figure holds the truth for 90 to 99 of 100', () => {
    const random = createRandom(11);
    const held: Record<keyof Truth, number> = {
      hingeThresholdDeg: 0,
      hingeGain: 0,
      headDelayMs: 0,
      logLongLookMs: 0,
      eyeOnlyDeg: 0,
    };
    const people = 150;
    for (let person = 0; person < people; person += 1) {
      const truth = drawPerson(random);
      const today = drawAround(random, (figure) => truth[figure], OCCASION_SHARE);
      const proposed = propose(looksWith(today, 30, random));
      for (const figure of FIGURES) {
        const one = proposed.find(
          ({ figure: name }) => name === (figure === 'logLongLookMs' ? 'dwellMs' : figure),
        );
        const value = figure === 'logLongLookMs' ? Math.exp(truth[figure]) : truth[figure];
        if (one && value >= one.low - 1e-9 && value <= one.high + 1e-9) held[figure] += 1;
      }
    }
    for (const figure of FIGURES) {
      expect(held[figure] / people, figure).toBeGreaterThanOrEqual(0.9);
      expect(held[figure] / people, figure).toBeLessThanOrEqual(0.995);
    }
  });

  it('the more looks, the more the recording weighs; never more than one occasion can tell', () => {
    const most = 1 / (1 + OCCASION_SHARE ** 2);
    const people = Array.from({ length: 8 }, (_, seed) => drawPerson(createRandom(seed)));
    const weights = [20, 80, 400].map((count) => {
      const fits = people.map((truth, seed) => propose(looksWith(truth, count, createRandom(seed))));
      return (fits[0] ?? []).map(
        (_, figure) => fits.reduce((sum, fit) => sum + (fit[figure]?.weight ?? Number.NaN), 0) / fits.length,
      );
    });
    for (const [index, longer] of weights.slice(1).entries()) {
      for (const [figure, weight] of longer.entries()) {
        expect(weight).toBeGreaterThan(weights[index]?.[figure] ?? Number.NaN);
        expect(weight).toBeLessThan(most);
      }
    }
  });

  it('figures of a recording of 90 s are found from its samples', () => {
    for (const [seed, hingeThresholdDeg, hingeGain, headDelayMs] of [
      [1, 8, 0.8, 60],
      [2, 20, 0.5, 0],
      [3, 14, 0.9, -60],
    ] as const) {
      const truth: Truth = { hingeThresholdDeg, hingeGain, headDelayMs, logLongLookMs: 7, eyeOnlyDeg: 15 };
      const figures = found(recordingOf(truth, 90, seed));
      for (const figure of ['hingeThresholdDeg', 'hingeGain'] as const) {
        const one = figures.get(figure);
        expect(one?.low).toBeLessThan(truth[figure]);
        expect(one?.high).toBeGreaterThan(truth[figure]);
      }
      // What the recording alone says; a tenth of a turn of 450 ms is 90 ms after its beginning.
      const delay = figures.get('headDelayMs');
      const alone = (delay?.value ?? Number.NaN) / (delay?.weight ?? Number.NaN);
      expect(Math.abs(alone - headDelayMs)).toBeLessThan(130);
    }
  });

  it.each([
    ['anywhere', (random: Random) => 70 * (random() - 0.5)],
    [
      'left and right in turn',
      (random: Random, before: number) => (before > 0 ? -1 : 1) * (10 + 25 * random()),
    ],
    [
      'from the middle and back',
      (random: Random, before: number) => (before === 0 ? 70 * (random() - 0.5) : 0),
    ],
    ['mostly on one side', (random: Random) => 50 * random() - 15],
  ] as const)('a hinge is found wherever the marks lie: %s', (_, marks) => {
    for (const seed of [1, 2, 3, 4]) {
      const truth: Truth = {
        hingeThresholdDeg: 15,
        hingeGain: 0.7,
        headDelayMs: 0,
        logLongLookMs: 7,
        eyeOnlyDeg: 15,
      };
      const figures = found(recordingOf(truth, 90, seed, marks));
      for (const figure of ['hingeThresholdDeg', 'hingeGain'] as const) {
        const one = figures.get(figure);
        expect(one?.low).toBeLessThan(truth[figure]);
        expect(one?.high).toBeGreaterThan(truth[figure]);
      }
    }
  });

  it('a later head is a later delay', () => {
    const base: Truth = {
      hingeThresholdDeg: 10,
      hingeGain: 0.8,
      headDelayMs: 0,
      logLongLookMs: 7,
      eyeOnlyDeg: 15,
    };
    const [sooner, later] = [0, 80].map(
      (headDelayMs) =>
        found(recordingOf({ ...base, headDelayMs }, 90, 4)).get('headDelayMs')?.value ?? Number.NaN,
    );
    expect((later ?? 0) - (sooner ?? 0)).toBeGreaterThan(40);
  });
});

describe('a recording of a person', () => {
  it('of a minute of large looks gives figures that people have, each with its sentence', () => {
    const figures = found(readRecording(eyeHeadPath('paired/tobiig3-cal1')).moments);
    const value = (name: 'hingeThresholdDeg' | 'hingeGain' | 'eyeOnlyDeg' | 'dwellMs'): number =>
      figures.get(name)?.value ?? Number.NaN;
    expect(value('hingeThresholdDeg')).toBeGreaterThan(5);
    expect(value('hingeThresholdDeg')).toBeLessThan(25);
    expect(value('hingeGain')).toBeGreaterThan(0.3);
    expect(value('hingeGain')).toBeLessThan(1);
    expect(value('eyeOnlyDeg')).toBeGreaterThan(15);
    expect(value('eyeOnlyDeg')).toBeLessThan(35);
    expect(value('dwellMs') % PARAMETERS.dwellMs.step).toBe(0);
    for (const { sentence, weight, low, high } of figures.values()) {
      expect(sentence).toMatch(/weighs \d+ %/);
      expect(weight).toBeGreaterThan(0);
      expect(low).toBeLessThan(high);
    }
  });
});

describe('refused', () => {
  const truth: Truth = {
    hingeThresholdDeg: 10,
    hingeGain: 0.8,
    headDelayMs: 0,
    logLongLookMs: 7,
    eyeOnlyDeg: 15,
  };
  const whole = recordingOf(truth, 30, 9);
  const idOf = (samples: readonly FitSample[]) => {
    const fit = fitPerson(samples);
    if (fit.kind === 'refused') expect([fit.sentence, fit.advice]).not.toContain('');
    return fit.kind === 'refused' ? fit.id : fit.kind;
  };

  it('is a recording that is short, lost, without head, without looks or without a clock; a whole one is not', () => {
    expect(idOf(whole)).toBe('fitted');
    expect(idOf([])).toBe('recordingTooShort');
    expect(idOf(whole.slice(0, 1500))).toBe('recordingTooShort');
    expect(idOf(whole.map((one, index) => (index % 2 === 0 ? { ...one, eye: undefined } : one)))).toBe(
      'eyesTooOftenLost',
    );
    expect(idOf(whole.map((one) => ({ ...one, head: undefined })))).toBe('headUnknown');
    expect(
      idOf(whole.map((one) => ({ ...one, head: { yawDeg: Number.NaN, pitchDeg: 0, rollDeg: 0 } }))),
    ).toBe('headUnknown');
    expect(
      idOf(
        whole.map((one) => ({
          ...one,
          eye: { yawDeg: 3, pitchDeg: 0 },
          head: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
        })),
      ),
    ).toBe('tooFewLooks');
    expect(idOf(whole.map((one, index) => (index === 700 ? { ...one, tMs: 0 } : one)))).toBe('clockWrong');
    expect(idOf(whole.map((one, index) => (index === 700 ? { ...one, tMs: Number.NaN } : one)))).toBe(
      'clockWrong',
    );
    // Two halves of a recording with an hour between them are no longer than they are.
    expect(
      idOf(
        whole.slice(0, 1500).map((one, index) => (index < 700 ? one : { ...one, tMs: one.tMs + 3_600_000 })),
      ),
    ).toBe('recordingTooShort');
  });
});
