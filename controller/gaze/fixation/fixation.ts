import type { Direction } from '../../../protocol/gazeSample.ts';

/** One moment of a gaze; without a direction the eyes were not seen. */
export interface GazePoint {
  readonly tMs: number;
  readonly direction: Direction | undefined;
}

/** The gaze rested on one thing from its first to its last sample. */
export interface Fixation {
  readonly startMs: number;
  readonly endMs: number;
  readonly centre: Direction;
}

/** Eyes unseen for so long are a bridge between two parts of one fixation; longer is an end (reference/gaze.md §6.1: 75 ms). */
export const BRIDGED_GAP_MS = 75;

/** The mean of directions so near each other that their angles may be averaged. */
export function centreOf(directions: readonly Direction[]): Direction {
  const sum = directions.reduce(
    (total, { yawDeg, pitchDeg }) => ({ yawDeg: total.yawDeg + yawDeg, pitchDeg: total.pitchDeg + pitchDeg }),
    { yawDeg: 0, pitchDeg: 0 },
  );
  return { yawDeg: sum.yawDeg / directions.length, pitchDeg: sum.pitchDeg / directions.length };
}
