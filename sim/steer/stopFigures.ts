import type { Pose } from '../../protocol/pose.ts';
import { rotationBetweenDeg } from '../scenarios/rotation.ts';

/** The band against the trunk, every millisecond. */
export interface PoseInstant {
  readonly tMs: number;
  readonly pose: Pose;
}

/** From the last valid sample to rest. */
export interface StopFigures {
  /** How fast the band turned at the last valid sample. */
  readonly speedDegPerS: number;
  /** Until it was at rest, and stayed; undefined: it did not. */
  readonly stoppedMs: number | undefined;
  /** How far it got from where it was. */
  readonly travelDeg: number;
}

/** Speeds are differences over this long, as in the criteria of scenarios: the steps of a servo would be noise in shorter ones. */
export const SPEED_OVER_MS = 40;
/** Slower than this the band is at rest: what a band that is held trembles by, 0.02° within 40 ms. */
export const REST_DEG_PER_S = 0.5;
/** It has stayed for at least so long. */
export const STAYS_MS = 200;

/**
 * Reads a recording of every millisecond, oldest first, in which the last valid sample was taken at `lastValidMs`. The head is at rest
 * from the beginning of the first 40 ms after which it is never faster than half a degree per second.
 */
export function stopFigures(recording: readonly PoseInstant[], lastValidMs: number): StopFigures {
  const begin = recording.findIndex(({ tMs }) => tMs >= lastValidMs);
  const first = recording[begin];
  if (!first) return { speedDegPerS: Number.NaN, stoppedMs: undefined, travelDeg: Number.NaN };
  const after = recording.slice(begin);
  const fastest = after.findLastIndex((_, index) => speedDegPerS(after, index) > REST_DEG_PER_S);
  const rest = after[fastest + 1];
  const endMs = after.at(-1)?.tMs ?? Number.NaN;
  const hasStayed = rest !== undefined && endMs - rest.tMs >= STAYS_MS + SPEED_OVER_MS;
  return {
    speedDegPerS: speedDegPerS(recording, Math.max(0, begin - SPEED_OVER_MS)),
    stoppedMs: hasStayed ? rest.tMs - lastValidMs : undefined,
    travelDeg: Math.max(...after.map(({ pose }) => rotationBetweenDeg(first.pose, pose))),
  };
}

/** Mean speed over the 40 ms that begin here; 0 where the recording ends before. */
function speedDegPerS(recording: readonly PoseInstant[], index: number): number {
  const [from, to] = [recording[index], recording[index + SPEED_OVER_MS]];
  return from && to ? (rotationBetweenDeg(from.pose, to.pose) * 1000) / (to.tMs - from.tMs) : 0;
}

/** The value below which the given share of the figures lies (nearest rank); NaN for none. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}
