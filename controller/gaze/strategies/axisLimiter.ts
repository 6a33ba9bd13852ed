import { AXIS_AT_REST, type AxisRate, type Ramp, stopTravel, towardRate } from './axisRamp.ts';

/** What one axis is doing, and whether its acceleration is that of a stop. */
export interface LimitedAxis extends AxisRate {
  readonly isBraking: boolean;
}

export const LIMITED_AXIS_AT_REST: LimitedAxis = { ...AXIS_AT_REST, isBraking: false };

/** Where the gaze may turn one axis of the head, in degrees against the trunk. */
export interface Span {
  readonly lowDeg: number;
  readonly highDeg: number;
}

/** What is wished of one axis. */
export type AxisWish =
  | { readonly kind: 'rate'; readonly degPerS: number }
  | { readonly kind: 'goal'; readonly deg: number };

export interface AxisLimits {
  readonly largestDegPerS: number;
  readonly ramp: Ramp;
  readonly stopRamp: Ramp;
  readonly span: Span;
}

/** A goal is approached at no more than this per degree, so that the last tenths are not a chatter; 1/s. */
const APPROACH_PER_S = 4;
/** A share of the acceleration, so that the approach to a goal or to the end of the range leaves room for the jerk. */
const APPROACH_SHARE = 0.5;

/**
 * One step of one axis: as near to the wish as its limits admit, and such that a stop from there ends inside the span, and short
 * of the goal if there is one. Without a wish or a position it comes to rest.
 */
export function axisStep(
  axis: LimitedAxis,
  wish: AxisWish | undefined,
  atDeg: number | undefined,
  { largestDegPerS, ramp, stopRamp, span }: AxisLimits,
  dtS: number,
): LimitedAxis {
  const stopping = { ...towardRate(axis, 0, stopRamp, dtS), isBraking: true };
  if (!wish || atDeg === undefined) return stopping;
  const wantedDegPerS = wish.kind === 'rate' ? wish.degPerS : approach(wish.deg - atDeg, ramp);
  const up = Math.min(largestDegPerS, Math.max(0, approach(span.highDeg - atDeg, stopRamp)));
  const down = Math.max(-largestDegPerS, Math.min(0, approach(span.lowDeg - atDeg, stopRamp)));
  // What a stop has left is given back as fast as it came: by the ramp of a movement it would first turn the head back.
  const releaseJerk = axis.isBraking ? stopRamp.jerkDegPerS3 : ramp.jerkDegPerS3;
  const toward = (degPerS: number): AxisRate => towardRate(axis, degPerS, ramp, dtS, releaseJerk);
  const wished = toward(Math.max(down, Math.min(up, wantedDegPerS)));
  const isShort = wish.kind === 'rate' || endsInside(wished, atDeg, before(wish.deg, atDeg), ramp, dtS);
  const next = isShort ? wished : toward(0);
  if (!endsInside(next, atDeg, span, stopRamp, dtS)) return stopping;
  const isStillGivenBack = next.accelerationDegPerS2 * axis.accelerationDegPerS2 > 0;
  return { ...next, isBraking: axis.isBraking && isStillGivenBack };
}

/** The rate at which a place so far away is approached. */
function approach(distanceDeg: number, { accelerationDegPerS2 }: Ramp): number {
  const size = Math.abs(distanceDeg);
  const braking = Math.sqrt(2 * APPROACH_SHARE * accelerationDegPerS2 * size);
  return Math.sign(distanceDeg) * Math.min(APPROACH_PER_S * size, braking);
}

/** Everything on this side of a goal. */
function before(goalDeg: number, atDeg: number): Span {
  return goalDeg >= atDeg
    ? { lowDeg: Number.NEGATIVE_INFINITY, highDeg: goalDeg }
    : { lowDeg: goalDeg, highDeg: Number.POSITIVE_INFINITY };
}

/** Whether a stop right after this step ends inside the span; going back inside from beyond is always open. */
function endsInside(axis: AxisRate, atDeg: number, span: Span, ramp: Ramp, dtS: number): boolean {
  const afterDeg = atDeg + axis.rateDegPerS * dtS;
  const { lowestDeg, highestDeg } = stopTravel(axis, ramp, dtS);
  const isLowOpen = afterDeg + lowestDeg >= span.lowDeg || (atDeg <= span.lowDeg && axis.rateDegPerS >= 0);
  const isHighOpen =
    afterDeg + highestDeg <= span.highDeg || (atDeg >= span.highDeg && axis.rateDegPerS <= 0);
  return isLowOpen && isHighOpen;
}
