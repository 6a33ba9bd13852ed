import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { Direction, GazeReading, GazeSample, ScreenPoint } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import { EYES_NOT_LEARNED, type EyesState } from './bothEyes.ts';
import { directionsOf } from './directions.ts';
import { eyeInHead } from './frames.ts';
import { CLOSED_GATE, followGate, type GateState } from './gazeGate.ts';
import { NO_STREAM, onSample, onTick, type StreamSettings, type StreamState } from './gazeStream.ts';
import { type HeadBuffer, headAt, NO_HEAD, withHead } from './headBuffer.ts';
import { type DirectionFilter, filterDirection } from './oneEuro.ts';
import { followResting, isResting, meanOfResting, NOT_RESTING, type RestingWindow } from './resting.ts';
import type { Choice, GazeInput, HeadInput, HeadMotion, Known } from './strategies/strategy.ts';

/** What a tracker that does not say it is taken to need: the middle of 16–50 ms (reference/gaze.md §7.5). */
const USUAL_LATENCY_MS = 33;
/** Older gaze moves nothing (reference/domain.md §4.3). */
const STALE_MS = 100;
/** Samples between two ticks; more than a 1,000 Hz tracker sends, and a bound. */
const MOST_PENDING = 64;

export interface PipelineSettings extends StreamSettings {
  /** From the light to the arrival of the quickest sample, by which the stream's clock counts (deviceClock.ts): what another took longer is in its time already. */
  readonly latencyMs: number | null;
}

interface Pending {
  readonly tMs: number;
  readonly reading: GazeReading;
}

/** What the newest sample said, once its head was known. */
interface Seen {
  readonly tMs: number;
  readonly inHead: Direction | undefined;
  readonly inTrunk: Direction | undefined;
  readonly point: ScreenPoint | undefined;
  /** The same as the tracker told it. */
  readonly place: ScreenPoint | undefined;
  readonly head: Known<HeadMotion>;
}

export interface PipelineState {
  readonly stream: StreamState;
  readonly head: HeadBuffer;
  readonly pending: readonly Pending[];
  readonly eyes: EyesState;
  readonly gate: GateState;
  /** The frame in which gaze is judged and filtered, and its filter. */
  readonly filter:
    | { readonly frame: 'head' | 'trunk'; readonly segment: number; readonly state: DirectionFilter }
    | undefined;
  readonly resting: RestingWindow;
  readonly seen: Seen | undefined;
}

export const NO_GAZE: PipelineState = {
  stream: NO_STREAM,
  head: NO_HEAD,
  pending: [],
  eyes: EYES_NOT_LEARNED,
  gate: CLOSED_GATE,
  filter: undefined,
  resting: NOT_RESTING,
  seen: undefined,
};

/** One more sample of the tracker. It waits for the tick, since only then the head of its moment lies between two poses. */
export function withSample(
  state: PipelineState,
  sample: GazeSample,
  settings: PipelineSettings,
): PipelineState {
  const stream = onSample(state.stream, sample, settings);
  const isSameSource = stream.source === state.stream.source;
  if ((isSameSource && stream.taken === state.stream.taken) || !stream.newest) return { ...state, stream };
  const begun = isSameSource ? state : { ...NO_GAZE, head: state.head };
  const pending = [...begun.pending, { tMs: stream.clock.newestMs, reading: stream.newest }];
  return { ...begun, stream, pending: pending.slice(-MOST_PENDING) };
}

/** The tick: the measured head, undefined if unknown, then every sample that came since, each with the head of its own moment. */
export function atTick(
  state: PipelineState,
  nowMs: number,
  measured: Pose | undefined,
  settings: PipelineSettings,
): PipelineState {
  const stream = onTick(state.stream, nowMs, settings);
  const begun: PipelineState = { ...state, stream, head: withHead(state.head, nowMs, measured), pending: [] };
  return state.pending.reduce((next, one) => withReading(next, one, nowMs, settings), begun);
}

/** A thing that the eyes hold: against the trunk, and where on the screen the tracker sees it, if it sees a screen. */
export interface Held {
  readonly inTrunk: Direction;
  readonly place: ScreenPoint | undefined;
}

/** What the eyes hold now; undefined unless they are seen, live and at rest, and it is known where the head was. */
export function heldAt(state: PipelineState, nowMs: number): Held | undefined {
  const { gaze } = inputsAt(state, nowMs, undefined);
  const mean = meanOfResting(state.resting);
  if (!gaze.isFixating || gaze.gazeInTrunk.kind === 'unknown' || state.filter?.frame !== 'trunk' || !mean)
    return undefined;
  return { inTrunk: mean, place: state.seen?.place };
}

