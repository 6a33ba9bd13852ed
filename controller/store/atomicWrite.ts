import { randomUUID } from 'node:crypto';
import { open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const TEMPORARY = /\.[0-9a-f-]{36}\.tmp$/;

/**
 * Replaces a file as a whole: whoever reads it, at whatever moment the power fails, finds the old text or the new one
 * (reference/stack.md §6: temporary file beside it, fsync, rename, fsync of the directory). Rejects with the system's
 * error, the old file then unharmed. `mode`: who may read it; its owner alone unless said.
 */
export async function writeAtomically(path: string, text: string, mode = 0o600): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await removeIfPresent(temporary);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Removes what a write that was cut short left beside the file. */
export async function removeLeftovers(path: string): Promise<void> {
  const directory = dirname(path);
  const names = await readdir(directory);
  const leftovers = names.filter((name) => name.startsWith(`${basename(path)}.`) && TEMPORARY.test(name));
  await Promise.all(leftovers.map((name) => removeIfPresent(join(directory, name))));
}

/** Removes a file so that it stays removed when the power fails right after. Rejects with the system's error. */
export async function removeForGood(path: string): Promise<void> {
  await removeIfPresent(path);
  await syncDirectory(dirname(path));
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
