import { NO_DRIFT } from '../../controller/gaze/drift.ts';
import {
  atTick,
  NO_GAZE,
  type PipelineSettings,
  type PipelineState,
  withSample,
} from '../../controller/gaze/gazePipeline.ts';
import type { GazeReading, GazeSample } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import { TICK_MS } from './follower.ts';
import { headBetween, type Moment, type Recording } from './recording.ts';

/** What a tracker needs from the eye to its sample: the middle of 16–50 ms (reference/gaze.md §7.5), in whole ticks. */
export const LATENCY_MS = 30;
/** On its way to the controller a sample waits up to so long; without order this has none, and with it is the same each time. */
const JITTER_MS = 6;
const STILL_HEAD: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

/** The screen of the recordings at hand (eye-head/README 'Conversion': 533 × 301 mm at 565 mm). */
export const RECORDED_SCREEN: ScreenGeometry = {
  mount: 'chair',
  widthMm: 533,
  heightMm: 301,
  distanceMm: 565,
  centre: { yawDeg: 0, pitchDeg: 0 },
};

function settingsOf({ set }: Recording): PipelineSettings {
  return {
    liveness: { kind: 'known', stillestDeg: null },
    screen: set === 'on-screen' ? RECORDED_SCREEN : null,
    calibrationErrorDeg: null,
    calibratedAtMs: null,
    latencyMs: LATENCY_MS,
    drift: NO_DRIFT,
  };
}

function readingOf(moment: Moment, set: Recording['set']): GazeReading {
  if (set === 'on-screen') {
    return moment.point
      ? { kind: 'screen', point: moment.point, eyesSeen: 'both' }
      : { kind: 'none', why: 'noEyes' };
  }
  return moment.eye ? { kind: 'eyes', left: moment.eye, right: moment.eye } : { kind: 'none', why: 'noEyes' };
}

export interface Tick {
  readonly nowMs: number;
  readonly pipeline: PipelineState;
  /** The head of the recording at this moment. */
  readonly head: Pose | undefined;
  /** Its row of now: what the tick judges it has from `LATENCY_MS` before. */
  readonly row: number;
}

/**
 * A recording as it reaches the controller: each row becomes a sample with the device's time, which arrives late and unevenly; the
 * head is measured at every tick. `skewMs` makes the samples older than they say.
 */
export function* ticksOf(recording: Recording, skewMs = 0): Generator<Tick> {
  const { moments, set } = recording;
  const settings = settingsOf(recording);
  const endMs = moments.at(-1)?.tMs ?? 0;
  let state: PipelineState = NO_GAZE;
  let [next, row, newestArrivalMs] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let nowMs = 0; nowMs <= endMs; nowMs += TICK_MS) {
    for (let moment = moments[next]; moment; moment = moments[next]) {
      const deviceMs = moment.tMs + skewMs;
      const arrivesMs = Math.max(
        newestArrivalMs,
        deviceMs + LATENCY_MS + JITTER_MS * (0.5 + 0.5 * Math.sin(next * 2.4)),
      );
      if (arrivesMs > nowMs) break;
      state = withSample(state, sampleOf(moment, set, deviceMs, arrivesMs), settings);
      newestArrivalMs = arrivesMs;
      next += 1;
    }
    while ((moments[row + 1]?.tMs ?? Number.POSITIVE_INFINITY) <= nowMs) row += 1;
    const head = set === 'on-screen' ? STILL_HEAD : headBetween(moments, nowMs, row);
    state = atTick(state, nowMs, head, settings);
    yield { nowMs, pipeline: state, head, row };
  }
}

function sampleOf(moment: Moment, set: Recording['set'], deviceMs: number, receivedAtMs: number): GazeSample {
  return {
    source: set === 'on-screen' ? 'gazepoint' : 'pupilCore',
    receivedAtMs,
    deviceMs,
    reading: readingOf(moment, set),
    confidence: null,
  };
}
