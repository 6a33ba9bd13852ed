import type { GateVerdict } from '../../../protocol/gateVerdict.ts';
import type { GazeSample, GazeSource, TrackerHealth } from '../../../protocol/gazeSample.ts';
import type { Profile } from '../../../protocol/profile.ts';
import type { TrackerStatus } from '../../../protocol/trackers.ts';
import { CLUTCH_OUT, type ClutchState } from '../../gaze/clutch.ts';
import { type DriftState, NO_DRIFT } from '../../gaze/drift.ts';
import { NO_GAZE, type PipelineSettings, type PipelineState, withSample } from '../../gaze/gazePipeline.ts';
import { onTick } from '../../gaze/gazeStream.ts';
import { SIDES_UNKNOWN, type SidesState } from '../../gaze/handedness.ts';
import { DELAY_UNKNOWN, type DelayState } from '../../gaze/loopDelay.ts';
import type { SelfTest } from '../../gaze/strategies/handedness.ts';
import type { Wish } from '../../gaze/strategies/strategy.ts';
import { freshSamples } from './freshSamples.ts';
import type { SteeringInForce } from './inForce.ts';
import type { Law } from './law.ts';

/** Health comes four times a second (protocol/channel.ts): three were lost, and nobody knows how the tracker is. */
const HEALTH_LASTS_MS = 1000;

export interface HeardTracker {
  readonly health: TrackerHealth;
  readonly heardAtMs: number;
}

/** The test of what the strategy in force makes of looks as this kind of tracker reads them. */
export interface TestedSteering {
  readonly of: SteeringInForce;
  readonly reading: 'screen' | 'eyes';
  readonly test: SelfTest;
}

/** What control knows and does about steering by gaze. */
export interface Steering {
  /** Of the one source that steers or would. */
  readonly pipeline: PipelineState;
  /** What its last reading with eyes in it was of. */
  readonly reading: 'screen' | 'eyes' | undefined;
  readonly trackers: readonly HeardTracker[];
  readonly delay: DelayState;
  readonly sides: SidesState;
  /** Undefined while there is nothing to test: no strategy, no screen or no reading of the tracker's. */
  readonly selfTest: TestedSteering | undefined;
  readonly drift: DriftState;
  /** All that the gateway has found. */
  readonly verdicts: readonly GateVerdict[];
  readonly clutch: ClutchState;
  /** Under which the clutch went in: no other lease is steered under. */
  readonly leaseId: string | undefined;
  /** Whose the first look was, and when. */
  readonly asked: { readonly clientId: string; readonly atMs: number } | undefined;
  /** The strategy at work; it begins anew whenever the head may move again. */
  readonly law: Law | undefined;
  readonly wish: Wish;
  readonly reason: string;
  /**
   * The tracker is the one that says how the gaze is: from its engagement on, and after the clutch has let go for as long as what
   * it lost is lost. Otherwise the alarm of a loss would end with the steering that it ended.
   */
  readonly isHeard: boolean;
}

export const NO_STEERING: Steering = {
  pipeline: NO_GAZE,
  reading: undefined,
  trackers: [],
  delay: DELAY_UNKNOWN,
  sides: SIDES_UNKNOWN,
  selfTest: undefined,
  drift: NO_DRIFT,
  verdicts: [],
  clutch: CLUTCH_OUT,
  leaseId: undefined,
  asked: undefined,
  law: undefined,
  wish: { kind: 'none' },
  reason: '',
  isHeard: false,
};

/** A tracker that comes out of one of these has begun anew, or was calibrated anew, and may be mounted or set anew. */
const NOT_READY: readonly TrackerHealth['state'][] = [
  'off',
  'searching',
  'connecting',
  'uncalibrated',
  'lost',
  'refused',
];

export function isReady({ state }: TrackerHealth): boolean {
  return !NOT_READY.includes(state);
}

