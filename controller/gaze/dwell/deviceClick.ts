import { DEFAULT_DWELL_SETTINGS, type DwellSettings } from './dwellState.ts';

/**
 * What the pointer rests on, as clicks meet it. The software of a tracker clicks at the end of a dwell of its own, and some clicks again
 * and again while one stare lasts: of one stay on a control the first click counts (reference/gaze.md §3 'Repeat while staring').
 */
export interface Stare {
  /** Undefined until a frame was seen since the page was interrupted: where the pointer was before says nothing. */
  readonly layoutVersion: number | undefined;
  /** What was chosen, or appeared under the pointer, and has not been left since. */
  readonly targetId: string | undefined;
  /** For how long the pointer has been beside it; undefined while it is on it. */
  readonly besideMs: number | undefined;
  readonly newestMs: number;
}

export const NO_STARE: Stare = {
  layoutVersion: undefined,
  targetId: undefined,
  besideMs: undefined,
  newestMs: Number.NEGATIVE_INFINITY,
};

/** One frame: what the pointer is on, if anything, in the layout that is painted. */
export function followStare(
  before: Stare,
  frame: { readonly nowMs: number; readonly layoutVersion: number; readonly targetId: string | undefined },
  { debounceMs, maxCreditMs }: DwellSettings = DEFAULT_DWELL_SETTINGS,
): Stare {
  const { nowMs, layoutVersion, targetId } = frame;
  // The look began on what was there before, and means nothing of what is there now.
  if (before.layoutVersion !== layoutVersion)
    return { ...NO_STARE, layoutVersion, targetId, newestMs: nowMs };
  if (targetId === before.targetId) return { ...before, besideMs: undefined, newestMs: nowMs };
  // A gap between two frames is no look away, and an interval that began on the control is none either.
  const creditMs = Math.min(maxCreditMs, Math.max(0, nowMs - before.newestMs));
  const besideMs = before.besideMs === undefined ? 0 : before.besideMs + creditMs;
  return besideMs >= debounceMs
    ? { ...NO_STARE, layoutVersion, newestMs: nowMs }
    : { ...before, besideMs, newestMs: nowMs };
}

/** After a choice, by whatever means: another click on it belongs to the same stay. */
export function stareAt(before: Stare, targetId: string): Stare {
  return { ...before, targetId, besideMs: undefined };
}

/** Whether a click on a control is the first of its stay. */
export function isFirstClick({ layoutVersion, targetId }: Stare, clickedId: string): boolean {
  return layoutVersion !== undefined && targetId !== clickedId;
}

/**
 * Whether the software of a tracker may have made a click: it moves the pointer of a mouse or a pen. A finger is a hand, and so is
 * whatever clicks without a pointer: a key, or a screen reader.
 * @param madeWith the `pointerType` of the browser
 */
export function mayBeDevice(madeWith: string): boolean {
  return madeWith === 'mouse' || madeWith === 'pen';
}
