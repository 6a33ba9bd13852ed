import type { PerServo } from '../../protocol/pose.ts';

/** Three angles in degrees, of the pose's axes or of the servos, and when they were so. */
interface TimedAngles {
  readonly atMs: number;
  readonly anglesDeg: PerServo<number>;
}

/** Oldest first, back to the newest that is at least `RATE_SPAN_MS` old. */
export type RateTrack = readonly TimedAngles[];

export const NOTHING_TIMED: RateTrack = [];

/**
 * Five ticks: 0.02° of a potentiometer's noise (sim/body/sensors.ts) are then less than 1°/s, and a rate is 25 ms old on average
 * of the 100 ms in which uncommanded motion is to be found (reference/domain.md §4.2 rows 2 and 12).
 */
const RATE_SPAN_MS = 50;
/** After a longer silence nobody knows how the head got from one angle to the next. */
export const LONGEST_GAP_MS = 50;

/**
 * The track after one more reading. The same moment again changes nothing; an unknown reading, a gap or a clock that runs
 * backwards begins anew.
 */
export function withAngles(
  track: RateTrack,
  anglesDeg: PerServo<number> | undefined,
  atMs: number,
): RateTrack {
  if (!anglesDeg || !Number.isFinite(atMs)) return NOTHING_TIMED;
  const last = track.at(-1);
  if (last?.atMs === atMs) return track;
  const isContinued = last !== undefined && atMs > last.atMs && atMs - last.atMs <= LONGEST_GAP_MS;
  const all = [...(isContinued ? track : []), { atMs, anglesDeg }];
  const oldest = all.findLastIndex((timed) => atMs - timed.atMs >= RATE_SPAN_MS);
  return all.slice(Math.max(0, oldest));
}

/** Degrees per second over the last 50 to 100 ms; undefined while too little is known, NaN for angles that are no numbers. */
export function rateOf(track: RateTrack): PerServo<number> | undefined {
  const [from] = track;
  const to = track.at(-1);
  if (!from || !to) return undefined;
  const spanMs = to.atMs - from.atMs;
  if (spanMs < RATE_SPAN_MS) return undefined;
  const rate = (index: 0 | 1 | 2): number => ((to.anglesDeg[index] - from.anglesDeg[index]) / spanMs) * 1000;
  return [rate(0), rate(1), rate(2)];
}
