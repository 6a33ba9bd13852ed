import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import type { EngagedBy, ReleaseCause } from '../../protocol/steering.ts';

/** A report of the gaze is good for so long; without a newer one for longer than a blink, nobody looks. */
const REPORT_LASTS_MS = 250;

/** A person's figures of the clutch; bounds and defaults stand in protocol/parameters.ts. */
export interface ClutchSettings {
  /** Without intent for so long the clutch lets go; 5–10 s (reference/domain.md §3.2, Midas rule 1). */
  readonly releaseMs: number;
  /** The second look must follow the first within this time, or the first is forgotten. */
  readonly confirmWithinMs: number;
  /** Longer than this unseen is no blink any more (DESIGN 'Blink or betrayal'). */
  readonly longestBlinkMs: number;
  /** One sample beside the screen may be noise; this long it is a look away (reference/gaze.md §6.3: raw, with 50 ms). */
  readonly lookAwayMs: number;
}

/** The clutch of a profile: what ends a movement ends steering. */
export function clutchSettingsOf(parameters: ParameterValues): ClutchSettings {
  return {
    releaseMs: parameters.clutchReleaseMs,
    confirmWithinMs: parameters.clutchConfirmMs,
    longestBlinkMs: parameters.gazeDisengageMs,
    lookAwayMs: parameters.lookAwayMs,
  };
}

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
  /** A deliberate act while the clutch is in, or a control that moves is held. A strategy's wish is none (S183). */
  | { readonly type: 'intent' }
  | { readonly type: 'release'; readonly cause: 'asked' | 'stop' | 'fault' | 'gazeLost' | 'longBlink' }
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
  settings: ClutchSettings,
): ClutchState {
  const now = elapsed(state, nowMs, settings);
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
      return onGaze(now, input, nowMs, settings);
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

/** For how long the clutch stays in without another act; null where it is not in. */
export function intentLeftMs(
  state: ClutchState,
  nowMs: number,
  { releaseMs }: ClutchSettings,
): number | null {
  return state.phase === 'in' ? Math.max(0, releaseMs - (nowMs - state.lastIntentMs)) : null;
}

/** What time alone does. A clock that runs backwards lets go: no lease can be counted by it. */
function elapsed(state: ClutchState, nowMs: number, settings: ClutchSettings): ClutchState {
  switch (state.phase) {
    case 'out':
      return state;
    case 'asked': {
      const waitedMs = nowMs - state.askedAtMs;
      return waitedMs >= 0 && waitedMs <= settings.confirmWithinMs ? state : out(undefined);
    }
    case 'in':
      if (!(nowMs >= state.newestMs)) return out('clock');
      if (!(nowMs - state.lastIntentMs < settings.releaseMs)) return out('noIntent');
      if (!(nowMs - state.gaze.atMs <= settings.longestBlinkMs)) return out('gazeLost');
      return { ...state, newestMs: nowMs };
  }
}

function onGaze(
  state: ClutchState,
  { condition, forMs, unseenForMs }: Extract<ClutchInput, { type: 'gaze' }>,
  nowMs: number,
  settings: ClutchSettings,
): ClutchState {
  if (state.phase === 'out') return state;
  const cause = causeOf(condition, forMs, unseenForMs, settings);
  if (cause) return out(cause);
  return state.phase === 'in' ? { ...state, gaze: { condition, atMs: nowMs } } : state;
}

function causeOf(
  condition: GazeCondition,
  forMs: number,
  unseenForMs: number,
  { longestBlinkMs, lookAwayMs }: ClutchSettings,
): ReleaseCause | undefined {
  switch (condition) {
    case 'valid':
    case 'unknown':
    case 'uncertain':
      return undefined;
    case 'eyesClosed':
    case 'invalid':
      return unseenForMs <= longestBlinkMs ? undefined : 'longBlink';
    case 'offScreen':
      return forMs < lookAwayMs ? undefined : 'lookedAway';
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
