import type { GazeSample } from '../../../protocol/gazeSample.ts';

/** Both processes read one clock; what they round apart is less. */
const CLOCK_ROUNDING_MS = 1;
/** No tracker takes so many samples in so short a time: they have waited together, nobody knows for how long. */
const TOGETHER_MS = 2;
const MOST_TOGETHER = 4;

/**
 * The samples whose time can be believed. One from the future is of another clock than ours. Without a time of the device, a burst
 * that was received all at once looks new and may be seconds old (reference/domain.md §4.3: the age of the sample counts, not of
 * the message): none of it is used. With a device's time each is as old as it is (deviceClock.ts).
 */
export function freshSamples(samples: readonly GazeSample[], nowMs: number): readonly GazeSample[] {
  const believable = samples.filter(
    ({ receivedAtMs }) => Number.isFinite(receivedAtMs) && receivedAtMs <= nowMs + CLOCK_ROUNDING_MS,
  );
  const undated = believable.filter(({ deviceMs }) => deviceMs === null);
  const isBurst = ({ receivedAtMs, source }: GazeSample): boolean =>
    undated.filter(
      (other) => other.source === source && Math.abs(other.receivedAtMs - receivedAtMs) <= TOGETHER_MS,
    ).length > MOST_TOGETHER;
  return believable.filter((sample) => sample.deviceMs !== null || !isBurst(sample));
}
