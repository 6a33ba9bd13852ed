import type { GazeCondition } from '../../../protocol/clientMessages.ts';
import type { ParameterValues } from '../../../protocol/parameters.ts';
import type { StateName } from '../../../protocol/states.ts';
import type { EngagedBy, ReleaseCause } from '../../../protocol/steering.ts';
import {
  CLUTCH_OUT,
  type ClutchInput,
  type ClutchSettings,
  type ClutchState,
  clutchSettingsOf,
  followClutch,
  isEngaged,
} from '../clutch.ts';
import type { ClutchPhase } from './screenFor.ts';
import type { Act } from './screens.ts';
import { hasSwitch, type Way } from './switchChoice.ts';

/** Control waits so long for the second step of arming (S21: 0.5–10 s), and answers within a second or not at all. */
const ARM_CONFIRM_WITHIN_MS = 10_000;
const ARM_ANSWER_WITHIN_MS = 1000;

export type ChoosesBy = 'gaze' | 'switch' | 'hand';

/** The two steps of arming that this page has asked for. */
type Arming =
  | { readonly phase: 'none' }
  | { readonly phase: 'asked'; readonly atMs: number }
  | { readonly phase: 'confirmed'; readonly by: ChoosesBy; readonly atMs: number };

/**
 * The page's own clutch: in `ready` it offers movements only while the clutch is in, because whoever only looks on chooses some of
 * what is offered (reference/domain.md §3.2, Midas rule 1; reference/gaze.md §2.11).
 */
export interface PageClutch {
  /** Whether looks choose movements. */
  readonly clutch: ClutchState;
  /** Whether a hand has brought the movements: it needs no renewing, since each act of a hand is deliberate. */
  readonly hand: ClutchState;
  /** What the page shows of it: while the head moves, what it showed when it set off. */
  readonly shown: ClutchPhase;
  /** Who chose the newest movement: a hand's gives looks no time. */
  readonly movedBy: ChoosesBy;
  readonly state: StateName | undefined;
  readonly arming: Arming;
  /** What is known of the gaze, since when, and when eyes were seen last. */
  readonly gaze: { readonly condition: GazeCondition; readonly sinceMs: number; readonly seenAtMs: number };
  /** A hand has put the clutch in while no gaze was on the page: a gaze that is not there cannot leave. */
  readonly isGazeAwaited: boolean;
}

export const PAGE_CLUTCH_OUT: PageClutch = {
  clutch: CLUTCH_OUT,
  hand: CLUTCH_OUT,
  shown: 'out',
  movedBy: 'gaze',
  state: undefined,
  arming: { phase: 'none' },
  gaze: { condition: 'unknown', sinceMs: 0, seenAtMs: 0 },
  isGazeAwaited: false,
};

/** One frame of the page. */
export interface ClutchFrame {
  /** Undefined unless it is current. */
  readonly state: StateName | undefined;
  readonly condition: GazeCondition;
  /** A movement that this page has asked for is under way, which is intent. */
  readonly isMoving: boolean;
}

/** The clutch after one frame: what control says, what the eyes do, and time. */
export function followFrame(
  before: PageClutch,
  { state, condition, isMoving }: ClutchFrame,
  nowMs: number,
  parameters: ParameterValues,
): PageClutch {
  const settings = clutchSettingsOf(parameters);
  const entered = enter(before, state, nowMs, settings);
  const seen = see(entered, condition, nowMs, settings);
  const isIntent = isMoving && before.movedBy !== 'hand';
  const followed = followBoth(seen, { type: isIntent ? 'intent' : 'tick' }, nowMs, settings);
  const phase = isEngaged(followed.hand) ? 'in' : followed.clutch.phase;
  // What is looked at may not change under the eyes while the head moves.
  return { ...followed, shown: state === 'engaged' ? before.shown : phase };
}

