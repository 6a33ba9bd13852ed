import type { Direction } from '../../../protocol/gazeSample.ts';
import { type AxisWish, axisStep, LIMITED_AXIS_AT_REST, type LimitedAxis, type Span } from './axisLimiter.ts';
import type { AxisRate, Ramp } from './axisRamp.ts';
import type { Known, Rate, Wish } from './strategy.ts';

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
  readonly yaw: LimitedAxis;
  readonly pitch: LimitedAxis;
  /** The newest step, and where it leads. A blink interrupts it; it is not begun again from where it stopped. */
  readonly step: { readonly id: number; readonly goal: Direction } | undefined;
}

export const LIMITER_AT_REST: LimiterState = {
  yaw: LIMITED_AXIS_AT_REST,
  pitch: LIMITED_AXIS_AT_REST,
  step: undefined,
};

/** The bound of a step where it is not known whether anybody still looks (DESIGN 'A still pointer'). */
export const LARGEST_STEP_DEG = 5;
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
  const step = at ? stepOf(state, wish, at) : state.step;
  // Half a wish is no wish: an axis whose figure is no number says that the other's cannot be trusted.
  const isWhole = (['yaw', 'pitch'] as const).every((name) => isNumber(wishOf(wish, step, name)));
  const largest = largestRate(wish, limits.largestRate);
  const axis = (name: 'yaw' | 'pitch', atDeg: number | undefined, largestDegPerS: number): LimitedAxis =>
    axisStep(
      state[name],
      isWhole && largest ? wishOf(wish, step, name) : undefined,
      atDeg,
      { ...limits, span: limits[name], largestDegPerS },
      dtS,
    );
  const { yawDegPerS, pitchDegPerS } = largest ?? limits.largestRate;
  const yaw = axis('yaw', at?.yawDeg, yawDegPerS);
  const pitch = axis('pitch', at?.pitchDeg, pitchDegPerS);
  return { state: { yaw, pitch, step }, rate: rateOf(yaw, pitch) };
}

/** The slower of both, for each axis; undefined where the wish's own is no speed: then nothing of the wish is trusted. */
function largestRate(wish: Wish, limit: Rate): Rate | undefined {
  const atMost = wish.kind === 'target' || wish.kind === 'step' ? wish.atMost : undefined;
  if (!atMost) return limit;
  const yawDegPerS = Math.min(atMost.yawDegPerS, limit.yawDegPerS);
  const pitchDegPerS = Math.min(atMost.pitchDegPerS, limit.pitchDegPerS);
  return yawDegPerS >= 0 && pitchDegPerS >= 0 ? { yawDegPerS, pitchDegPerS } : undefined;
}

function stepOf({ step }: LimiterState, wish: Wish, at: Direction): LimiterState['step'] {
  if (wish.kind !== 'step' || step?.id === wish.id) return step;
  const bounded = (deg: number): number => Math.max(-LARGEST_STEP_DEG, Math.min(LARGEST_STEP_DEG, deg));
  return {
    id: wish.id,
    goal: {
      yawDeg: at.yawDeg + bounded(wish.step.yawDeg),
      pitchDeg: at.pitchDeg + bounded(wish.step.pitchDeg),
    },
  };
}

function wishOf(wish: Wish, step: LimiterState['step'], axis: 'yaw' | 'pitch'): AxisWish | undefined {
  switch (wish.kind) {
    case 'none':
      return undefined;
    case 'rate':
      return { kind: 'rate', degPerS: axis === 'yaw' ? wish.rate.yawDegPerS : wish.rate.pitchDegPerS };
    case 'target':
    case 'step': {
      const goal = wish.kind === 'target' ? wish.target : step?.goal;
      return goal && { kind: 'goal', deg: axis === 'yaw' ? goal.yawDeg : goal.pitchDeg };
    }
  }
}

function isNumber(wish: AxisWish | undefined): boolean {
  return wish !== undefined && Number.isFinite(wish.kind === 'rate' ? wish.degPerS : wish.deg);
}

function finite(direction: Direction): Direction | undefined {
  return Number.isFinite(direction.yawDeg) && Number.isFinite(direction.pitchDeg) ? direction : undefined;
}

function rateOf(yaw: AxisRate, pitch: AxisRate): Rate {
  return { yawDegPerS: yaw.rateDegPerS, pitchDegPerS: pitch.rateDegPerS };
}
