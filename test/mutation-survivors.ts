/** A mutant of `controller/safety` that no test can kill, and why. */
export interface ListedSurvivor {
  readonly file: string;
  /** The line that it changes, as it stands in the file, without the space around it. */
  readonly line: string;
  readonly mutator: string;
  /** What it puts in the place of what stands there. */
  readonly replacement: string;
  readonly reason: string;
}

/**
 * Reviewed by a person, one by one: only what behaves the same as the original, or what differs where nothing can be observed.
 * `npm run mutate` fails for a survivor that is not here and for one here that no longer survives.
 */
export const LISTED_SURVIVORS: readonly ListedSurvivor[] = [];