/** The clutch after a choice on the page. */
export function followChoice(
  before: PageClutch,
  act: Act,
  by: ChoosesBy,
  nowMs: number,
  parameters: ParameterValues,
): PageClutch {
  const settings = clutchSettingsOf(parameters);
  switch (act.kind) {
    case 'step':
    case 'steer':
    case 'check':
      return before;
    case 'move': {
      const held = by === 'gaze' ? lookAtMove(before, nowMs, settings) : engage(before, by, nowMs, settings);
      if (by === 'hand') return { ...held, movedBy: by };
      const clutch = followClutch(held.clutch, { type: 'intent' }, nowMs, settings);
      return { ...held, movedBy: by, clutch };
    }
    case 'clutch':
      if (before.state !== 'ready') return before;
      if (act.step === 'engage') return engage(before, by, nowMs, settings);
      if (act.step === 'decline') return released(before, 'asked', nowMs, settings);
      return { ...before, clutch: followClutch(before.clutch, { type: act.step }, nowMs, settings) };
    case 'ask':
      switch (act.type) {
        case 'askToArm':
          return { ...before, arming: { phase: 'asked', atMs: nowMs } };
        case 'confirmArm':
          return { ...before, arming: confirmed(before.arming, by, nowMs) };
        case 'rest':
        case 'leaveStop':
        case 'acknowledge':
          return letGo(before, 'asked', nowMs, parameters);
      }
  }
}

/** The clutch after STOP, or after anything else that ends it at once. */
export function letGo(
  before: PageClutch,
  cause: Extract<ReleaseCause, 'asked' | 'stop' | 'fault'>,
  nowMs: number,
  parameters: ParameterValues,
): PageClutch {
  return { ...released(before, cause, nowMs, clutchSettingsOf(parameters)), arming: { phase: 'none' } };
}

/** The clutch after a look at the border of the page, where trackers hold a pointer whose eyes are beside it. */
export function lookAway(before: PageClutch, nowMs: number, parameters: ParameterValues): PageClutch {
  if (before.isGazeAwaited) return before;
  const input = {
    type: 'gaze',
    condition: 'offScreen',
    forMs: Number.POSITIVE_INFINITY,
    unseenForMs: 0,
  } as const;
  return { ...followBoth(before, input, nowMs, clutchSettingsOf(parameters)), arming: { phase: 'none' } };
}

/**
 * What the page shows of the clutch. It is about looks: who chooses with a switch acts deliberately each time, and meets no clutch.
 */
export function shownPhase({ shown }: PageClutch, way: Way): ClutchPhase {
  return hasSwitch(way) ? 'in' : shown;
}

/** Whether a choice of a movement counts: what still shows while the head moves is not offered to a look any more. */
export function mayMove({ clutch }: PageClutch, by: ChoosesBy): boolean {
  return by !== 'gaze' || isEngaged(clutch);
}

/** What a change of control's state does. Whatever is neither ready nor moving lets go, and so does what is not known. */
function enter(
  before: PageClutch,
  state: StateName | undefined,
  nowMs: number,
  settings: ClutchSettings,
): PageClutch {
  const entered = { ...before, state };
  switch (state) {
    case 'engaged':
      return entered;
    case 'ready': {
      const { arming } = before;
      if (before.state === 'ready' || arming.phase !== 'confirmed') return entered;
      const spent = { ...entered, arming: { phase: 'none' } } as const;
      if (nowMs - arming.atMs > ARM_ANSWER_WITHIN_MS) return spent;
      if (arming.by !== 'gaze') return engage(spent, arming.by, nowMs, settings);
      // Both steps were taken to get here; nobody takes four.
      const asked = followClutch(spent.clutch, { type: 'ask' }, nowMs, settings);
      return { ...spent, clutch: followClutch(asked, { type: 'confirm' }, nowMs, settings) };
    }
    case 'starting':
    case 'selfTest':
    case 'standby':
    case 'paused':
    case 'retreating':
    case 'supportedRelease':
      return released(entered, 'asked', nowMs, settings);
    case 'stopped':
      return released(entered, 'stop', nowMs, settings);
    case 'protectiveHold':
    case undefined:
      return released(entered, 'fault', nowMs, settings);
  }
}

