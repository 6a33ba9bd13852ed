import type { Person } from '../../controller/gaze/strategies/strategy.ts';
import { gatePersonOf } from '../../protocol/gatePerson.ts';
import type { GatePerson } from '../../protocol/gateVerdict.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';

/** The defaults of DESIGN 'Numbers to hold', with the delay of reference/strategies.md §4.5. */
export const DEFAULT_GATE_PERSON: GatePerson = gatePersonOf(DEFAULT_PARAMETERS);

/** So high that no law is lowered by it; an infinite one would be taken for unknown. */
const OPEN_GAIN_PER_S = 1e6;

/**
 * The person as the law sees them. The gain that the measured delay admits is left open: that the law is stable must not hang on a
 * figure measured while it already drives.
 */
export function personOf({ straightAhead, limits }: GatePerson): Person {
  return { straightAhead, gainLimitPerS: OPEN_GAIN_PER_S, largestRate: limits.largestRate };
}
