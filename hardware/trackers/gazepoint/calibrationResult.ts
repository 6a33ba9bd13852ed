import type { ScreenPoint } from '../../../protocol/gazeSample.ts';
import type { CalibrationVerdict } from '../../../protocol/trackers.ts';
import type { ScreenGeometry } from '../tracker.ts';
import { type GazepointMessage, numberOf } from './reader.ts';

/** What the calibration found at one point. Points are fractions of the screen. */
export interface CalibrationPoint {
  readonly target: ScreenPoint;
  /** Where the eye was seen to look; null where it was not seen. */
  readonly left: ScreenPoint | null;
  readonly right: ScreenPoint | null;
  /** Mean of the eyes that were seen. */
  readonly errorPx: number | null;
  /** 'missed': no eye was seen; 'unknown': the tracker did not say. Both are worth another try, as is 'poor'. */
  readonly verdict: CalibrationVerdict;
}

/** An error that a working client accepts by itself (reference/gaze.md §5.2). */
export const GOOD_ERROR_PX = 60;
/** Points come back rounded; those of another list are further away. */
const SAME_POINT = 0.02;

export interface ScreenPixels {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What the tracker says of all points together. */
export interface CalibrationSummary {
  readonly averageErrorPx: number;
  readonly validPoints: number;
}

export function isSamePoint(a: ScreenPoint, b: ScreenPoint): boolean {
  return Math.abs(a.x - b.x) <= SAME_POINT && Math.abs(a.y - b.y) <= SAME_POINT;
}

/** The point that `names` name in a message; null where one of them is missing. */
export function pointOf(message: GazepointMessage, xName: string, yName: string): ScreenPoint | null {
  const x = numberOf(message, xName);
  const y = numberOf(message, yName);
  return x === null || y === null ? null : { x, y };
}

/** A target of which nothing was said. */
export function unknownPoint(target: ScreenPoint): CalibrationPoint {
  return { target, left: null, right: null, errorPx: null, verdict: 'unknown' };
}

/** What a CALIB_RESULT says of each target, found by where it is and not by its number. */
export function pointsOf(
  message: GazepointMessage,
  targets: readonly ScreenPoint[],
  screen: ScreenPixels | null,
): readonly CalibrationPoint[] {
  const numbers = targets.map((_, index) => index + 1);
  return targets.map((target) => {
    const number = numbers.find((candidate) => {
      const at = pointOf(message, `CALX${candidate}`, `CALY${candidate}`);
      return at !== null && isSamePoint(at, target);
    });
    return number === undefined ? unknownPoint(target) : resultOf(message, target, number, screen);
  });
}

function resultOf(
  message: GazepointMessage,
  target: ScreenPoint,
  number: number,
  screen: ScreenPixels | null,
): CalibrationPoint {
  const eye = (side: 'L' | 'R') =>
    numberOf(message, `${side}V${number}`) === 1
      ? pointOf(message, `${side}X${number}`, `${side}Y${number}`)
      : null;
  const left = eye('L');
  const right = eye('R');
  const seen = [left, right].filter((at) => at !== null);
  if (seen.length === 0) return { target, left, right, errorPx: null, verdict: 'missed' };
  if (!screen) return { target, left, right, errorPx: null, verdict: 'unknown' };
  const errors = seen.map(({ x, y }) =>
    Math.hypot((x - target.x) * screen.widthPx, (y - target.y) * screen.heightPx),
  );
  const errorPx = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return { target, left, right, errorPx, verdict: errorPx <= GOOD_ERROR_PX ? 'good' : 'poor' };
}

/** Null where the answer holds no summary. */
export function summaryOf(message: GazepointMessage): CalibrationSummary | null {
  const averageErrorPx = numberOf(message, 'AVE_ERROR');
  const validPoints = numberOf(message, 'VALID_POINTS');
  return averageErrorPx === null || validPoints === null ? null : { averageErrorPx, validPoints };
}

/** The error as an angle at the eye; null where it or the screen's size is not known. */
export function errorDegOf(
  averageErrorPx: number | null,
  pixels: ScreenPixels | null,
  screen: ScreenGeometry | undefined,
): number | null {
  if (averageErrorPx === null || !pixels || !screen) return null;
  const errorMm = (averageErrorPx * screen.widthMm) / pixels.widthPx;
  return (Math.atan2(errorMm, screen.distanceMm) * 180) / Math.PI;
}
