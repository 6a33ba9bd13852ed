/** The first wait between two tries, before its spread. */
const FIRST_MS = 250;
/** A tracker that is plugged in again must not be waited for longer than a person waits for anything. */
const LONGEST_MS = 5000;

/**
 * How long to wait before the next try: doubles with every failure, and half of it is drawn, so that several programs that lost
 * the same tracker do not return in step.
 * @param failures in a row, 0 for the first
 * @param random 0…1
 */
export function retryDelayMs(failures: number, random: () => number): number {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return ceilingMs * (0.5 + 0.5 * random());
}
