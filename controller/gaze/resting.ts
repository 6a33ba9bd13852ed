import type { Direction } from '../../protocol/gazeSample.ts';
import { COMMANDING_FIXATION } from './fixation/dispersion.ts';
import { BRIDGED_GAP_MS } from './fixation/fixation.ts';

interface SeenPoint {
  readonly tMs: number;
  readonly direction: Direction;
}

/** The gaze of the last moments that lead up to now without a gap, oldest first. */
export type RestingWindow = readonly SeenPoint[];

export const NOT_RESTING: RestingWindow = [];

/** The window after one more direction. It slides: a gaze that slowly follows something rests all the while. */
export function followResting(window: RestingWindow, tMs: number, direction: Direction): RestingWindow {
  const newest = window.at(-1);
  if (newest && !(tMs > newest.tMs)) return window;
  const isGap = newest !== undefined && tMs - newest.tMs > BRIDGED_GAP_MS;
  const kept = isGap ? NOT_RESTING : window;
  // One sample beyond the time that is needed, so that the window spans it.
  const first = kept.findLastIndex((point) => point.tMs <= tMs - COMMANDING_FIXATION.shortestMs);
  return [...kept.slice(Math.max(0, first)), { tMs, direction }];
}

/** Whether the gaze has rested on one thing for as long as a command needs. */
export function isResting(window: RestingWindow): boolean {
  const [first, last] = [window[0], window.at(-1)];
  if (!first || !last || last.tMs - first.tMs < COMMANDING_FIXATION.shortestMs) return false;
  const yaws = window.map(({ direction }) => direction.yawDeg);
  const pitches = window.map(({ direction }) => direction.pitchDeg);
  const dispersionDeg = Math.max(...yaws) - Math.min(...yaws) + Math.max(...pitches) - Math.min(...pitches);
  return dispersionDeg <= COMMANDING_FIXATION.largestDispersionDeg;
}

/** Where the gaze of these moments lay on the whole; undefined for none. */
export function meanOfResting(window: RestingWindow): Direction | undefined {
  if (window.length === 0) return undefined;
  const mean = (axis: keyof Direction): number =>
    window.reduce((sum, { direction }) => sum + direction[axis], 0) / window.length;
  return { yawDeg: mean('yawDeg'), pitchDeg: mean('pitchDeg') };
}
