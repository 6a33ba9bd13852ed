import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

/** Where the results of the tests stand, from the project's folder. */
export const RESULTS_FILE = 'reports/tests.json';

const testResult = z.strictObject({
  file: z.string(),
  /** The titles around it, outermost first. */
  suites: z.array(z.string()),
  name: z.string(),
  state: z.enum(['passed', 'failed', 'skipped']),
  ms: z.number(),
});
const results = z.strictObject({
  commit: z.string(),
  isDirty: z.boolean(),
  /** Of the files that were tested (sources.ts); anything else if they changed meanwhile. */
  digest: z.string(),
  node: z.string(),
  tests: z.array(testResult),
});

export type TestResult = z.infer<typeof testResult>;
/** What the tests said of one state of the files. */
export type Results = z.infer<typeof results>;

/** The results there are; undefined if there are none, or none that can be read. */
export function readResults(root: string): Results | undefined {
  try {
    return results.parse(JSON.parse(readFileSync(resolve(root, RESULTS_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the results, whole or not at all. */
export function writeResults(root: string, written: Results): void {
  const path = resolve(root, RESULTS_FILE);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(written, null, 1)}\n`);
  renameSync(`${path}.new`, path);
}

/** One test file of a run. */
export interface FileResults {
  readonly file: string;
  readonly tests: readonly TestResult[];
  /** It could not be read, or something outside its tests failed. */
  readonly hasErrors: boolean;
}

const keyOf = ({ file, suites, name }: TestResult): string => JSON.stringify([file, suites, name]);

/**
 * The results after a run. Those of other files stay if they are of the very same sources, so that the tests may run in several
 * goes; a test that this run left out keeps its result, and a file that broke loses all.
 */
export function mergeResults(
  before: Results | undefined,
  run: Results,
  files: readonly FileResults[],
): Results {
  const kept = before?.digest === run.digest ? before.tests : [];
  const broken = new Set(files.filter(({ hasErrors }) => hasErrors).map(({ file }) => file));
  const merged = new Map<string, TestResult>();
  for (const test of kept) if (!broken.has(test.file)) merged.set(keyOf(test), test);
  for (const { tests } of files) {
    for (const test of tests) {
      if (test.state !== 'skipped' || !merged.has(keyOf(test))) merged.set(keyOf(test), test);
    }
  }
  return { ...run, tests: [...merged.values()] };
}
