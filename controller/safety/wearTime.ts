import type { Pose } from '../../protocol/pose.ts';
import { poseDistanceDeg } from './poseDistance.ts';

/** A reminder to change position after half an hour (reference/domain.md §4.2 row 15). */
export const WORN_LONG_MS = 30 * 60_000;
/** A head that stays within this has not changed where its pads press (D: the smallest micro-nudge that people ask for, §5). */
const SAME_POSITION_DEG = 2;

/** Where the head has been carried, and since when; undefined while it is not carried. */
export interface WearState {
  readonly sinceMs: number | undefined;
  /** The first known pose of that time. */
  readonly position: Pose | undefined;
}

export const NOT_WORN: WearState = { sinceMs: undefined, position: undefined };

/** One more look. An unknown pose, or one that is not a number, is no change of position. */
export function followWear(
  state: WearState,
  isCarried: boolean,
  pose: Pose | undefined,
  nowMs: number,
): WearState {
  if (!isCarried) return NOT_WORN;
  const sinceMs = state.sinceMs ?? nowMs;
  if (!pose || !Number.isFinite(poseDistanceDeg(pose, pose))) return { ...state, sinceMs };
  if (!state.position) return { sinceMs, position: pose };
  const hasChanged = poseDistanceDeg(pose, state.position) > SAME_POSITION_DEG;
  return hasChanged ? { sinceMs: nowMs, position: pose } : { ...state, sinceMs };
}

/** For how long it has been one position, ms; a clock that runs backwards does not prolong the wait. */
export function samePositionForMs({ sinceMs }: WearState, nowMs: number): number | undefined {
  return sinceMs === undefined ? undefined : Math.abs(nowMs - sinceMs);
}
