const EVERY_MS = 10_000;

/** Prints how far a campaign has come, at most every ten seconds. */
export function createProgress(total: number, unit: string): (done: number) => void {
  const startedAt = performance.now();
  let printedAt = startedAt;
  return (done) => {
    const now = performance.now();
    if (now - printedAt < EVERY_MS) return;
    printedAt = now;
    const perSecond = (1000 * done) / (now - startedAt);
    const leftMinutes = (total - done) / perSecond / 60;
    console.log(
      `${done} of ${total} ${unit}, ${perSecond.toFixed(0)} per second, about ${leftMinutes.toFixed(1)} min left`,
    );
  };
}
