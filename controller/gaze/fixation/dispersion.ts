import type { Direction } from '../../../protocol/gazeSample.ts';
import { BRIDGED_GAP_MS, type Fixation, type GazePoint } from './fixation.ts';

export interface DispersionSettings {
  /** Width and height of what the gaze covers, added up. */
  readonly largestDispersionDeg: number;
  readonly shortestMs: number;
}

/** What may command: at least 200 ms within 1.5° (reference/domain.md §3.2, Midas rule 3). */
export const COMMANDING_FIXATION: DispersionSettings = { largestDispersionDeg: 1.5, shortestMs: 200 };

interface SeenPoint {
  readonly tMs: number;
  readonly direction: Direction;
}

/** What lies within the dispersion of each other: when, the box around it, and its sum. */
interface Run {
  readonly startMs: number;
  readonly newestMs: number;
  readonly low: Direction;
  readonly high: Direction;
  readonly sum: Direction;
  readonly count: number;
}

export interface DispersionState {
  readonly run: Run | undefined;
  /** The samples of a run that is too short for a fixation: it may still lose its oldest. A long stare needs no memory. */
  readonly loose: readonly SeenPoint[];
}

export const NO_DISPERSION: DispersionState = { run: undefined, loose: [] };

/**
 * One sample of I-DT (Salvucci and Goldberg 2000), as it comes: the run grows while it stays within the dispersion. What ends a
 * fixation begins the next run; a run too short for one drops its oldest samples instead. Late samples change nothing.
 */
export function followDispersion(
  state: DispersionState,
  { tMs, direction }: GazePoint,
  settings: DispersionSettings,
): { readonly state: DispersionState; readonly ended: Fixation | undefined } {
  const { run, loose } = state;
  if (run && !(tMs > run.newestMs)) return { state, ended: undefined };
  const isGap = run !== undefined && tMs - run.newestMs > BRIDGED_GAP_MS;
  if (!direction) {
    return isGap ? { state: NO_DISPERSION, ended: fixationOf(run, settings) } : { state, ended: undefined };
  }
  const point = { tMs, direction };
  if (!run) return { state: begun([point], settings), ended: undefined };
  const grown = extended(run, point);
  if (!isGap && dispersionDeg(grown) <= settings.largestDispersionDeg) {
    const isFixation = tMs - grown.startMs >= settings.shortestMs;
    return { state: { run: grown, loose: isFixation ? [] : [...loose, point] }, ended: undefined };
  }
  const ended = fixationOf(run, settings);
  return { state: begun(isGap || ended ? [point] : [...loose, point], settings), ended };
}

/** For how long the gaze has rested, in ms; 0 while it does not. */
export function restingForMs({ run }: DispersionState): number {
  return run ? run.newestMs - run.startMs : 0;
}

/** All fixations of a recording. */
export function fixationsByDispersion(
  points: readonly GazePoint[],
  settings: DispersionSettings,
): readonly Fixation[] {
  const fixations: Fixation[] = [];
  let state = NO_DISPERSION;
  for (const point of points) {
    const next = followDispersion(state, point, settings);
    if (next.ended) fixations.push(next.ended);
    state = next.state;
  }
  const last = fixationOf(state.run, settings);
  return last ? [...fixations, last] : fixations;
}

/** The longest run of the newest of these that lies within the dispersion. */
function begun(points: readonly SeenPoint[], { largestDispersionDeg }: DispersionSettings): DispersionState {
  let [run, first]: [Run | undefined, number] = [undefined, points.length];
  for (const [index, point] of [...points.entries()].reverse()) {
    const grown: Run = run
      ? { ...extended(run, point), startMs: point.tMs, newestMs: run.newestMs }
      : alone(point);
    if (run && dispersionDeg(grown) > largestDispersionDeg) break;
    [run, first] = [grown, index];
  }
  return { run, loose: points.slice(first) };
}

function alone({ tMs, direction }: SeenPoint): Run {
  return { startMs: tMs, newestMs: tMs, low: direction, high: direction, sum: direction, count: 1 };
}

function extended(run: Run, { tMs, direction }: SeenPoint): Run {
  const both = (combine: (a: number, b: number) => number, a: Direction): Direction => ({
    yawDeg: combine(a.yawDeg, direction.yawDeg),
    pitchDeg: combine(a.pitchDeg, direction.pitchDeg),
  });
  return {
    startMs: run.startMs,
    newestMs: tMs,
    low: both(Math.min, run.low),
    high: both(Math.max, run.high),
    sum: both((a, b) => a + b, run.sum),
    count: run.count + 1,
  };
}

function fixationOf(run: Run | undefined, { shortestMs }: DispersionSettings): Fixation | undefined {
  if (!run || run.newestMs - run.startMs < shortestMs) return undefined;
  const centre = { yawDeg: run.sum.yawDeg / run.count, pitchDeg: run.sum.pitchDeg / run.count };
  return { startMs: run.startMs, endMs: run.newestMs, centre };
}

function dispersionDeg({ low, high }: Run): number {
  return high.yawDeg - low.yawDeg + high.pitchDeg - low.pitchDeg;
}
