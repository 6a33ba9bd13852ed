import type { Direction } from '../../protocol/gazeSample.ts';

/** One look at the head and the eyes; everything against the trunk but the eye, which is in the head. */
export interface Instant {
  /** Since the target has jumped; before that below zero. */
  readonly tMs: number;
  readonly band: Direction;
  /** What the head does under the band. */
  readonly skull: Direction;
  /** From where the eyes really look, and not what the tracker says. */
  readonly gaze: Direction;
  readonly eye: Direction;
}

/** What one step of the target made the head do. */
export interface StepFigures {
  /** Where the band came to rest: its mean over the last two seconds. */
  readonly rest: Direction;
  /** From there to the pose that was foretold. */
  readonly errorDeg: number;
  /** Of that, along the step: + is further than foretold, − short of it. */
  readonly alongDeg: number;
  /** The same distance for the skull. */
  readonly skullErrorDeg: number;
  /** From the jump of the target until the band stayed where it came to rest; undefined: it never did. */
  readonly settledS: number | undefined;
  /** How far along the step the band came back from. */
  readonly overshootDeg: number;
  /** How often yaw or pitch turned back. */
  readonly reversals: number;
  /** Of the last two seconds: the eyes are on the target and so near to straight ahead as is comfortable. */
  readonly comfortableShare: number;
}

/** At the end of a step, over which the head is at rest if it ever is. */
export const REST_MS = 2000;
/** Nearer than this to where it comes to rest the head has settled; half of the goal for where that is. A choice of ours. */
export const SETTLED_DEG = 1;
/** Less is the play and the noise of a brace that stands still: half of what it may pass its place by. A choice of ours. */
export const REVERSAL_DEG = 0.5;
/** The fovea and half as much again for the eye's own wandering; a saccade is made for more than 1° (sim/person/worldEyes.ts). */
export const ON_TARGET_DEG = 1.5;
/** People hold their eyes 15–20° aside while they look steadily (reference/people.md §4); the task asks for the lower. */
export const COMFORTABLE_DEG = 15;

/**
 * Reads a recording, oldest first and evenly spaced, whose target jumped to `target` at time 0 and for which a law foretold `goal`.
 * A recording that ends before the last two seconds have passed says nothing.
 * @throws Error if there are not two seconds of it after the jump
 */
export function stepFigures(recording: readonly Instant[], target: Direction, goal: Direction): StepFigures {
  const after = recording.filter(({ tMs }) => tMs >= 0);
  const endMs = after.at(-1)?.tMs ?? 0;
  if (endMs < REST_MS) throw new Error(`A step that is recorded for ${endMs} ms has no end.`);
  const tail = after.filter(({ tMs }) => tMs > endMs - REST_MS);
  const rest = meanOf(tail.map(({ band }) => band));
  const size = Math.hypot(target.yawDeg, target.pitchDeg);
  const along = ({ yawDeg, pitchDeg }: Direction): number =>
    (yawDeg * target.yawDeg + pitchDeg * target.pitchDeg) / size;
  const unsettled = after.findLastIndex(({ band }) => apartDeg(band, rest) > SETTLED_DEG);
  const settledMs = after[unsettled + 1]?.tMs ?? Number.POSITIVE_INFINITY;
  const isComfortable = ({ gaze, eye }: Instant): boolean =>
    apartDeg(gaze, target) <= ON_TARGET_DEG && Math.hypot(eye.yawDeg, eye.pitchDeg) <= COMFORTABLE_DEG;
  return {
    rest,
    errorDeg: apartDeg(rest, goal),
    alongDeg: along(rest) - along(goal),
    skullErrorDeg: apartDeg(meanOf(tail.map(({ skull }) => skull)), goal),
    settledS: settledMs > endMs - REST_MS ? undefined : settledMs / 1000,
    overshootDeg: Math.max(0, ...after.map(({ band }) => along(band) - along(rest))),
    reversals:
      reversals(after.map(({ band }) => band.yawDeg)) + reversals(after.map(({ band }) => band.pitchDeg)),
    comfortableShare: tail.filter(isComfortable).length / tail.length,
  };
}

/** How often a row of angles turns back by at least `leastDeg` from the furthest it had come. */
export function reversals(angles: readonly number[], leastDeg = REVERSAL_DEG): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let way: 'none' | 'up' | 'down' = 'none';
  let count = 0;
  for (const deg of angles) {
    [low, high] = [Math.min(low, deg), Math.max(high, deg)];
    if (way !== 'up' && deg - low >= leastDeg) {
      if (way === 'down') count += 1;
      [way, high] = ['up', deg];
    } else if (way !== 'down' && high - deg >= leastDeg) {
      if (way === 'up') count += 1;
      [way, low] = ['down', deg];
    }
  }
  return count;
}

function meanOf(directions: readonly Direction[]): Direction {
  const mean = (part: (direction: Direction) => number): number =>
    directions.reduce((sum, direction) => sum + part(direction), 0) / directions.length;
  return { yawDeg: mean(({ yawDeg }) => yawDeg), pitchDeg: mean(({ pitchDeg }) => pitchDeg) };
}

function apartDeg(a: Direction, b: Direction): number {
  return Math.hypot(a.yawDeg - b.yawDeg, a.pitchDeg - b.pitchDeg);
}
