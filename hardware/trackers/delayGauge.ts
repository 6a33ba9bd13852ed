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
 * How late samples are, where nobody knows the device's clock: half the quickest answer to a question, and what each sample took
 * longer than the quickest one. The camera's own time is not in it, since no protocol tells it (reference/gaze.md §7.5: 16–50 ms).
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
      return quickestMs === null ? null : quickestMs / 2 + offsetMs - leastMs;
    },
  };
}
