import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { GazeReading, GazeSample, GazeSource } from '../../protocol/gazeSample.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import { doEyesDisagree } from './bothEyes.ts';
import { type DeviceClock, NO_CLOCK, sampleTime } from './deviceClock.ts';
import { type DriftState, withoutDrift } from './drift.ts';
import { degreesOutside, directionOnScreen, pointOnScreen } from './screen.ts';
import { followStillness, type StillRun } from './stillness.ts';

/** Older than this a sample says nothing about now (reference/domain.md §4.3). */
const STALE_MS = 100;
/** So long without a sample and it is the tracker that is gone, not the eyes; the failsafe row waits as long again. */
const SILENT_MS = 250;
/** No eye keeps still for so long (reference/gaze.md D3: 200–300 ms). */
const FROZEN_MS = 300;
/** Half of the least motion of live eyes on any recording (stillness.ts); a source whose own least is known uses half of that. */
const STILL_DEG = 0.01;
/** A second face is not gone because one sample does not show it: whose eyes those are is not known. */
const SECOND_FACE_MS = 500;
/** A sample is not used below this trust (reference/gaze.md §5.3, the gate of Pupil Core). */
const LEAST_CONFIDENCE = 0.6;
/** Share of samples that show the eyes; over about two seconds, so that a blink of 400 ms leaves it at 0.8. */
const LEAST_SHARE = 0.6;
const SHARE_OVER_MS = 2000;
/** A calibration that points worse misses the targets of the page, which are 4° at their smallest for a movement. */
const LARGEST_CALIBRATION_ERROR_DEG = 2.5;
/** Lids, light and the seat change over a day. A proposal, not from a source. */
const CALIBRATION_LASTS_MS = 8 * 3_600_000;
/** How far beside the screen still counts as its edge: the noise and offset of a tracker. Without its size, in fractions of it. */
const EDGE_DEG = 1;
const EDGE_FRACTION = 0.02;
/** Degrees across a screen whose size is not known, for nothing but the smallness of a motion (reference/domain.md, fact 4). */
const USUAL_WIDTH_DEG = 44;

/** What is known about the source, beside its samples. */
export interface StreamSettings {
  /** Whether a lost eye can be told from a steady one, and the least that this source was seen to move in 300 ms, if measured. */
  readonly liveness:
    | { readonly kind: 'unknown' }
    | { readonly kind: 'known'; readonly stillestDeg: number | null };
  readonly screen: ScreenGeometry | null;
  readonly drift: DriftState;
  /** Null where the source does not say. What it does not say raises nothing: its own program calibrates it. */
  readonly calibrationErrorDeg: number | null;
  readonly calibratedAtMs: number | null;
}

export interface StreamState {
  readonly source: GazeSource | undefined;
  /** Samples of this source that were taken. */
  readonly taken: number;
  readonly clock: DeviceClock;
  readonly condition: GazeCondition;
  /** Since when the condition is this one. */
  readonly sinceMs: number;
  /** When eyes that may be used were last seen; undefined: never. */
  readonly lastSeenMs: number | undefined;
  /** The first sample since then that shows none; undefined while the newest shows them. */
  readonly unseenSinceMs: number | undefined;
  readonly newest: GazeReading | undefined;
  readonly still: StillRun | undefined;
  readonly secondFaceMs: number | undefined;
  readonly seenShare: number;
}

export const NO_STREAM: StreamState = {
  source: undefined,
  taken: 0,
  clock: NO_CLOCK,
  condition: 'trackerLost',
  sinceMs: Number.NEGATIVE_INFINITY,
  lastSeenMs: undefined,
  unseenSinceMs: undefined,
  newest: undefined,
  still: undefined,
  secondFaceMs: undefined,
  seenShare: 1,
};

/**
 * The stream after one more sample. The condition names the kind of a loss at once; how long each kind may last is the failsafe
 * table's (controller/safety/failsafe.ts), whose times begin with the first report. A late or repeated sample says
 * nothing, but that its time has come.
 */
export function onSample(state: StreamState, sample: GazeSample, settings: StreamSettings): StreamState {
  const isSame = sample.source === state.source;
  const known = isSame ? state : { ...NO_STREAM, source: sample.source };
  const { clock, tMs } = sampleTime(known.clock, sample.receivedAtMs, sample.deviceMs);
  if (tMs === undefined) return judgedAt(isSame ? { ...state, clock } : state, sample.receivedAtMs, settings);
  const reading = usable(sample);
  const isSeen = reading.kind !== 'none';
  const passedMs = Math.min(SILENT_MS, tMs - known.clock.newestMs);
  const weight = passedMs > 0 ? 1 - Math.exp(-passedMs / SHARE_OVER_MS) : 0;
  const isSecondFace = reading.kind === 'none' && reading.why === 'secondFace';
  return onTick(
    {
      ...known,
      taken: known.taken + 1,
      clock,
      newest: reading,
      lastSeenMs: isSeen ? tMs : known.lastSeenMs,
      unseenSinceMs: isSeen ? undefined : (known.unseenSinceMs ?? tMs),
      still: followStillness(known.still, tMs, figures(reading, settings.screen), stillDeg(settings)),
      secondFaceMs: isSecondFace ? tMs : known.secondFaceMs,
      seenShare: known.seenShare + weight * ((isSeen ? 1 : 0) - known.seenShare),
    },
    sample.receivedAtMs,
    settings,
  );
}

