import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { titlesIn } from './evidence/titles.ts';
import { checkRules, type RuleProblem } from './rules.ts';

const root = resolve(import.meta.dirname, '..');
const made: string[] = [];

/** A project with two rules pages, and one test for each rule unless told otherwise. */
function projectWith(files: Readonly<Record<string, string>>): string {
  const project = mkdtempSync(join(tmpdir(), 'poise-rules-'));
  made.push(project);
  const whole = {
    'controller/safety/RULES.md': '# Rules\n\n## Some\n\n- **S1** One.\n- **S2** Two,\n  with `figureMs`.\n',
    'hardware/firmware/RULES.md': '## Others\n\n- **F1** A pulse.\n\n## Retired\n\n- **F2** Was a pulse.\n',
    'test/safety.test.ts': `test('S1: one', () => {}); test('S2: two', () => {});`,
    'test/firmware/pulse.test.ts': `it('F1: a pulse', () => {});`,
    ...files,
  };
  for (const [path, text] of Object.entries(whole)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  return project;
}

const problemsOf = (files: Readonly<Record<string, string>>): readonly RuleProblem[] =>
  checkRules(projectWith(files)).problems;

afterEach(() => {
  for (const project of made.splice(0)) rmSync(project, { recursive: true });
});

describe('rules and their tests', () => {
  test('the project’s own belong together, and they were read', () => {
    const { rules, tests, problems } = checkRules(root);
    expect(problems).toEqual([]);
    expect(rules.length).toBeGreaterThan(70);
    expect(tests.length).toBeGreaterThan(150);
  });

  test('a project in which each rule has its test has no problem', () => {
    const { rules, tests, problems } = checkRules(projectWith({}));
    expect(problems).toEqual([]);
    expect(rules.map(({ id, text, isRetired }) => [id, text, isRetired])).toEqual([
      ['S1', 'One.', false],
      ['S2', 'Two, with `figureMs`.', false],
      ['F1', 'A pulse.', false],
      ['F2', 'Was a pulse.', true],
    ]);
    expect(tests).toHaveLength(3);
  });

  test('a rule without a test is found', () => {
    expect(problemsOf({ 'test/safety.test.ts': `test('S1: one', () => {});` })).toEqual([
      { kind: 'ruleWithoutTest', rule: 'S2', page: 'controller/safety/RULES.md' },
    ]);
  });

  test.each([
    ['a comment', `test('S1: one', () => {}); // test('S2: two', () => {});`],
    ['a string', `test('S1: one', () => { const text = "S2: two"; });`],
    ['the middle of a title', `test('S1: one', () => {}); test('two, as S2: says', () => {});`],
    ['a test that is skipped', `test('S1: one', () => {}); test.skip('S2: two', () => {});`],
    [
      'a suite that is skipped',
      `test('S1: one', () => {}); describe.skip('x', () => { it('S2: two', () => {}); });`,
    ],
  ])('%s does not count as a test', (_, text) => {
    expect(problemsOf({ 'test/safety.test.ts': text })).toEqual([
      expect.objectContaining({ kind: 'ruleWithoutTest', rule: 'S2' }),
    ]);
  });

  test.each([
    ['a rule that does not exist', `test('S3: three', () => {});`, 'testOfUnknownRule'],
    ['a retired rule', `test('F2: was', () => {});`, 'testOfRetiredRule'],
    ['a rule that does not exist, among others', `test('S1, S9: both', () => {});`, 'testOfUnknownRule'],
    ['a rule without a colon', `test('S1 one', () => {});`, 'unclearTitle'],
    ['a range of rules', `test('S1–S2: all', () => {});`, 'unclearTitle'],
  ])('a test that names %s is found', (_, text, kind) => {
    expect(problemsOf({ 'test/more.test.ts': text })).toEqual([expect.objectContaining({ kind })]);
  });

  test('an id that stands twice is found, on one page and on two', () => {
    const twice = { kind: 'idUsedTwice', rule: 'F1' };
    expect(problemsOf({ 'hardware/firmware/RULES.md': '- **F1** A.\n- **F1** B.\n' })).toEqual([
      expect.objectContaining(twice),
    ]);
    expect(problemsOf({ 'hardware/trackers/RULES.md': '- **F1** A.\n' })).toEqual([
      expect.objectContaining(twice),
    ]);
  });

  test('a retired id that is used again is found', () => {
    const page = '- **F1** A pulse.\n\n## Retired\n\n- **F1** Was a pulse.\n';
    expect(problemsOf({ 'hardware/firmware/RULES.md': page })).toEqual([
      expect.objectContaining({ kind: 'retiredIdReused', rule: 'F1' }),
    ]);
  });

  test('without rules or tests there is nothing to count, which the command takes for a failure', () => {
    const empty = { 'controller/safety/RULES.md': '', 'hardware/firmware/RULES.md': '' };
    expect(checkRules(projectWith(empty)).rules).toEqual([]);
    const untested = { 'test/safety.test.ts': '', 'test/firmware/pulse.test.ts': '' };
    expect(checkRules(projectWith(untested)).tests).toEqual([]);
  });

  test('a test that cannot be parsed stops the count', () => {
    expect(() => checkRules(projectWith({ 'test/broken.test.ts': `test('S1: one', ` }))).toThrow(
      'test/broken.test.ts',
    );
  });
});

describe('titles', () => {
  const rulesOf = (text: string) => titlesIn(text, 'x.test.ts').tests.map(({ rules }) => rules);

  test.each([
    [`test('S1: a', f)`, ['S1']],
    [`it("S1, S22: a", f)`, ['S1', 'S22']],
    [`test('S1 and F22: a', f)`, ['S1', 'F22']],
    ['test(`S1: $' + '{a} b`, f)', ['S1']],
    [`test('S1: a ' + b, f)`, ['S1']],
    [`test.each([1, 2])('S1: %s', f)`, ['S1']],
    [`test.runIf(ready)('S1: a', f)`, ['S1']],
    [`test.concurrent.for(list)('S1: $name', f)`, ['S1']],
    [`it.each\`a\n\${1}\`('S1: $a', f)`, ['S1']],
    [`describe('S1: a', () => { test('b', f) })`, ['S1']],
    [`describe('S1: a', () => { test('S2: b', f) })`, ['S1', 'S2']],
    [`for (const a of b) { describe(a, () => { if (c) it('S1: d', f) }) }`, ['S1']],
  ])('%s', (text, rules) => {
    expect(rulesOf(text)).toEqual([rules]);
  });

  test.each([`context('S1: a', f)`, `test(title, f)`, `expect(test).toBe('S1: a')`, `test.info('S1')`])(
    '%s names none',
    (text) => {
      expect(rulesOf(text)).toEqual([]);
    },
  );

  test('a declaration knows its results by their names', () => {
    const [each] = titlesIn(`test.each(a)('S1: %s (50 %) of $b.c. ends', f)`, 'x.test.ts').tests;
    expect(each?.pattern.test('S1: x (50 %) of y. ends')).toBe(true);
    expect(each?.pattern.test('S1: x (50 %) of y. ends not')).toBe(false);
    const [plain] = titlesIn(`test('S1: 100 %d', f)`, 'x.test.ts').tests;
    expect(plain?.pattern.test('S1: 100 %d')).toBe(true);
    expect(plain?.pattern.test('S1: 100 5')).toBe(false);
  });
});
