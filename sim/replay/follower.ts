import {
  CLUTCH_OUT,
  type ClutchState,
  clutchSettingsOf,
  followClutch,
  isEngaged,
} from '../../controller/gaze/clutch.ts';
import type { PipelineState } from '../../controller/gaze/gazePipeline.ts';
import { inputsAt } from '../../controller/gaze/gazePipeline.ts';
import { unseenForMs } from '../../controller/gaze/gazeStream.ts';
import { gainLimit } from '../../controller/gaze/loopDelay.ts';
import {
  LIMITER_AT_REST,
  type LimiterLimits,
  type LimiterState,
  limit,
} from '../../controller/gaze/strategies/limiter.ts';
import type { Person, Rate, StrategyInputs } from '../../controller/gaze/strategies/strategy.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import type { ReleaseCause } from '../../protocol/steering.ts';
import type { RunningStrategy } from './strategies.ts';

export const TICK_MS = 10;

const P = DEFAULT_PARAMETERS;
const CLUTCH = clutchSettingsOf(P);
const LARGEST_RATE: Rate = { yawDegPerS: P.yawSpeedDegPerS, pitchDegPerS: P.pitchSpeedDegPerS };

/** What a default profile lets gaze do. */
const LIMITS: LimiterLimits = {
  largestRate: LARGEST_RATE,
  ramp: { accelerationDegPerS2: P.accelerationDegPerS2, jerkDegPerS3: P.jerkDegPerS3 },
  stopRamp: { accelerationDegPerS2: P.stopDecelerationDegPerS2, jerkDegPerS3: P.stopJerkDegPerS3 },
  yaw: { lowDeg: -P.gazeYawDeg, highDeg: P.gazeYawDeg },
  pitch: { lowDeg: -P.extensionSoftDeg, highDeg: P.flexionSoftDeg },
};

/** Of reference/strategies.md §4.1: the total delay for which the defaults are made. */
const LOOP_DELAY_MS = 200;

/** A person of whom nothing is known but where they look when they look straight ahead. */
export function personOf(straightAhead: Direction): Person {
  const limited = gainLimit(LOOP_DELAY_MS);
  return {
    straightAhead,
    gainLimitPerS: limited.kind === 'limited' ? limited.gainLimitPerS : 0,
    largestRate: LARGEST_RATE,
  };
}

/** One strategy behind the clutch and the limiter: everything between the pipeline and the safety machine. */
export interface Follower {
  readonly strategy: RunningStrategy;
  readonly clutch: ClutchState;
  readonly limiter: LimiterState;
  /** Where the head has been told to be. */
  readonly commanded: Direction;
  readonly rate: Rate;
}

export function followerAtRest(strategy: RunningStrategy): Follower {
  return {
    strategy,
    clutch: CLUTCH_OUT,
    limiter: LIMITER_AT_REST,
    commanded: { yawDeg: 0, pitchDeg: 0 },
    rate: { yawDegPerS: 0, pitchDegPerS: 0 },
  };
}

/** The follower with its clutch put in by a switch, which is done with the eyes open. */
export function engaged(follower: Follower, { stream, inputs }: Told): Follower {
  if (isEngaged(follower.clutch) || stream.condition !== 'valid') return follower;
  follower.strategy.begin();
  return {
    ...follower,
    clutch: followClutch(follower.clutch, { type: 'engage', by: 'switch' }, inputs.tMs, CLUTCH),
  };
}

export interface FollowerStep {
  readonly follower: Follower;
  /** Whether the strategy wished a movement, whatever the clutch said. */
  readonly isWished: boolean;
  readonly released: ReleaseCause | undefined;
}

/** What every strategy and clutch is told at a tick. */
export interface Told {
  readonly stream: PipelineState['stream'];
  readonly inputs: StrategyInputs;
}

export function toldAt(pipeline: PipelineState, person: Person, nowMs: number): Told {
  return {
    stream: pipeline.stream,
    inputs: { tMs: nowMs, ...inputsAt(pipeline, nowMs, undefined), person },
  };
}

/** One tick: what the gaze says moves the head only with the clutch in. */
export function followTick(before: Follower, { stream, inputs }: Told): FollowerStep {
  const nowMs = inputs.tMs;
  const wish = before.strategy.propose(inputs);
  const heard = followClutch(
    before.clutch,
    {
      type: 'gaze',
      condition: stream.condition,
      forMs: nowMs - stream.sinceMs,
      unseenForMs: unseenForMs(stream, nowMs),
    },
    nowMs,
    CLUTCH,
  );
  // A wish renews nothing (S183). Whoever was recorded knew of no clutch: that they would have gone on is assumed, which shows the most
  // that a strategy would have moved.
  const clutch = followClutch(heard, { type: 'intent' }, nowMs, CLUTCH);
  const { state: limiter, rate } = limit(
    before.limiter,
    isEngaged(clutch) ? wish : { kind: 'none' },
    { kind: 'known', value: before.commanded, ageMs: 0 },
    LIMITS,
    TICK_MS / 1000,
  );
  const commanded = {
    yawDeg: before.commanded.yawDeg + (rate.yawDegPerS * TICK_MS) / 1000,
    pitchDeg: before.commanded.pitchDeg + (rate.pitchDegPerS * TICK_MS) / 1000,
  };
  const released = isEngaged(before.clutch) && clutch.phase === 'out' ? (clutch.why ?? 'asked') : undefined;
  return {
    follower: { strategy: before.strategy, clutch, limiter, commanded, rate },
    isWished: wish.kind !== 'none',
    released,
  };
}

/** Exactly at rest: no rate, however small, and none that is no number. */
export function isAtRest({ rate, commanded }: Follower): boolean {
  return [rate.yawDegPerS, rate.pitchDegPerS, commanded.yawDeg, commanded.pitchDeg].every(
    (figure) => figure === 0,
  );
}

/** Whether what is commanded is a number within the limits of the profile. */
export function isWithinLimits({ rate, commanded }: Follower): boolean {
  const slackDeg = 1e-6;
  return (
    Math.abs(rate.yawDegPerS) <= LARGEST_RATE.yawDegPerS + slackDeg &&
    Math.abs(rate.pitchDegPerS) <= LARGEST_RATE.pitchDegPerS + slackDeg &&
    Math.abs(commanded.yawDeg) <= LIMITS.yaw.highDeg + slackDeg &&
    commanded.pitchDeg >= LIMITS.pitch.lowDeg - slackDeg &&
    commanded.pitchDeg <= LIMITS.pitch.highDeg + slackDeg
  );
}
