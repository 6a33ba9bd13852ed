import type { Movement } from '../../../protocol/clientMessages.ts';
import { DEFAULT_DWELL_SETTINGS, type DwellState, LONGEST_BLINK_MS } from './dwellState.ts';

/** A pause between two steps of one look: 600 ms, as after every choice (reference/gaze.md §3 'Repeat while staring'). */
const PAUSE_MS = DEFAULT_DWELL_SETTINGS.afterChoiceMs;

/** A step by gaze that has arrived while its control was still looked at. */
export interface Kept {
  readonly movement: Movement;
  readonly arrivedAtMs: number;
  /** When the gaze was last known to be a living eye. */
  readonly livingAtMs: number;
}

/** The step that has arrived, if another may follow it: the way to the rest pose ends there. */
export function keptAfter(movement: Movement, nowMs: number): Kept | undefined {
  return movement === 'home' ? undefined : { movement, arrivedAtMs: nowMs, livingAtMs: nowMs };
}

export interface KeepFrame {
  readonly nowMs: number;
  readonly dwell: DwellState;
  /** Whether the pointer is known to be a living gaze in this frame; unknown is not living. */
  readonly life: 'living' | 'frozen' | 'unknown';
}

/**
 * Hold-to-move: while the same control is still looked at by eyes that are known to live, one bounded step follows another. `isDue`
 * once, when the next step may be asked for. It is over with a look elsewhere, a gaze that is lost for longer than a blink, and
 * where nobody can tell a steady look from a lost one.
 */
export function followKept(
  kept: Kept,
  { nowMs, dwell, life }: KeepFrame,
): { readonly kept: Kept | undefined; readonly isDue: boolean } {
  const over = { kept: undefined, isDue: false };
  if (life === 'unknown' || dwell.focus?.targetId !== kept.movement) return over;
  if (life === 'frozen') return nowMs - kept.livingAtMs > LONGEST_BLINK_MS ? over : { kept, isDue: false };
  const isDue = nowMs - kept.arrivedAtMs >= PAUSE_MS && dwell.hit.targetId === kept.movement;
  return isDue ? { kept: undefined, isDue } : { kept: { ...kept, livingAtMs: nowMs }, isDue };
}
