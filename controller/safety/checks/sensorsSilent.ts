import type { Check } from './check.ts';

/**
 * The supply or the temperature of a servo is not known: null, not a number, or no temperature at all. A board on the bench may
 * have no pins for them; with settings made for the bench nobody wears it.
 */
export const sensorsSilent: Check = {
  id: 'sensorsSilent',
  isRaised: ({ isBenchBoard, profile, supplyVolts, servoTemperaturesC }) =>
    !(isBenchBoard && profile?.wearer === 'bench') &&
    (servoTemperaturesC.length === 0 || ![supplyVolts, ...servoTemperaturesC].every(Number.isFinite)),
};
