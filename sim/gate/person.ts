import type { Person } from '../../controller/gaze/strategies/strategy.ts';
import type { GatePerson } from '../../protocol/gateVerdict.ts';

/** The defaults of DESIGN 'Numbers to hold', with the delay of reference/strategies.md §4.5. */
export const DEFAULT_GATE_PERSON: GatePerson = {
  straightAhead: { yawDeg: 0, pitchDeg: 0 },
  delayBudgetMs: 200,
  limits: {
    largestRate: { yawDegPerS: 30, pitchDegPerS: 20 },
    ramp: { accelerationDegPerS2: 120, jerkDegPerS3: 600 },
    stopRamp: { accelerationDegPerS2: 240, jerkDegPerS3: 4800 },
    yaw: { lowDeg: -30, highDeg: 30 },
    pitch: { lowDeg: -15, highDeg: 15 },
  },
  range: { yawDeg: 40, upDeg: 25, downDeg: 25 },
};

/** So high that no law is lowered by it; an infinite one would be taken for unknown. */
const OPEN_GAIN_PER_S = 1e6;

/**
 * The person as the law sees them. The gain that the measured delay admits is left open: that the law is stable must not hang on a
 * figure measured while it already drives.
 */
export function personOf({ straightAhead, limits }: GatePerson): Person {
  return { straightAhead, gainLimitPerS: OPEN_GAIN_PER_S, largestRate: limits.largestRate };
}
