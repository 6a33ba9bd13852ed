import { describe, expect, test } from 'vitest';
import { LISTED_SURVIVORS, type ListedSurvivor } from '../mutation-survivors.ts';
import { isAccepted, judgeMutants, type MutationReport } from './judge.ts';

const source = 'first\n  if (a > 0) b();\n';
type Status = MutationReport['files'][string]['mutants'][number]['status'];
const mutant = (status: Status, replacement = 'a >= 0') => ({
  mutatorName: 'EqualityOperator',
  replacement,
  status,
  location: { start: { line: 2 } },
});
const report = (...mutants: readonly ReturnType<typeof mutant>[]): MutationReport => ({
  files: { 'x.ts': { source, mutants: [...mutants] } },
});
const many = Array.from({ length: 99 }, () => mutant('Killed'));
const listed: ListedSurvivor = {
  file: 'x.ts',
  line: 'if (a > 0) b();',
  mutator: 'EqualityOperator',
  replacement: 'a >= 0',
  reason: 'The same.',
};

describe('mutants', () => {
  test('killed, survived, timed out, broken and unjudged ones are counted apart', () => {
    const all = [mutant('Killed'), mutant('Timeout'), mutant('Survived'), mutant('NoCoverage')];
    const verdict = judgeMutants(report(...all, mutant('RuntimeError'), mutant('Ignored')), [], false);
    expect(verdict).toMatchObject({ killed: 1, timedOut: 1, broken: 1, unjudged: 1, share: 2 / 5 });
    expect(verdict.survivors.map(({ isCovered }) => isCovered)).toEqual([true, false]);
  });

  test('a survivor that is listed is accepted, by its line wherever that stands now', () => {
    const verdict = judgeMutants(report(...many, mutant('Survived')), [listed], false);
    expect(verdict).toMatchObject({ unlisted: [], gone: [] });
    expect(isAccepted(verdict)).toBe(true);
  });

  test.each([
    ['not listed', []],
    ['listed for another file', [{ ...listed, file: 'y.ts' }]],
    ['listed for another line', [{ ...listed, line: 'if (a > 1) b();' }]],
    ['listed for another mutator', [{ ...listed, mutator: 'BooleanLiteral' }]],
    ['listed for another replacement', [{ ...listed, replacement: 'a < 0' }]],
  ])('a survivor that is %s is refused', (_, list) => {
    const verdict = judgeMutants(report(...many, mutant('Survived')), list, false);
    expect(verdict.unlisted).toHaveLength(1);
    expect(isAccepted(verdict)).toBe(false);
  });

  test('one without coverage needs a reason too', () => {
    expect(judgeMutants(report(...many, mutant('NoCoverage')), [], false).unlisted).toHaveLength(1);
  });

  test('a listed one that is dead, or gone with its file, is refused', () => {
    expect(isAccepted(judgeMutants(report(...many), [listed], false))).toBe(false);
    const elsewhere = { ...listed, file: 'y.ts' };
    expect(isAccepted(judgeMutants(report(...many), [elsewhere], false))).toBe(false);
    expect(isAccepted(judgeMutants(report(...many), [elsewhere], true))).toBe(true);
  });

  test('more than two in a hundred are refused, whatever the reasons', () => {
    const survivors = [mutant('Survived'), mutant('Survived'), mutant('Survived')];
    expect(isAccepted(judgeMutants(report(...many, ...survivors), [listed], false))).toBe(false);
  });

  test('what was switched off, and nothing at all, are refused', () => {
    expect(isAccepted(judgeMutants(report(...many, mutant('Ignored')), [], false))).toBe(false);
    expect(isAccepted(judgeMutants({ files: {} }, [], false))).toBe(false);
  });

  test('every listed survivor has a reason', () => {
    for (const { reason } of LISTED_SURVIVORS) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});
