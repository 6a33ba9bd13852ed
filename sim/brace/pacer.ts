/** Simulated time never runs after the clock by more than this: a burst of it would be a brace that moves too fast. */
export const MAX_CATCH_UP_MS = 20;

export interface Pacer {
  /**
   * How many milliseconds to simulate now. @param nowMs monotonic time.
   * @returns `stepMs` 0 … 20, and `slippedMs`: time that is given up for ever, 0 if none.
   */
  due(nowMs: number): { readonly steps: number; readonly slippedMs: number };
  /** Monotonic time to which a simulated time belongs. */
  monotonicMs(simulatedMs: number): number;
}

/**
 * Keeps simulated time at the pace of a monotonic clock.
 * @param startMs monotonic time at the start
 * @param startSimulatedMs simulated time then
 */
export function createPacer(startMs: number, startSimulatedMs = 0): Pacer {
  let originMs = startMs - startSimulatedMs;
  let simulatedMs = startSimulatedMs;
  return {
    due(nowMs) {
      const behindMs = Math.floor(nowMs - originMs) - simulatedMs;
      const slippedMs = Math.max(0, behindMs - MAX_CATCH_UP_MS);
      originMs += slippedMs;
      const steps = Math.max(0, behindMs - slippedMs);
      simulatedMs += steps;
      return { steps, slippedMs };
    },
    monotonicMs: (time) => originMs + time,
  };
}
