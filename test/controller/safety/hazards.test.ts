import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HAZARDS, OUTSIDE_SOFTWARE } from '../../../controller/safety/hazards.ts';
import { readRules } from '../../evidence/rulePages.ts';

const rules = readRules(resolve(import.meta.dirname, '../../..'));
const live = new Set<string>(rules.filter(({ isRetired }) => !isRetired).map(({ id }) => id));
const SENTENCE = /^[A-Z0-9].*\.$/;

describe('hazards', () => {
  test('each has an id of its own, in order', () => {
    const numbers = HAZARDS.map(({ id }) => Number(id.slice(2)));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    expect(numbers).not.toContain(Number.NaN);
  });

  test('all that domain.md §4.2 and stack.md §0 list are there', () => {
    const sources = HAZARDS.map(({ source }) => source);
    for (let row = 1; row <= 15; row++) expect(sources).toContain(`reference/domain.md §4.2 row ${row}`);
    for (let row = 1; row <= 17; row++) expect(sources).toContain(`reference/stack.md §0 H${row}`);
  });

  test.each(HAZARDS)(
    '$id: every rule that it counts on exists, and none is named twice',
    ({ rules: named }) => {
      expect(named.filter((id) => !live.has(id))).toEqual([]);
      expect(new Set(named).size).toBe(named.length);
      expect(named.length).toBeGreaterThan(0);
    },
  );

  test.each(HAZARDS)(
    '$id is told in sentences',
    ({ cause, harm, answeredWithin, otherControls, residual }) => {
      for (const text of [cause, harm, answeredWithin, otherControls, residual]) {
        expect(text).toMatch(SENTENCE);
      }
    },
  );

  test('what no software controls says who does', () => {
    for (const { control } of OUTSIDE_SOFTWARE) expect(control).toMatch(SENTENCE);
  });
});
