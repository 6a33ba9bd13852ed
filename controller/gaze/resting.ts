import type { Direction } from '../../protocol/gazeSample.ts';
import { AROUND_BLINK_MS } from './fixation/blinks.ts';
import { COMMANDING_FIXATION } from './fixation/dispersion.ts';
import { BRIDGED_GAP_MS } from './fixation/fixation.ts';

interface SeenPoint {
  readonly tMs: number;
  readonly direction: Direction;
}

/** Eyes unseen for no longer have blinked, and the look goes on (reference/domain.md §4.2 row 6, §6 `blinkMs`). */
const LONGEST_BLINK_MS = 400;
/** From the last sample before a blink to the first after it at which something may command, with a tracker as slow as is bridged. */
const LONGEST_PAUSE_MS = LONGEST_BLINK_MS + AROUND_BLINK_MS + BRIDGED_GAP_MS;

/** With the 100 ms after a blink, in which nothing commands, as long as any look has to rest. */
const SEEN_AGAIN_MS = COMMANDING_FIXATION.shortestMs - AROUND_BLINK_MS;

/** The gaze of the last moments that lead up to now, oldest first; a blink leaves a hole in it, no more. */
export type RestingWindow = readonly SeenPoint[];

export const NOT_RESTING: RestingWindow = [];

/**
 * The window after one more direction. It slides: a gaze that slowly follows something rests all the while. What rested before a blink
 * still counts after it: eyes that are back on the same thing need not rest anew, and eyes that are elsewhere must.
 */
export function followResting(window: RestingWindow, tMs: number, direction: Direction): RestingWindow {
  const newest = window.at(-1);
  if (newest && !(tMs > newest.tMs)) return window;
  const pauseMs = newest ? tMs - newest.tMs : 0;
  const isOne = pauseMs <= BRIDGED_GAP_MS || (pauseMs <= LONGEST_PAUSE_MS && isOnePlace(window));
  const kept = isOne ? window : NOT_RESTING;
  // One sample beyond the time that is needed, so that the window spans it.
  const first = kept.findLastIndex((point) => point.tMs <= tMs - COMMANDING_FIXATION.shortestMs);
  return [...kept.slice(Math.max(0, first)), { tMs, direction }];
}

/**
 * Whether the gaze has rested on one thing for as long as a command needs, and, after a blink, has been seen for as long: the mean of
 * less is so noisy that the head would follow each blink.
 */
export function isResting(window: RestingWindow): boolean {
  const backIndex = window.findLastIndex(
    ({ tMs }, index) => tMs - (window[index - 1]?.tMs ?? tMs) > BRIDGED_GAP_MS,
  );
  const [back, last] = [window[backIndex], window.at(-1)];
  return isOnePlace(window) && (!back || !last || last.tMs - back.tMs >= SEEN_AGAIN_MS);
}

function isOnePlace(window: RestingWindow): boolean {
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