/** The stream as time passes: silence is told from this. Called at least with every tick. */
export function onTick(state: StreamState, nowMs: number, settings: StreamSettings): StreamState {
  const condition = conditionAt(state, nowMs, settings);
  return condition === state.condition ? state : { ...state, condition, sinceMs: nowMs };
}

function judgedAt(state: StreamState, receivedAtMs: number, settings: StreamSettings): StreamState {
  return receivedAtMs >= state.clock.newestReceivedMs ? onTick(state, receivedAtMs, settings) : state;
}

/**
 * For how long no eyes that may be used were seen; infinite if never. From the first report without them, as the failsafe table counts:
 * from the last one with them, a tracker of 45 Hz would make every blink 22 ms longer.
 */
export function unseenForMs({ lastSeenMs, unseenSinceMs }: StreamState, nowMs: number): number {
  if (lastSeenMs === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, nowMs - (unseenSinceMs ?? lastSeenMs));
}

function conditionAt(state: StreamState, nowMs: number, settings: StreamSettings): GazeCondition {
  const { newest, clock, secondFaceMs, still } = state;
  const ageMs = Math.abs(nowMs - clock.newestMs);
  if (!newest || !(ageMs <= SILENT_MS)) return 'trackerLost';
  if (secondFaceMs !== undefined && !(Math.abs(nowMs - secondFaceMs) > SECOND_FACE_MS)) return 'secondFace';
  if (newest.kind === 'none') return lossOf(newest.why);
  if (!(ageMs <= STALE_MS)) return 'invalid';
  const stillForMs = clock.newestMs - (still?.sinceMs ?? clock.newestMs);
  if (settings.liveness.kind === 'known' && stillForMs >= FROZEN_MS) return 'frozen';
  if (isBeside(newest, settings)) return 'offScreen';
  if (settings.liveness.kind === 'unknown') return 'unknown';
  return isUncertain(state, nowMs, settings) ? 'uncertain' : 'valid';
}

/**
 * A tracker without a face detector sees closed lids as no eyes: both are the person's way to stop (reference/domain.md §3.2, eyes
 * closed over 1 s). What is unseen for want of trust is only lost.
 */
function lossOf(why: Extract<GazeReading, { kind: 'none' }>['why']): GazeCondition {
  switch (why) {
    case 'blink':
    case 'noEyes':
      return 'eyesClosed';
    case 'noFace':
      return 'faceLost';
    case 'secondFace':
      return 'secondFace';
    case 'lowConfidence':
    case 'unknown':
      return 'invalid';
  }
}

function usable({ reading, confidence }: GazeSample): GazeReading {
  if (reading.kind === 'none') return reading;
  if (confidence !== null && !(confidence >= LEAST_CONFIDENCE)) return { kind: 'none', why: 'lowConfidence' };
  // Which of two eyes that point to different things is the person's, nobody knows.
  if (reading.kind === 'eyes' && doEyesDisagree(reading.left, reading.right))
    return { kind: 'none', why: 'unknown' };
  const isWhole = numbersOf(reading).every(Number.isFinite) && numbersOf(reading).length > 0;
  return isWhole ? reading : { kind: 'none', why: 'unknown' };
}

function numbersOf(reading: GazeReading): readonly number[] {
  switch (reading.kind) {
    case 'none':
      return [];
    case 'screen':
      return [reading.point.x, reading.point.y];
    case 'eyes':
      return [reading.left, reading.right].flatMap((eye) => (eye ? [eye.yawDeg, eye.pitchDeg] : []));
  }
}

/** What must move if the eyes live, in degrees. */
function figures(reading: GazeReading, screen: ScreenGeometry | null): readonly number[] {
  if (reading.kind !== 'screen') return numbersOf(reading);
  const { point } = reading;
  if (!screen) return [point.x * USUAL_WIDTH_DEG, point.y * USUAL_WIDTH_DEG];
  const { yawDeg, pitchDeg } = directionOnScreen(point, screen);
  return [yawDeg, pitchDeg];
}

function stillDeg({ liveness }: StreamSettings): number {
  const stillest = liveness.kind === 'known' ? liveness.stillestDeg : null;
  return stillest === null ? STILL_DEG : stillest / 2;
}

/** By where the person looks and not by where the tracker says: what it is off by is not the person's look away. */
function isBeside(reading: GazeReading, { screen, drift }: StreamSettings): boolean {
  if (reading.kind !== 'screen') return false;
  const { x, y } = reading.point;
  if (!screen) return Math.max(-x, x - 1, -y, y - 1) > EDGE_FRACTION;
  const direction = withoutDrift(drift, directionOnScreen(reading.point, screen), reading.point);
  const point = pointOnScreen(direction, screen);
  return point === undefined || !(degreesOutside(point, screen) <= EDGE_DEG);
}

function isUncertain({ seenShare }: StreamState, nowMs: number, settings: StreamSettings): boolean {
  const { calibrationErrorDeg, calibratedAtMs } = settings;
  if (!(seenShare >= LEAST_SHARE)) return true;
  if (calibrationErrorDeg !== null && !(calibrationErrorDeg <= LARGEST_CALIBRATION_ERROR_DEG)) return true;
  return calibratedAtMs !== null && !(nowMs - calibratedAtMs <= CALIBRATION_LASTS_MS);
}
