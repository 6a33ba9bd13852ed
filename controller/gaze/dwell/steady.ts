/** Words that came and went with every blink could not be read. */
const STEADY_MS = 1000;

/** A value as it is shown, and another that waits to be. */
export interface Steady<Value> {
  readonly shown: Value;
  readonly next: { readonly value: Value; readonly sinceMs: number } | undefined;
}

export function steadyAt<Value>(shown: Value): Steady<Value> {
  return { shown, next: undefined };
}

/** The value is shown once it has been the same for a second; compared by identity. */
export function followSteady<Value>(before: Steady<Value>, value: Value, nowMs: number): Steady<Value> {
  if (value === before.shown) return before.next ? steadyAt(before.shown) : before;
  if (before.next?.value !== value) return { ...before, next: { value, sinceMs: nowMs } };
  return nowMs - before.next.sinceMs >= STEADY_MS ? steadyAt(value) : before;
}
