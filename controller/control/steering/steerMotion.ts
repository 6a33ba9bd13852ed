import { steeringRates } from '../../../protocol/gatePerson.ts';
import type { Direction } from '../../../protocol/gazeSample.ts';
import type { ParameterValues } from '../../../protocol/parameters.ts';
import type { Pose } from '../../../protocol/pose.ts';
import type { AxisRate } from '../../gaze/strategies/axisRamp.ts';
import {
  LIMITER_AT_REST,
  type LimiterLimits,
  type LimiterState,
  limit,
} from '../../gaze/strategies/limiter.ts';
import type { Wish } from '../../gaze/strategies/strategy.ts';
import type { AxisState } from '../../motion/trajectory.ts';
import { permittedVelocity } from '../../safety/approach.ts';
import { AXES, type Envelope, exceedance, type RangeDeg, share } from '../../safety/envelope.ts';
import { projectWish } from '../../safety/wish.ts';
import { TICK_MS } from '../tickPeriod.ts';

/** One step of the limiter is one tick. A late tick adds no step: its ramp would not land on the rate it was begun for. */
const STEP_S = TICK_MS / 1000;
/** What is decided now is seen by the next decision a tick later. */
const REACTION_S = STEP_S;

/** The commanded pose while gaze steers it: where it is, and how the limiter moves it on. */
export interface Steered {
  readonly pose: Pose;
  readonly limiter: LimiterState;
  /** As the planner takes them over, which brings them to rest. */
  readonly axes: readonly AxisState[];
}

/** Steering begins from rest. A stop under way is not taken over: from the middle of its ramp that would be a jolt. */
export function steeredFrom(pose: Pose, parameters: ParameterValues): Steered {
  return { pose, limiter: LIMITER_AT_REST, axes: axesOf(pose, LIMITER_AT_REST, parameters) };
}

/**
 * The limiter's rate is that of a whole step, so the velocity in its middle; the planner's is the one at its end. Its acceleration is
 * that of the step that is over: what the next one cannot but keep is less by one change, and with it the rate stays below its limit
 * while the planner takes it back.
 */
function axesOf(
  pose: Pose,
  { yaw, pitch }: LimiterState,
  { jerkDegPerS3 }: ParameterValues,
): readonly AxisState[] {
  const kept = ({ accelerationDegPerS2 }: AxisRate): number =>
    Math.sign(accelerationDegPerS2) * Math.max(0, Math.abs(accelerationDegPerS2) - jerkDegPerS3 * STEP_S);
  const state = (position: number, axis: AxisRate): AxisState => {
    const acceleration = kept(axis);
    return { position, velocity: axis.rateDegPerS + (acceleration * STEP_S) / 2, acceleration };
  };
  return [
    state(pose.yawDeg, yaw),
    state(pose.pitchDeg, pitch),
    { position: pose.rollDeg, velocity: 0, acceleration: 0 },
  ];
}

/** Where a stop from here would end, by the planner. */
export type StopEnd = (axes: readonly AxisState[]) => Pose;

/**
 * One tick of steering: the wish, as far as the soft range lets it, through the limiter; a step after which a stop would leave the
 * range is not taken, and the head brakes instead. `elapsedMs` since the last frame moves the pose, a tick's worth changes the rate.
 */
export function steerOn(
  steered: Steered,
  wish: Wish,
  elapsedMs: number,
  parameters: ParameterValues,
  { soft }: Envelope,
  stopEnd: StopEnd,
): Steered {
  const limits = limiterLimits(parameters, soft);
  const permitted = insideRange(steered.pose, wish, soft, limits);
  const wished = moved(steered, permitted, limits, elapsedMs, parameters);
  return staysInside(wished.pose, stopEnd(wished.axes), soft)
    ? wished
    : moved(steered, { kind: 'none' }, limits, elapsedMs, parameters);
}

function moved(
  { pose, limiter }: Steered,
  wish: Wish,
  limits: LimiterLimits,
  elapsedMs: number,
  parameters: ParameterValues,
): Steered {
  const at: Direction = { yawDeg: pose.yawDeg, pitchDeg: pose.pitchDeg };
  const { state, rate } = limit(limiter, wish, { kind: 'known', value: at, ageMs: 0 }, limits, STEP_S);
  const next: Pose = {
    yawDeg: pose.yawDeg + (rate.yawDegPerS * elapsedMs) / 1000,
    pitchDeg: pose.pitchDeg + (rate.pitchDegPerS * elapsedMs) / 1000,
    rollDeg: pose.rollDeg,
  };
  return { pose: next, limiter: state, axes: axesOf(next, state, parameters) };
}

function limiterLimits(parameters: ParameterValues, soft: RangeDeg): LimiterLimits {
  return {
    ...steeringRates(parameters),
    yaw: { lowDeg: -soft.yawDeg, highDeg: soft.yawDeg },
    pitch: { lowDeg: -soft.extensionDeg, highDeg: soft.flexionDeg },
  };
}

/** The wish as far as the ellipsoid admits it, of which the limiter knows only the box around. */
function insideRange(pose: Pose, wish: Wish, soft: RangeDeg, { ramp }: LimiterLimits): Wish {
  switch (wish.kind) {
    case 'none':
    case 'step':
      return wish;
    case 'rate': {
      const { yawDegPerS, pitchDegPerS } = wish.rate;
      if (!Number.isFinite(yawDegPerS) || !Number.isFinite(pitchDegPerS)) return { kind: 'none' };
      const permitted = permittedVelocity(
        pose,
        { yawDeg: yawDegPerS, pitchDeg: pitchDegPerS, rollDeg: 0 },
        soft,
        { decelerationDegPerS2: ramp.accelerationDegPerS2, jerkDegPerS3: ramp.jerkDegPerS3 },
        REACTION_S,
      );
      return { kind: 'rate', rate: { yawDegPerS: permitted.yawDeg, pitchDegPerS: permitted.pitchDeg } };
    }
    case 'target': {
      const projected = projectWish(pose, { ...wish.target, rollDeg: pose.rollDeg }, soft);
      return projected.kind === 'target' || projected.kind === 'shortened'
        ? { kind: 'target', target: projected.target }
        : { kind: 'none' };
    }
  }
}

/** Whether no corner that the axes may pass on their way to the end of a stop is outside, or further out than the head is. */
function staysInside(pose: Pose, end: Pose, soft: RangeDeg): boolean {
  const outermost = AXES.reduce(
    (sum, axis) => sum + Math.max(share(pose, soft, axis), share(end, soft, axis)),
    0,
  );
  return outermost <= 1 || outermost <= exceedance(pose, soft);
}
