import type { Rate } from '../../controller/gaze/strategies/strategy.ts';
import type { Direction } from '../../protocol/gazeSample.ts';

/** A figure, and where it was found. */
export interface Found {
  readonly value: number;
  readonly where: string;
}

/** The largest. One that is no number is worse than all, and so is nothing at all. */
export function worst(found: readonly Found[]): Found {
  const unmeasured: Found = { value: Number.NaN, where: 'it was not measured' };
  const first = found[0] ?? unmeasured;
  return found.reduce((most, one) => (Number.isNaN(one.value) || one.value > most.value ? one : most), first);
}

export type Axis = 'yaw' | 'pitch';
export const AXES = ['yaw', 'pitch'] as const;

/** As far as a look is taken to go (reference/strategies.md §4.4: the slope on 0…30°). */
export const LARGEST_EYE_DEG = 30;

export const along = (axis: Axis, deg: number): Direction =>
  axis === 'yaw' ? { yawDeg: deg, pitchDeg: 0 } : { yawDeg: 0, pitchDeg: deg };
export const partOf = (rate: Rate, axis: Axis): number =>
  axis === 'yaw' ? rate.yawDegPerS : rate.pitchDegPerS;
