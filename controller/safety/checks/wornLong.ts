import { isCarried } from '../carried.ts';
import { WORN_LONG_MS } from '../wearTime.ts';
import type { Check } from './check.ts';

/**
 * The head has been carried in the same position for half an hour (reference/domain.md §4.2 row 15). Undefined: nobody has
 * counted yet; an unknown pose is no change of position (`wearTime.ts`).
 */
export const wornLong: Check = {
  id: 'wornLong',
  isRaised(observation) {
    const { samePositionForMs } = observation;
    return isCarried(observation) && samePositionForMs !== undefined && !(samePositionForMs < WORN_LONG_MS);
  },
};
