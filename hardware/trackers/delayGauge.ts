/** How far back the quickest sample and the quickest answer count: two clocks drift apart by less than 3 ms in this time. */
const SPAN_MS = 30_000;

/** The least of the last 30 to 60 s. */
interface SlidingMinimum {
  note(value: number, nowMs: number): number;
}

function createSlidingMinimum(): SlidingMinimum {
  let older = Number.POSITIVE_INFINITY;
  let newer = Number.POSITIVE_INFINITY;
  let sinceMs: number | null = null;
  return {
    note(value, nowMs) {
      sinceMs ??= nowMs;
      if (nowMs - sinceMs > SPAN_MS) {
        older = newer;
        newer = Number.POSITIVE_INFINITY;
        sinceMs = nowMs;
      }
      newer = Math.min(newer, value);
      return Math.min(older, newer);
    },
  };
}

/**
 * From the light to the sample, which no protocol tells: 16–50 ms (reference/gaze.md §7.5). The longest of it counts, since a loop that is
 * taken for faster than it is swings.
 */
export const CAMERA_MS = 50;

/**
 * How late samples are, where nobody knows the device's clock: half the quickest answer to a question, what each sample took longer than
 * the quickest one, and the camera's own time. The mean of it is what the loop takes; the least of it, and not the mean, goes with a time
 * that is already counted from the quickest sample, as control's is (controller/gaze/deviceClock.ts).
 */
export interface DelayGauge {
  noteRoundTrip(tookMs: number, nowMs: number): void;
  /** Null before the first answer, and for samples without a time of their own. */
  delayMs(receivedAtMs: number, deviceMs: number | null): number | null;
}

export function createDelayGauge(): DelayGauge {
  const roundTrips = createSlidingMinimum();
  const offsets = createSlidingMinimum();
  let quickestMs: number | null = null;
  return {
    noteRoundTrip(tookMs, nowMs) {
      quickestMs = roundTrips.note(tookMs, nowMs);
    },
    delayMs(receivedAtMs, deviceMs) {
      if (deviceMs === null) return null;
      const offsetMs = receivedAtMs - deviceMs;
      const leastMs = offsets.note(offsetMs, receivedAtMs);
      return quickestMs === null ? null : CAMERA_MS + quickestMs / 2 + offsetMs - leastMs;
    },
  };
}
