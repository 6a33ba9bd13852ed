import { isCarried } from '../carried.ts';
import type { Check } from './check.ts';

/** A 12 V servo below this has lost a sixth of its torque, and a 3-cell battery is empty. */
const LOWEST_VOLTS = 10;

/** The supply of the servos is under 10 V while they carry the head. An unknown supply is `sensorsSilent`. */
export const supplyLow: Check = {
  id: 'supplyLow',
  isRaised: (observation) =>
    isCarried(observation) && observation.supplyVolts !== null && !(observation.supplyVolts >= LOWEST_VOLTS),
};
