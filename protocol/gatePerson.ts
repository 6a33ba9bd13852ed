import { commandedSpeeds } from './commandedSpeed.ts';
import type { GatePerson } from './gateVerdict.ts';
import type { Direction } from './gazeSample.ts';
import type { ParameterValues } from './parameters.ts';

/** From eye to head, what a strategy is tested to stand unless told otherwise (reference/strategies.md §4.5). */
export const USUAL_DELAY_BUDGET_MS = 200;

/** Where the eyes are in the head when the person looks straight ahead: trackers are calibrated to it. */
export const STRAIGHT_AHEAD: Direction = { yawDeg: 0, pitchDeg: 0 };

/** How fast steering may turn the head, and how softly: what it is held to, and what the gate has tested. */
export function steeringRates(
  parameters: ParameterValues,
): Pick<GatePerson['limits'], 'largestRate' | 'ramp' | 'stopRamp'> {
  const { yawDegPerS, pitchDegPerS } = commandedSpeeds(parameters);
  return {
    largestRate: { yawDegPerS, pitchDegPerS },
    ramp: { accelerationDegPerS2: parameters.accelerationDegPerS2, jerkDegPerS3: parameters.jerkDegPerS3 },
    stopRamp: {
      accelerationDegPerS2: parameters.stopDecelerationDegPerS2,
      jerkDegPerS3: parameters.stopJerkDegPerS3,
    },
  };
}

/**
 * For whom a verdict of the gate is, from the figures of a profile: the limits that steering holds the head to, and how far any
 * profile with these hard limits may let it go. Pitch is down; up is extension.
 */
export function gatePersonOf(parameters: ParameterValues): GatePerson {
  const yawDeg = Math.min(parameters.yawSoftDeg, parameters.gazeYawDeg);
  return {
    straightAhead: STRAIGHT_AHEAD,
    delayBudgetMs: USUAL_DELAY_BUDGET_MS,
    limits: {
      ...steeringRates(parameters),
      yaw: { lowDeg: -yawDeg, highDeg: yawDeg },
      pitch: { lowDeg: -parameters.extensionSoftDeg, highDeg: parameters.flexionSoftDeg },
    },
    range: {
      yawDeg: parameters.yawHardDeg,
      upDeg: parameters.extensionHardDeg,
      downDeg: parameters.flexionHardDeg,
    },
  };
}
