import type { Direction } from '../../protocol/gazeSample.ts';
import { SIDES, type Side } from '../../protocol/steering.ts';

/** The marks lie 10° to either side; a tracker may be off by half of that before it is not told which side was meant. */
const LEAST_DEG = 5;
/** A screen is lower than it is wide, and its upper mark only 6° away; the tracker's zero was taken out before (S187). */
const LEAST_UP_DEG = 3;
/** All looks belong to one check. */
const WITHIN_MS = 20_000;

/**
 * Whether left is left and up is up, since the tracker started. A mirrored camera or a swapped sign would turn the head away from
 * the look, until it meets its limit (reference/strategies.md §4.3, 6).
 */
export interface SidesState {
  readonly looks: Readonly<Partial<Record<Side, number>>>;
  readonly verdict: 'unknown' | 'right' | 'wrong';
}

export const SIDES_UNKNOWN: SidesState = { looks: {}, verdict: 'unknown' };

/**
 * The person looks at the mark on a side; `gaze`: where their gaze lies from the middle of the screen. A look to another side ends the
 * check at once, and takes back what an earlier one found; one look to each side passes it. No number is no look.
 */
export function lookedTo(state: SidesState, side: Side, gaze: Direction, nowMs: number): SidesState {
  if (!isToward(side, gaze)) return { looks: {}, verdict: 'wrong' };
  const looks = { ...state.looks, [side]: nowMs };
  const areAll = SIDES.every((each) => {
    const atMs = looks[each];
    return atMs !== undefined && Math.abs(nowMs - atMs) <= WITHIN_MS;
  });
  return { looks, verdict: areAll ? 'right' : 'unknown' };
}

function isToward(side: Side, { yawDeg, pitchDeg }: Direction): boolean {
  switch (side) {
    case 'left':
      return yawDeg >= LEAST_DEG;
    case 'right':
      return -yawDeg >= LEAST_DEG;
    case 'up':
      return -pitchDeg >= LEAST_UP_DEG;
  }
}
