import { isEngaged } from '../../controller/gaze/clutch.ts';
import { NO_DRIFT } from '../../controller/gaze/drift.ts';
import { eyeInHead } from '../../controller/gaze/frames.ts';
import {
  atTick,
  NO_GAZE,
  type PipelineSettings,
  type PipelineState,
  withSample,
} from '../../controller/gaze/gazePipeline.ts';
import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { Direction, GazeSample } from '../../protocol/gazeSample.ts';
import { centreOf, PX_PER_DEG } from '../person/places.ts';
import { createRandom } from '../random.ts';
import {
  engaged,
  type Follower,
  followerAtRest,
  followTick,
  isAtRest,
  personOf,
  TICK_MS,
  type Told,
  toldAt,
} from '../replay/follower.ts';
import { type Chosen, type PageSample, type PageWalk, pageWalk, walkOn } from '../replay/pageWalk.ts';
import { allStrategies } from '../replay/strategies.ts';
import { drawHabits } from './habits.ts';
import { createNaturalEyes, noisy } from './naturalEyes.ts';

/** A usual home tracker (reference/gaze.md §5: 60 Hz), and what it needs. */
const SAMPLE_MS = 1000 / 60;
const LATENCY_MS = 30;
/** Somebody engages on purpose so often, and then only looks on: how long and how far would the head follow? */
const ENGAGE_EVERY_MS = 300_000;
/** What appears on the page is new for so long, and its answers are looked at in turn. Assumed: no source says. */
const NEW_FOR_MS = 3000;
const ANSWER_MS = 700;

const SETTINGS: PipelineSettings = {
  liveness: { kind: 'known', stillestDeg: null },
  screen: null,
  calibrationErrorDeg: null,
  calibratedAtMs: null,
  latencyMs: LATENCY_MS,
  drift: NO_DRIFT,
};

/** What the page did to somebody who meant nothing. */
export interface PageCounts {
  /** In rest: the first of the two steps, and the second, by which rest is left. */
  asked: number;
  resumed: number;
  /** In ready: how often the page's clutch was put in, and the movements chosen with it out, and in by such an accident. */
  falseEngagements: number;
  movedOutOfClutch: number;
  movedAfterFalse: number;
}

export interface StrategyCounts {
  readonly id: string;
  /** Ticks at which anything but exactly nothing was commanded with the clutch out. */
  movedOutOfClutch: number;
  engagements: number;
  engagedS: number;
  pathDeg: number;
}

export interface MidasCounts {
  readonly seed: number;
  readonly hours: number;
  readonly page: PageCounts;
  readonly strategies: readonly StrategyCounts[];
  /** Eccentricity of the eyes in the head while they are seen, in steps of one degree. */
  readonly eccentricity: readonly number[];
}

interface Follow {
  out: Follower;
  in: Follower;
  readonly counts: StrategyCounts;
}

/**
 * One person, drawn by the seed, who watches, reads and looks about for so many hours before the page and through the pipeline,
 * and means nothing by any of it.
 */
export function naturalHours(seed: number, hours: number): MidasCounts {
  const random = createRandom(seed);
  const habits = drawHabits(random);
  const eyes = createNaturalEyes(habits, random);
  const person = personOf({ yawDeg: 0, pitchDeg: 0 });
  const outs = allStrategies();
  const follows: readonly Follow[] = allStrategies().map((strategy, index) => ({
    out: followerAtRest(outs[index] ?? strategy),
    in: followerAtRest(strategy),
    counts: { id: strategy.id, movedOutOfClutch: 0, engagements: 0, engagedS: 0, pathDeg: 0 },
  }));
  const pages = beginPages();
  const eccentricity = Array.from({ length: 60 }, () => 0);
  let pipeline: PipelineState = NO_GAZE;
  const waiting: GazeSample[] = [];
  let nextSampleMs = 0;
  const endMs = hours * 3_600_000;
  for (let nowMs = 0; nowMs < endMs; nowMs += TICK_MS) {
    let newest: PageSample | undefined;
    const seen = eyes.at(nowMs, whatAppeared(pages.rest, nowMs) ?? whatAppeared(pages.ready, nowMs));
    for (; nextSampleMs <= nowMs; nextSampleMs += SAMPLE_MS) {
      const eye = seen.gaze && noisy(eyeInHead(seen.gaze, seen.head), habits.noiseDeg, random);
      if (eye) {
        const bin = Math.min(59, Math.floor(Math.hypot(eye.yawDeg, eye.pitchDeg)));
        eccentricity[bin] = (eccentricity[bin] ?? 0) + 1;
      }
      waiting.push({
        source: 'pupilCore',
        receivedAtMs: nowMs + LATENCY_MS,
        deviceMs: nowMs,
        reading: eye ? { kind: 'eyes', left: eye, right: eye } : { kind: 'none', why: 'noEyes' },
        confidence: null,
      });
      newest = pageSample(seen.gaze && noisy(seen.gaze, habits.noiseDeg, random), habits.offset, nowMs);
    }
    while ((waiting[0]?.receivedAtMs ?? Number.POSITIVE_INFINITY) <= nowMs) {
      const sample = waiting.shift();
      if (sample) pipeline = withSample(pipeline, sample, SETTINGS);
    }
    pipeline = atTick(pipeline, nowMs, seen.head, SETTINGS);
    const told = toldAt(pipeline, person, nowMs);
    for (const follow of follows) followOn(follow, told);
    if (newest) lookOn(pages, newest, pipeline.stream.condition);
  }
  return {
    seed,
    hours,
    page: pages.counts,
    strategies: follows.map(({ counts }) => counts),
    eccentricity,
  };
}

