/** A turn is told from noise by this much, in both the command and the measurement. */
const CROSSING_DEG = 1;
/** Slower than this, for so long, the command rests: only a turn that begins at rest is a clean step. */
const RESTING_DEG_PER_S = 1;
const RESTING_MS = 300;
/** A head that has not followed by then did not follow; that is the stall check's, not a delay. */
const LONGEST_MS = 1000;
/** The median of so many; below the least of them nothing is known. */
const KEPT = 5;
const LEAST = 3;

/** No overshoot below this product of gain and delay (reference/domain.md §3.3, strategies.md §4.1). */
export const LARGEST_GAIN_TIMES_DELAY = 0.37;
/** What an unmeasured loop is taken for; the total delay of reference/domain.md, fact 7. */
const UNMEASURED_MS = 300;
/** Slower loops are not closed at all (reference/domain.md §3.3). */
const SLOWEST_MS = 400;
/**
 * A shorter delay does not raise the gain: the limiter's jerk and acceleration then delay the head more than the loop does. At
 * 100 ms the gain of the rule alone would pass a goal 20° away by 1.7° (closedLoop.test.ts).
 */
const FASTEST_MS = 150;

interface Moment {
  readonly tMs: number;
  readonly commandedDeg: number;
  readonly measuredDeg: number;
}

/** One axis: from the command to the measured head. */
export interface DelayState {
  readonly newest: Moment | undefined;
  readonly restingSinceMs: number | undefined;
  /** A turn that has begun: where both were at rest, its direction, and when the command had gone 1°. */
  readonly turn:
    | { readonly from: Moment; readonly side: 1 | -1; readonly crossedAtMs: number | undefined }
    | undefined;
  readonly measuredMs: readonly number[];
}

export const DELAY_UNKNOWN: DelayState = {
  newest: undefined,
  restingSinceMs: undefined,
  turn: undefined,
  measuredMs: [],
};

/**
 * One more look at a commanded and a measured angle. When a turn begins from rest, the time between the command's first degree and
 * the head's is the delay of everything from the command to the measurement, its lag included. A head that moves first, or not at
 * all, tells nothing.
 */
export function followDelay(
  state: DelayState,
  tMs: number,
  commandedDeg: number,
  measuredDeg: number | undefined,
): DelayState {
  const before = state.newest;
  const isWhole = measuredDeg !== undefined && [tMs, commandedDeg, measuredDeg].every(Number.isFinite);
  if (!isWhole) return { ...DELAY_UNKNOWN, measuredMs: state.measuredMs };
  const now: Moment = { tMs, commandedDeg, measuredDeg };
  if (!before) return { ...state, newest: now, restingSinceMs: tMs };
  if (!(tMs > before.tMs)) return state;
  const rate = ((commandedDeg - before.commandedDeg) / (tMs - before.tMs)) * 1000;
  const isResting = Math.abs(rate) < RESTING_DEG_PER_S;
  if (!state.turn) {
    const restedMs = before.tMs - (state.restingSinceMs ?? before.tMs);
    const begins = !isResting && restedMs >= RESTING_MS;
    return {
      ...state,
      newest: now,
      restingSinceMs: isResting ? (state.restingSinceMs ?? tMs) : undefined,
      turn: begins ? { from: before, side: rate > 0 ? 1 : -1, crossedAtMs: undefined } : undefined,
    };
  }
  return { ...state, newest: now, ...onTurn(state.turn, before, now, state.measuredMs) };
}

function onTurn(
  turn: NonNullable<DelayState['turn']>,
  before: Moment,
  now: Moment,
  measuredMs: readonly number[],
): Pick<DelayState, 'turn' | 'restingSinceMs' | 'measuredMs'> {
  const over = { turn: undefined, restingSinceMs: undefined, measuredMs };
  const { from, side } = turn;
  const gone = (moment: Moment, key: 'commandedDeg' | 'measuredDeg'): number =>
    side * (moment[key] - from[key]);
  const crossing = (key: 'commandedDeg' | 'measuredDeg'): number | undefined =>
    gone(now, key) < CROSSING_DEG
      ? undefined
      : before.tMs +
        ((CROSSING_DEG - gone(before, key)) / (gone(now, key) - gone(before, key))) * (now.tMs - before.tMs);
  const crossedAtMs = turn.crossedAtMs ?? crossing('commandedDeg');
  const followedAtMs = crossing('measuredDeg');
  if (followedAtMs !== undefined) {
    const delayMs = followedAtMs - (crossedAtMs ?? Number.NaN);
    return delayMs >= 0 ? { ...over, measuredMs: [...measuredMs, delayMs].slice(-KEPT) } : over;
  }
  const waitedMs = now.tMs - (crossedAtMs ?? from.tMs);
  return waitedMs > LONGEST_MS
    ? over
    : { turn: { ...turn, crossedAtMs }, restingSinceMs: undefined, measuredMs };
}

/** Of everything between eye and head; undefined while either part of it is not known. */
export function loopDelayMs({ measuredMs }: DelayState, trackerLatencyMs: number | null): number | undefined {
  const sorted = [...measuredMs].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const isKnown = trackerLatencyMs !== null && trackerLatencyMs >= 0 && sorted.length >= LEAST;
  return isKnown && median !== undefined ? median + trackerLatencyMs : undefined;
}

export type GainLimit =
  | { readonly kind: 'limited'; readonly gainLimitPerS: number }
  | {
      readonly kind: 'refused';
      readonly id: 'loopTooSlow';
      readonly sentence: string;
      readonly advice: string;
    };

/** The delay that counts; one that is not known is taken for 300 ms. */
export function countedDelayMs(delayMs: number | undefined): number {
  return delayMs ?? UNMEASURED_MS;
}

/** The highest gain of a rate law that this delay admits, or why none is. */
export function gainLimit(delayMs: number | undefined): GainLimit {
  const taken = countedDelayMs(delayMs);
  if (!(taken <= SLOWEST_MS)) {
    return {
      kind: 'refused',
      id: 'loopTooSlow',
      sentence: 'The head follows the eyes too late for steering by looking.',
      advice:
        'Use the buttons. Close other programs, or ask your technician to check the eye tracker and the brace.',
    };
  }
  return { kind: 'limited', gainLimitPerS: LARGEST_GAIN_TIMES_DELAY / (Math.max(FASTEST_MS, taken) / 1000) };
}
