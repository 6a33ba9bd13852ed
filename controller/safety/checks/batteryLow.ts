import { voltsOfCharge } from '../battery.ts';
import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/** A fifth is left (reference/domain.md §4.2 row 15): 10.83 V. */
const LOW_VOLTS = voltsOfCharge(0.2);

/** The servos' 3-cell battery has less than a fifth left, by its volts. An unknown supply is `sensorsSilent`. */
export const batteryLow: Check = {
  id: 'batteryLow',
  isRaised: (observation) =>
    isCarried(observation) && observation.supplyVolts !== null && !(observation.supplyVolts >= LOW_VOLTS),
};
