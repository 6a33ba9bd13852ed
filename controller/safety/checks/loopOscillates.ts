import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/**
 * The commanded head swings to and fro: five reversals of 2° within 7 s, shown for 7 s more (`oscillation.ts`,
 * reference/strategies.md §4.4). An unknown pose adds no reversal and takes none away.
 */
export const loopOscillates: Check = {
  id: 'loopOscillates',
  isRaised: (observation) => isCarried(observation) && observation.isOscillating,
};
