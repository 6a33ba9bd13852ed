import { step } from '../../controller/gaze/dwell/dwell.ts';
import {
  DEFAULT_DWELL_SETTINGS,
  type DwellState,
  INITIAL_DWELL_STATE,
} from '../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import type { ScreenId } from '../../controller/gaze/dwell/screens.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import { layoutOf } from '../person/lookTargets.ts';

/** After being asked control waits so long for the second step (S21: 0.5–10 s). */
const LONGEST_CONFIRM_MS = 10_000;
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
  readonly askedAtMs: number;
}

/** The patient's page of someone who rests, or, with `move`, who is ready. */
export function pageWalk(screen: 'begin' | 'move'): PageWalk {
  return {
    screen,
    layout: layoutOf(screen, 1, DEFAULT_PARAMETERS),
    dwell: INITIAL_DWELL_STATE,
    askedAtMs: Number.NEGATIVE_INFINITY,
  };
}

function shown(walk: PageWalk, screen: ScreenId, nowMs: number): PageWalk {
  const layout = layoutOf(screen, walk.layout.version + 1, DEFAULT_PARAMETERS);
  return { ...walk, screen, layout, askedAtMs: screen === 'confirm' ? nowMs : walk.askedAtMs };
}

/**
 * One sample of the gaze on the page, with control behind it: a first step asks, a second within 10 s resumes. Who has resumed is put back to
 * rest, so that the next false one is counted too.
 */
export function walkOn(
  before: PageWalk,
  sample: PageSample,
): { readonly walk: PageWalk; readonly chosen: readonly Chosen[] } {
  const { tMs } = sample;
  const isTooLate = before.screen === 'confirm' && tMs - before.askedAtMs > LONGEST_CONFIRM_MS;
  let walk = isTooLate ? shown(before, 'begin', tMs) : before;
  const chosen: Chosen[] = [];
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
    if (choice === 'asked') walk = shown(walk, 'confirm', tMs);
    if (choice === 'resumed' || choice === 'declined') walk = shown(walk, 'begin', tMs);
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
