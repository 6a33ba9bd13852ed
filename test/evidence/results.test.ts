import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createVitest } from 'vitest/node';
import { ResultsReporter } from './reporter.ts';
import {
  mergeResults,
  RESULTS_FILE,
  type Results,
  readResults,
  type TestResult,
  writeResults,
} from './results.ts';
import { readSources } from './sources.ts';

const root = resolve(import.meta.dirname, '../..');
let project = '';

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
    cwd: project,
    encoding: 'utf8',
  });

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'poise-results-'));
  writeFileSync(join(project, '.gitignore'), 'reports/\nnode_modules/\n');
  writeFileSync(join(project, 'a.ts'), 'one');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'one');
});
afterEach(() => rmSync(project, { recursive: true }));

describe('the sources that were tested', () => {
  test('a change, a new file and a lost one make them others; a commit of the same content does not', () => {
    const clean = readSources(project);
    expect(clean).toMatchObject({ isDirty: false, commit: git('rev-parse', 'HEAD').trim() });
    writeFileSync(join(project, 'a.ts'), 'two');
    const changed = readSources(project);
    expect(changed?.isDirty).toBe(true);
    expect(changed?.digest).not.toBe(clean?.digest);
    git('commit', '--quiet', '--all', '--message', 'two');
    expect(readSources(project)?.digest).toBe(changed?.digest);
    writeFileSync(join(project, 'b.ts'), '');
    expect(readSources(project)?.digest).not.toBe(changed?.digest);
    rmSync(join(project, 'b.ts'));
    rmSync(join(project, 'a.ts'));
    expect(readSources(project)?.digest).not.toBe(changed?.digest);
  });

  test('what git ignores does not count, and without git nobody knows', () => {
    const before = readSources(project);
    mkdirSync(join(project, 'reports'));
    writeFileSync(join(project, 'reports/x'), '');
    expect(readSources(project)).toEqual(before);
    rmSync(join(project, '.git'), { recursive: true });
    expect(readSources(project)).toBeUndefined();
  });
});

const one = (name: string, state: TestResult['state'] = 'passed', file = 'a.test.ts'): TestResult => ({
  file,
  suites: [],
  name,
  state,
  ms: 1,
});
const results = (...tests: readonly TestResult[]): Results => ({
  commit: 'c',
  isDirty: false,
  digest: 'now',
  node: 'v24',
  tests: [...tests],
});
const of = (...tests: readonly TestResult[]) => ({ file: 'a.test.ts', tests, hasErrors: false });

describe('results of several runs', () => {
  const other = one('other', 'passed', 'b.test.ts');

  test('those of the same sources add up, and the newest counts', () => {
    const before = results(one('a', 'failed'), one('b'), other);
    expect(mergeResults(before, results(), [of(one('a'), one('b', 'failed'))]).tests).toEqual([
      one('a'),
      one('b', 'failed'),
      other,
    ]);
  });

  test('a test that is left out keeps its result, and one that never ran is left out', () => {
    const merged = mergeResults(results(one('a')), results(), [of(one('a', 'skipped'), one('b', 'skipped'))]);
    expect(merged.tests).toEqual([one('a'), one('b', 'skipped')]);
  });

  test('those of other sources are gone', () => {
    const before = { ...results(other), digest: 'before' };
    expect(mergeResults(before, results(), [of(one('a'))]).tests).toEqual([one('a')]);
  });

  test('a file that breaks loses what it had', () => {
    const broken = { ...of(), hasErrors: true };
    expect(mergeResults(results(one('a'), other), results(), [broken]).tests).toEqual([other]);
  });

  test('they are read as they were written, and what is no result is none', () => {
    expect(readResults(project)).toBeUndefined();
    writeResults(project, results(other));
    expect(readResults(project)).toEqual(results(other));
    writeFileSync(join(project, RESULTS_FILE), '{"commit": 3}');
    expect(readResults(project)).toBeUndefined();
  });
});

describe('the reporter', () => {
  const run = async (text: string): Promise<Results | undefined> => {
    writeFileSync(
      join(project, 'x.test.ts'),
      text.replace('vitest', join(root, 'node_modules/vitest/dist/index.js')),
    );
    const vitest = await createVitest('test', {
      root: project,
      config: false,
      watch: false,
      include: ['*.test.ts'],
      reporters: [new ResultsReporter()],
    });
    await vitest.start();
    await vitest.close();
    process.exitCode = 0;
    return readResults(project);
  };

  test('writes what passed, failed and was left out, with the sources', async () => {
    const written = await run(`import { describe, expect, test } from 'vitest';
      describe('s', () => { describe('t', () => { test('S1: a', () => {}) }) });
      test('b', () => expect(1).toBe(2)); test.skip('c', () => {});`);
    const { commit, digest } = readSources(project) ?? {};
    expect(written).toMatchObject({ commit, digest, isDirty: true, node: process.version });
    expect(written?.tests.map(({ file, suites, name, state }) => [file, suites, name, state])).toEqual([
      ['x.test.ts', ['s', 't'], 'S1: a', 'passed'],
      ['x.test.ts', [], 'b', 'failed'],
      ['x.test.ts', [], 'c', 'skipped'],
    ]);
  });

  test('results of sources that changed meanwhile belong to none', async () => {
    const file = JSON.stringify(join(project, 'a.ts'));
    const written = await run(`import { writeFileSync } from 'node:fs'; import { test } from 'vitest';
      test('a', () => writeFileSync(${file}, 'changed'));`);
    expect(written?.tests).toHaveLength(1);
    expect(written?.digest).not.toBe(readSources(project)?.digest);
  });
});

describe('the command', () => {
  test('without results it says what to run, and fails', () => {
    const main = join(root, 'test/evidence/main.ts');
    const { status, stderr } = spawnSync(process.execPath, [main, project], { encoding: 'utf8' });
    expect(stderr).toContain("Run 'npm test' first");
    expect(status).toBe(1);
  });
});
