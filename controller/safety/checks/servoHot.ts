import type { Check } from './check.ts';

/** reference/domain.md §4.2 row 15. */
const HOT_C = 70;

/** A servo of 70 °C or more, carrying or not: it burns either way. An unknown temperature is `sensorsSilent`. */
export const servoHot: Check = {
  id: 'servoHot',
  isRaised: ({ servoTemperaturesC }) =>
    servoTemperaturesC.some((celsius) => celsius !== null && !(celsius < HOT_C)),
};