function released(
  before: PageClutch,
  cause: 'asked' | 'stop' | 'fault',
  nowMs: number,
  settings: ClutchSettings,
): PageClutch {
  return followBoth(before, { type: 'release', cause }, nowMs, settings);
}

/** The clutch of looks and that of the hand after the same input; only the first lets go by time alone. */
function followBoth(
  before: PageClutch,
  input: ClutchInput,
  nowMs: number,
  settings: ClutchSettings,
): PageClutch {
  return {
    ...before,
    clutch: followClutch(before.clutch, input, nowMs, settings),
    hand: followClutch(before.hand, input, nowMs, { ...settings, releaseMs: Number.POSITIVE_INFINITY }),
  };
}

/**
 * A look that rests on a movement says that the movements are for looks: from now on they go by time, and at once where looks have none
 * left. It meets the two looks that bring them, then.
 */
function lookAtMove(before: PageClutch, nowMs: number, settings: ClutchSettings): PageClutch {
  if (before.state !== 'ready') return before;
  return {
    ...before,
    hand: followClutch(before.hand, { type: 'release', cause: 'asked' }, nowMs, settings),
  };
}

function confirmed(arming: Arming, by: ChoosesBy, nowMs: number): Arming {
  if (by !== 'gaze') return { phase: 'confirmed', by, atMs: nowMs };
  const isSecond = arming.phase === 'asked' && nowMs - arming.atMs <= ARM_CONFIRM_WITHIN_MS;
  return isSecond ? { phase: 'confirmed', by, atMs: nowMs } : { phase: 'none' };
}

const ENGAGED_BY = { switch: 'switch', hand: 'attendant' } as const satisfies Readonly<
  Record<Exclude<ChoosesBy, 'gaze'>, EngagedBy>
>;

/** One act of a hand or a switch is deliberate. What a hand has brought before gives looks no more time. */
function engage(before: PageClutch, by: ChoosesBy, nowMs: number, settings: ClutchSettings): PageClutch {
  if (by === 'gaze' || isEngaged(before.clutch) || isEngaged(before.hand)) return before;
  const clutch = followClutch(before.clutch, { type: 'engage', by: ENGAGED_BY[by] }, nowMs, settings);
  const hand = by === 'hand' ? clutch : before.hand;
  return { ...before, clutch, hand, isGazeAwaited: !isOnPage(before.gaze.condition) };
}

/**
 * What the eyes do to the clutch. Where nobody can tell whether a pointer lives, it is valid while it is on a page that is seen
 * (DESIGN 'A still pointer'): what it chooses is one bounded step.
 */
function see(
  before: PageClutch,
  condition: GazeCondition,
  nowMs: number,
  settings: ClutchSettings,
): PageClutch {
  const isSeen = isOnPage(condition) || condition === 'offScreen';
  const gaze = {
    condition,
    sinceMs: before.gaze.condition === condition ? before.gaze.sinceMs : nowMs,
    seenAtMs: isSeen ? nowMs : before.gaze.seenAtMs,
  };
  const isGazeAwaited = before.isGazeAwaited && !isOnPage(condition);
  const told = {
    type: 'gaze',
    condition: isGazeAwaited || condition === 'unknown' ? 'valid' : condition,
    forMs: nowMs - gaze.sinceMs,
    unseenForMs: nowMs - gaze.seenAtMs,
  } as const;
  const awoken = { ...before, clutch: awake(before.clutch, nowMs), hand: awake(before.hand, nowMs) };
  return followBoth({ ...awoken, gaze, isGazeAwaited }, told, nowMs, settings);
}

/** Eyes that no frame has followed may have been anywhere; a hand was where it was. */
function awake(clutch: ClutchState, nowMs: number): ClutchState {
  if (clutch.phase !== 'in' || clutch.by === 'gaze') return clutch;
  return { ...clutch, gaze: { ...clutch.gaze, atMs: nowMs } };
}

function isOnPage(condition: GazeCondition): boolean {
  return condition === 'valid' || condition === 'unknown' || condition === 'uncertain';
}
