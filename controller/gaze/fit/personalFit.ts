import { PARAMETERS } from '../../../protocol/parameters.ts';
import type { ProposedFigure } from '../../../protocol/personalFit.ts';
import { fitHinge } from './hinge.ts';
import { type FitSample, type Looks, looksOf } from './looks.ts';
import { type FittedFigure, OCCASION_SHARE, PEOPLE } from './population.ts';
import { type Measured, type Population, type Shrunk, shrink } from './shrink.ts';

export type FitRefusal =
  | 'recordingTooShort'
  | 'eyesTooOftenLost'
  | 'headUnknown'
  | 'tooFewLooks'
  | 'clockWrong';

export type PersonalFit =
  | { readonly kind: 'fitted'; readonly seconds: number; readonly proposed: readonly ProposedFigure[] }
  | { readonly kind: 'refused'; readonly id: FitRefusal; readonly sentence: string; readonly advice: string };

/** Shorter tells nothing that people do not (reference/people.md §5: 20 s). */
const SHORTEST_MS = 20_000;
const LEAST_SEEN_SHARE = 0.6;
const LEAST_HEAD_SHARE = 0.9;
const LEAST_LOOKS = 20;
/** Longer than this between two rows nothing was recorded. */
const LONGEST_STEP_MS = 100;

/**
 * What a recording of guided looks proposes for a person's profile: each figure drawn toward what people are like, by how little the
 * recording tells. Angles in degrees, times in ms. Too little or wrong data is refused, never guessed.
 */
export function fitPerson(samples: readonly FitSample[]): PersonalFit {
  const obstacle = obstacleOf(samples);
  if (obstacle) return { kind: 'refused', id: obstacle, ...WORDS[obstacle] };
  const looks = looksOf(samples);
  if (looks.durationsMs.length < LEAST_LOOKS)
    return { kind: 'refused', id: 'tooFewLooks', ...WORDS.tooFewLooks };
  return { kind: 'fitted', seconds: secondsOf(samples), proposed: propose(looks) };
}

/** Each figure from the looks. */
export function propose(looks: Looks): readonly ProposedFigure[] {
  const { durationsMs, eccentricitiesDeg, turns, headDelaysMs } = looks;
  const hinge = fitHinge(turns);
  const dwell = personal('logLongLookMs', longLook(durationsMs));
  const angle = (value: number): string => `${value.toFixed(0)}°`;
  return [
    proposed(
      'eyeOnlyDeg',
      personal('eyeOnlyDeg', quantile90(eccentricitiesDeg)),
      eccentricitiesDeg.length,
      (deg) => `The eyes go up to ${angle(deg)} from their middle without the head.`,
    ),
    proposed(
      'hingeThresholdDeg',
      personal('hingeThresholdDeg', hinge?.threshold),
      turns.length,
      (deg) => `The head joins a turn of the gaze from ${angle(deg)} on.`,
    ),
    proposed(
      'hingeGain',
      personal('hingeGain', hinge?.gain),
      turns.length,
      (gain) => `Beyond that it takes ${(100 * gain).toFixed(0)} % of the turn.`,
    ),
    proposed(
      'headDelayMs',
      personal('headDelayMs', meanOf(headDelaysMs)),
      headDelaysMs.length,
      (ms) => `The head begins ${Math.abs(ms).toFixed(0)} ms ${ms < 0 ? 'before' : 'after'} the eyes.`,
    ),
    {
      ...proposed(
        'dwellMs',
        { ...dwell, ...toDwell(dwell) },
        durationsMs.length,
        (ms) =>
          `One look in twenty that means nothing lasts longer than ${ms.toFixed(0)} ms; a dwell should be no shorter.`,
      ),
      population: {
        source: PEOPLE.logLongLookMs.source,
        mean: Math.exp(PEOPLE.logLongLookMs.mean),
        sd: lognormalSd(PEOPLE.logLongLookMs),
      },
    },
  ];
}

const WORDS: Readonly<Record<FitRefusal, { readonly sentence: string; readonly advice: string }>> = {
  recordingTooShort: {
    sentence: 'The recording is too short to say anything about this person.',
    advice: 'Record at least one minute of looks to marks on both sides.',
  },
  eyesTooOftenLost: {
    sentence: 'The eyes were lost for much of the recording.',
    advice: 'Check the position of the tracker and the light, calibrate, and record again.',
  },
  headUnknown: {
    sentence: 'The recording does not say where the head was.',
    advice: 'Record with the brace on and its sensors working, or with a tracker that measures the head.',
  },
  tooFewLooks: {
    sentence: 'There are too few steady looks in the recording.',
    advice: 'Ask for looks to one mark after another, each held for a second.',
  },
  clockWrong: {
    sentence: 'The times in the recording do not advance, or jump.',
    advice: 'Record again; if it stays so, export the recording with the time of the tracker.',
  },
};

