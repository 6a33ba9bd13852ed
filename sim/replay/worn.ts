import type { GazePoint } from '../../controller/gaze/fixation/fixation.ts';
import { fixationsByVelocity, VELOCITY_FIXATION } from '../../controller/gaze/fixation/velocity.ts';
import { gazeInTrunk } from '../../controller/gaze/frames.ts';
import { directionOnScreen } from '../../controller/gaze/screen.ts';
import type { Direction } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';
import type { ReleaseCause } from '../../protocol/steering.ts';
import {
  engaged,
  type Follower,
  followerAtRest,
  followTick,
  isAtRest,
  isWithinLimits,
  personOf,
  TICK_MS,
  toldAt,
} from './follower.ts';
import type { Moment, Recording } from './recording.ts';
import { allStrategies } from './strategies.ts';
import { LATENCY_MS, RECORDED_SCREEN, ticksOf } from './stream.ts';

/** Slower than this nobody calls it a movement. */
const MOVING_DEG_PER_S = 1;
/** Over so long the head's own motion is taken: at shorter steps the noise of its sensor would be most of its path. */
const HEAD_STEP_TICKS = 5;
/** A controller that takes this for a command is triggered by looking (reference/people.md §5). */
const THRESHOLD_DEG = 15;

/** What one strategy did with one recording. */
export interface FollowedRow {
  readonly recording: string;
  readonly strategy: string;
  readonly seconds: number;
  /** Ticks at which anything but exactly nothing was commanded with the clutch out; the bar is 0. */
  readonly movedOutOfClutch: number;
  /** Ticks at which a command was no number or beyond a limit of the profile; the bar is 0. */
  readonly beyondLimits: number;
  readonly commandedPathDeg: number;
  /** Undefined where the recording does not know the head. */
  readonly headPathDeg: number | undefined;
  /** Of the commanded speed from the head's own, in °/s, and of where it led from where the head went, in degrees. */
  readonly speedRms: number | undefined;
  readonly placeRms: number | undefined;
  /** Share of the time of fixations in which the head was moved. */
  readonly fixationShare: number;
  /** The same for a bare threshold of 15° on the eye. */
  readonly beyondThresholdShare: number;
  readonly releases: Readonly<Partial<Record<ReleaseCause, number>>>;
}

/** The middle of where the eyes were: the device's zero is not the person's (eye-head/README 'Conventions'). */
export function straightAheadOf({ moments }: Recording): Direction {
  const seen = moments.flatMap((moment) => eyeOf(moment) ?? []);
  const middle = (key: keyof Direction): number =>
    seen.map((eye) => eye[key]).sort((a, b) => a - b)[Math.floor(seen.length / 2)] ?? 0;
  return { yawDeg: middle('yawDeg'), pitchDeg: middle('pitchDeg') };
}

interface Followed {
  readonly out: Follower;
  readonly in: Follower;
  movedOutOfClutch: number;
  beyondLimits: number;
  pathDeg: number;
  fixationTicks: number;
  readonly commanded: Direction[];
  readonly releases: Partial<Record<ReleaseCause, number>>;
}

/**
 * Every strategy on one recording, with the clutch out all the time and with it in: put in again by a switch whenever it has let go,
 * the most that a person could ask for. `straightAhead` is what was measured before the recording was disturbed.
 */
export function followRecording(
  recording: Recording,
  straightAhead: Direction,
  skewMs = 0,
): readonly FollowedRow[] {
  const person = personOf(straightAhead);
  const runs = allStrategies().map((strategy, index): { followed: Followed; id: string } => ({
    id: strategy.id,
    followed: {
      out: followerAtRest(allStrategies()[index] ?? strategy),
      in: followerAtRest(strategy),
      movedOutOfClutch: 0,
      beyondLimits: 0,
      pathDeg: 0,
      fixationTicks: 0,
      commanded: [],
      releases: {},
    },
  }));
  const isFixation = fixationsOf(recording);
  const heads: (Pose | undefined)[] = [];
  let [fixationTicks, beyondTicks] = [0, 0];
  for (const { nowMs, pipeline, head } of ticksOf(recording, skewMs)) {
    heads.push(recording.set === 'paired' ? head : undefined);
    const shown = isFixation(nowMs - LATENCY_MS);
    if (shown) fixationTicks += 1;
    if (shown && eccentricityDeg(eyeOf(shown), straightAhead) > THRESHOLD_DEG) beyondTicks += 1;
    const told = toldAt(pipeline, person, nowMs);
    for (const run of runs) {
      const { followed } = run;
      const out = followTick(followed.out, told).follower;
      const { follower, released } = followTick(engaged(followed.in, told), told);
      if (released) followed.releases[released] = (followed.releases[released] ?? 0) + 1;
      if (!isAtRest(out)) followed.movedOutOfClutch += 1;
      if (!isWithinLimits(follower)) followed.beyondLimits += 1;
      const speed = Math.hypot(follower.rate.yawDegPerS, follower.rate.pitchDegPerS);
      followed.pathDeg += (speed * TICK_MS) / 1000;
      if (shown && speed >= MOVING_DEG_PER_S) followed.fixationTicks += 1;
      followed.commanded.push(follower.commanded);
      run.followed = { ...followed, out, in: follower };
    }
  }
  return runs.map(({ id, followed }) => ({
    recording: recording.name,
    strategy: id,
    seconds: (heads.length * TICK_MS) / 1000,
    movedOutOfClutch: followed.movedOutOfClutch,
    beyondLimits: followed.beyondLimits,
    commandedPathDeg: followed.pathDeg,
    headPathDeg: headPathDeg(recording, heads),
    ...differences(heads, followed.commanded),
    fixationShare: followed.fixationTicks / Math.max(1, fixationTicks),
    beyondThresholdShare: beyondTicks / Math.max(1, fixationTicks),
    releases: followed.releases,
  }));
}

