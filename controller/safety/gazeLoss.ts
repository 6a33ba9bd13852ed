import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { ObservedGaze } from './observation.ts';

/** One report of a page or a tracker, and whose it is. */
export interface GazeReport {
  readonly source: string;
  readonly condition: GazeCondition;
}

/** What is known of the gaze between two ticks. */
export interface GazeState {
  readonly source: string | undefined;
  readonly condition: GazeCondition;
  readonly reportedAtMs: number | undefined;
}

export const GAZE_UNHEARD: GazeState = { source: undefined, condition: 'unknown', reportedAtMs: undefined };

/**
 * The gaze after one more report. Only 'valid' ends a loss: a source that lost the eyes and then cannot tell has not found them
 * again. Another source begins anew: what one tracker lost says nothing about the hand that now moves the head.
 */
export function followGaze(state: GazeState, { source, condition }: GazeReport, nowMs: number): GazeState {
  const isStillLost = source === state.source && condition === 'unknown' && isLoss(state.condition);
  return { source, condition: isStillLost ? state.condition : condition, reportedAtMs: nowMs };
}

/** As the checks see it. */
export function observedGaze({ condition, reportedAtMs }: GazeState, nowMs: number): ObservedGaze {
  return { condition, reportedForMs: reportedAtMs === undefined ? undefined : nowMs - reportedAtMs };
}

/** Whether the gaze is known to be of no use: everything but seen, and but a bare pointer, of which nobody can say. */
export function isLoss(condition: GazeCondition): boolean {
  return condition !== 'valid' && condition !== 'unknown';
}

/** Whether the eyes are not there at all, so that a movement waits; eyes that are seen badly do not make it wait. */
export function areEyesGone(condition: GazeCondition): boolean {
  return isLoss(condition) && condition !== 'uncertain';
}
