import type { GazeCondition } from '../../protocol/clientMessages.ts';

/** Without intent for so long the clutch lets go; 5–10 s (reference/domain.md §3.2, Midas rule 1). */
export const DEFAULT_RELEASE_MS = 8000;
/** The second look must follow the first within this time, or the first is forgotten. */
const CONFIRM_WITHIN_MS = 5000;
/** Longer than this unseen is no blink any more (DESIGN 'Blink or betrayal'). */
const LONGEST_BLINK_MS = 400;
/** One sample beside the screen may be noise; this long it is a look away (reference/gaze.md §6.3: raw, with 50 ms). */
const LOOK_AWAY_MS = 50;
/** A report of the gaze is good for so long; without a newer one for longer than a blink, nobody looks. */
const REPORT_LASTS_MS = 250;
const UNHEARD_MS = LONGEST_BLINK_MS;

/** Who engages. A look needs two steps; a switch is one deliberate act, and so is an attendant's hand. */
export type EngagedBy = 'gaze' | 'switch' | 'attendant';

export type ReleaseCause =
  | 'asked'
  | 'stop'
  | 'fault'
  | 'lookedAway'
  | 'longBlink'
  | 'gazeLost'
  | 'gazeFrozen'
  | 'noIntent'
  | 'clock';

export type ClutchState =
  | { readonly phase: 'out'; readonly why: ReleaseCause | undefined }
  | { readonly phase: 'asked'; readonly askedAtMs: number }
  | {
      readonly phase: 'in';
      readonly by: EngagedBy;
      readonly lastIntentMs: number;
      readonly newestMs: number;
      readonly gaze: { readonly condition: GazeCondition; readonly atMs: number };
    };

export const CLUTCH_OUT: ClutchState = { phase: 'out', why: undefined };

export type ClutchInput =
  /** The first look that asks, and the second that confirms it: each a dwell of its own, on a control of its own. */
  | { readonly type: 'ask' }
  | { readonly type: 'confirm' }
  | { readonly type: 'engage'; readonly by: 'switch' | 'attendant' }
  /** What is known of the gaze, for how long that kind has lasted and for how long no eyes were seen (gazeStream.ts). */
  | {
      readonly type: 'gaze';
      readonly condition: GazeCondition;
      readonly forMs: number;
      readonly unseenForMs: number;
    }
  /** The strategy wishes a movement, or a control that moves is held. */
  | { readonly type: 'intent' }
  | { readonly type: 'release'; readonly cause: 'asked' | 'stop' | 'fault' }
  | { readonly type: 'tick' };

/**
 * The clutch after one more input. Looking is not commanding: it engages by a deliberate act only, stays for as long as intent is
 * renewed while the gaze is valid, and lets go in the same step on stop, a fault, a look away, eyes shut, a long blink and a gaze
 * that cannot be one. A source of unknown liveness renews nothing.
 */
export function followClutch(
  state: ClutchState,
  input: ClutchInput,
  nowMs: number,
  releaseMs = DEFAULT_RELEASE_MS,
): ClutchState {
  const now = elapsed(state, nowMs, releaseMs);
  switch (input.type) {
    case 'release':
      return now.phase === 'out' ? now : out(input.cause);
    case 'ask':
      return now.phase === 'out' && Number.isFinite(nowMs) ? { phase: 'asked', askedAtMs: nowMs } : now;
    case 'confirm':
      return now.phase === 'asked' ? engaged('gaze', nowMs) : now;
    case 'engage':
      return now.phase === 'in' || !Number.isFinite(nowMs) ? now : engaged(input.by, nowMs);
    case 'gaze':
      return onGaze(now, input, nowMs);
    case 'intent':
      return now.phase === 'in' && isValid(now.gaze, nowMs) ? { ...now, lastIntentMs: nowMs } : now;
    case 'tick':
      return now;
  }
}

/** Whether a wish may become a movement now. */
export function isEngaged(state: ClutchState): boolean {
  return state.phase === 'in';
}

/** What time alone does. A clock that runs backwards lets go: no lease can be counted by it. */
function elapsed(state: ClutchState, nowMs: number, releaseMs: number): ClutchState {
  switch (state.phase) {
    case 'out':
      return state;
    case 'asked': {
      const waitedMs = nowMs - state.askedAtMs;
      return waitedMs >= 0 && waitedMs <= CONFIRM_WITHIN_MS ? state : out(undefined);
    }
    case 'in':
      if (!(nowMs >= state.newestMs)) return out('clock');
      if (!(nowMs - state.lastIntentMs < releaseMs)) return out('noIntent');
      if (!(nowMs - state.gaze.atMs <= UNHEARD_MS)) return out('gazeLost');
      return { ...state, newestMs: nowMs };
  }
}

function onGaze(
  state: ClutchState,
  { condition, forMs, unseenForMs }: Extract<ClutchInput, { type: 'gaze' }>,
  nowMs: number,
): ClutchState {
  if (state.phase === 'out') return state;
  const cause = causeOf(condition, forMs, unseenForMs);
  if (cause) return out(cause);
  return state.phase === 'in' ? { ...state, gaze: { condition, atMs: nowMs } } : state;
}

function causeOf(condition: GazeCondition, forMs: number, unseenForMs: number): ReleaseCause | undefined {
  switch (condition) {
    case 'valid':
    case 'unknown':
    case 'uncertain':
      return undefined;
    case 'eyesClosed':
    case 'invalid':
      return unseenForMs <= LONGEST_BLINK_MS ? undefined : 'longBlink';
    case 'offScreen':
      return forMs < LOOK_AWAY_MS ? undefined : 'lookedAway';
    case 'frozen':
      return 'gazeFrozen';
    case 'faceLost':
    case 'secondFace':
    case 'trackerLost':
      return 'gazeLost';
  }
}

function isValid(gaze: { readonly condition: GazeCondition; readonly atMs: number }, nowMs: number): boolean {
  return gaze.condition === 'valid' && nowMs - gaze.atMs <= REPORT_LASTS_MS;
}

function engaged(by: EngagedBy, nowMs: number): ClutchState {
  return {
    phase: 'in',
    by,
    lastIntentMs: nowMs,
    newestMs: nowMs,
    gaze: { condition: 'unknown', atMs: nowMs },
  };
}

function out(why: ReleaseCause | undefined): ClutchState {
  return { phase: 'out', why };
}
