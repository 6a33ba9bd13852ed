import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was tested. */
export interface Sources {
  readonly commit: string;
  /** Something differs from the commit. */
  readonly isDirty: boolean;
  /** The same for the same files with the same content, whatever they are committed as. */
  readonly digest: string;
}

const git = (root: string, ...args: readonly string[]): string =>
  execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });

/**
 * The project's files as they are now: those of git and those that it does not ignore. Undefined where there is no git, and then
 * nobody knows whether a result still holds.
 */
export function readSources(root: string): Sources | undefined {
  try {
    const commit = git(root, 'rev-parse', 'HEAD').trim();
    const isDirty = git(root, 'status', '--porcelain').trim() !== '';
    const paths = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
    const digest = createHash('sha256');
    for (const path of [...new Set(paths)].filter((name) => name !== '').sort()) {
      const file = join(root, path);
      if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) continue;
      const content = createHash('sha256').update(readFileSync(file)).digest('hex');
      digest.update(`${path}\0${content}\n`);
    }
    return { commit, isDirty, digest: digest.digest('hex') };
  } catch {
    return undefined;
  }
}