/** Nothing is known of how a tracker that has begun, or begun anew, sees this person. */
export const UNCHECKED = {
  sides: SIDES_UNKNOWN,
  selfTest: undefined,
  drift: NO_DRIFT,
} as const satisfies Partial<Steering>;

/** What the tracker of this source last said of itself; undefined if it has not lately. */
export function healthOf(
  { trackers }: Steering,
  source: GazeSource | undefined,
  nowMs: number,
): TrackerHealth | undefined {
  const heard = trackers.find(({ health }) => health.source === source);
  return heard && Math.abs(nowMs - heard.heardAtMs) <= HEALTH_LASTS_MS ? heard.health : undefined;
}

export function withHealth(
  steering: Steering,
  statuses: readonly TrackerStatus[],
  heardAtMs: number,
): Steering {
  const { source } = steering.pipeline.stream;
  const of = (healths: readonly TrackerHealth[]) => healths.find((health) => health.source === source);
  const before = of(steering.trackers.map(({ health }) => health));
  const now = of(statuses.map(({ health }) => health));
  const trackers = statuses.map(({ health }) => ({ health, heardAtMs }));
  const isOther = before !== undefined && now !== undefined && !isSameCalibration(before, now);
  // Also where it is well again before the next tick.
  const isAnew = isOther || (now !== undefined && !isReady(now));
  return { ...steering, ...(isAnew ? UNCHECKED : {}), trackers };
}

/** Another calibration is another zero, which nobody knows; so is another error of it. */
function isSameCalibration(before: TrackerHealth, now: TrackerHealth): boolean {
  return before.calibrations === now.calibrations && before.calibrationErrorDeg === now.calibrationErrorDeg;
}

/** What is known about the source, beside its samples. A tracker of ours says when it sees no eyes, so its liveness is known. */
export function pipelineSettings(
  steering: Steering,
  profile: Profile,
  source: GazeSource | undefined,
  nowMs: number,
): PipelineSettings {
  const health = healthOf(steering, source, nowMs);
  return {
    liveness: { kind: 'known', stillestDeg: null },
    screen: profile.screen,
    calibrationErrorDeg: health?.calibrationErrorDeg ?? null,
    calibratedAtMs: null,
    latencyMs: health?.leastLatencyMs ?? null,
    drift: steering.drift,
  };
}

/**
 * Gaze that has come from the gateway. One source steers; another takes its place only when it has fallen silent and the clutch is
 * out, so that two trackers never mix.
 */
export function withSamples(
  earlier: Steering,
  samples: readonly GazeSample[],
  profile: Profile,
  nowMs: number,
): Steering {
  let steering = earlier;
  for (const sample of freshSamples(samples, nowMs)) {
    const { source } = sample;
    const settings = pipelineSettings(steering, profile, source, nowMs);
    if (!mayListenTo(steering, source, settings, nowMs)) continue;
    const { kind } = sample.reading;
    // Places on a screen and directions of the eyes have other errors and other sides: what reads otherwise is another tracker.
    const isOtherKind = kind !== 'none' && steering.reading !== undefined && kind !== steering.reading;
    const isNew = isOtherKind || source !== steering.pipeline.stream.source;
    const known = isOtherKind ? { ...NO_GAZE, head: steering.pipeline.head } : steering.pipeline;
    const pipeline = withSample(known, sample, settings);
    const before = isNew ? undefined : steering.reading;
    const reading = kind === 'none' ? before : kind;
    steering = { ...steering, pipeline, reading, ...(isNew ? UNCHECKED : {}) };
  }
  return steering;
}

function mayListenTo(
  { pipeline, clutch, isHeard }: Steering,
  source: GazeSource,
  settings: PipelineSettings,
  nowMs: number,
): boolean {
  const { stream } = pipeline;
  if (stream.source === undefined || stream.source === source) return true;
  const isSilent = onTick(stream, nowMs, settings).condition === 'trackerLost';
  return isSilent && clutch.phase === 'out' && !isHeard;
}
