import {
  type DwellEffect,
  type DwellInput,
  type DwellSettings,
  type DwellState,
  type Focus,
  LONGEST_BLINK_MS,
  type ReleaseCause,
  type Remembered,
} from './dwellState.ts';
import { type DwellLayout, type GazeTarget, hitTest } from './layout.ts';
import { followElsewhere, followEntered, followLook, secondStepOf } from './look.ts';

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
    state: {
      ...state,
      focus: undefined,
      remembered: [],
      hit: NOTHING_HIT,
      previous: undefined,
      entered: undefined,
      lastValidMs: undefined,
    },
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

/** What is remembered once `focus` has broken off at `brokeOffMs`. */
function remember(state: DwellState, brokeOffMs: number): readonly Remembered[] {
  const { focus, remembered } = state;
  if (focus?.phase !== 'gathering' || !focus.isRemembered) return remembered;
  const { targetId, creditedMs } = focus;
  return [...remembered.filter((one) => one.targetId !== targetId), { targetId, creditedMs, brokeOffMs }];
}

/** What is left at `tMs` of an earlier look at the target: all of it for `memoryMs`, then less and less until it is gone. */
function recall(state: DwellState, targetId: string, tMs: number, memoryMs: number): number {
  const found = state.remembered.find((one) => one.targetId === targetId);
  if (!found || tMs < found.brokeOffMs) return 0;
  const left = 2 - (tMs - found.brokeOffMs) / memoryMs;
  return found.creditedMs * Math.min(1, Math.max(0, left));
}

/**
 * Gaze invalid for too long: holds end and progress is gone but for what is remembered, and a choice already made stays spent.
 */
function loseGaze(state: DwellState): DwellStep {
  const { focus, lastValidMs } = state;
  const isChosen = focus !== undefined && focus.phase !== 'gathering';
  return {
    effects: releaseOf(state, 'gazeLost'),
    state: {
      ...state,
      focus: isChosen ? { ...focus, phase: 'spent', outsideMs: 0 } : undefined,
      remembered: lastValidMs === undefined ? state.remembered : remember(state, lastValidMs),
      hit: NOTHING_HIT,
      previous: undefined,
      lastValidMs: undefined,
    },
  };
}

/**
 * Eyes that are known to be gone for longer than a blink have left STOP: trackers hold their pointer where they lost them, and whoever
 * comes back to it means it (reference/gaze.md §5.1). Of a pointer at rest that nobody knows to live this is not known.
 */
