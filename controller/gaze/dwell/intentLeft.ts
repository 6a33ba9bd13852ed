import type { ParameterValues } from '../../../protocol/parameters.ts';
import { DEFAULT_DWELL_SETTINGS } from './dwellState.ts';

/** Whoever is told that steering ends by itself has at least so long to answer. */
const LEAST_MS = 3000;
/** To notice it, and for the eyes to go there twice. */
const NOTICE_MS = 1000;
/** Of the whole time the words stay calm for at least this share: eyes that are always being reminded steer nothing. */
const CALM_SHARE = 0.4;

/**
 * From how much of the time on it shows clearly that steering ends by itself: 3 s, or as long as the two looks take that renew it.
 * @param lookMs how long the first look rests on its control
 */
export function lastIntentMs(
  lookMs: number,
  { confirmDwellMs, clutchReleaseMs }: Pick<ParameterValues, 'confirmDwellMs' | 'clutchReleaseMs'>,
): number {
  const neededMs = lookMs + DEFAULT_DWELL_SETTINGS.deadTimeMs + confirmDwellMs + NOTICE_MS;
  return Math.max(LEAST_MS, Math.min(neededMs, (1 - CALM_SHARE) * clutchReleaseMs));
}
