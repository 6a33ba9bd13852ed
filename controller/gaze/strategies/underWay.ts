/** Eyes unseen for no longer than this have blinked, and what was under way goes on (reference/domain.md §4.2 row 6, §6 `blinkMs`). */
const LONGEST_BLINK_MS = 400;

/** What a law with a zone in which it rests knows of itself: whether it is under way, and when the eyes last said so. */
export interface UnderWay<What> {
  readonly what: What | undefined;
  readonly seenMs: number;
}

export const NOT_UNDER_WAY: UnderWay<never> = { what: undefined, seenMs: Number.NEGATIVE_INFINITY };

/**
 * The same after a moment in which nothing was seen. Over a blink it is kept, although nothing moves meanwhile: a head that was stopped
 * between the edge of its zone and its release would else rest there, where the next noise sets it off again.
 */
export function overBlink<What>(before: UnderWay<What>, tMs: number): UnderWay<What> {
  const unseenMs = tMs - before.seenMs;
  return unseenMs >= 0 && unseenMs <= LONGEST_BLINK_MS ? before : NOT_UNDER_WAY;
}
