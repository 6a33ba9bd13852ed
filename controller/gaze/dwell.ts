import { type DwellLayout, type GazeTarget, hitTest } from './dwellLayout.ts';

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
interface Focus {
  readonly targetId: string;
  /**
   * gathering: on the way to be chosen. held: chosen, and looked at ever since. spent: chosen and then lost, or clicked; it
   * cannot be chosen again before a look elsewhere, because a blink is not a look away.
   */
  readonly phase: 'gathering' | 'held' | 'spent';
  readonly creditedMs: number;
  /** Valid time since the gaze was last on it. */
  readonly outsideMs: number;
}

export interface DwellState {
  readonly layoutVersion: number | undefined;
  readonly focus: Focus | undefined;
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
  hit: { targetId: undefined, heldMs: 0 },
  previous: undefined,
  lastValidMs: undefined,
  blockedUntilMs: Number.NEGATIVE_INFINITY,
  mustLookElsewhere: true,
};

export interface DwellStep {
  readonly state: DwellState;
  readonly effects: readonly DwellEffect[];
}

const NOTHING_HIT = { targetId: undefined, heldMs: 0 } as const;

function releaseOf(state: DwellState, cause: ReleaseCause): readonly DwellEffect[] {
  const { focus } = state;
  return focus?.phase === 'held' ? [{ type: 'released', targetId: focus.targetId, cause }] : [];
}

/** Lets everything go and forgets what was looked at. */
function forget(state: DwellState, cause: ReleaseCause): DwellStep {
  return {
    effects: releaseOf(state, cause),
    state: { ...state, focus: undefined, hit: NOTHING_HIT, previous: undefined, lastValidMs: undefined },
  };
}

/** As `forget`, and nothing is chosen for the dead time nor before a look outside every control. */
function suspend(state: DwellState, cause: ReleaseCause, untilMs: number): DwellStep {
  const { state: forgotten, effects } = forget(state, cause);
  return {
    effects,
    state: {
      ...forgotten,
      blockedUntilMs: Math.max(forgotten.blockedUntilMs, untilMs),
      mustLookElsewhere: true,
    },
  };
}

/** Gaze invalid for too long: holds end and progress is gone, but a choice already made stays spent. */
function loseGaze(state: DwellState): DwellStep {
  const { focus } = state;
  const isChosen = focus !== undefined && focus.phase !== 'gathering';
  return {
    effects: releaseOf(state, 'gazeLost'),
    state: {
      ...state,
      focus: isChosen ? { ...focus, phase: 'spent', outsideMs: 0 } : undefined,
      hit: NOTHING_HIT,
      previous: undefined,
      lastValidMs: undefined,
    },
  };
}

function isStale(state: DwellState, tMs: number, settings: DwellSettings): boolean {
  return state.lastValidMs !== undefined && tMs - state.lastValidMs > settings.staleMs;
}

/**
 * The focus after an interval of `creditMs` that began on `previousId` and ended on `targetId`. An interval that began on the
 * focus and ended elsewhere, or the reverse, counts for neither.
 */
function follow(
  focus: Focus,
  previousId: string | undefined,
  targetId: string | undefined,
  creditMs: number,
  debounceMs: number,
): Focus | undefined {
  if (targetId === focus.targetId) {
    return {
      ...focus,
      creditedMs: focus.creditedMs + (previousId === targetId ? creditMs : 0),
      outsideMs: 0,
    };
  }
  const outsideMs = focus.outsideMs + (previousId === focus.targetId ? 0 : creditMs);
  return outsideMs >= debounceMs ? undefined : { ...focus, outsideMs };
}

/** How long the newest sample's target has been under the gaze; a control that may not be chosen yet collects nothing. */
function heldTime(state: DwellState, tMs: number, target: GazeTarget | undefined, creditMs: number): number {
  const isBlocked = tMs < state.blockedUntilMs || state.mustLookElsewhere;
  if (isBlocked && target?.kind === 'dwell') return 0;
  return state.hit.targetId === target?.id ? state.hit.heldMs + creditMs : 0;
}

