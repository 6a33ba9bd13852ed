import type { Hazard } from '../../controller/safety/hazards/hazard.ts';
import type { Results, TestResult } from './results.ts';
import type { Rule } from './rulePages.ts';
import type { DeclaredTest } from './titles.ts';

/**
 * 'passed': every test that names the rule ran on these very sources and passed. 'unknown': a result is missing, was left out, or
 * is of other sources. 'untested': no test names it. 'noSuchRule': a hazard counts on a rule that nobody has written.
 */
export type Verdict = 'passed' | 'unknown' | 'untested' | 'noSuchRule' | 'failed';

export interface TestEvidence {
  readonly file: string;
  readonly title: string;
  readonly verdict: 'passed' | 'failed' | 'unknown';
  /** How many tests the declaration was when it ran. */
  readonly runs: number;
}

export interface RuleEvidence {
  readonly id: string;
  readonly text: string;
  readonly tests: readonly TestEvidence[];
  readonly verdict: Verdict;
}

export interface HazardEvidence {
  readonly hazard: Hazard;
  readonly rules: readonly RuleEvidence[];
  readonly verdict: Verdict;
}

export interface Evidence {
  readonly hazards: readonly HazardEvidence[];
  /** Rules that no hazard counts on. */
  readonly others: readonly RuleEvidence[];
  /** Why all results count as unknown; undefined if they are of these sources. */
  readonly staleBecause: string | undefined;
  /** Every hazard has rules, and all of them passed. */
  readonly isProven: boolean;
}

const WORST_FIRST: readonly Verdict[] = ['failed', 'noSuchRule', 'untested', 'unknown', 'passed'];

export interface Findings {
  readonly hazards: readonly Hazard[];
  readonly rules: readonly Rule[];
  readonly tests: readonly DeclaredTest[];
  readonly results: Results | undefined;
  /** Of the sources as they are now; undefined if nobody knows. */
  readonly digest: string | undefined;
}

/** Follows each hazard to its rules, their tests and the last results. What is not known to have passed did not pass. */
export function judge({ hazards, rules, tests, results, digest }: Findings): Evidence {
  const staleBecause = whyStale(results, digest);
  const current = results && staleBecause === undefined ? results.tests : [];
  const live = rules.filter(({ isRetired }) => !isRetired);
  const byId = new Map(live.map((rule) => [rule.id, judgeRule(rule, tests, current)]));
  const judged = hazards.map((hazard): HazardEvidence => {
    const own = hazard.rules.map((id) => byId.get(id) ?? missingRule(id));
    return { hazard, rules: own, verdict: own.length === 0 ? 'untested' : worst(own) };
  });
  const named = new Set<string>(hazards.flatMap((hazard) => hazard.rules));
  return {
    hazards: judged,
    others: [...byId.values()].filter(({ id }) => !named.has(id)),
    staleBecause,
    isProven: judged.length > 0 && judged.every(({ verdict }) => verdict === 'passed'),
  };
}

function whyStale(results: Results | undefined, digest: string | undefined): string | undefined {
  if (!results) return 'there are no results';
  if (digest === undefined) return 'the sources are not under git, so nobody knows what was tested';
  if (results.digest === digest) return undefined;
  const when = `${results.commit.slice(0, 7)}${results.isDirty ? ' with changes' : ''}`;
  return `the results are of other sources (${when})`;
}

function judgeRule(
  { id, text }: Rule,
  tests: readonly DeclaredTest[],
  results: readonly TestResult[],
): RuleEvidence {
  const own = tests.filter((test) => test.rules.includes(id) && !test.isSkipped);
  const judged = own.map((test) => judgeTest(test, results));
  return { id, text, tests: judged, verdict: judged.length === 0 ? 'untested' : worst(judged) };
}

function judgeTest({ file, title, pattern }: DeclaredTest, results: readonly TestResult[]): TestEvidence {
  const runs = results.filter((result) => result.file === file && pattern.test(result.name));
  const hasFailed = runs.some(({ state }) => state === 'failed');
  const hasPassed = runs.some(({ state }) => state === 'passed');
  const isLeftOut = runs.some(({ state }) => state === 'skipped');
  const verdict = hasFailed ? 'failed' : hasPassed && !isLeftOut ? 'passed' : 'unknown';
  return { file, title, verdict, runs: runs.length };
}

const missingRule = (id: string): RuleEvidence => ({ id, text: '', tests: [], verdict: 'noSuchRule' });

function worst(judged: readonly { readonly verdict: Verdict }[]): Verdict {
  return WORST_FIRST.find((verdict) => judged.some((one) => one.verdict === verdict)) ?? 'unknown';
}
