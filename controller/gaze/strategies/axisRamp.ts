/** How one axis may change its rate: deg/s² and deg/s³. */
export interface Ramp {
  readonly accelerationDegPerS2: number;
  readonly jerkDegPerS3: number;
}

/** What one axis is doing. */
export interface AxisRate {
  readonly rateDegPerS: number;
  readonly accelerationDegPerS2: number;
}

export const AXIS_AT_REST: AxisRate = { rateDegPerS: 0, accelerationDegPerS2: 0 };

/** Nearer than this is rounding: rest is exactly zero. */
const RATE_ROUNDING_DEG_PER_S = 1e-9;

/**
 * One step toward a rate, without passing it: an acceleration from which full jerk leads to no acceleration in the same step that
 * reaches the rate. Its terms are the sums of a discrete ramp, not integrals, which would pass the rate by up to a step.
 * An acceleration is given back by `releaseJerkDegPerS3` down to none, and built up by the ramp's own.
 */
export function towardRate(
  axis: AxisRate,
  wantedDegPerS: number,
  ramp: Ramp,
  dtS: number,
  releaseJerkDegPerS3 = ramp.jerkDegPerS3,
): AxisRate {
  const error = wantedDegPerS - axis.rateDegPerS;
  const change = ramp.jerkDegPerS3 * dtS;
  const release = releaseJerkDegPerS3 * dtS;
  const wanted =
    Math.sign(error) * Math.min(ramp.accelerationDegPerS2, landing(Math.abs(error) / dtS, change));
  const before = axis.accelerationDegPerS2;
  const lowest = Math.min(before - change, Math.max(0, before - release));
  const highest = Math.max(before + change, Math.min(0, before + release));
  const accelerationDegPerS2 = Math.min(Math.max(wanted, lowest), highest);
  const rateDegPerS = axis.rateDegPerS + accelerationDegPerS2 * dtS;
  const isThere = Math.abs(rateDegPerS - wantedDegPerS) < RATE_ROUNDING_DEG_PER_S;
  return { rateDegPerS: isThere ? wantedDegPerS : rateDegPerS, accelerationDegPerS2 };
}

/**
 * The largest acceleration that, given back by `change` in every following step, sums up to no more than `sum`. After m whole
 * steps of `change` the sum of the ramp is change · m(m + 1)/2, and linear in between.
 */
function landing(sum: number, change: number): number {
  const whole = Math.floor((Math.sqrt(1 + (8 * sum) / change) - 1) / 2);
  return (sum + (change * whole * (whole + 1)) / 2) / (whole + 1);
}

/** Longer than any stop from a rate that the limits admit. */
const MOST_STEPS = 2000;

/** How far the axis goes, in degrees to either side, when it is stopped from here on: where it rests and its furthest points. */
export function stopTravel(
  axis: AxisRate,
  ramp: Ramp,
  dtS: number,
): { lowestDeg: number; highestDeg: number } {
  let [at, lowestDeg, highestDeg] = [0, 0, 0];
  let next = axis;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (next.rateDegPerS === 0 && next.accelerationDegPerS2 === 0) break;
    next = towardRate(next, 0, ramp, dtS);
    at += next.rateDegPerS * dtS;
    lowestDeg = Math.min(lowestDeg, at);
    highestDeg = Math.max(highestDeg, at);
  }
  return { lowestDeg, highestDeg };
}
