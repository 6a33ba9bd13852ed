import type { ParameterValues } from './parameters.ts';

/**
 * A head on its servos is up to 1.1°/s faster than what is commanded, over any 250 ms: what they sag under its weight changes on the
 * way (`npm run sim -- matrix`). The profile's speeds are the head's; what is commanded leaves room for that.
 */
const COMMANDED_SHARE = 0.85;

/** The fastest that anything is commanded in each axis, in °/s. */
export function commandedSpeeds(parameters: ParameterValues) {
  const { yawSpeedDegPerS, pitchSpeedDegPerS, rollSpeedDegPerS } = parameters;
  return {
    yawDegPerS: COMMANDED_SHARE * yawSpeedDegPerS,
    pitchDegPerS: COMMANDED_SHARE * pitchSpeedDegPerS,
    rollDegPerS: COMMANDED_SHARE * rollSpeedDegPerS,
  };
}

/** The fastest of a retreat, of an axis whose own fastest is given, in °/s. */
export function commandedRetreatSpeed(axisDegPerS: number, { retreatSpeedDegPerS }: ParameterValues): number {
  return Math.min(axisDegPerS, COMMANDED_SHARE * retreatSpeedDegPerS);
}
