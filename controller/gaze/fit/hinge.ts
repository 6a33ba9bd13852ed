import type { Measured } from './shrink.ts';

/**
 * How far to the left of the middle a gaze rests, and the head with it, in degrees; to the right is below zero. Not how far either has
 * gone since the look before: the hinge of a way of steering goes by where a thing lies (strategies/worldHinge.ts).
 */
export interface Turn {
  readonly gazeDeg: number;
  readonly headDeg: number;
}

const [FINEST_DEG, LARGEST_DEG] = [0.5, 40];
/** Where the person's own middle may lie beside that of their looks; looks at a few dozen places have theirs some degrees away. */
const [MIDDLE_STEP_DEG, LARGEST_MIDDLE_DEG] = [1, 12];
/** A line with two knees has its height, its slope, where they are and how far apart, and the spread around it. */
const FIGURES = 5;

interface Tried {
  readonly thresholdDeg: number;
  readonly gain: number;
  /** Its variance, as a share of that around the line. */
  readonly gainSpread: number;
  readonly square: number;
}

/**
 * The hinge of reference/domain.md §3.3 B through these looks: head = gain · what of the gaze lies beyond the threshold, to either side of
 * the middle, by least squares. Every threshold and every middle is tried; the errors come from how much worse the neighbours fit.
 * Undefined for looks too few, or too near to the middle to reach a knee.
 */
export function fitHinge(
  turns: readonly Turn[],
): { readonly threshold: Measured; readonly gain: Measured } | undefined {
  const freedom = turns.length - FIGURES;
  if (freedom < 1) return undefined;
  const tried: Tried[] = [];
  for (let middleDeg = -LARGEST_MIDDLE_DEG; middleDeg <= LARGEST_MIDDLE_DEG; middleDeg += MIDDLE_STEP_DEG) {
    for (let thresholdDeg = 0; thresholdDeg <= LARGEST_DEG; thresholdDeg += FINEST_DEG) {
      const one = lineBeyond(turns, middleDeg, thresholdDeg);
      if (one) tried.push(one);
    }
  }
  const least = Math.min(...tried.map(({ square }) => square));
  if (!Number.isFinite(least)) return undefined;
  const variance = Math.max(least / freedom, Number.MIN_VALUE);
  // Each with its best gain, as likely as it fits (a flat prior over the grid); the gain's own error is added to its spread.
  const likely = tried.map((one) => ({ ...one, weight: Math.exp(-(one.square - least) / (2 * variance)) }));
  const all = likely.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (one: Tried) => number): number =>
    likely.reduce((sum, one) => sum + (one.weight / all) * of(one), 0);
  const thresholdDeg = mean((one) => one.thresholdDeg);
  const gain = mean((one) => one.gain);
  return {
    threshold: {
      value: thresholdDeg,
      standardError: Math.sqrt(mean((one) => (one.thresholdDeg - thresholdDeg) ** 2) + FINEST_DEG ** 2 / 12),
    },
    gain: {
      value: gain,
      standardError: Math.sqrt(mean((one) => (one.gain - gain) ** 2 + variance * one.gainSpread)),
    },
  };
}

/** The best line with its knees so far from that middle; undefined where no look lies beyond them. */
function lineBeyond(turns: readonly Turn[], middleDeg: number, thresholdDeg: number): Tried | undefined {
  const beyond = turns.map(({ gazeDeg }) => {
    const deg = gazeDeg - middleDeg;
    return Math.sign(deg) * Math.max(0, Math.abs(deg) - thresholdDeg);
  });
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const [beyondMean, headMean] = [mean(beyond), mean(turns.map(({ headDeg }) => headDeg))];
  const weight = beyond.reduce((sum, deg) => sum + (deg - beyondMean) ** 2, 0);
  if (weight === 0) return undefined;
  const product = turns.reduce(
    (sum, { headDeg }, index) => sum + (headDeg - headMean) * ((beyond[index] ?? 0) - beyondMean),
    0,
  );
  const gain = product / weight;
  const square = turns.reduce(
    (sum, { headDeg }, index) => sum + (headDeg - headMean - gain * ((beyond[index] ?? 0) - beyondMean)) ** 2,
    0,
  );
  return { thresholdDeg, gain, gainSpread: 1 / weight, square };
}
