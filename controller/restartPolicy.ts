const BACKOFF_MS = [500, 1000, 2000, 4000] as const;
const WINDOW_MS = 60_000;

export type AfterDeath = { readonly kind: 'restart'; readonly delayMs: number } | { readonly kind: 'giveUp' };

/** Times of the deaths that still count, and what the newest of them leads to. */
export interface DeathVerdict {
  readonly deathsMs: readonly number[];
  readonly action: AfterDeath;
}

/**
 * What follows when a process dies at `nowMs` (monotonic) after the earlier `deathsMs`: it is started again after 0.5, 1,
 * 2, then 4 s; the fifth death within 60 s is the last, as a sixth start would end no better.
 */
export function judgeDeath(deathsMs: readonly number[], nowMs: number): DeathVerdict {
  const counted = [...deathsMs.filter((diedMs) => nowMs - diedMs < WINDOW_MS), nowMs];
  const delayMs = BACKOFF_MS[counted.length - 1];
  return {
    deathsMs: counted,
    action: delayMs === undefined ? { kind: 'giveUp' } : { kind: 'restart', delayMs },
  };
}
