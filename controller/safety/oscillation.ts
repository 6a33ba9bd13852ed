import type { Pose } from '../../protocol/pose.ts';

/** A swing of less is noise of the gaze: the stability gate admits a tail of 2° from peak to peak (reference/strategies.md §4.4). */
const SMALLEST_SWING_DEG = 2;
/**
 * More than one reversal a second for five seconds is what that gate refuses (§4.4). The window is 7 s long, so that five
 * reversals of a slow loop of 0.3 Hz, 1.7 s apart, lie within it.
 */
const REVERSALS = 5;
const WINDOW_MS = 7000;
/** How long what was found stays raised: the eyes rest before the next movement. */
const SHOWN_MS = 7000;
/**
 * Between two movements that a person chose, the head is out of `engaged` for longer: the shortest dwell that is recommended is
 * 600 ms. A loop never lets go.
 */
const LONGEST_BREAK_MS = 500;

/** One axis: where it heads, how far it has gone, and when it lately turned back. */
interface Swing {
  readonly heading: 'none' | 'up' | 'down';
  readonly lowDeg: number;
  readonly highDeg: number;
  readonly reversedAtMs: readonly number[];
}

/** Nothing is known of the axis yet: the first angle is both its lowest and its highest. */
const AT_REST: Swing = {
  heading: 'none',
  lowDeg: Number.POSITIVE_INFINITY,
  highDeg: Number.NEGATIVE_INFINITY,
  reversedAtMs: [],
};

export interface OscillationState {
  readonly yaw: Swing;
  readonly pitch: Swing;
  readonly engagedAtMs: number | undefined;
  readonly foundAtMs: number | undefined;
}

export const NO_OSCILLATION: OscillationState = {
  yaw: AT_REST,
  pitch: AT_REST,
  engagedAtMs: undefined,
  foundAtMs: undefined,
};

/**
 * One more look at the commanded pose, for the loop that runs through the eyes: the head turns, the eyes follow it, the gaze
 * turns the head. An unknown pose changes nothing.
 */
export function followOscillation(
  state: OscillationState,
  isEngaged: boolean,
  commanded: Pose | undefined,
  nowMs: number,
): OscillationState {
  const breakMs = Math.abs(nowMs - (state.engagedAtMs ?? Number.NaN));
  if (!isEngaged)
    return breakMs <= LONGEST_BREAK_MS ? state : { ...NO_OSCILLATION, foundAtMs: state.foundAtMs };
  const engaged = { ...state, engagedAtMs: nowMs };
  if (!commanded) return engaged;
  const yaw = swung(state.yaw, commanded.yawDeg, nowMs);
  const pitch = swung(state.pitch, commanded.pitchDeg, nowMs);
  const isFound = [yaw, pitch].some(({ reversedAtMs }) => reversedAtMs.length >= REVERSALS);
  return { ...engaged, yaw, pitch, foundAtMs: isFound ? nowMs : state.foundAtMs };
}

/** Whether it has been found lately. A clock that runs backwards does not prolong the rest. */
export function isOscillating({ foundAtMs }: OscillationState, nowMs: number): boolean {
  return foundAtMs !== undefined && !(Math.abs(nowMs - foundAtMs) >= SHOWN_MS);
}

/** A turning point counts once the axis has come back by the smallest swing. */
function swung({ heading, lowDeg, highDeg, reversedAtMs }: Swing, deg: number, nowMs: number): Swing {
  const recent = reversedAtMs.filter((atMs) => Math.abs(nowMs - atMs) <= WINDOW_MS);
  if (!Number.isFinite(deg)) return { heading, lowDeg, highDeg, reversedAtMs: recent };
  if (heading !== 'up' && deg - lowDeg >= SMALLEST_SWING_DEG) {
    return {
      heading: 'up',
      lowDeg,
      highDeg: deg,
      reversedAtMs: heading === 'down' ? [...recent, nowMs] : recent,
    };
  }
  if (heading !== 'down' && highDeg - deg >= SMALLEST_SWING_DEG) {
    return {
      heading: 'down',
      lowDeg: deg,
      highDeg,
      reversedAtMs: heading === 'up' ? [...recent, nowMs] : recent,
    };
  }
  return {
    heading,
    lowDeg: Math.min(deg, lowDeg),
    highDeg: Math.max(deg, highDeg),
    reversedAtMs: recent,
  };
}
