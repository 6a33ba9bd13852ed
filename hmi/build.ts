import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, version } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HERE = join(ROOT, 'hmi');
/** Everything that the pages are made of. */
const SOURCES = ['hmi', 'protocol', 'controller/gaze', 'controller/motion/kinematics'] as const;
/** Beside them: what they are built with, and the version that they say they are of. */
const PACKAGE_FILES = ['package-lock.json', 'package.json'] as const;
const BUILT = join(HERE, 'dist');
const STAMP = 'built-from.txt';

async function sourceFiles(): Promise<readonly string[]> {
  const found = PACKAGE_FILES.map((name) => join(ROOT, name));
  for (const source of SOURCES) {
    const entries = await readdir(join(ROOT, source), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      const isMade = path.startsWith(BUILT) || path.startsWith(join(HERE, '.vite'));
      if (entry.isFile() && !isMade) found.push(path);
    }
  }
  return found.sort();
}

/** One hash over the name and content of every source: a checkout changes times, not contents. */
async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(version);
  for (const path of await sourceFiles()) {
    hash.update(`\0${relative(ROOT, path)}\0`).update(
      createHash('sha256')
        .update(await readFile(path))
        .digest(),
    );
  }
  return hash.digest('hex');
}

async function builtFrom(): Promise<string | undefined> {
  try {
    return await readFile(join(BUILT, STAMP), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

let running: Promise<'fresh' | 'built'> | undefined;

/**
 * Builds the pages into `hmi/dist` if they were made of anything else than what is there now. Rejects with Vite's error if
 * they do not build, and then leaves the old ones; whoever builds at the same time, what is served is whole.
 */
export function buildIfStale(): Promise<'fresh' | 'built'> {
  running ??= buildUnlessFresh().finally(() => {
    running = undefined;
  });
  return running;
}

async function buildUnlessFresh(): Promise<'fresh' | 'built'> {
  const hash = await hashOfSources();
  if ((await builtFrom()) === hash) return 'fresh';
  const made = join(HERE, '.vite', `build-${process.pid}`);
  await buildForProduction(made);
  await writeFile(join(made, STAMP), hash);
  await replaceBuilt(made);
  return 'built';
}

/** A test runner's NODE_ENV would make Vite build React's slow development version into the pages that are served. */
async function buildForProduction(outDir: string): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({
      configFile: join(HERE, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true },
    });
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

/** Two renames, each of them whole: another process may build and replace at the same time. */
async function replaceBuilt(made: string): Promise<void> {
  const old = `${made}-old`;
  await unless('ENOENT', () => rename(BUILT, old));
  const isTaken = await unless('ENOTEMPTY', () => rename(made, BUILT));
  // The other process built from the same sources.
  if (isTaken) await rm(made, { recursive: true });
  await rm(old, { recursive: true, force: true });
}

/** Whether an action failed in the one way that is expected; throws if it failed in another. */
async function unless(code: string, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
    return true;
  }
}

if (import.meta.main) {
  const result = await buildIfStale();
  console.log(result === 'built' ? 'The pages are built.' : 'The pages are up to date.');
}
