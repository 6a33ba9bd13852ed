import type { Direction } from '../../../protocol/gazeSample.ts';
import { AXIS_AT_REST, type AxisRate, type Ramp, stopTravel, towardRate } from './axisRamp.ts';
import type { Known, Rate, Wish } from './strategy.ts';

/** Where the gaze may turn one axis of the head, in degrees against the trunk. */
export interface Span {
  readonly lowDeg: number;
  readonly highDeg: number;
}

export interface LimiterLimits {
  readonly largestRate: Rate;
  readonly ramp: Ramp;
  /** With which the head comes to rest when nothing is wished and at the end of its range (DESIGN 'Stopping ramp'). */
  readonly stopRamp: Ramp;
  /** A box. The ellipsoid, which knows the roll too, is the envelope's, after this. */
  readonly yaw: Span;
  readonly pitch: Span;
}

export interface LimiterState {
  readonly yaw: AxisRate;
  readonly pitch: AxisRate;
  /** The step that runs, and where it leads. */
  readonly step: { readonly id: number; readonly goal: Direction } | undefined;
}

export const LIMITER_AT_REST: LimiterState = { yaw: AXIS_AT_REST, pitch: AXIS_AT_REST, step: undefined };

/** The bound of a step where it is not known whether anybody still looks (DESIGN 'A still pointer'). */
export const LARGEST_STEP_DEG = 5;
/** A target is approached at no more than this per degree, so that the last tenths are not a chatter; 1/s. */
const APPROACH_PER_S = 4;
/** A share of the acceleration, so that the approach to a target or to the end of the range leaves room for the jerk. */
const APPROACH_SHARE = 0.5;

/**
 * The rate that the head gets, one step of `dtS` seconds after `state`: within its speed, acceleration and jerk, and such that a
 * stop that begins now ends inside the range. What is unknown or no number is a wish to come to rest. `commanded` is where the
 * head has been told to be, not where it was measured: a limit on a lagging figure comes late.
 */
export function limit(
  state: LimiterState,
  wish: Wish,
  commanded: Known<Direction>,
  limits: LimiterLimits,
  dtS: number,
): { readonly state: LimiterState; readonly rate: Rate } {
  if (!(dtS > 0)) return { state, rate: rateOf(state.yaw, state.pitch) };
  const at = commanded.kind === 'known' ? finite(commanded.value) : undefined;
  const step = at && stepOf(state, wish, at);
  const wanted = at && wantedRate(wish, step, at, limits);
  const yaw = axisStep(state.yaw, wanted?.yawDegPerS, at?.yawDeg, limits.yaw, limits, dtS);
  const pitch = axisStep(state.pitch, wanted?.pitchDegPerS, at?.pitchDeg, limits.pitch, limits, dtS);
  return { state: { yaw, pitch, step }, rate: rateOf(yaw, pitch) };
}

function stepOf({ step }: LimiterState, wish: Wish, at: Direction): LimiterState['step'] {
  if (wish.kind !== 'step') return undefined;
  if (step?.id === wish.id) return step;
  const bounded = (deg: number): number => Math.max(-LARGEST_STEP_DEG, Math.min(LARGEST_STEP_DEG, deg));
  return {
    id: wish.id,
    goal: {
      yawDeg: at.yawDeg + bounded(wish.step.yawDeg),
      pitchDeg: at.pitchDeg + bounded(wish.step.pitchDeg),
    },
  };
}

function wantedRate(
  wish: Wish,
  step: LimiterState['step'],
  at: Direction,
  { largestRate, ramp }: LimiterLimits,
): Rate | undefined {
  switch (wish.kind) {
    case 'none':
      return undefined;
    case 'rate':
      return finiteRate({
        yawDegPerS: within(wish.rate.yawDegPerS, largestRate.yawDegPerS),
        pitchDegPerS: within(wish.rate.pitchDegPerS, largestRate.pitchDegPerS),
      });
    case 'target':
    case 'step': {
      const goal = wish.kind === 'target' ? wish.target : step?.goal;
      if (!goal) return undefined;
      return finiteRate({
        yawDegPerS: within(approach(goal.yawDeg - at.yawDeg, ramp), largestRate.yawDegPerS),
        pitchDegPerS: within(approach(goal.pitchDeg - at.pitchDeg, ramp), largestRate.pitchDegPerS),
      });
    }
  }
}

/** The rate at which a place so far away is approached. */
function approach(distanceDeg: number, { accelerationDegPerS2 }: Ramp): number {
  const size = Math.abs(distanceDeg);
  const braking = Math.sqrt(2 * APPROACH_SHARE * accelerationDegPerS2 * size);
  return Math.sign(distanceDeg) * Math.min(APPROACH_PER_S * size, braking);
}

function axisStep(
  axis: AxisRate,
  wantedDegPerS: number | undefined,
  atDeg: number | undefined,
  span: Span,
  { ramp, stopRamp }: LimiterLimits,
  dtS: number,
): AxisRate {
  const stopping = towardRate(axis, 0, stopRamp, dtS);
  if (wantedDegPerS === undefined || atDeg === undefined) return stopping;
  const up = Math.max(0, approach(span.highDeg - atDeg, stopRamp));
  const down = Math.min(0, approach(span.lowDeg - atDeg, stopRamp));
  const capped = Math.max(down, Math.min(up, wantedDegPerS));
  // An acceleration left over from a stop is given back as fast as it came.
  const isLeftOver = Math.abs(axis.accelerationDegPerS2) > ramp.accelerationDegPerS2;
  const usedRamp = isLeftOver ? { ...ramp, jerkDegPerS3: stopRamp.jerkDegPerS3 } : ramp;
  const wished = towardRate(axis, capped, usedRamp, dtS);
  return endsInside(wished, atDeg, span, stopRamp, dtS) ? wished : stopping;
}

/** Whether a stop right after this step ends inside the range; going back inside from beyond is always open. */
function endsInside(axis: AxisRate, atDeg: number, span: Span, stopRamp: Ramp, dtS: number): boolean {
  const afterDeg = atDeg + axis.rateDegPerS * dtS;
  const { lowestDeg, highestDeg } = stopTravel(axis, stopRamp, dtS);
  const isLowOpen = afterDeg + lowestDeg >= span.lowDeg || (atDeg <= span.lowDeg && axis.rateDegPerS >= 0);
  const isHighOpen =
    afterDeg + highestDeg <= span.highDeg || (atDeg >= span.highDeg && axis.rateDegPerS <= 0);
  return isLowOpen && isHighOpen;
}

function within(value: number, largest: number): number {
  return Math.max(-largest, Math.min(largest, value));
}

function finite(direction: Direction): Direction | undefined {
  return Number.isFinite(direction.yawDeg) && Number.isFinite(direction.pitchDeg) ? direction : undefined;
}

function finiteRate(rate: Rate): Rate | undefined {
  return Number.isFinite(rate.yawDegPerS) && Number.isFinite(rate.pitchDegPerS) ? rate : undefined;
}

function rateOf(yaw: AxisRate, pitch: AxisRate): Rate {
  return { yawDegPerS: yaw.rateDegPerS, pitchDegPerS: pitch.rateDegPerS };
}
