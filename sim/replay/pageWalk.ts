import { step } from '../../controller/gaze/dwell/dwell.ts';
import {
  DEFAULT_DWELL_SETTINGS,
  type DwellState,
  INITIAL_DWELL_STATE,
} from '../../controller/gaze/dwell/dwellState.ts';
import { beginDot, DEFAULT_DOT, type DotState, followDot } from '../../controller/gaze/dwell/followDot.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import type { ScreenId } from '../../controller/gaze/dwell/screens.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { layoutOf } from '../person/lookTargets.ts';
import { PX_PER_DEG, rectOf } from '../person/places.ts';

/**
 * How the second step is taken. `dwell`: by resting on 'Yes', as the page has it. `dot`: by following a dot that goes round there
 * (followDot.ts), which the page could have.
 */
export type Confirmation = 'dwell' | 'dot';

/** After being asked control waits so long for the second step (S21: 0.5–10 s). */
const LONGEST_CONFIRM_MS = 10_000;
/** Before a layout has been there for so long nothing is chosen, and the dot does not go (reference/gaze.md §3). */
const DEAD_MS = DEFAULT_DWELL_SETTINGS.deadTimeMs;

/** What a look at the page came to. */
export type Chosen =
  /** The first of the two steps out of rest. */
  | 'asked'
  /** The second: rest is left. */
  | 'resumed'
  | 'declined'
  /** In ready: a control that moves the head; one that ends. */
  | 'moved'
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
  readonly screen: ScreenId;
  readonly layout: DwellLayout;
  readonly dwell: DwellState;
  readonly dot: DotState | undefined;
  readonly askedAtMs: number;
}

/** The patient's page of someone who rests, or, with `move`, who is ready. */
export function pageWalk(screen: 'begin' | 'move'): PageWalk {
  return {
    screen,
    layout: layoutOf(screen, 1, DEFAULT_PARAMETERS),
    dwell: INITIAL_DWELL_STATE,
    dot: undefined,
    askedAtMs: Number.NEGATIVE_INFINITY,
  };
}

function shown(walk: PageWalk, screen: ScreenId, confirmation: Confirmation, nowMs: number): PageWalk {
  const isDot = screen === 'confirm' && confirmation === 'dot';
  const layout = layoutOf(screen, walk.layout.version + 1, DEFAULT_PARAMETERS);
  return {
    ...walk,
    screen,
    layout: isDot ? { ...layout, targets: layout.targets.filter(({ id }) => id !== 'yes') } : layout,
    dot: isDot ? beginDot(nowMs + DEAD_MS) : undefined,
    askedAtMs: screen === 'confirm' ? nowMs : walk.askedAtMs,
  };
}

function middleOfYes(): { readonly xPx: number; readonly yPx: number } {
  const { leftPx, topPx, widthPx, heightPx } = rectOf('wholeRight');
  return { xPx: leftPx + widthPx / 2, yPx: topPx + heightPx / 2 };
}

/**
 * One sample of the gaze on the page, with control behind it: a first step asks, a second within 10 s resumes. Who has resumed is put back to
 * rest, so that the next false one is counted too.
 */
export function walkOn(
  before: PageWalk,
  sample: PageSample,
  confirmation: Confirmation,
): { readonly walk: PageWalk; readonly chosen: readonly Chosen[] } {
  const { tMs } = sample;
  const isTooLate = before.screen === 'confirm' && tMs - before.askedAtMs > LONGEST_CONFIRM_MS;
  let walk = isTooLate ? shown(before, 'begin', confirmation, tMs) : before;
  const chosen: Chosen[] = [];
  if (walk.dot && tMs >= walk.dot.startedMs) {
    const followed = followDot(walk.dot, sample, middleOfYes(), DEFAULT_DOT);
    walk = { ...walk, dot: followed.state };
    if (followed.isFollowed) {
      chosen.push('resumed');
      walk = shown(walk, 'begin', confirmation, tMs);
    }
  }
  const { state, effects } = step(
    walk.dwell,
    { type: 'sample', ...sample },
    walk.layout,
    DEFAULT_DWELL_SETTINGS,
  );
  walk = { ...walk, dwell: state };
  for (const effect of effects) {
    if (effect.type !== 'activated' || effect.targetId === 'border') continue;
    const choice = choiceOf(effect.targetId);
    chosen.push(choice);
    if (choice === 'asked') walk = shown(walk, 'confirm', confirmation, tMs);
    if (choice === 'resumed' || choice === 'declined') walk = shown(walk, 'begin', confirmation, tMs);
  }
  return { walk, chosen };
}

function choiceOf(targetId: string): Chosen {
  switch (targetId) {
    case 'stop':
      return 'stopped';
    case 'getReady':
      return 'asked';
    case 'yes':
      return 'resumed';
    case 'no':
      return 'declined';
    case 'rest':
      return 'rested';
    default:
      return 'moved';
  }
}

/** The page fills the window of `places.ts`: 1280 × 800 CSS px, from the middle. */
const [WINDOW_WIDTH_PX, WINDOW_HEIGHT_PX] = [1280, 800];

export function onPage(x: number, y: number): { readonly xPx: number; readonly yPx: number } {
  return { xPx: (x - 0.5) * WINDOW_WIDTH_PX, yPx: (y - 0.5) * WINDOW_HEIGHT_PX };
}

export const DEG_PER_WIDTH = WINDOW_WIDTH_PX / PX_PER_DEG;
