import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/**
 * A frame without an echo for more than `echoLostMs`, 100 ms (DESIGN 'How a glance becomes a movement'). Before the brace
 * carries a head, a late link only keeps the self test waiting. An age that is not a number is late.
 */
export const linkLate: Check = {
  id: 'linkLate',
  isRaised(observation) {
    const { state, unechoedForMs, parameters } = observation;
    const isTesting = state === 'starting' || state === 'selfTest';
    return (!isTesting || isCarried(observation)) && !(unechoedForMs <= parameters.echoLostMs);
  },
};
