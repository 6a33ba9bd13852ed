import { step } from '../../controller/gaze/dwell/dwell.ts';
import {
  DEFAULT_DWELL_SETTINGS,
  type DwellState,
  INITIAL_DWELL_STATE,
} from '../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import {
  followChoice,
  followFrame,
  letGo,
  lookAway,
  mayMove,
  PAGE_CLUTCH_OUT,
  type PageClutch,
} from '../../controller/gaze/dwell/pageClutch.ts';
import { withdrawalOf } from '../../controller/gaze/dwell/question.ts';
import { screenFor } from '../../controller/gaze/dwell/screenFor.ts';
import { type Act, findOffer, type ScreenId } from '../../controller/gaze/dwell/screens.ts';
import type { GazeCondition } from '../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { layoutOf } from '../person/lookTargets.ts';

/** After being asked control waits so long for the second step (S21: 0.5–10 s). */
const LONGEST_CONFIRM_MS = 10_000;
/** What a look at the page came to. */
export type Chosen =
  /** The first of the two steps out of rest, or of those by which the clutch goes in. */
  | 'asked'
  /** The second: rest is left. */
  | 'resumed'
  /** The second: in ready the clutch is in, and movements are offered. */
  | 'engaged'
  | 'declined'
  /** In ready: a control that moves the head, with the clutch in or with it out; one that ends. */
  | 'moved'
  | 'movedOutOfClutch'
  | 'rested'
  | 'stopped';

export interface PageSample {
  readonly tMs: number;
  /** CSS px from the middle of the page. */
  readonly xPx: number;
  readonly yPx: number;
  readonly isValid: boolean;
}

export interface PageWalk {
  readonly state: 'paused' | 'ready';
  readonly screen: ScreenId;
  readonly layout: DwellLayout;
  readonly dwell: DwellState;
  readonly clutch: PageClutch;
  /** In rest: the first step was taken, and control waits for the second. */
  readonly isAwaited: boolean;
  /** When what can be chosen changed last. */
  readonly shownAtMs: number;
}

/** The patient's page of someone who rests, or who is ready with the clutch out. */
export function pageWalk(state: PageWalk['state']): PageWalk {
  const screen = state === 'paused' ? 'begin' : 'calm';
  return {
    state,
    screen,
    layout: layoutOf(screen, 1, DEFAULT_PARAMETERS),
    dwell: INITIAL_DWELL_STATE,
    clutch: PAGE_CLUTCH_OUT,
    isAwaited: false,
    shownAtMs: Number.NEGATIVE_INFINITY,
  };
}

/**
 * One sample of the gaze on the page, with control behind it: in rest a first step asks, a second within 10 s resumes; in ready the page's
 * own clutch decides what is offered. Who has resumed, rested or stopped is put back to where they were, so that the next false choice is counted too.
 * @param condition what is known of the gaze; a sample beside the window is a look away, whatever it says
 */
export function walkOn(
  before: PageWalk,
  sample: PageSample,
  condition: GazeCondition = sample.isValid ? 'valid' : 'invalid',
): { readonly walk: PageWalk; readonly chosen: readonly Chosen[] } {
  const { tMs } = sample;
  const { state: dwell, effects } = step(
    before.dwell,
    { type: 'sample', ...sample },
    before.layout,
    DEFAULT_DWELL_SETTINGS,
  );
  const isTooLate = before.isAwaited && tMs - before.shownAtMs > LONGEST_CONFIRM_MS;
  let walk: PageWalk = { ...before, dwell, isAwaited: before.isAwaited && !isTooLate };
  const chosen: Chosen[] = [];
  for (const effect of effects) {
    if (effect.type === 'withdrawn') walk = withdrawn(walk, before.screen, tMs);
    if (effect.type !== 'activated') continue;
    const taken = take(walk, before.screen, effect.targetId, tMs);
    walk = taken.walk;
    if (taken.chosen) chosen.push(taken.chosen);
  }
  const frame = {
    state: walk.state,
    condition: sample.isValid && !isInWindow(sample) ? 'offScreen' : condition,
    isMoving: false,
  } as const;
  const clutch = followFrame(walk.clutch, frame, tMs, DEFAULT_PARAMETERS);
  return { walk: shown({ ...walk, clutch }, tMs), chosen };
}

/** A look that rested elsewhere has taken the question back (S205). */
function withdrawn(walk: PageWalk, screen: ScreenId, tMs: number): PageWalk {
  const act = withdrawalOf(screen);
  if (!act) return walk;
  const clutch = followChoice(walk.clutch, act, 'gaze', tMs, DEFAULT_PARAMETERS);
  return { ...walk, clutch, isAwaited: false };
}

function take(
  walk: PageWalk,
  screen: ScreenId,
  targetId: string,
  tMs: number,
): { readonly walk: PageWalk; readonly chosen?: Chosen } {
  if (targetId === 'border')
    return { walk: { ...walk, clutch: lookAway(walk.clutch, tMs, DEFAULT_PARAMETERS) } };
  if (targetId === 'stop')
    return {
      walk: { ...walk, clutch: letGo(walk.clutch, 'stop', tMs, DEFAULT_PARAMETERS) },
      chosen: 'stopped',
    };
  const act = findOffer(screen, targetId)?.byGaze;
  if (!act) return { walk };
  const chosen = chosenBy(act, screen, mayMove(walk.clutch, 'gaze'));
  const clutch = followChoice(walk.clutch, act, 'gaze', tMs, DEFAULT_PARAMETERS);
  return { walk: { ...walk, clutch, isAwaited: chosen === 'asked' && act.kind === 'ask' }, chosen };
}

function chosenBy(act: Act, screen: ScreenId, isIn: boolean): Chosen {
  switch (act.kind) {
    case 'move':
      return isIn ? 'moved' : 'movedOutOfClutch';
    case 'clutch':
      return ({ ask: 'asked', confirm: 'engaged', engage: 'engaged', decline: 'declined' } as const)[
        act.step
      ];
    case 'ask':
      if (act.type === 'askToArm') return 'asked';
      if (act.type === 'confirmArm') return 'resumed';
      return screen === 'confirm' ? 'declined' : 'rested';
    case 'step':
    case 'steer':
    case 'check':
      return 'asked';
  }
}

/** What can be chosen now; another screen is another layout. */
function shown(walk: PageWalk, nowMs: number): PageWalk {
  const reason = walk.isAwaited ? 'awaitingConfirm' : 'armed';
  const known = {
    telemetry: { state: walk.state, reason },
    hasSettings: true,
    clutch: walk.clutch.shown,
  } as const;
  const screen = screenFor(known, false);
  if (screen === walk.screen) return walk;
  const layout = layoutOf(screen, walk.layout.version + 1, DEFAULT_PARAMETERS);
  return { ...walk, screen, layout, shownAtMs: nowMs };
}

/** The page fills the window of `places.ts`: 1280 × 800 CSS px, from the middle. */
const [WINDOW_WIDTH_PX, WINDOW_HEIGHT_PX] = [1280, 800];

function isInWindow({ xPx, yPx }: PageSample): boolean {
  return Math.abs(xPx) <= WINDOW_WIDTH_PX / 2 && Math.abs(yPx) <= WINDOW_HEIGHT_PX / 2;
}

export function onPage(x: number, y: number): { readonly xPx: number; readonly yPx: number } {
  return { xPx: (x - 0.5) * WINDOW_WIDTH_PX, yPx: (y - 0.5) * WINDOW_HEIGHT_PX };
}
