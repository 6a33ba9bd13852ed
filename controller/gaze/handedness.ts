import type { Side } from '../../protocol/steering.ts';

/** The marks lie 10° to either side; a tracker may be off by half of that before it is not told which side was meant. */
const LEAST_DEG = 5;
/** Both looks belong to one check. */
const WITHIN_MS = 20_000;

/** Whether left is left, since the tracker started. A mirrored camera or a swapped sign would turn the head away from the look. */
export interface SidesState {
  readonly looks: Readonly<Partial<Record<Side, number>>>;
  readonly verdict: 'unknown' | 'right' | 'wrong';
}

export const SIDES_UNKNOWN: SidesState = { looks: {}, verdict: 'unknown' };

/**
 * The person looks at the mark on a side; `yawDeg`: where their gaze lies from straight ahead. A look to the wrong side ends the check at
 * once, and takes back what an earlier one found; two looks to the right sides pass it. No number is no look.
 */
export function lookedTo(state: SidesState, side: Side, yawDeg: number, nowMs: number): SidesState {
  const towardDeg = side === 'left' ? yawDeg : -yawDeg;
  if (!(towardDeg >= LEAST_DEG)) return { looks: {}, verdict: 'wrong' };
  const other = state.looks[side === 'left' ? 'right' : 'left'];
  const isBoth = other !== undefined && Math.abs(nowMs - other) <= WITHIN_MS;
  return { looks: { ...state.looks, [side]: nowMs }, verdict: isBoth ? 'right' : 'unknown' };
}
