// Imported before anything enters virtual time, which replaces the clock that it keeps.
const realNow = performance.now.bind(performance);

/** Real milliseconds, also while the process is in virtual time. */
export const wallClockMs = (): number => realNow();
