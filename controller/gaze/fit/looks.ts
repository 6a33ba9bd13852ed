import type { Direction } from '../../../protocol/gazeSample.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { withoutBlinkEdges } from '../fixation/blinks.ts';
import { fixationsByVelocity, VELOCITY_FIXATION } from '../fixation/velocity.ts';
import { gazeInTrunk } from '../frames.ts';
import type { Turn } from './hinge.ts';

/** One moment of the recording; what was not seen is undefined. */
export interface FitSample {
  readonly tMs: number;
  readonly eye: Direction | undefined;
  readonly head: Pose | undefined;
}

/** What a recording tells about one person's looks. */
export interface Looks {
  readonly durationsMs: readonly number[];
  /** How far the eyes were from their own middle at the end of each look. */
  readonly eccentricitiesDeg: readonly number[];
  readonly turns: readonly Turn[];
  /** How much later than the eyes the head began, where it clearly moved. */
  readonly headDelaysMs: readonly number[];
}

/** Smaller shifts are corrections, not looks at something else. */
const SMALLEST_TURN_DEG = 4;
/** Below this what the head did is its sway; above, when it began can be told. */
const CLEAR_HEAD_DEG = 4;
/** The share of its turn at which the head is said to have begun; earlier is sway. */
const BEGUN_SHARE = 0.1;
/** The head that begins further from the eyes than this belongs to another shift. */
const LARGEST_DELAY_MS = 400;

/** The looks of a recording: where the gaze rested, and what eyes and head did on the way from one rest to the next. */
export function looksOf(samples: readonly FitSample[]): Looks {
  const gazes = withoutBlinkEdges(
    samples.map(({ tMs, eye, head }) => ({
      tMs,
      direction: eye && head ? gazeInTrunk(eye, head) : undefined,
    })),
  );
  const fixations = fixationsByVelocity(gazes, VELOCITY_FIXATION);
  const at = (tMs: number): FitSample | undefined => samples[indexAt(samples, tMs)];
  const ends = fixations.map(({ endMs }) => at(endMs));
  const middle = middleOf(ends.flatMap((end) => end?.eye ?? []));
  const gazeMiddle = middleOf(fixations.map(({ centre }) => centre));
  const headMiddle = middleOf(ends.flatMap((end) => end?.head ?? []));
  const turns: Turn[] = [];
  const headDelaysMs: number[] = [];
  for (const [index, to] of fixations.entries()) {
    const from = fixations[index - 1];
    const [before, after] = [from && at(from.endMs)?.head, at(to.endMs)?.head];
    if (!after) continue;
    const gazeDeg = to.centre.yawDeg - gazeMiddle.yawDeg;
    if (Math.abs(gazeDeg) >= Math.abs(to.centre.pitchDeg - gazeMiddle.pitchDeg))
      turns.push({ gazeDeg, headDeg: after.yawDeg - headMiddle.yawDeg });
    if (!from || !before) continue;
    const yawDeg = to.centre.yawDeg - from.centre.yawDeg;
    const isSideways = Math.abs(yawDeg) >= Math.abs(to.centre.pitchDeg - from.centre.pitchDeg);
    if (!isSideways || !(Math.abs(yawDeg) >= SMALLEST_TURN_DEG)) continue;
    const side = Math.sign(yawDeg);
    const headDeg = side * (after.yawDeg - before.yawDeg);
    const begunMs = headDeg >= CLEAR_HEAD_DEG ? headBegins(samples, from.endMs, to.endMs, side) : undefined;
    if (begunMs !== undefined && Math.abs(begunMs - from.endMs) <= LARGEST_DELAY_MS)
      headDelaysMs.push(begunMs - from.endMs);
  }
  return {
    durationsMs: fixations.map(({ startMs, endMs }) => endMs - startMs),
    eccentricitiesDeg: ends.flatMap((end) =>
      end?.eye ? [Math.hypot(end.eye.yawDeg - middle.yawDeg, end.eye.pitchDeg - middle.pitchDeg)] : [],
    ),
    turns,
    headDelaysMs,
  };
}

/** When the head has done a tenth of its turn; it may have begun before the eyes. */
function headBegins(
  samples: readonly FitSample[],
  eyesMs: number,
  endMs: number,
  side: number,
): number | undefined {
  const first = indexAt(samples, eyesMs - LARGEST_DELAY_MS);
  const last = indexAt(samples, endMs);
  const yaw = (index: number): number => side * (samples[index]?.head?.yawDeg ?? Number.NaN);
  // From the last moment at which it was as far back as at any time before the eyes left.
  let start = indexAt(samples, eyesMs);
  for (let index = start; index >= first; index -= 1) if (yaw(index) < yaw(start)) start = index;
  const goal = yaw(start) + BEGUN_SHARE * (yaw(last) - yaw(start));
  for (let index = start; index <= last; index += 1) if (yaw(index) >= goal) return samples[index]?.tMs;
  return undefined;
}

/** The last sample that is not later. */
function indexAt(samples: readonly FitSample[], tMs: number): number {
  let [low, high] = [0, samples.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((samples[middle]?.tMs ?? Number.POSITIVE_INFINITY) <= tMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The median of each axis: the device's zero is not the person's. */
function middleOf(directions: readonly Direction[]): Direction {
  const middle = (key: keyof Direction): number =>
    directions.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(directions.length / 2)] ?? 0;
  return { yawDeg: middle('yawDeg'), pitchDeg: middle('pitchDeg') };
}
