/** Clocks drift apart by less than 3 ms in this time; then a slower answer is worth more than an old one. */
const WORTH_MS = 30_000;
/** Pupil's clock was set, or its program started again. */
const JUMP_MS = 1000;

/** One question after Pupil's time. */
export interface TimeAnswer {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly deviceMs: number;
}

/** Knows Pupil's clock from the quickest answer: what it said was so half-way between question and answer. */
export interface ClockSync {
  note(answer: TimeAnswer): void;
  /** How old something is that was measured at `deviceMs`; null before the first answer. */
  ageMs(receivedAtMs: number, deviceMs: number): number | null;
}

export function createClockSync(): ClockSync {
  let best: { readonly tookMs: number; readonly offsetMs: number; readonly atMs: number } | null = null;
  return {
    note({ askedAtMs, answeredAtMs, deviceMs }) {
      const tookMs = answeredAtMs - askedAtMs;
      const offsetMs = askedAtMs + tookMs / 2 - deviceMs;
      const isBetter =
        !best ||
        tookMs <= best.tookMs ||
        answeredAtMs - best.atMs > WORTH_MS ||
        Math.abs(offsetMs - best.offsetMs) > JUMP_MS;
      if (isBetter) best = { tookMs, offsetMs, atMs: answeredAtMs };
    },
    ageMs: (receivedAtMs, deviceMs) => (best ? receivedAtMs - (deviceMs + best.offsetMs) : null),
  };
}
