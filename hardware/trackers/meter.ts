import type { GazeReading } from '../../protocol/gazeSample.ts';

/** The figures of health are of this long. */
const WINDOW_MS = 2000;
/** Fewer samples than this are no rate. */
const LEAST_SAMPLES = 5;

export interface MeterReading {
  readonly rateHz: number | null;
  readonly validShare: number | null;
  /** Mean of the samples whose delay is known. */
  readonly latencyMs: number | null;
  /** The least of them. */
  readonly leastLatencyMs: number | null;
  readonly lastSampleAtMs: number | null;
  /** Null: never since the last reset. */
  readonly lastValidAtMs: number | null;
  readonly firstSampleAtMs: number | null;
}

interface Noted {
  readonly atMs: number;
  readonly isValid: boolean;
  readonly delayMs: number | null;
}

/** Counts samples and tells how the last two seconds were. */
export interface Meter {
  note(atMs: number, reading: GazeReading, delayMs: number | null): void;
  read(nowMs: number): MeterReading;
  /** The connection is another one. */
  reset(): void;
}

export function createMeter(): Meter {
  let window: Noted[] = [];
  let firstSampleAtMs: number | null = null;
  let lastValidAtMs: number | null = null;

  const forget = (nowMs: number): void => {
    const keepFrom = window.findIndex(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    if (keepFrom > 0) window = window.slice(keepFrom);
    else if (keepFrom < 0) window = [];
  };

  return {
    note(atMs, reading, delayMs) {
      const isValid = reading.kind !== 'none';
      window.push({ atMs, isValid, delayMs });
      firstSampleAtMs ??= atMs;
      if (isValid) lastValidAtMs = atMs;
      // Trimmed now and then: a meter that nobody reads must not grow.
      if (window.length > 4096) forget(atMs);
    },
    read(nowMs) {
      const lastSampleAtMs = window.at(-1)?.atMs ?? null;
      forget(nowMs);
      const count = window.length;
      const spanMs = nowMs - Math.max(nowMs - WINDOW_MS, firstSampleAtMs ?? nowMs);
      const delays = window.flatMap(({ delayMs }) => (delayMs === null ? [] : [delayMs]));
      const isEnough = count >= LEAST_SAMPLES && spanMs > 0;
      return {
        rateHz: isEnough ? (count * 1000) / spanMs : null,
        validShare: isEnough ? window.filter(({ isValid }) => isValid).length / count : null,
        latencyMs: delays.length > 0 ? delays.reduce((sum, delay) => sum + delay, 0) / delays.length : null,
        leastLatencyMs: delays.length > 0 ? Math.min(...delays) : null,
        lastSampleAtMs,
        lastValidAtMs,
        firstSampleAtMs,
      };
    },
    reset() {
      window = [];
      firstSampleAtMs = null;
      lastValidAtMs = null;
    },
  };
}
