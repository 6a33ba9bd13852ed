import { describe, expect, test } from 'vitest';
import type { Hazard, RuleId } from '../../controller/safety/hazards/hazard.ts';
import { judge } from './judge.ts';
import { evidencePage } from './page.ts';
import type { Results, TestResult } from './results.ts';
import { rulesIn } from './rulePages.ts';
import { evidenceTable } from './table.ts';
import { titlesIn } from './titles.ts';

const hazard = (...rules: [RuleId, ...RuleId[]]): Hazard => ({
  id: 'HZ1',
  title: 'A <fall>',
  cause: 'A cause.',
  harm: 'Harm.',
  severity: 5,
  probability: 3,
  safeState: 'hold',
  answeredWithin: '1 s.',
  rules,
  otherControls: 'None.',
  residual: 'None.',
  source: 'here',
});
const rules = rulesIn('- **S1** One.\n- **S2** Two.\n- **S3** Three.\n', 'RULES.md');
const { tests } = titlesIn(
  `describe('all', () => { test('S1: one', f); test.each(a)('S2: two %s', f); test.skip('S3: three', f); })`,
  'a.test.ts',
);
const result = (name: string, state: TestResult['state'] = 'passed'): TestResult => ({
  file: 'a.test.ts',
  suites: ['all'],
  name,
  state,
  ms: 1,
});
const ALL = [result('S1: one'), result('S2: two a'), result('S2: two b')];
const resultsOf = (...all: readonly TestResult[]): Results => ({
  commit: '0123456789',
  isDirty: false,
  digest: 'now',
  node: 'v24',
  tests: [...all],
});
const judged = (
  hazards: readonly Hazard[],
  results: Results | undefined,
  digest: string | undefined = 'now',
) => judge({ hazards, rules, tests, results, digest });
const both = [hazard('S1', 'S2')];

describe('evidence', () => {
  test('a hazard is proven when every test of every rule it counts on passed', () => {
    const evidence = judged(both, resultsOf(...ALL));
    expect(evidence.isProven).toBe(true);
    expect(evidence.hazards[0]?.rules[1]?.tests).toEqual([
      { file: 'a.test.ts', title: 'S2: two %s', verdict: 'passed', runs: 2 },
    ]);
    expect(evidence.others.map(({ id, verdict }) => [id, verdict])).toEqual([['S3', 'untested']]);
  });

  test.each([
    ['a failed test', [result('S1: one', 'failed'), ...ALL.slice(1)], 'failed'],
    ['one failed run of many', [...ALL, result('S2: two c', 'failed')], 'failed'],
    ['a missing result', ALL.slice(1), 'unknown'],
    ['a test that was left out', [result('S1: one', 'skipped'), ...ALL.slice(1)], 'unknown'],
    ['one run of many that was left out', [...ALL, result('S2: two c', 'skipped')], 'unknown'],
    ['a result of another file', [{ ...result('S1: one'), file: 'b.test.ts' }, ...ALL.slice(1)], 'unknown'],
    ['a result of another name', [result('S1: one more'), ...ALL.slice(1)], 'unknown'],
  ] as const)('%s is no proof', (_, all, verdict) => {
    const evidence = judged(both, resultsOf(...all));
    expect(evidence.isProven).toBe(false);
    expect(evidence.hazards[0]?.verdict).toBe(verdict);
  });

  test('a rule without a test that runs, and a rule that nobody wrote, are no proof', () => {
    expect(judged([hazard('S1', 'S3')], resultsOf(...ALL)).hazards[0]?.verdict).toBe('untested');
    expect(judged([hazard('S1', 'S99')], resultsOf(...ALL)).hazards[0]?.verdict).toBe('noSuchRule');
  });

  test('results of other sources, of unknown ones and no results are unknown', () => {
    for (const stale of [
      judged(both, { ...resultsOf(...ALL), digest: 'before' }),
      judge({ hazards: both, rules, tests, results: resultsOf(...ALL), digest: undefined }),
      judged(both, undefined),
    ]) {
      expect(stale.isProven).toBe(false);
      expect(stale.hazards[0]?.verdict).toBe('unknown');
      expect(stale.staleBecause).toBeDefined();
    }
  });

  test('without hazards nothing is proven', () => {
    expect(judged([], resultsOf(...ALL)).isProven).toBe(false);
  });
});

describe('what is shown of it', () => {
  const failed = judged(both, resultsOf(result('S1: one', 'failed'), ...ALL.slice(1)));

  test('the table has a line per hazard, the rule that failed with its test, and the rules that none names', () => {
    expect(evidenceTable(failed)).toBe(
      [
        '     hazard    S·P  safe state  rules  tests  last result',
        'HZ1  A <fall>  5·3  hold        S1 S2      2  failed: S1',
        '',
        'S1 failed: One.',
        "  failed   a.test.ts 'S1: one'",
        '',
        'Rules that no hazard names:',
        '  S3  no test  Three.',
      ].join('\n'),
    );
  });

  test('the table says why everything is unknown', () => {
    const stale = evidenceTable(judged(both, { ...resultsOf(...ALL), digest: 'before', isDirty: true }));
    expect(stale).toContain('HZ1  A <fall>  5·3  hold        S1 S2      2  unknown');
    expect(stale).toContain(
      'All results count as unknown: the results are of other sources (0123456 with changes).',
    );
  });

  test('the page has everything on it, needs nothing from elsewhere, and takes no text for markup', () => {
    const page = evidencePage({ evidence: failed, outside: [], tested: 'Tested: now.' });
    for (const piece of ['A &lt;fall&gt;', 'S1: one', 'S2: two %s', 'Three.', '0 of 1 hazards proven']) {
      expect(page).toContain(piece);
    }
    expect(page).not.toMatch(/<script|https?:|url\(|<fall>/);
  });
});
