import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScenarioResult } from '../../../sim/scenarios/run.ts';

const MAIN = fileURLToPath(new URL('../../../sim/main.ts', import.meta.url));
const SCENARIOS = fileURLToPath(new URL('../../../sim/scenarios/', import.meta.url));
const FILES = readdirSync(SCENARIOS).filter((file) => file.endsWith('.yaml'));
const scenarioPath = (file: string) => join(SCENARIOS, file);
const folder = mkdtempSync(join(tmpdir(), 'poise-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a tester does. */
function sim(...words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error ? Number.NaN : 0;
      resolve({ exitCode, stdout, stderr });
    });
  });
}

function resultsOf({ stdout }: Outcome): readonly (ScenarioResult & { readonly file: string })[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** A copy of a scenario with one text in it replaced. */
function changed(file: string, from: string, to: string, name = 'changed'): string {
  const text = readFileSync(scenarioPath(file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  const path = join(folder, `${name}-${file}`);
  writeFileSync(path, text.replace(from, to));
  return path;
}

/** One process for all of them, and for one of them again at the end: loading costs more than a run. */
describe('every scenario', () => {
  const REPEATED = 'stop-at-speed.yaml';
  let outcome: Outcome;
  let results: ReturnType<typeof resultsOf>;
  beforeAll(async () => {
    const stillCut = changed('serial-cut-mid-move.yaml', 'afterS: 1.2', 'afterS: 0.2', 'stillCut');
    outcome = await sim('run', '--json', ...[...FILES, REPEATED].map(scenarioPath), stillCut);
    results = resultsOf(outcome);
  }, 900_000);

  it.each(FILES)('%s: each of its criteria holds', (file) => {
    const result = results.find((candidate) => basename(candidate.file) === file);
    expect(result?.brokenOff).toBeNull();
    expect(result?.verdicts.filter(({ isHeld }) => !isHeld)).toEqual([]);
    expect(result?.verdicts.length).toBeGreaterThan(0);
  });

  it('together they exit with 0', () => {
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(results).toHaveLength(FILES.length + 2);
  });

  it('the same seed gives the same recording, also after others in the same process', () => {
    const hashes = results.filter(({ file }) => basename(file) === REPEATED).map(({ hash }) => hash);
    expect(hashes).toHaveLength(2);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).toBe(hashes[0]);
  });

  it('the host goes on looking for the brace while its cable is cut, as the supervisor does', () => {
    const stillCut = results.find(({ file }) => basename(file).startsWith('stillCut'));
    expect(stillCut?.isHeld).toBe(true);
    const looked = stillCut?.events.filter(
      ({ what }) => what === 'the host found no brace: its cable is cut',
    );
    expect(looked).toHaveLength(2);
  });
});

describe('npm run sim -- run', () => {
  it('exits with 1 and says what failed, or what never came, and runs another seed otherwise', async () => {
    const wrong = changed('pot-shorted.yaml', 'toPlusMs: 150', 'toPlusMs: 20');
    const stuck = changed('power-on.yaml', '{ state: standby }', '{ state: engaged }\n    withinMs: 400');
    const first = await sim('run', wrong, stuck);
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toMatch(/FAILED {2}latches .*never/);
    expect(first.stdout).toContain('2 of 3 criteria held.');
    expect(first.stdout).toMatch(/fault potShorted servo 1/);
    expect(first.stdout).toContain('Broken off: Step 1 of the timeline never came');
    expect(first.stdout).toContain('unknown: "carries" never came');

    const other = await sim('run', wrong, '--seed', '77', '--json');
    expect(other.exitCode).toBe(1);
    const [result] = resultsOf(other);
    expect(result?.seed).toBe(77);
    expect(first.stdout).not.toContain(result?.hash);
  }, 120_000);

  it.each<readonly [string, readonly string[], string]>([
    ['a file that is no scenario', ['run', MAIN], 'is not YAML'],
    ['a missing file', ['run', 'none.yaml'], 'none.yaml: cannot be read (there is no such file).'],
    [
      'a wrong file behind a right one',
      ['run', scenarioPath('look-left.yaml'), 'none.yaml'],
      'none.yaml: cannot',
    ],
    ['no file', ['run'], 'Which scenario?'],
    ['no command', [], 'What to do?'],
    ['an unknown command', ['walk'], 'What to do?'],
    ['a seed that is none', ['run', 'x.yaml', '--seed', 'one'], '--seed one: must be a whole number'],
    ['an unknown option', ['run', 'x.yaml', '--sede', '1'], "Unknown option '--sede'"],
  ])('exits with 2 and one sentence for %s', async (_what, words, sentence) => {
    const { exitCode, stdout, stderr } = await sim(...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('explains itself', async () => {
    const { exitCode, stdout } = await sim('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('npm run sim -- run FILE.yaml');
    expect(stdout).toContain('Exit code 0');
  });
});
