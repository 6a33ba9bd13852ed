/** What is known of a figure before this person is: the mean of people and how they differ. */
export interface Population {
  readonly mean: number;
  readonly sd: number;
  /** Where the two come from. */
  readonly source: string;
}

/** What a recording says of a figure, and how surely: its standard error. */
export interface Measured {
  readonly value: number;
  readonly standardError: number;
}

/** A figure of one person: between what was measured and what people are like, by how sure each is. */
export interface Shrunk {
  readonly value: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** How much of the value is the recording's, 0…1; the rest is the population's. */
  readonly weight: number;
}

/** Of a normal distribution, 95 % lie within so many standard deviations. */
const Z_95 = 1.96;

/**
 * Normal-normal shrinkage (empirical Bayes): people differ more than 20 s of one of them tell (reference/people.md §5), so that
 * a short recording moves the figure little. What was not measured, or is no number, is the population's.
 */
export function shrink(measured: Measured | undefined, population: Population): Shrunk {
  const { mean, sd } = population;
  const error = measured?.standardError ?? Number.NaN;
  const isKnown = measured !== undefined && Number.isFinite(measured.value) && error > 0;
  const weight = isKnown ? sd ** 2 / (sd ** 2 + error ** 2) : 0;
  const value = isKnown ? weight * measured.value + (1 - weight) * mean : mean;
  const spread = sd * Math.sqrt(1 - weight);
  return { value, low: value - Z_95 * spread, high: value + Z_95 * spread, weight };
}
