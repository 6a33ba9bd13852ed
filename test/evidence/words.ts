import type { Hazard, SafeState } from '../../controller/safety/hazards/hazard.ts';
import type { RuleEvidence, Verdict } from './judge.ts';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  unknown: 'unknown',
  untested: 'no test',
  noSuchRule: 'no such rule',
  failed: 'failed',
};

export const SAFE_STATE_WORDS: Readonly<Record<SafeState, string>> = {
  hold: 'hold',
  retreat: 'retreat',
  supportedOff: 'off, held by a person',
};

/** Severity and probability before control, as 'S·P'. */
export const riskOf = ({ severity, probability }: Hazard): string => `${severity}·${probability}`;

/** How many tests stand behind rules: a test that names two of them counts once. */
export function countTests(rules: readonly RuleEvidence[]): number {
  return new Set(rules.flatMap(({ tests }) => tests.map(({ file, title }) => `${file}\n${title}`))).size;
}

/** 'passed', or the worst verdict with the rules that earned it. */
export function sayVerdict(verdict: Verdict, rules: readonly RuleEvidence[]): string {
  if (verdict === 'passed') return VERDICT_WORDS.passed;
  const guilty = rules.filter((rule) => rule.verdict === verdict).map(({ id }) => id);
  const isAll = guilty.length === rules.length;
  return isAll ? VERDICT_WORDS[verdict] : `${VERDICT_WORDS[verdict]}: ${guilty.join(' ')}`;
}