function obstacleOf(samples: readonly FitSample[]): FitRefusal | undefined {
  const stepsMs = samples.slice(1).map(({ tMs }, index) => tMs - (samples[index]?.tMs ?? Number.NaN));
  if (!stepsMs.every((ms) => ms > 0)) return 'clockWrong';
  const recordedMs = stepsMs.reduce((sum, ms) => sum + Math.min(ms, LONGEST_STEP_MS), 0);
  if (!(recordedMs >= SHORTEST_MS)) return 'recordingTooShort';
  const share = (isSeen: (sample: FitSample) => boolean): number =>
    samples.filter(isSeen).length / samples.length;
  const isWhole = (...figures: readonly number[]): boolean => figures.every(Number.isFinite);
  if (
    !(
      share(({ head }) => head !== undefined && isWhole(head.yawDeg, head.pitchDeg, head.rollDeg)) >=
      LEAST_HEAD_SHARE
    )
  )
    return 'headUnknown';
  if (!(share(({ eye }) => eye !== undefined && isWhole(eye.yawDeg, eye.pitchDeg)) >= LEAST_SEEN_SHARE))
    return 'eyesTooOftenLost';
  return undefined;
}

function secondsOf(samples: readonly FitSample[]): number {
  return ((samples.at(-1)?.tMs ?? 0) - (samples[0]?.tMs ?? 0)) / 1000;
}

/** A person differs from one occasion to the next: what one recording says is no surer than that, however long it is. */
function personal(figure: FittedFigure, measured: Measured | undefined): Shrunk {
  const population = PEOPLE[figure];
  const { value, low, high, weight } = shrink(
    measured && {
      value: measured.value,
      standardError: Math.hypot(measured.standardError, OCCASION_SHARE * population.sd),
    },
    population,
  );
  const within = (one: number): number => Math.min(population.most, Math.max(population.least, one));
  return { value: within(value), low: within(low), high: within(high), weight };
}

function proposed(
  figure: ProposedFigure['figure'],
  { value, low, high, weight }: Shrunk,
  from: number,
  words: (value: number) => string,
): ProposedFigure {
  const { mean, sd, source } = figure === 'dwellMs' ? PEOPLE.logLongLookMs : PEOPLE[figure];
  const sentence = `${words(value)} The recording weighs ${(100 * weight).toFixed(0)} %, what people are like the rest.`;
  return { figure, value, low, high, population: { mean, sd, source }, weight, from, sentence };
}

/** The dwell that fits, within what the profile recommends and in its steps. */
function toDwell({ value, low, high }: Shrunk): Pick<Shrunk, 'value' | 'low' | 'high'> {
  const { step, recommended } = PARAMETERS.dwellMs;
  const rounded = Math.ceil(Math.exp(value) / step) * step;
  return {
    value: Math.min(recommended.max, Math.max(recommended.min, rounded)),
    low: Math.exp(low),
    high: Math.exp(high),
  };
}

function lognormalSd({ mean, sd }: Population): number {
  return Math.exp(mean) * sd;
}

function meanOf(values: readonly number[]): Measured | undefined {
  if (values.length < 3) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { value: mean, standardError: Math.sqrt(variance / values.length) };
}

/** The logarithm that 5 % of log-normal durations exceed; its error is that of mean and spread together. */
function longLook(durationsMs: readonly number[]): Measured | undefined {
  const logs = meanOf(durationsMs.map(Math.log));
  if (!logs) return undefined;
  const sd = logs.standardError * Math.sqrt(durationsMs.length);
  return {
    value: logs.value + Z_95_ONE_SIDED * sd,
    standardError: logs.standardError * Math.sqrt(1 + Z_95_ONE_SIDED ** 2 / 2),
  };
}
const Z_95_ONE_SIDED = 1.645;

/**
 * What a tenth of them exceed, with the error of an order statistic: as far as its neighbours lie, on the side where they lie further,
 * since a few dozen looks show the upper one late.
 */
function quantile90(values: readonly number[]): Measured | undefined {
  const count = values.length;
  if (count < LEAST_LOOKS) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.max(0, Math.min(count - 1, Math.round(share * (count - 1))))] ?? Number.NaN;
  const step = Math.sqrt((0.9 * 0.1) / count);
  const value = at(0.9);
  return { value, standardError: Math.max(0.1, value - at(0.9 - step), at(0.9 + step) - value) };
}
