import { angleBetweenDeg } from '../frames.ts';
import { BRIDGED_GAP_MS, centreOf, type Fixation, type GazePoint } from './fixation.ts';

export interface VelocitySettings {
  readonly fastestDegPerS: number;
  readonly shortestMs: number;
  /** The speed is taken between samples at least so far apart: over one interval it would be mostly noise. */
  readonly overMs: number;
  /** Two parts so near each other and so soon after each other are one fixation. */
  readonly mergedDeg: number;
}

/** The values in common use (reference/gaze.md §6.1: 30°/s, 60 ms, gaps of 75 ms and 0.5°). */
export const VELOCITY_FIXATION: VelocitySettings = {
  fastestDegPerS: 30,
  shortestMs: 60,
  overMs: 20,
  mergedDeg: 0.5,
};

/** The fixations of a recording by I-VT: what is slower than a saccade, merged over short interruptions. For recordings, not live. */
export function fixationsByVelocity(
  points: readonly GazePoint[],
  settings: VelocitySettings,
): readonly Fixation[] {
  const parts: GazePoint[][] = [];
  let isOpen = false;
  for (const [index, point] of points.entries()) {
    const isSlow = speedAt(points, index, settings.overMs) <= settings.fastestDegPerS;
    if (isSlow && isOpen) parts.at(-1)?.push(point);
    else if (isSlow) parts.push([point]);
    isOpen = isSlow;
  }
  return merged(parts.map(fixationOf), settings).filter(
    ({ startMs, endMs }) => endMs - startMs >= settings.shortestMs,
  );
}

/** Speed around a sample in °/s; NaN where the eyes are not seen on both sides of it, which is slower than nothing. */
function speedAt(points: readonly GazePoint[], index: number, overMs: number): number {
  const here = points[index];
  if (!here?.direction) return Number.NaN;
  let [from, to] = [index, index];
  const spanMs = (): number => (points[to]?.tMs ?? Number.NaN) - (points[from]?.tMs ?? Number.NaN);
  while (spanMs() < overMs && (from > 0 || to < points.length - 1)) {
    from = Math.max(0, from - 1);
    if (spanMs() < overMs) to = Math.min(points.length - 1, to + 1);
  }
  const [a, b] = [points[from]?.direction, points[to]?.direction];
  return a && b ? (angleBetweenDeg(a, b) / spanMs()) * 1000 : Number.NaN;
}

function fixationOf(part: readonly GazePoint[]): Fixation {
  return {
    startMs: part[0]?.tMs ?? Number.NaN,
    endMs: part.at(-1)?.tMs ?? Number.NaN,
    centre: centreOf(part.flatMap(({ direction }) => (direction ? [direction] : []))),
  };
}

function merged(fixations: readonly Fixation[], { mergedDeg }: VelocitySettings): readonly Fixation[] {
  const result: Fixation[] = [];
  for (const fixation of fixations) {
    const before = result.at(-1);
    const isOne =
      before !== undefined &&
      fixation.startMs - before.endMs < BRIDGED_GAP_MS &&
      angleBetweenDeg(before.centre, fixation.centre) < mergedDeg;
    if (isOne) result[result.length - 1] = joined(before, fixation);
    else result.push(fixation);
  }
  return result;
}

function joined(a: Fixation, b: Fixation): Fixation {
  const [first, second] = [a.endMs - a.startMs + 1, b.endMs - b.startMs + 1];
  const mean = (x: number, y: number): number => (x * first + y * second) / (first + second);
  return {
    startMs: a.startMs,
    endMs: b.endMs,
    centre: {
      yawDeg: mean(a.centre.yawDeg, b.centre.yawDeg),
      pitchDeg: mean(a.centre.pitchDeg, b.centre.pitchDeg),
    },
  };
}
