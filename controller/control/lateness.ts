import { createHistogram } from 'node:perf_hooks';

/** How late ticks began, gathered without an allocation per tick. */
export interface LatenessRecord {
  add(latenessMs: number): void;
  /** The spread in words, for the log. */
  words(): string;
}

export function createLatenessRecord(): LatenessRecord {
  const histogram = createHistogram();
  const ms = (us: number): string => (us / 1000).toFixed(2);
  return {
    // The histogram takes whole numbers from 1.
    add: (latenessMs) => histogram.record(Math.max(1, Math.round(latenessMs * 1000))),
    words: () =>
      `${histogram.count} ticks, late by ${ms(histogram.percentile(50))} ms (p50), ` +
      `${ms(histogram.percentile(99))} ms (p99), ${ms(histogram.max)} ms at most`,
  };
}
