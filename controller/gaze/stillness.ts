/**
 * A run of samples that stay within `extent` of each other. The least that live eyes move in 300 ms is 0.06° on the recordings of
 * reference/eye-head, 0.02° on those whose tracker holds its value; a held value repeats for up to 160 ms.
 */
export interface StillRun {
  readonly sinceMs: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The run after one more sample, in degrees; an eye that comes or goes begins it anew, and so does nothing seen at all. */
export function followStillness(
  run: StillRun | undefined,
  tMs: number,
  figures: readonly number[],
  extentDeg: number,
): StillRun | undefined {
  if (figures.length === 0) return undefined;
  const anew: StillRun = { sinceMs: tMs, low: figures, high: figures };
  if (run?.low.length !== figures.length) return anew;
  const low = figures.map((figure, index) => Math.min(figure, run.low[index] ?? figure));
  const high = figures.map((figure, index) => Math.max(figure, run.high[index] ?? figure));
  const isStill = high.every((figure, index) => figure - (low[index] ?? Number.NaN) <= extentDeg);
  return isStill ? { sinceMs: run.sinceMs, low, high } : anew;
}
