import type { Pose } from '../../protocol/pose.ts';

/** Between which rates, in °/s along each axis and with their signs. */
export interface RateRange {
  readonly min: Pose;
  readonly max: Pose;
}

interface TimedRate {
  readonly atMs: number;
  readonly rateDegPerS: Pose;
}

/** Oldest first. */
export type CommandedRates = readonly TimedRate[];

export const NOTHING_COMMANDED: CommandedRates = [];

/**
 * A measured rate tells of the last 50 to 100 ms (`motionRate.ts`) of a shaft that follows its pulses 55 ms later
 * (`followingLagMs` of the default build): it may come from anything commanded since then.
 */
const REMEMBERED_MS = 150;

/** The memory after one more tick; an unknown rate adds nothing and takes nothing away. */
export function withCommandedRate(
  before: CommandedRates,
  rateDegPerS: Pose | undefined,
  nowMs: number,
): CommandedRates {
  const recent = before.filter(({ atMs }) => Math.abs(nowMs - atMs) <= REMEMBERED_MS);
  return rateDegPerS ? [...recent, { atMs: nowMs, rateDegPerS }] : recent;
}

/** All that has been commanded lately; undefined if nothing is known of it. */
export function rangeOf(rates: CommandedRates): RateRange | undefined {
  if (rates.length === 0) return undefined;
  const extreme = (pick: (...values: number[]) => number): Pose => ({
    yawDeg: pick(...rates.map(({ rateDegPerS }) => rateDegPerS.yawDeg)),
    pitchDeg: pick(...rates.map(({ rateDegPerS }) => rateDegPerS.pitchDeg)),
    rollDeg: pick(...rates.map(({ rateDegPerS }) => rateDegPerS.rollDeg)),
  });
  return { min: extreme(Math.min), max: extreme(Math.max) };
}
