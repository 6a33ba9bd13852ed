import type { ScreenPoint } from '../../../protocol/gazeSample.ts';
import {
  type CALIBRATION_FAILURES,
  isCalibrationUnderway,
  LEAST_TARGETS,
  MOST_TARGETS,
} from '../../../protocol/trackers.ts';
import {
  type CalibrationPoint,
  type CalibrationSummary,
  GOOD_ERROR_PX,
  isSamePoint,
  pointOf,
  pointsOf,
  type ScreenPixels,
  summaryOf,
  unknownPoint,
} from './calibrationResult.ts';
import { getCommand, setCommand } from './commands.ts';
import { type GazepointMessage, numberOf } from './reader.ts';

/** Why a calibration came to nothing. */
export type CalibrationFailure = (typeof CALIBRATION_FAILURES)[number];

/** What the tracker said of itself before the first point: undefined until it answers, null where there was nothing. */
type Before = CalibrationSummary | null | undefined;

interface Underway {
  readonly targets: readonly ScreenPoint[];
  readonly before: Before;
  /** When the tracker last said something about the calibration. */
  readonly heardAtMs: number;
}

/** A run of calibration. Whoever drives it shows the target of `looking`, and nothing else. */
export type CalibrationState =
  | { readonly kind: 'idle' }
  | ({ readonly kind: 'preparing' } & Underway)
  | ({ readonly kind: 'looking'; readonly index: number } & Underway)
  | ({ readonly kind: 'computing'; readonly isSummaryAsked: boolean } & Underway)
  | {
      readonly kind: 'done';
      readonly targets: readonly ScreenPoint[];
      readonly points: readonly CalibrationPoint[];
      readonly averageErrorPx: number | null;
      /** Every point is good. */
      readonly isGood: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly targets: readonly ScreenPoint[];
      readonly why: CalibrationFailure;
    };

export type CalibrationEvent =
  | { readonly type: 'begin'; readonly targets: readonly ScreenPoint[]; readonly nowMs: number }
  /** Once more. The tracker knows no single points: the ones that were not good come first, then all others. */
  | { readonly type: 'redo'; readonly nowMs: number }
  | {
      readonly type: 'message';
      readonly message: GazepointMessage;
      readonly screen: ScreenPixels | null;
      readonly nowMs: number;
    }
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'lineLost' };

export interface CalibrationStep {
  readonly state: CalibrationState;
  readonly commands: readonly string[];
}

/** Times of one point (reference/gaze.md §6.4). */
const POINT_S = 1.5;
const BETWEEN_POINTS_S = 0.75;
/** Twice the time of a point, and the line's own. */
export const STALLED_AFTER_MS = 2 * (POINT_S + BETWEEN_POINTS_S) * 1000 + 2000;
const RESULT_WITHIN_MS = 2000;
const SUMMARY_ID = 'CALIBRATE_RESULT_SUMMARY';

const END_COMMANDS = [
  setCommand('CALIBRATE_SHOW', { STATE: 0 }),
  setCommand('CALIBRATE_START', { STATE: 0 }),
];

export const NO_CALIBRATION: CalibrationState = { kind: 'idle' };

/** Two to nine targets, on the screen. */
export function areTargetsUsable(targets: readonly ScreenPoint[]): boolean {
  const isOnScreen = ({ x, y }: ScreenPoint) => x >= 0 && x <= 1 && y >= 0 && y <= 1;
  return targets.length >= LEAST_TARGETS && targets.length <= MOST_TARGETS && targets.every(isOnScreen);
}

/** Takes a calibration one event further. */
export function stepCalibration(state: CalibrationState, event: CalibrationEvent): CalibrationStep {
  switch (event.type) {
    case 'begin':
      return isUnderway(state) || !areTargetsUsable(event.targets)
        ? unchanged(state)
        : begin(event.targets, event.nowMs);
    case 'redo':
      return state.kind === 'done' || state.kind === 'failed'
        ? begin(worstFirst(state), event.nowMs)
        : unchanged(state);
    case 'cancel':
      return isUnderway(state) ? fail(state, 'cancelled') : unchanged(state);
    case 'lineLost':
      return isUnderway(state) ? { ...fail(state, 'lineLost'), commands: [] } : unchanged(state);
    case 'tick':
      return isUnderway(state) ? tick(state, event.nowMs) : unchanged(state);
    case 'message':
      return isUnderway(state) ? hear(state, event) : unchanged(state);
  }
}

type UnderwayState = Extract<CalibrationState, { readonly heardAtMs: number }>;

function isUnderway(state: CalibrationState): state is UnderwayState {
  return isCalibrationUnderway(state);
}

const unchanged = (state: CalibrationState): CalibrationStep => ({ state, commands: [] });

function begin(targets: readonly ScreenPoint[], nowMs: number): CalibrationStep {
  return {
    state: { kind: 'preparing', targets, before: undefined, heardAtMs: nowMs },
    commands: [
      setCommand('CALIBRATE_SHOW', { STATE: 0 }),
      // Asked before, so that an old result cannot pass for the new one.
      getCommand(SUMMARY_ID),
      setCommand('CALIBRATE_CLEAR'),
      ...targets.map(({ x, y }) => setCommand('CALIBRATE_ADDPOINT', { X: x, Y: y })),
      setCommand('CALIBRATE_TIMEOUT', { VALUE: POINT_S }),
      setCommand('CALIBRATE_DELAY', { VALUE: BETWEEN_POINTS_S }),
      setCommand('CALIBRATE_START', { STATE: 1 }),
    ],
  };
}

