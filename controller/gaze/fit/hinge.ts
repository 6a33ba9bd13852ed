import type { Measured } from './shrink.ts';

/** One turn of the gaze to the side and what the head did of it, in degrees. */
export interface Turn {
  readonly gazeDeg: number;
  readonly headDeg: number;
}

const [FINEST_DEG, LARGEST_DEG] = [0.5, 40];
/** A line with a knee has two figures and the spread around it. */
const FIGURES = 3;

/**
 * The hinge of reference/domain.md §3.3 B through these turns: head = gain · max(0, gaze − threshold), by least squares. Every threshold
 * is tried; their errors come from how much worse the neighbours fit. Undefined for turns too few, or too small to reach a knee.
 */
export function fitHinge(
  turns: readonly Turn[],
): { readonly threshold: Measured; readonly gain: Measured } | undefined {
  const freedom = turns.length - FIGURES;
  if (freedom < 1) return undefined;
  const tried: { readonly thresholdDeg: number; readonly gain: number; readonly square: number }[] = [];
  for (let thresholdDeg = 0; thresholdDeg <= LARGEST_DEG; thresholdDeg += FINEST_DEG) {
    const beyond = turns.map(({ gazeDeg }) => Math.max(0, gazeDeg - thresholdDeg));
    const weight = beyond.reduce((sum, deg) => sum + deg * deg, 0);
    if (weight === 0) break;
    const gain = turns.reduce((sum, { headDeg }, index) => sum + headDeg * (beyond[index] ?? 0), 0) / weight;
    const square = turns.reduce(
      (sum, { headDeg }, index) => sum + (headDeg - gain * (beyond[index] ?? 0)) ** 2,
      0,
    );
    tried.push({ thresholdDeg, gain, square });
  }
  const least = Math.min(...tried.map(({ square }) => square));
  if (!Number.isFinite(least)) return undefined;
  const variance = Math.max(least / freedom, Number.MIN_VALUE);
  // Each threshold with its best gain, as likely as it fits (a flat prior over the grid); the gain's own error is added to its spread.
  const likely = tried.map((one) => ({ ...one, weight: Math.exp(-(one.square - least) / (2 * variance)) }));
  const all = likely.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (of: (one: (typeof likely)[number]) => number): number =>
    likely.reduce((sum, one) => sum + (one.weight / all) * of(one), 0);
  const thresholdDeg = mean((one) => one.thresholdDeg);
  const gain = mean((one) => one.gain);
  const gainError = (knee: number): number =>
    variance / turns.reduce((sum, { gazeDeg }) => sum + Math.max(0, gazeDeg - knee) ** 2, 0);
  return {
    threshold: {
      value: thresholdDeg,
      standardError: Math.sqrt(mean((one) => (one.thresholdDeg - thresholdDeg) ** 2) + FINEST_DEG ** 2 / 12),
    },
    gain: {
      value: gain,
      standardError: Math.sqrt(mean((one) => (one.gain - gain) ** 2 + gainError(one.thresholdDeg))),
    },
  };
}
