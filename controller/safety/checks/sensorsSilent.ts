import type { Check } from './check.ts';

/** The supply or the temperature of a servo is not known: null, not a number, or no temperature at all. */
export const sensorsSilent: Check = {
  id: 'sensorsSilent',
  isRaised: ({ supplyVolts, servoTemperaturesC }) =>
    servoTemperaturesC.length === 0 || ![supplyVolts, ...servoTemperaturesC].every(Number.isFinite),
};