/** Eye in the head; on a screen, of a head that keeps still. */
function eyeOf({ eye, point }: Moment): Direction | undefined {
  return eye ?? (point && directionOnScreen(point, RECORDED_SCREEN));
}

function eccentricityDeg(eye: Direction | undefined, ahead: Direction): number {
  return eye ? Math.hypot(eye.yawDeg - ahead.yawDeg, eye.pitchDeg - ahead.pitchDeg) : 0;
}

/** What was fixated at a moment, as gaze in the world where the head is known: a turning head is no saccade. */
function fixationsOf({ moments }: Recording): (tMs: number) => Moment | undefined {
  const points = moments.map(({ tMs, eye, head, point }): GazePoint => {
    const onScreen = point && directionOnScreen(point, RECORDED_SCREEN);
    return { tMs, direction: eye && head ? gazeInTrunk(eye, head) : (eye ?? onScreen) };
  });
  const fixations = fixationsByVelocity(points, VELOCITY_FIXATION);
  let [at, row] = [0, 0];
  return (tMs) => {
    while ((fixations[at]?.endMs ?? Number.POSITIVE_INFINITY) < tMs) at += 1;
    while ((moments[row + 1]?.tMs ?? Number.POSITIVE_INFINITY) <= tMs) row += 1;
    return (fixations[at]?.startMs ?? Number.POSITIVE_INFINITY) <= tMs ? moments[row] : undefined;
  };
}

function headPathDeg({ moments, set }: Recording, heads: readonly (Pose | undefined)[]): number | undefined {
  if (set === 'on-screen') return undefined;
  if (set === 'eye-only') {
    return moments.reduce((sum, { tMs, headSpeedDegPerS }, index) => {
      const passedMs = (moments[index + 1]?.tMs ?? tMs) - tMs;
      return sum + ((headSpeedDegPerS ?? 0) * passedMs) / 1000;
    }, 0);
  }
  let sum = 0;
  for (let tick = HEAD_STEP_TICKS; tick < heads.length; tick += HEAD_STEP_TICKS) {
    const [from, to] = [heads[tick - HEAD_STEP_TICKS], heads[tick]];
    if (from && to) sum += Math.hypot(to.yawDeg - from.yawDeg, to.pitchDeg - from.pitchDeg);
  }
  return sum;
}

function differences(
  heads: readonly (Pose | undefined)[],
  commanded: readonly Direction[],
): { readonly speedRms: number | undefined; readonly placeRms: number | undefined } {
  const [speeds, places]: [number[], number[]] = [[], []];
  const start = heads.find((head) => head !== undefined);
  const perS = 1000 / (2 * HEAD_STEP_TICKS * TICK_MS);
  for (let tick = HEAD_STEP_TICKS; tick + HEAD_STEP_TICKS < heads.length; tick += 1) {
    const [from, head, to] = [heads[tick - HEAD_STEP_TICKS], heads[tick], heads[tick + HEAD_STEP_TICKS]];
    const [a, b, c] = [commanded[tick - HEAD_STEP_TICKS], commanded[tick], commanded[tick + HEAD_STEP_TICKS]];
    if (!from || !head || !to || !a || !b || !c || !start) continue;
    speeds.push(
      perS *
        Math.hypot(
          c.yawDeg - a.yawDeg - (to.yawDeg - from.yawDeg),
          c.pitchDeg - a.pitchDeg - (to.pitchDeg - from.pitchDeg),
        ),
    );
    places.push(
      Math.hypot(b.yawDeg - (head.yawDeg - start.yawDeg), b.pitchDeg - (head.pitchDeg - start.pitchDeg)),
    );
  }
  return { speedRms: rms(speeds), placeRms: rms(places) };
}

function rms(values: readonly number[]): number | undefined {
  return values.length === 0
    ? undefined
    : Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}
