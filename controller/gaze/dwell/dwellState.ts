import type { DwellLayout } from './layout.ts';

/** Times of the dwell engine, in milliseconds (reference/gaze.md §3). */
export interface DwellSettings {
  /** A look counts, and a look away counts, after this long. */
  readonly debounceMs: number;
  /** Nothing shows before a look has rested this long. */
  readonly onsetMs: number;
  /** The most that one interval between two samples can add, however long it was: a gap is not a look. */
  readonly maxCreditMs: number;
  /** Without a valid sample for longer than this, everything is let go. */
  readonly staleMs: number;
  /** After a change of layout, of visibility or of the connection nothing is chosen for this long. */
  readonly deadTimeMs: number;
  /** After a choice nothing else is chosen for this long. */
  readonly afterChoiceMs: number;
  /** A dwell that broke off stays whole for this long, and is gone after as long again. */
  readonly memoryMs: number;
  /** How much larger the target that has the gaze becomes. */
  readonly hysteresisPx: number;
}

/** The proposals of reference/gaze.md §3; 0.5° of hysteresis at 44 CSS px per degree. */
export const DEFAULT_DWELL_SETTINGS: DwellSettings = {
  debounceMs: 50,
  onsetMs: 200,
  maxCreditMs: 50,
  staleMs: 150,
  deadTimeMs: 1000,
  afterChoiceMs: 600,
  memoryMs: 500,
  hysteresisPx: 22,
};

/** What happens to the engine. Times come from one monotonic clock. */
export type DwellInput =
  | {
      readonly type: 'sample';
      readonly tMs: number;
      readonly xPx: number;
      readonly yPx: number;
      readonly isValid: boolean;
      /** Dwell targets that something else on the page lies over where the gaze is. */
      readonly coveredIds?: readonly string[];
    }
  /** Time passed without a sample: credits nothing, only lets stale gaze go. */
  | { readonly type: 'tick'; readonly tMs: number }
  /** The gaze was seen to leave the page, which is looking away from everything on it. */
  | { readonly type: 'left'; readonly tMs: number }
  | {
      readonly type: 'interrupted';
      readonly tMs: number;
      readonly cause: 'hidden' | 'blurred' | 'disconnected';
    }
  /** The target was activated by a click, tap or key: looking at it on must not activate it again. */
  | { readonly type: 'clicked'; readonly tMs: number; readonly targetId: string };

export type ReleaseCause = 'lookedAway' | 'left' | 'gazeLost' | 'layoutChanged' | 'interrupted';

export type DwellEffect =
  | { readonly type: 'activated'; readonly targetId: string }
  /** The gaze no longer holds the target it activated. */
  | { readonly type: 'released'; readonly targetId: string; readonly cause: ReleaseCause };

/** The one target that has the gaze. */
export interface Focus {
  readonly targetId: string;
  /**
   * gathering: on the way to be chosen. held: chosen, and looked at ever since. spent: chosen and then lost, or clicked; it
   * cannot be chosen again before a look elsewhere, because a blink is not a look away.
   */
  readonly phase: 'gathering' | 'held' | 'spent';
  readonly creditedMs: number;
  /** Valid time since the gaze was last on it. */
  readonly outsideMs: number;
  readonly isRemembered: boolean;
}

/** A dwell that broke off, and when. */
export interface Remembered {
  readonly targetId: string;
  readonly creditedMs: number;
  readonly brokeOffMs: number;
}

export interface DwellState {
  readonly layoutVersion: number | undefined;
  readonly focus: Focus | undefined;
  readonly remembered: readonly Remembered[];
  /** The target under the newest valid sample, and for how long. */
  readonly hit: { readonly targetId: string | undefined; readonly heldMs: number };
  readonly previous: { readonly tMs: number; readonly isValid: boolean } | undefined;
  readonly lastValidMs: number | undefined;
  readonly blockedUntilMs: number;
  /** Set until the gaze has been seen outside every control. */
  readonly mustLookElsewhere: boolean;
}

/** Nothing can be chosen before the gaze has been outside every control. */
export const INITIAL_DWELL_STATE: DwellState = {
  layoutVersion: undefined,
  focus: undefined,
  remembered: [],
  hit: { targetId: undefined, heldMs: 0 },
  previous: undefined,
  lastValidMs: undefined,
  blockedUntilMs: Number.NEGATIVE_INFINITY,
  mustLookElsewhere: true,
};

/** The target whose choice the gaze holds, if any: a movement goes on only while this is its control. */
export function heldTarget(state: DwellState): string | undefined {
  return state.focus?.phase === 'held' ? state.focus.targetId : undefined;
}

/** What to show on the target that has the gaze: progress 0…1 from the end of the onset to the choice. */
export function dwellProgress(
  state: DwellState,
  layout: DwellLayout,
  settings: DwellSettings,
): { readonly targetId: string; readonly progress: number } | undefined {
  const { focus } = state;
  const target = layout.targets.find(({ id }) => id === focus?.targetId);
  if (focus?.phase !== 'gathering' || target?.kind !== 'dwell') return undefined;
  if (focus.creditedMs < settings.onsetMs) return undefined;
  const remainingMs = Math.max(1, target.dwellMs - settings.onsetMs);
  return { targetId: target.id, progress: Math.min(1, (focus.creditedMs - settings.onsetMs) / remainingMs) };
}
