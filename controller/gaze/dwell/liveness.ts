/** How long a person is asked to look at a dot (reference/gaze.md §5.1, trap 7). */
export const LIVENESS_CHECK_MS = 10_000;
/** The eyes are on their way to the dot. */
const SETTLING_MS = 1000;
/** A pointer that rests for longer is invalid or in a blink; no pause of a living one may be learnt longer. */
const LONGEST_PAUSE_MS = 300;
/** One that moves with every sample is still given this long: a browser skips frames. */
const SHORTEST_PAUSE_MS = 100;
/** What is learnt is longer than what was seen: ten seconds do not show the longest pause. */
const MARGIN = 1.5;
/** Blinks and one look aside leave this much of the time in motion (17 blinks of 252 ms a minute are 7 %: reference/people.md §4). */
const LEAST_SHARE_MOVING = 0.8;
const LEAST_SHARE_ON_DOT = 0.8;
/** What moves less has not moved (reference/gaze.md §5.1). */
const LEAST_MOVE_PX = 1;

export interface PagePoint {
  readonly xPx: number;
  readonly yPx: number;
}

/** Why nothing is known of the pointer's life: bounded steps are all that may be offered. */
export type UnknownWhy =
  | 'untested'
  /** It rests while somebody looks steadily, so that its rest says nothing. */
  | 'freezes'
  /** It moves, and not where the dot is: whoever moves it was not looking at the dot. */
  | 'notOnDot'
  /** It left the page, or the page was hidden. */
  | 'interrupted';

export type Liveness =
  | { readonly kind: 'unknown'; readonly why: UnknownWhy }
  /** Without a motion for longer than this, the pointer is not a living gaze. */
  | { readonly kind: 'known'; readonly longestPauseMs: number };

export const LIVENESS_UNTESTED: Liveness = { kind: 'unknown', why: 'untested' };

interface Running {
  readonly kind: 'running';
  readonly dot: PagePoint;
  readonly radiusPx: number;
  readonly beganAtMs: number;
  readonly last: PagePoint | undefined;
  readonly movedAtMs: number;
  /** Of pauses that may be those of a living pointer. */
  readonly longestPauseMs: number;
  /** Time in longer ones. */
  readonly restedMs: number;
  readonly moves: number;
  readonly movesOnDot: number;
}

/** The check while it runs, and what came of it. */
export type LivenessCheck = Running | { readonly kind: 'over'; readonly liveness: Liveness };

export type LivenessInput =
  | ({ readonly type: 'pointer'; readonly tMs: number } & PagePoint)
  | { readonly type: 'tick'; readonly tMs: number }
  | { readonly type: 'interrupted' };

/**
 * Begins the check: somebody looks at a dot for ten seconds, and the pointer is watched. A living eye is never quite still; a cursor
 * that its tracker holds still while it sees a steady look cannot be told from one that has lost the eye (reference/gaze.md D3).
 * @param radiusPx how far from the dot a look at it may be
 */
export function beginLivenessCheck(dot: PagePoint, radiusPx: number, nowMs: number): LivenessCheck {
  return {
    kind: 'running',
    dot,
    radiusPx,
    beganAtMs: nowMs,
    last: undefined,
    movedAtMs: nowMs + SETTLING_MS,
    longestPauseMs: 0,
    restedMs: 0,
    moves: 0,
    movesOnDot: 0,
  };
}

export function stepLivenessCheck(check: LivenessCheck, input: LivenessInput): LivenessCheck {
  if (check.kind === 'over') return check;
  if (input.type === 'interrupted')
    return { kind: 'over', liveness: { kind: 'unknown', why: 'interrupted' } };
  const endsAtMs = check.beganAtMs + LIVENESS_CHECK_MS;
  if (input.tMs >= endsAtMs) return { kind: 'over', liveness: judge(paused(check, endsAtMs)) };
  return input.type === 'pointer' ? moved(check, input, input.tMs) : check;
}

function moved(check: Running, at: PagePoint, tMs: number): Running {
  const { last, dot, radiusPx, beganAtMs } = check;
  const isMove = !last || Math.hypot(at.xPx - last.xPx, at.yPx - last.yPx) >= LEAST_MOVE_PX;
  if (!isMove) return check;
  const here = { xPx: at.xPx, yPx: at.yPx };
  if (tMs < beganAtMs + SETTLING_MS) return { ...check, last: here };
  const isOnDot = Math.hypot(at.xPx - dot.xPx, at.yPx - dot.yPx) <= radiusPx;
  return {
    ...paused(check, tMs),
    last: here,
    moves: check.moves + 1,
    movesOnDot: check.movesOnDot + (isOnDot ? 1 : 0),
  };
}

/** The check after a pause that ended at `tMs`. */
function paused(check: Running, tMs: number): Running {
  const pauseMs = tMs - check.movedAtMs;
  return pauseMs > LONGEST_PAUSE_MS
    ? { ...check, movedAtMs: tMs, restedMs: check.restedMs + pauseMs }
    : { ...check, movedAtMs: tMs, longestPauseMs: Math.max(check.longestPauseMs, pauseMs) };
}

function judge({ restedMs, longestPauseMs, moves, movesOnDot }: Running): Liveness {
  const watchedMs = LIVENESS_CHECK_MS - SETTLING_MS;
  if (moves === 0 || restedMs > (1 - LEAST_SHARE_MOVING) * watchedMs)
    return { kind: 'unknown', why: 'freezes' };
  if (movesOnDot < LEAST_SHARE_ON_DOT * moves) return { kind: 'unknown', why: 'notOnDot' };
  const learntMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, MARGIN * longestPauseMs));
  return { kind: 'known', longestPauseMs: learntMs };
}

/**
 * Whether a pointer that last moved at `movedAtMs` is a living gaze; 'unknown' where that cannot be known, and then only bounded
 * steps may be offered.
 */
export function livenessAt(
  liveness: Liveness,
  movedAtMs: number,
  nowMs: number,
): 'living' | 'frozen' | 'unknown' {
  if (liveness.kind === 'unknown') return 'unknown';
  return nowMs - movedAtMs <= liveness.longestPauseMs ? 'living' : 'frozen';
}