function withoutLeft(state: DwellState, tMs: number): DwellState {
  const { entered, focus } = state;
  if (!entered) return state;
  const sinceMs = entered.unseenSinceMs ?? tMs;
  if (tMs - sinceMs <= LONGEST_BLINK_MS) return { ...state, entered: { ...entered, unseenSinceMs: sinceMs } };
  return { ...state, entered: undefined, focus: focus?.targetId === entered.targetId ? undefined : focus };
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

/** One valid sample on `seen`. */
function look(
  state: DwellState,
  { tMs, xPx, yPx }: Extract<DwellInput, { type: 'sample' }>,
  seen: GazeTarget | undefined,
  layout: DwellLayout,
  settings: DwellSettings,
): DwellStep {
  const second = secondStepOf(layout, settings);
  const target = state.isWithdrawn && second && seen?.id === second.id ? undefined : seen;
  const { previous } = state;
  const creditMs =
    previous?.isValid && tMs > previous.tMs ? Math.min(tMs - previous.tMs, settings.maxCreditMs) : 0;
  const heldMs = heldTime(state, tMs, target, creditMs);
  const effects: DwellEffect[] = [];

  let focus =
    state.focus && follow(state.focus, state.hit.targetId, target?.id, creditMs, settings.debounceMs);
  let { remembered } = state;
  let entered = followEntered(state, target?.id, creditMs, settings.debounceMs);
  if (state.focus && !focus) {
    effects.push(...releaseOf(state, 'lookedAway'));
    remembered = remember(state, tMs);
  }
  if (!focus && target && heldMs >= settings.debounceMs) {
    const creditedMs = heldMs + recall(state, target.id, tMs, settings.memoryMs);
    const isRemembered = target.kind === 'dwell' && target.isRemembered;
    focus = {
      targetId: target.id,
      phase: 'gathering',
      creditedMs,
      outsideMs: 0,
      isRemembered,
      look: undefined,
    };
  }
  if (focus && target?.kind === 'dwell' && focus.targetId === target.id)
    focus = followLook(focus, target, state.focus?.creditedMs, { xPx, yPx }, creditMs, settings);

  let { blockedUntilMs } = state;
  if (focus?.phase === 'gathering' && focus.targetId === target?.id) {
    if (target.kind === 'stop' && entered?.targetId === target.id) focus = { ...focus, phase: 'spent' };
    else if (target.kind === 'stop' || focus.creditedMs >= target.dwellMs) {
      focus = { ...focus, phase: 'held' };
      effects.push({ type: 'activated', targetId: target.id });
      remembered = [];
      if (target.kind === 'dwell') blockedUntilMs = Math.max(blockedUntilMs, tMs + settings.afterChoiceMs);
      else entered = { targetId: target.id, outsideMs: 0, unseenSinceMs: undefined };
    }
  }

  const elsewhere = followElsewhere(state, target, { tMs, xPx, yPx }, creditMs, settings);
  if (second && elsewhere.isWithdrawn && !state.isWithdrawn)
    effects.push({ type: 'withdrawn', targetId: second.id });
  const isElsewhere = target?.kind !== 'dwell' && heldMs >= settings.debounceMs;
  return {
    effects,
    state: {
      ...state,
      focus,
      remembered,
      hit: { targetId: target?.id, heldMs },
      previous: { tMs, isValid: true },
      entered,
      lastValidMs: tMs,
      blockedUntilMs,
      mustLookElsewhere: state.mustLookElsewhere && !isElsewhere,
      ...elsewhere,
    },
  };
}

/** The dead time after an absence of the page counts from its end (reference/gaze.md §3). */
function returned(state: DwellState, tMs: number, { deadTimeMs }: DwellSettings): DwellState {
  if (!state.isAway) return state;
  return { ...state, isAway: false, blockedUntilMs: Math.max(state.blockedUntilMs, tMs + deadTimeMs) };
}

function stepSample(
  before: DwellState,
  sample: Extract<DwellInput, { type: 'sample' }>,
  layout: DwellLayout,
  settings: DwellSettings,
): DwellStep {
  const { tMs, xPx, yPx } = sample;
  const state = returned(before, tMs, settings);
  const lost = isStale(state, tMs, settings) ? loseGaze(state) : { state, effects: [] };
  if (!sample.isValid || !Number.isFinite(xPx) || !Number.isFinite(yPx)) {
    const left = withoutLeft(lost.state, tMs);
    return { effects: lost.effects, state: { ...left, previous: { tMs, isValid: false } } };
  }
  const currentId = lost.state.focus?.targetId;
  const target = hitTest(layout, xPx, yPx, currentId, settings.hysteresisPx, sample.coveredIds);
  const looked = look(lost.state, sample, target, layout, settings);
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
    case 'interrupted': {
      const { state: suspended, effects } = suspend(state, 'interrupted', input.tMs);
      return { effects, state: { ...suspended, isAway: true } };
    }
    case 'clicked': {
      const focus: Focus = {
        targetId: input.targetId,
        phase: input.isLook ? 'held' : 'spent',
        creditedMs: 0,
        outsideMs: 0,
        isRemembered: false,
        look: undefined,
      };
      return {
        effects: releaseOf(state, 'lookedAway'),
        state: { ...state, focus, remembered: [], hit: NOTHING_HIT },
      };
    }
  }
}

/**
 * The dwell engine: what looking at a layout does (reference/gaze.md §6.2). A dwell target is activated after `dwellMs` of
 * credited valid time without an exit, once, until the gaze has been elsewhere; a stop target as soon as the gaze is on it, in
 * every state, and once until the gaze has left it (S204). Pure: the same inputs give the same effects at any pace.
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
  const entered = {
    ...suspended.state,
    entered: state.entered,
    layoutVersion: layout.version,
    elsewhere: undefined,
    isWithdrawn: false,
  };
  const next = stepInput(entered, input, layout, settings);
  return { state: next.state, effects: [...suspended.effects, ...next.effects] };
}
