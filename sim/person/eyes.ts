import { type Random, randomNormal } from '../random.ts';
import type { PagePoint } from './places.ts';

/** How one person's eyes and their tracker behave. */
export interface EyeHabits {
  /** Standard deviation of every sample in each direction, degrees (reference/gaze.md §7.2: 0.3 good, 0.5 usual). */
  readonly noiseDeg: number;
  /** What the tracker is off by, in a direction that the seed decides (reference/gaze.md §7.2: 0.5 good, 1 usual). */
  readonly offsetDeg: number;
  readonly blinksPerMin: number;
}

/** What the eyes are told to do. */
export type Goal = { readonly kind: 'point'; readonly point: PagePoint } | { readonly kind: 'closed' };

export interface GazeSample extends PagePoint {
  /** False while the lids are closed. */
  readonly isSeen: boolean;
}

export interface Eyes {
  look(goal: Goal, nowMs: number): void;
  /** Times may not run backwards. */
  sample(nowMs: number): GazeSample;
}

/** Blinks on video last 188/252/324 ms in quartiles: log-normal (reference/people.md §4, 49 people). */
const BLINK_MEDIAN_MS = 252;
const BLINK_LOG_SD = 0.4;

/** Duration of a saccade in ms by its amplitude in degrees (reference/people.md §2, 608 saccades). */
function saccadeMs(amplitudeDeg: number): number {
  return 13.7 + 2.4 * amplitudeDeg;
}

/** Share of the way after a share of the time: begins and ends at rest. */
function smooth(share: number): number {
  return share * share * share * (10 + share * (6 * share - 15));
}

/** Eyes that jump to where they are told, rest there with the tracker's noise, and blink. The same seed sees the same. */
export function createEyes({ noiseDeg, offsetDeg, blinksPerMin }: EyeHabits, random: Random): Eyes {
  const offsetDirection = 2 * Math.PI * random();
  const offset = { xDeg: offsetDeg * Math.cos(offsetDirection), yDeg: offsetDeg * Math.sin(offsetDirection) };
  let from: PagePoint = { xDeg: 0, yDeg: 0 };
  let to = from;
  let leftAtMs = 0;
  let isClosed = false;

  const untilNextBlinkMs = () =>
    blinksPerMin > 0 ? (-Math.log(1 - random()) * 60_000) / blinksPerMin : Number.POSITIVE_INFINITY;
  const blinkMs = () => BLINK_MEDIAN_MS * Math.exp(BLINK_LOG_SD * randomNormal(random));
  let blinkFromMs = untilNextBlinkMs();
  let blinkToMs = blinkFromMs + blinkMs();

  const at = (nowMs: number): PagePoint => {
    const amplitudeDeg = Math.hypot(to.xDeg - from.xDeg, to.yDeg - from.yDeg);
    const share = smooth(Math.min(1, Math.max(0, (nowMs - leftAtMs) / saccadeMs(amplitudeDeg))));
    return {
      xDeg: from.xDeg + share * (to.xDeg - from.xDeg),
      yDeg: from.yDeg + share * (to.yDeg - from.yDeg),
    };
  };

  return {
    look(goal, nowMs) {
      isClosed = goal.kind === 'closed';
      if (goal.kind === 'closed') return;
      from = at(nowMs);
      to = goal.point;
      leftAtMs = nowMs;
    },
    sample(nowMs) {
      while (nowMs >= blinkToMs) {
        blinkFromMs = blinkToMs + untilNextBlinkMs();
        blinkToMs = blinkFromMs + blinkMs();
      }
      const point = at(nowMs);
      return {
        xDeg: point.xDeg + offset.xDeg + noiseDeg * randomNormal(random),
        yDeg: point.yDeg + offset.yDeg + noiseDeg * randomNormal(random),
        isSeen: !isClosed && nowMs < blinkFromMs,
      };
    },
  };
}