/** The eyes as they are seen from now on: what was filtered before another correction of their drift is forgotten. */
export function seenAnew(state: PipelineState): PipelineState {
  return { ...state, gate: anew(state.gate), filter: undefined, resting: NOT_RESTING, seen: undefined };
}

/** What a strategy is given at a moment. */
export function inputsAt(
  state: PipelineState,
  nowMs: number,
  choice: Choice | undefined,
): { readonly gaze: GazeInput; readonly head: HeadInput } {
  const { seen, gate, resting, stream } = state;
  const why = whyUnknown(stream.condition);
  const known = <Value>(value: Value | undefined, isTold: boolean): Known<Value> => {
    if (!isTold) return { kind: 'unknown', why };
    if (!seen || value === undefined) return { kind: 'unknown', why: 'The eyes are not seen.' };
    const ageMs = nowMs - seen.tMs;
    return ageMs <= STALE_MS
      ? { kind: 'known', value, ageMs }
      : { kind: 'unknown', why: 'The gaze is too old.' };
  };
  const isTold = stream.condition === 'valid' || stream.condition === 'uncertain';
  return {
    gaze: {
      eyeInHead: known(seen?.inHead, isTold),
      gazeInTrunk: known(seen?.inTrunk, isTold),
      screenPoint: known(seen?.point, isTold || stream.condition === 'unknown'),
      isFixating: isTold && gate.closure === undefined && isResting(resting),
      choice,
    },
    head: {
      atGaze: seen?.head ?? { kind: 'unknown', why: 'No gaze was seen yet.' },
      now: headAt(state.head, state.head.at(-1)?.tMs ?? Number.NaN, nowMs),
    },
  };
}

function withReading(
  state: PipelineState,
  { tMs, reading }: Pending,
  nowMs: number,
  { latencyMs, screen, drift }: PipelineSettings,
): PipelineState {
  const head = headAt(state.head, tMs - (latencyMs ?? USUAL_LATENCY_MS), nowMs);
  const { eyes, inHead, inTrunk, point, place } = directionsOf(reading, state.eyes, head, screen, drift, tMs);
  // Against the trunk a gaze that holds a thing stands still while the head turns below it: no filter lags behind that.
  const frame = inTrunk ? 'trunk' : 'head';
  const direction = inTrunk ?? inHead;
  const isSameFrame = !direction || !state.filter || state.filter.frame === frame;
  const gate = followGate(isSameFrame ? state.gate : anew(state.gate), tMs, direction);
  const seen: Seen = { tMs, inHead, inTrunk, point, place, head };
  if (!direction) return { ...state, eyes, gate, seen };
  const isSameLook = isSameFrame && state.filter?.segment === gate.segment;
  const filter = filterDirection(isSameLook ? state.filter?.state : undefined, tMs, direction);
  const smooth = { yawDeg: filter.yaw.value, pitchDeg: filter.pitch.value };
  const isOpen = gate.closure === undefined;
  const rested = isSameFrame && gate.closure !== 'saccade' ? state.resting : NOT_RESTING;
  return {
    ...state,
    eyes,
    gate,
    filter: { frame, segment: gate.segment, state: filter },
    resting: isOpen ? followResting(rested, tMs, smooth) : rested,
    seen: isOpen ? { ...seen, ...smoothed(smooth, frame, head) } : seen,
  };
}

function smoothed(smooth: Direction, frame: 'head' | 'trunk', head: Known<HeadMotion>): Partial<Seen> {
  if (frame === 'head') return { inHead: smooth };
  return head.kind === 'known' ? { inTrunk: smooth, inHead: eyeInHead(smooth, head.value.pose) } : {};
}

/** A gate that knows nothing of what was seen in the other frame. */
function anew({ segment, newestMs }: GateState): GateState {
  return { ...CLOSED_GATE, segment: segment + 1, newestMs };
}

function whyUnknown(condition: GazeCondition): string {
  switch (condition) {
    case 'valid':
    case 'uncertain':
      return 'The eyes are not seen.';
    case 'unknown':
      return 'Nobody can tell whether the pointer is a gaze.';
    case 'invalid':
      return 'The gaze is lost.';
    case 'eyesClosed':
      return 'The eyes are closed.';
    case 'offScreen':
      return 'The eyes look beside the screen.';
    case 'faceLost':
      return 'The tracker does not see the face.';
    case 'secondFace':
      return 'The tracker sees a second face.';
    case 'frozen':
      return 'The gaze does not move at all.';
    case 'trackerLost':
      return 'The tracker does not answer.';
  }
}
