/** A smaller turn says too little beside the noise of the potentiometers. */
const LEAST_TURN_DEG = 1;
/** Slower than this, for so long, the command rests: only a turn that begins at rest is a clean one. */
const RESTING_DEG_PER_S = 1;
const RESTING_MS = 300;
/** After the command has come to rest, the head has this long to follow; one that has not by then is the stall check's, not a delay. */
const SETTLING_MS = 800;
/** So many looks at the end, and at the beginning, say where the head rests, by their mean. */
const RESTING_LOOKS = 25;
/** Of a turn that comes back, a small error of the way would count over a large area: at least this share of it must be left at its end. */
const ONE_WAY_SHARE = 0.95;
/** Nor does a turn tell anything that goes on for longer, with its settling: 40° at 15°/s and the approach take so long. */
const LONGEST_TURN_MS = 6000;
/** Nearer to no delay than this is rounding. */
const ROUNDING_MS = 0.1;
/** A head that went this much more or less far than it was told was moved by something else too. */
const LARGEST_MISS = 0.3;
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

/** A turn under way: where both were at rest, and what has come of it. */
interface Turn {
  readonly fromCommandedDeg: number;
  readonly fromMeasuredDeg: number;
  /** Degrees gone so far, summed over the time, deg · ms. */
  readonly commandedSum: number;
  readonly measuredSum: number;
  /** The whole way of the command, to and fro. */
  readonly wayDeg: number;
  readonly lastedMs: number;
}

/** One axis: from the command to the measured head. */
export interface DelayState {
  readonly newest: Moment | undefined;
  readonly restingSinceMs: number | undefined;
  /** The newest measurements, for the mean of a head at rest. */
  readonly looks: readonly number[];
  readonly turn: Turn | undefined;
  readonly measuredMs: readonly number[];
}

export const DELAY_UNKNOWN: DelayState = {
  newest: undefined,
  restingSinceMs: undefined,
  looks: [],
  turn: undefined,
  measuredMs: [],
};

/**
 * One more look at the measured angle of `tMs`, and the commanded one, which was sent `commandAgeMs` before. A turn from rest to rest
 * tells the delay of everything between them, a lag included: for any linear brace, the area between both curves is the way times delay
 * and lag together. The time at which some degree is passed would count half of a lag only. A head that moves first, elsewhere, or not
 * in time, tells nothing.
 */
export function followDelay(
  state: DelayState,
  tMs: number,
  commandedDeg: number,
  measuredDeg: number | undefined,
  commandAgeMs = 0,
): DelayState {
  const before = state.newest;
  const isWhole = measuredDeg !== undefined && [tMs, commandedDeg, measuredDeg].every(Number.isFinite);
  if (!isWhole) return { ...DELAY_UNKNOWN, measuredMs: state.measuredMs };
  const now: Moment = { tMs, commandedDeg, measuredDeg };
  const looks = [...state.looks.slice(1 - RESTING_LOOKS), measuredDeg];
  if (!before) return { ...state, newest: now, looks, restingSinceMs: tMs };
  const stepMs = tMs - before.tMs;
  if (!(stepMs > 0)) return state;
  const isResting = Math.abs(((commandedDeg - before.commandedDeg) / stepMs) * 1000) < RESTING_DEG_PER_S;
  const restingSinceMs = isResting ? (state.restingSinceMs ?? before.tMs) : undefined;
  const restedMs = (isResting ? tMs : before.tMs) - (state.restingSinceMs ?? before.tMs);
  const next = { ...state, newest: now, looks, restingSinceMs };
  if (!state.turn) {
    return isResting || restedMs < RESTING_MS ? next : { ...next, turn: begun(before, state.looks, now) };
  }
  const turn = after(state.turn, before, now);
  if (isResting && restedMs >= SETTLING_MS)
    return { ...next, turn: undefined, ...told(turn, now, looks, commandAgeMs, state) };
  return { ...next, turn };
}

function begun(before: Moment, looks: readonly number[], now: Moment): Turn {
  const turn = {
    fromCommandedDeg: before.commandedDeg,
    fromMeasuredDeg: mean(looks),
    commandedSum: 0,
    measuredSum: 0,
    wayDeg: 0,
    lastedMs: 0,
  };
  return after(turn, before, now);
}

function after(turn: Turn, before: Moment, now: Moment): Turn {
  const stepMs = now.tMs - before.tMs;
  const gone = (key: 'commandedDeg' | 'measuredDeg', fromDeg: number): number =>
    ((before[key] + now[key]) / 2 - fromDeg) * stepMs;
  return {
    ...turn,
    commandedSum: turn.commandedSum + gone('commandedDeg', turn.fromCommandedDeg),
    measuredSum: turn.measuredSum + gone('measuredDeg', turn.fromMeasuredDeg),
    wayDeg: turn.wayDeg + Math.abs(now.commandedDeg - before.commandedDeg),
    lastedMs: turn.lastedMs + stepMs,
  };
}

function told(
  turn: Turn,
  now: Moment,
  looks: readonly number[],
  commandAgeMs: number,
  { measuredMs }: DelayState,
): Pick<DelayState, 'measuredMs'> {
  const commandedDeg = now.commandedDeg - turn.fromCommandedDeg;
  const share = (mean(looks) - turn.fromMeasuredDeg) / commandedDeg;
  const isOneWay = Math.abs(commandedDeg) >= Math.max(LEAST_TURN_DEG, ONE_WAY_SHARE * turn.wayDeg);
  const isFollowed = isOneWay && turn.lastedMs <= LONGEST_TURN_MS && Math.abs(share - 1) <= LARGEST_MISS;
  const delayMs = (turn.commandedSum - turn.measuredSum / share) / commandedDeg + commandAgeMs;
  const isAfter = delayMs > -ROUNDING_MS;
  return {
    measuredMs: isFollowed && isAfter ? [...measuredMs, Math.max(0, delayMs)].slice(-KEPT) : measuredMs,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
