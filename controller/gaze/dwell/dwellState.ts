import type { DwellLayout } from './layout.ts';
import { SECOND_STEPS } from './screens.ts';

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
  /** After a change of layout, and once the page is seen or connected again, nothing is chosen for this long. */
  readonly deadTimeMs: number;
  /** After a choice nothing else is chosen for this long. */
  readonly afterChoiceMs: number;
  /** A dwell that broke off stays whole for this long, and is gone after as long again. */
  readonly memoryMs: number;
  /** How much larger the target that has the gaze becomes. */
  readonly hysteresisPx: number;
  /** A dwell is one look: what lies further from its middle begins another, on the same control too. */
  readonly lookRadiusPx: number;
  /** It lies no further than this from the middle of the control to any side: a wide control is wide to be found and clicked. */
  readonly aimPx: number;
  /**
   * These are taken straight after the first step, or not at all: a look that rests elsewhere for `restsElsewhereMs` withdraws them.
   * One that no look chooses (`dwellMs` is infinite) waits for its press.
   */
  readonly secondSteps: readonly string[];
  readonly restsElsewhereMs: number;
}

/** Eyes that are shut for longer are no blink any more, and end a movement (DESIGN 'Blink or betrayal', 'Numbers to hold'). */
export const LONGEST_BLINK_MS = 400;

/**
 * The proposals of reference/gaze.md §3; 0.5° of hysteresis at 44 CSS px per degree. A look within 2°: four times the noise of a
 * usual tracker (reference/gaze.md §7.2: 0.5°), and half of the smallest control that moves anything. The middle: 6.7°, which is the width of a control of eight. Few looks of natural
 * viewing rest for 1 s, 5 % of them (reference/people.md §5), and so do few of somebody who reads a question and answers it.
 */
export const DEFAULT_DWELL_SETTINGS: DwellSettings = {
  debounceMs: 50,
  onsetMs: 200,
  maxCreditMs: 50,
  staleMs: 150,
  deadTimeMs: 1000,
  afterChoiceMs: 600,
  memoryMs: 500,
  hysteresisPx: 22,
  lookRadiusPx: 88,
  aimPx: 148,
  secondSteps: SECOND_STEPS,
  restsElsewhereMs: 1000,
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
      readonly cause: 'hidden' | 'blurred' | 'disconnected' | 'connected';
    }
  /** The target was activated by a click, tap or key: looking at it on must not activate it again. `isLook`: the click of a look, which holds. */
  | { readonly type: 'clicked'; readonly tMs: number; readonly targetId: string; readonly isLook?: boolean };

export type ReleaseCause = 'lookedAway' | 'left' | 'gazeLost' | 'layoutChanged' | 'interrupted';

export type DwellEffect =
  | { readonly type: 'activated'; readonly targetId: string }
  /** The gaze no longer holds the target it activated. */
  | { readonly type: 'released'; readonly targetId: string; readonly cause: ReleaseCause }
  /** A second step of this layout is not taken any more. */
  | { readonly type: 'withdrawn'; readonly targetId: string };

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
  /** Where on it the gaze rests; undefined before the first sample, and once it is chosen. */
  readonly look: Look | undefined;
}

/** One look: the middle of what was seen of it, over so much time, and for how long the gaze has been beside it. */
export interface Look {
  readonly xPx: number;
  readonly yPx: number;
  readonly forMs: number;
  readonly besideMs: number;
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
  /** The stop target that has acted and was not left since. */
  readonly entered:
    | {
        readonly targetId: string;
        /** The valid time since the gaze was last on it. */
        readonly outsideMs: number;
        /** Since when the eyes are known to be gone; undefined while they are not. */
        readonly unseenSinceMs: number | undefined;
      }
    | undefined;
  readonly lastValidMs: number | undefined;
  readonly blockedUntilMs: number;
  /** The page was taken away, and no sample has come since: the dead time begins with it. */
  readonly isAway: boolean;
  /** Set until the gaze has been seen outside every control. */
  readonly mustLookElsewhere: boolean;
  /** The look that rests outside every control since nothing is blocked any more. */
  readonly elsewhere: Look | undefined;
  /** Of this layout no second step is taken any more. */
  readonly isWithdrawn: boolean;
}

/** Nothing can be chosen before the gaze has been outside every control. */
export const INITIAL_DWELL_STATE: DwellState = {
  layoutVersion: undefined,
  focus: undefined,
  remembered: [],
  hit: { targetId: undefined, heldMs: 0 },
  previous: undefined,
  entered: undefined,
  lastValidMs: undefined,
  blockedUntilMs: Number.NEGATIVE_INFINITY,
  isAway: false,
  mustLookElsewhere: true,
  elsewhere: undefined,
  isWithdrawn: false,
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
