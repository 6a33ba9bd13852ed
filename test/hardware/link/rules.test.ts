import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  FIRMWARE_FAULTS,
  firmwareFault,
  firmwareFaultByNumber,
  REFUSAL_RULES,
  refusalRule,
  refusalRuleByNumber,
} from '../../../hardware/link/rules.ts';

const FRAMES = readFileSync(new URL('../../../hardware/link/FRAMES.md', import.meta.url), 'utf8');

/** The "number name" pairs of one section of FRAMES.md. */
function listedIn(heading: string): [number, string][] {
  const section = FRAMES.split(`## ${heading}\n`)[1]?.split('\n## ')[0]?.trim().split('\n\n')[0] ?? '';
  const entries = section.replaceAll('\n', ' ').split('·');
  return entries.map((entry) => {
    const [number = '', name = ''] = entry.trim().split(/[\s(]+/);
    return [Number(number), name];
  });
}

describe.each([
  ['Refusal rules', REFUSAL_RULES],
  ['Faults', FIRMWARE_FAULTS],
] as const)('%s', (heading, entries) => {
  it('are those of FRAMES.md, by number and name', () => {
    const listed = listedIn(heading);
    expect(listed.length).toBeGreaterThanOrEqual(8);
    expect(entries.map((entry) => [entry.number, entry.id])).toEqual(listed);
  });

  it('each have a sentence and advice', () => {
    for (const entry of entries) {
      expect(entry.sentence).toMatch(/^[A-Z].{15,}\.$/u);
      expect(entry.advice).toMatch(/^[A-Z].{15,}\.$/u);
    }
  });
});

it('a number that this release does not know has no entry', () => {
  expect([refusalRuleByNumber(0), refusalRuleByNumber(24)]).toEqual([undefined, undefined]);
  expect([firmwareFaultByNumber(0), firmwareFaultByNumber(11)]).toEqual([undefined, undefined]);
});

it('every entry is found by its id and by its number', () => {
  for (const rule of REFUSAL_RULES)
    expect([refusalRule(rule.id), refusalRuleByNumber(rule.number)]).toEqual([rule, rule]);
  for (const fault of FIRMWARE_FAULTS) {
    expect([firmwareFault(fault.id), firmwareFaultByNumber(fault.number)]).toEqual([fault, fault]);
  }
});
