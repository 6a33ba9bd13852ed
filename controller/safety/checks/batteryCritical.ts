import { voltsOfCharge } from '../battery.ts';
import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/** A tenth is left (reference/domain.md §4.2 row 15): 10.67 V. */
const CRITICAL_VOLTS = voltsOfCharge(0.1);

/** The servos' 3-cell battery has less than a tenth left, by its volts. An unknown supply is `sensorsSilent`. */
export const batteryCritical: Check = {
  id: 'batteryCritical',
  isRaised: (observation) =>
    isCarried(observation) &&
    observation.supplyVolts !== null &&
    !(observation.supplyVolts >= CRITICAL_VOLTS),
};