/** One valid sample on `target`. */
function look(
  state: DwellState,
  tMs: number,
  target: GazeTarget | undefined,
  settings: DwellSettings,
): DwellStep {
  const { previous } = state;
  const creditMs =
    previous?.isValid && tMs > previous.tMs ? Math.min(tMs - previous.tMs, settings.maxCreditMs) : 0;
  const heldMs = heldTime(state, tMs, target, creditMs);
  const effects: DwellEffect[] = [];

  let focus =
    state.focus && follow(state.focus, state.hit.targetId, target?.id, creditMs, settings.debounceMs);
  if (state.focus && !focus) effects.push(...releaseOf(state, 'lookedAway'));
  if (!focus && target && heldMs >= settings.debounceMs) {
    focus = { targetId: target.id, phase: 'gathering', creditedMs: heldMs, outsideMs: 0 };
  }

  let { blockedUntilMs } = state;
  if (focus?.phase === 'gathering' && focus.targetId === target?.id) {
    if (target.kind === 'stop' || focus.creditedMs >= target.dwellMs) {
      focus = { ...focus, phase: 'held' };
      effects.push({ type: 'activated', targetId: target.id });
      if (target.kind === 'dwell') blockedUntilMs = Math.max(blockedUntilMs, tMs + settings.afterChoiceMs);
    }
  }

  const isElsewhere = target?.kind !== 'dwell' && heldMs >= settings.debounceMs;
  return {
    effects,
    state: {
      ...state,
      focus,
      hit: { targetId: target?.id, heldMs },
      previous: { tMs, isValid: true },
      lastValidMs: tMs,
      blockedUntilMs,
      mustLookElsewhere: state.mustLookElsewhere && !isElsewhere,
    },
  };
}

function stepSample(
  state: DwellState,
  sample: Extract<DwellInput, { type: 'sample' }>,
  layout: DwellLayout,
  settings: DwellSettings,
): DwellStep {
  const { tMs, xPx, yPx } = sample;
  const lost = isStale(state, tMs, settings) ? loseGaze(state) : { state, effects: [] };
  if (!sample.isValid || !Number.isFinite(xPx) || !Number.isFinite(yPx)) {
    return { effects: lost.effects, state: { ...lost.state, previous: { tMs, isValid: false } } };
  }
  const target = hitTest(layout, xPx, yPx, lost.state.focus?.targetId, settings.hysteresisPx);
  const looked = look(lost.state, tMs, target, settings);
  return { state: looked.state, effects: [...lost.effects, ...looked.effects] };
}

function stepInput(
  state: DwellState,
  input: DwellInput,
  layout: DwellLayout,
  settings: DwellSettings,
): DwellStep {
  switch (input.type) {
    case 'sample':
      return stepSample(state, input, layout, settings);
    case 'tick':
      return isStale(state, input.tMs, settings) ? loseGaze(state) : { state, effects: [] };
    case 'left': {
      const { state: forgotten, effects } = forget(state, 'left');
      return { effects, state: { ...forgotten, mustLookElsewhere: false } };
    }
    case 'interrupted':
      return suspend(state, 'interrupted', input.tMs + settings.deadTimeMs);
    case 'clicked': {
      const focus: Focus = { targetId: input.targetId, phase: 'spent', creditedMs: 0, outsideMs: 0 };
      return { effects: releaseOf(state, 'lookedAway'), state: { ...state, focus } };
    }
  }
}

/**
 * The dwell engine: what looking at a layout does (reference/gaze.md §6.2). A dwell target is activated after `dwellMs` of
 * credited valid time without an exit, once, until the gaze has been elsewhere; a stop target as soon as the gaze is on it, in
 * every state. Pure: the same inputs give the same effects at any pace.
 */
export function step(
  state: DwellState,
  input: DwellInput,
  layout: DwellLayout,
  settings: DwellSettings,
): DwellStep {
  // Without a time there is nothing to credit; and a block until NaN would block nothing.
  if (!Number.isFinite(input.tMs)) return loseGaze(state);
  if (layout.version === state.layoutVersion) return stepInput(state, input, layout, settings);
  const suspended = suspend(state, 'layoutChanged', input.tMs + settings.deadTimeMs);
  const entered = { ...suspended.state, layoutVersion: layout.version };
  const next = stepInput(entered, input, layout, settings);
  return { state: next.state, effects: [...suspended.effects, ...next.effects] };
}

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
