import type { Check } from './check.ts';

/** reference/domain.md §4.2 row 15. */
const WARM_C = 60;

/** A servo of 60 °C or more, carrying or not: it burns either way. An unknown temperature is `sensorsSilent`. */
export const servoWarm: Check = {
  id: 'servoWarm',
  isRaised: ({ servoTemperaturesC }) =>
    servoTemperaturesC.some((celsius) => celsius !== null && !(celsius < WARM_C)),
};
