import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAULT_IDS } from '../../protocol/faults.ts';
import { rulesIn } from '../evidence/rulePages.ts';
import { FIGURES } from './figures.ts';
import { isJudgeOf } from './judges.ts';
import { defaultPlants, figurePlants, rowPlants } from './plants.ts';
import { applyEdit, type Edit, numericConstants, withQueryOnImports } from './source.ts';
import { runTrials, type Trial, type TrialOutcome } from './trials.ts';

const scale = (name: string, factor: number): Edit => ({ kind: 'scale', file: 'a.ts', name, factor });
const valueWith = (text: string, edit: Edit): unknown =>
  new Function(`${applyEdit(text, edit)}; return ${edit.name};`)();

describe('mistakes in a text', () => {
  test('constants of numbers are found, and no others', () => {
    const text = `export const A_MS = 60_000; const B: number = -2 * A_MS; export const C = [0, 1.5] as const;
      const D = { x: 1 } satisfies T; const E = 'a'; const F = f(3); const G = [0, 0]; const H = { x: 'a', y: 1 };
      const small = 3; function f() { const INNER = 3; }`;
    expect(numericConstants(text, 'a.ts')).toEqual(['A_MS', 'B', 'C', 'D']);
  });

  test.each([
    ['const A = 10', 1.2, 12],
    ['const A = 3', 1.2, 4],
    ['const A = 2', 1.2, 3],
    ['const A = 2', 0.8, 1],
    ['const A = 0.5', 0.8, 0.4],
    ['const A = [0, 10, 0.5]', 0.8, [0, 8, 0.4]],
    ['const A = { x: 10 }', 1.2, { x: 12 }],
    ['const B = 5; const A = B * 2', 1.2, 12],
  ])('%s × %f is never the same', (text, factor, value) => {
    expect(valueWith(text, scale('A', factor))).toEqual(value);
  });

  test('an entry of a table is changed and the others are not', () => {
    const edit: Edit = { kind: 'entry', file: 'a.ts', name: 'T', key: 'b', change: { y: 'z' } };
    const text = `const T = Object.freeze({ a: { x: 1, y: 'w' }, b: { x: 1, y: 'w' } })`;
    expect(valueWith(text, edit)).toEqual({ a: { x: 1, y: 'w' }, b: { x: 1, y: 'z' } });
  });

  test('a mistake in a constant that is not there is refused', () => {
    expect(() => applyEdit('const A = 1', scale('B', 2))).toThrow('B');
  });

  test('only computed addresses of imports get a query', () => {
    expect(withQueryOnImports(`import(a.href); import('./b.ts');`, 'a.ts', '?q')).toBe(
      `import((a.href) + "?q"); import('./b.ts');`,
    );
  });
});

describe('what is planted', () => {
  test('every field of every row, to every other policy', () => {
    const plants = rowPlants([]);
    for (const id of FAULT_IDS) {
      const own = plants
        .filter(({ word }) => word === id)
        .flatMap(({ edit }) => (edit.kind === 'entry' ? [edit.change] : []));
      const fields = own.flatMap((change) => Object.keys(change));
      expect(new Set(fields)).toEqual(new Set(['action', 'grace', 'clears', 'takeover', 'retreat']));
      for (const policy of ['clears', 'takeover', 'retreat']) {
        expect(fields.filter((field) => field === policy)).toHaveLength(2);
      }
    }
  });

  test('every figure of a rule, a fifth smaller and larger; every other constant has a reason', () => {
    const own = FIGURES.filter(({ rules }) => rules.length > 0);
    expect(figurePlants(FIGURES)).toHaveLength(own.length * 2);
    for (const { rules, why } of FIGURES) if (rules.length === 0) expect(why).toMatch(/\.$/);
  });

  test('the default of a parameter that a rule names with its figure', () => {
    const rules = rulesIn(
      '- **S2** No further than `gazeYawDeg`, 30°.\n- **S3** Never past `yawSoftDeg`.\n',
      'RULES.md',
    );
    expect(defaultPlants(rules).map(({ edit, rules: own }) => [edit, own])).toEqual(
      [24, 36].map((usual) => [
        {
          kind: 'entry',
          file: 'protocol/parameters.ts',
          name: 'PARAMETERS',
          key: 'gazeYawDeg',
          change: { default: usual },
        },
        ['S2'],
      ]),
    );
  });

  test('a test judges what its rule says, or what it says itself under a rule', () => {
    const judges = { rules: ['S1'], word: 'linkLate' };
    expect(isJudgeOf(judges, ['suite', 'S1, S2: anything'])).toBe(true);
    expect(isJudgeOf(judges, ['S2: a suite', 'linkLate holds'])).toBe(true);
    expect(isJudgeOf(judges, ['suite', 'linkLate holds'])).toBe(false);
    expect(isJudgeOf(judges, ['suite', 'S2: linkLater holds'])).toBe(false);
  });
});

describe('trials', () => {
  let root = '';
  const FILES = {
    'lib/limit.ts': 'export const LIMIT_MS = 100; export const OTHER_MS: number = 100;',
    'lib/uses.ts': `import { LIMIT_MS } from './limit.ts'; if (LIMIT_MS > 500) throw new Error('too far');
      export const isOver = (ms: number): boolean => ms > LIMIT_MS;`,
    'test/a.test.ts': `import { expect, test } from 'vitest'; import { OTHER_MS } from '../lib/limit.ts';
      import { isOver } from '../lib/uses.ts';
      test('S1: over', () => { expect(isOver(100)).toBe(false); expect(isOver(101)).toBe(true); });
      test('S1: once more', () => expect(isOver(101)).toBe(true));
      test('nothing', () => expect(OTHER_MS).toBe(100));`,
  };
  const edit = (name: string, factor: number): Edit => ({
    kind: 'scale',
    file: 'lib/limit.ts',
    name,
    factor,
  });
  const trial = (planted: Edit | undefined, judges: Trial['judges']): Trial => ({
    edit: planted,
    testFiles: ['test/a.test.ts'],
    judges,
  });
  const S1 = { rules: ['S1'], word: undefined };
  const states = (outcome: TrialOutcome | undefined) =>
    outcome?.kind === 'ran' ? outcome.tests.map(({ state }) => state) : outcome?.kind;

  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'poise-plant-')));
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test('each sees its own mistake alone, only its judges run, and none after one that noticed', async () => {
    const outcomes = await runTrials(
      root,
      [
        trial(undefined, 'all'),
        trial(edit('LIMIT_MS', 1.2), S1),
        trial(edit('LIMIT_MS', 0.8), S1),
        trial(edit('OTHER_MS', 1.2), S1),
        trial(edit('LIMIT_MS', 10), S1),
      ],
      60_000,
    );
    expect(outcomes.map(states)).toEqual([
      ['passed', 'passed', 'passed'],
      ['failed', 'skipped', 'skipped'],
      ['failed', 'skipped', 'skipped'],
      ['passed', 'passed', 'skipped'],
      'broken',
    ]);
  });

  test('a mistake is not remembered for the next run', async () => {
    const [again] = await runTrials(root, [trial(edit('LIMIT_MS', 1.2), 'all')], 60_000);
    const [after] = await runTrials(root, [trial(undefined, 'all')], 60_000);
    expect(states(again)).toEqual(['failed', 'failed', 'passed']);
    expect(states(after)).toEqual(['passed', 'passed', 'passed']);
  });
});
