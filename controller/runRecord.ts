import { lstat } from 'node:fs/promises';
import { removeForGood, removeLeftovers, writeAtomically } from './store/atomicWrite.ts';

/**
 * What a run leaves on disk while it lasts, so that the next one knows how it ended. No failure to read or write it keeps
 * Poise from running.
 */
export interface RunRecord {
  /** A run, or control within this one, has ended unexpectedly, and nobody has said yet that they looked. */
  hasUnseenCrash(): boolean;
  /** Control has ended unexpectedly. */
  crashed(): void;
  /** A person has said that they looked. */
  seen(): void;
  /** This run ends as it should, and what it knows of its brace was said. Resolves when the disk knows it too, or cannot. */
  endedWell(): Promise<void>;
}

/**
 * Begins the record of a run. One that is there already was left by a run that did not come to its end (a power cut, a
 * killed supervisor), or whose crash nobody has seen; what it says makes no difference, so a damaged one is as good.
 *
 * @param say one line for the person who runs Poise
 */
export async function beginRunRecord(path: string, say: (line: string) => void): Promise<RunRecord> {
  let hasUnseenCrash = await isThere(path);
  let lastWrite: Promise<void> = Promise.resolve();

  const attempt = (act: () => Promise<void>, consequence: string): Promise<void> => {
    lastWrite = lastWrite.then(act).catch((error: NodeJS.ErrnoException) => {
      say(`  Poise       cannot keep its record ${path} (${error.code ?? error.message}).`);
      say(`              ${consequence}`);
    });
    return lastWrite;
  };
  const write = (): Promise<void> =>
    attempt(
      () => writeAtomically(path, `${JSON.stringify({ unseenCrash: hasUnseenCrash })}\n`),
      'Should it end unexpectedly, the next start may not know of it.',
    );

  await attempt(() => removeLeftovers(path), 'What an earlier run left there stays.');
  await write();
  return {
    hasUnseenCrash: () => hasUnseenCrash,
    crashed() {
      hasUnseenCrash = true;
      void write();
    },
    seen() {
      hasUnseenCrash = false;
      void write();
    },
    // Once more where a crash was not seen: the disk may have been full when it happened.
    endedWell: () =>
      hasUnseenCrash
        ? write()
        : attempt(() => removeForGood(path), 'The next start will say that this run ended unexpectedly.'),
  };
}

/** Whatever cannot be found out counts as there. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