function worstFirst(state: Extract<CalibrationState, { kind: 'done' | 'failed' }>): readonly ScreenPoint[] {
  if (state.kind === 'failed') return state.targets;
  const isGood = (target: ScreenPoint) =>
    state.points.some((point) => point.target === target && point.verdict === 'good');
  return [...state.targets.filter((target) => !isGood(target)), ...state.targets.filter(isGood)];
}

function fail({ targets }: UnderwayState, why: CalibrationFailure): CalibrationStep {
  return { state: { kind: 'failed', targets, why }, commands: END_COMMANDS };
}

function tick(state: UnderwayState, nowMs: number): CalibrationStep {
  const silentMs = nowMs - state.heardAtMs;
  if (state.kind !== 'computing')
    return silentMs > STALLED_AFTER_MS ? fail(state, 'stalled') : unchanged(state);
  if (silentMs <= RESULT_WITHIN_MS) return unchanged(state);
  if (state.isSummaryAsked) return fail(state, 'resultMissing');
  return {
    state: { ...state, isSummaryAsked: true, heardAtMs: nowMs },
    commands: [getCommand(SUMMARY_ID)],
  };
}

function hear(
  state: UnderwayState,
  { message, screen, nowMs }: Extract<CalibrationEvent, { type: 'message' }>,
): CalibrationStep {
  const id = message.attributes.get('ID');
  switch (message.kind) {
    case 'record':
      return unchanged(state);
    case 'ack':
      return id === SUMMARY_ID ? hearSummary(state, summaryOf(message)) : unchanged(state);
    case 'nack':
      if (id === SUMMARY_ID) return hearSummary(state, null);
      // A refusal that does not say what it refuses may be one of ours.
      return id === undefined || id.startsWith('CALIBRATE_') ? fail(state, 'refused') : unchanged(state);
    case 'calibration':
      return hearProgress(state, message, screen, nowMs);
  }
}

/**
 * What a run that was cancelled had under way may still come after the next one has begun, so nothing counts that is not where this run
 * stands: its first point comes first, and its result after its last point has begun.
 */
function hearProgress(
  state: UnderwayState,
  message: GazepointMessage,
  screen: ScreenPixels | null,
  nowMs: number,
): CalibrationStep {
  const { targets, before } = state;
  const heard: Underway = { targets, before, heardAtMs: nowMs };
  const number = numberOf(message, 'PT');
  switch (message.attributes.get('ID')) {
    case 'CALIB_START_PT': {
      if (state.kind === 'preparing' && number !== null && number > 1) return unchanged(state);
      const at = pointOf(message, 'CALX', 'CALY');
      const target = targets[(number ?? 0) - 1];
      if (number === null || !target || !at || !isSamePoint(at, target)) return fail(state, 'otherPoints');
      return unchanged({ kind: 'looking', index: number - 1, ...heard });
    }
    case 'CALIB_RESULT_PT':
      if (state.kind !== 'looking') return unchanged(state);
      return unchanged(
        number === targets.length
          ? { kind: 'computing', isSummaryAsked: false, ...heard }
          : { ...state, heardAtMs: nowMs },
      );
    case 'CALIB_RESULT': {
      if (!isLastPointBegun(state))
        // What was told before it is older than the calibration that the tracker has now.
        return { state: { ...state, before: undefined }, commands: [getCommand(SUMMARY_ID)] };
      const points = pointsOf(message, targets, screen);
      const errors = points.flatMap(({ errorPx }) => (errorPx === null ? [] : [errorPx]));
      const averageErrorPx =
        errors.length > 0 ? errors.reduce((sum, error) => sum + error, 0) / errors.length : null;
      const isGood = points.every(({ verdict }) => verdict === 'good');
      return { state: { kind: 'done', targets, points, averageErrorPx, isGood }, commands: END_COMMANDS };
    }
    default:
      return unchanged(state);
  }
}

function isLastPointBegun(state: UnderwayState): boolean {
  switch (state.kind) {
    case 'preparing':
      return false;
    case 'looking':
      return state.index === state.targets.length - 1;
    case 'computing':
      return true;
  }
}

/** An answer to the question of before, or, once the result has failed to come, of after. */
function hearSummary(state: UnderwayState, summary: CalibrationSummary | null): CalibrationStep {
  if (state.kind !== 'computing' || !state.isSummaryAsked) {
    return unchanged(state.before === undefined ? { ...state, before: summary } : state);
  }
  const { targets, before } = state;
  if (!summary || before === undefined) return fail(state, 'resultMissing');
  const isOld =
    before?.averageErrorPx === summary.averageErrorPx && before.validPoints === summary.validPoints;
  if (isOld) return fail(state, 'resultStale');
  const { averageErrorPx, validPoints } = summary;
  return {
    state: {
      kind: 'done',
      targets,
      points: targets.map(unknownPoint),
      averageErrorPx,
      isGood: averageErrorPx <= GOOD_ERROR_PX && validPoints === targets.length,
    },
    commands: END_COMMANDS,
  };
}
