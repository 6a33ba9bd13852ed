import type { Figures } from './registry.ts';
import type { Refusal } from './settings.ts';

/** 60° of phase margin (reference/strategies.md §4.1, and §4.4 'Analytic pre-check'). */
const LARGEST_SLOPE_TIMES_DELAY = 0.52;
/** §4.5 sets 1.48/s · 0.35 s = 0.518, and §4.2 rounds 2.2 · 1.164 · 0.2 = 0.512; a comparison only forgives rounding. */
const ROUNDING = 1e-9;

/**
 * Why a strategy of these figures is not tried at all with a loop of this delay, or undefined. It must hold before any simulation;
 * passing it proves nothing yet.
 */
export function preCheckRefusal(
  { largestSlopePerS, addedDelayS }: Figures,
  loopDelayS: number,
): Refusal | undefined {
  if (largestSlopePerS === undefined) return undefined;
  const product = largestSlopePerS * (loopDelayS + addedDelayS);
  if (loopDelayS >= 0 && product <= LARGEST_SLOPE_TIMES_DELAY + ROUNDING) return undefined;
  return {
    kind: 'refused',
    id: 'tooSteepForDelay',
    sentence: 'With these settings the head would follow the eyes so strongly that it could swing.',
    advice: 'Lower the gain, or let your technician make the loop from eye to head faster.',
  };
}
