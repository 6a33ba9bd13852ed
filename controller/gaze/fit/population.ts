import type { Population } from './shrink.ts';

/** People, and what no person is beyond. */
interface Bounded extends Population {
  readonly least: number;
  readonly most: number;
}

/** What is fitted to a person. */
export type FittedFigure = 'eyeOnlyDeg' | 'hingeThresholdDeg' | 'hingeGain' | 'headDelayMs' | 'logLongLookMs';

/**
 * People, as far as recordings of healthy adults tell; nobody of them wore a brace. Spreads are those between people, and wide where
 * they were few.
 */
export const PEOPLE: Readonly<Record<FittedFigure, Bounded>> = {
  /** 90 % of the time in fixation the eyes are nearer to the middle than this. */
  eyeOnlyDeg: {
    mean: 21.5,
    sd: 5,
    least: 3,
    most: 40,
    source: 'reference/eye-head/README, eccentricity in fixation, p90 of ten recordings: 13 to 27°',
  },
  hingeThresholdDeg: {
    mean: 13,
    sd: 6,
    least: 0,
    most: 40,
    source: 'reference/people.md §3: the head joins at about 11°; reference/domain.md §3.1: ±15 to ±18°',
  },
  hingeGain: {
    mean: 0.65,
    sd: 0.25,
    least: 0,
    most: 1.1,
    source: 'reference/domain.md §3.1: 0.2–0.4 to 0.7–0.9; reference/people.md §3: 0.37 to 0.97 at 41°',
  },
  headDelayMs: {
    mean: 0,
    sd: 60,
    least: -200,
    most: 300,
    source:
      'reference/people.md §1: 0 to 105 ms in free looking; §3: 20 to 110 ms before the eyes where the mark is expected',
  },
  /** The longest of twenty looks that mean nothing, as a logarithm: 760 ms on video, 900 ms in all, 1.3 s on jumping points. */
  logLongLookMs: {
    mean: Math.log(950),
    sd: 0.35,
    least: Math.log(150),
    most: Math.log(5000),
    source: 'reference/people.md §4, §5: 5 % of natural fixations last over 0.76 to 1.3 s',
  },
};

/**
 * How much one person differs from one recording to the next, as a share of how people differ. Task and person together move the
 * head's part tenfold (reference/people.md §1); recordings of one person on two occasions are too few for more than this half.
 */
export const OCCASION_SHARE = 0.5;
