import { isCarried } from '../carried.ts';
import { isAnyServoStalled } from '../servoStall.ts';
import type { Check } from './check.ts';

/**
 * Pulse and potentiometer of one servo are more than 4° apart, and its pulses go on while it does not; for 100 ms, by its row
 * (reference/domain.md §6 `stall`, §4.2 row 11). Unknown servo angles come with `poseUnknown` or `profileMissing`.
 */
export const servoStalled: Check = {
  id: 'servoStalled',
  isRaised: (observation) => isCarried(observation) && isAnyServoStalled(observation.head),
};