interface Pages {
  rest: PageWalk;
  ready: PageWalk;
  readonly counts: PageCounts;
}

function beginPages(): Pages {
  return {
    rest: pageWalk('paused'),
    ready: pageWalk('ready'),
    counts: { asked: 0, resumed: 0, falseEngagements: 0, movedOutOfClutch: 0, movedAfterFalse: 0 },
  };
}

function lookOn(pages: Pages, sample: PageSample, condition: GazeCondition): void {
  const { counts } = pages;
  const rest = walkOn(pages.rest, sample, condition);
  pages.rest = rest.walk;
  counts.asked += countOf(rest.chosen, 'asked');
  counts.resumed += countOf(rest.chosen, 'resumed');
  const ready = walkOn(pages.ready, sample, condition);
  pages.ready = ready.walk;
  counts.falseEngagements += countOf(ready.chosen, 'engaged');
  counts.movedOutOfClutch += countOf(ready.chosen, 'movedOutOfClutch');
  counts.movedAfterFalse += countOf(ready.chosen, 'moved');
}

function countOf(chosen: readonly Chosen[], which: Chosen): number {
  return chosen.filter((choice) => choice === which).length;
}

function followOn(follow: Follow, told: Told): void {
  const { counts } = follow;
  follow.out = followTick(follow.out, told).follower;
  if (!isAtRest(follow.out)) counts.movedOutOfClutch += 1;
  const isDue = told.inputs.tMs % ENGAGE_EVERY_MS === ENGAGE_EVERY_MS / 2;
  const begun = isDue ? engaged(follow.in, told) : follow.in;
  if (begun !== follow.in) counts.engagements += 1;
  follow.in = followTick(begun, told).follower;
  if (isEngaged(follow.in.clutch)) counts.engagedS += TICK_MS / 1000;
  counts.pathDeg += (Math.hypot(follow.in.rate.yawDegPerS, follow.in.rate.pitchDegPerS) * TICK_MS) / 1000;
}

/** Right on the page is a negative yaw; the page is straight ahead. */
function pageSample(
  gaze: Direction | null,
  { xDeg, yDeg }: { readonly xDeg: number; readonly yDeg: number },
  tMs: number,
): PageSample {
  if (!gaze) return { tMs, xPx: Number.NaN, yPx: Number.NaN, isValid: false };
  return {
    tMs,
    xPx: (-gaze.yawDeg + xDeg) * PX_PER_DEG,
    yPx: (gaze.pitchDeg + yDeg) * PX_PER_DEG,
    isValid: true,
  };
}

/** The question that has just appeared draws looks to its answers; undefined while there is none. */
function whatAppeared({ screen, shownAtMs }: PageWalk, nowMs: number): (() => Direction) | undefined {
  const isQuestion = screen === 'confirm' || screen === 'calmConfirm';
  if (!isQuestion || nowMs - shownAtMs > NEW_FOR_MS) return undefined;
  const { xDeg, yDeg } = centreOf(Math.floor(nowMs / ANSWER_MS) % 2 === 0 ? 'wholeLeft' : 'wholeRight');
  return () => ({ yawDeg: -xDeg, pitchDeg: yDeg });
}
