/** Twice the fastest tracker that is known; a program that sends more is not one. */
const MAX_PER_S = 500;

/** A bucket of samples, refilled as time passes. */
export interface Allowance {
  /** Whether one more may be read. */
  take(nowMs: number): boolean;
}

export function createAllowance(): Allowance {
  let left = MAX_PER_S;
  let atMs: number | null = null;
  return {
    take(nowMs) {
      left = Math.min(MAX_PER_S, left + ((nowMs - (atMs ?? nowMs)) * MAX_PER_S) / 1000);
      atMs = nowMs;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
