import { relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesUnder, type Rule, readRules } from './evidence/rulePages.ts';
import { type DeclaredTest, testTitles, type UnclearTitle } from './evidence/titles.ts';

/** Why rules and tests do not belong together. */
export type RuleProblem =
  | { readonly kind: 'ruleWithoutTest'; readonly rule: string; readonly page: string }
  | { readonly kind: 'idUsedTwice'; readonly rule: string; readonly page: string }
  | { readonly kind: 'retiredIdReused'; readonly rule: string; readonly page: string }
  | { readonly kind: 'testOfUnknownRule'; readonly rule: string; readonly test: string }
  | { readonly kind: 'testOfRetiredRule'; readonly rule: string; readonly test: string }
  | { readonly kind: 'unclearTitle'; readonly test: string };

export interface RuleReport {
  readonly rules: readonly Rule[];
  readonly tests: readonly DeclaredTest[];
  readonly problems: readonly RuleProblem[];
}

const TEST_FILE = /\.test\.tsx?$/;

/** Reads every RULES.md and every title of a test under `root`, and compares them. Throws on a test that cannot be parsed. */
export function checkRules(root: string): RuleReport {
  const found = filesUnder(resolve(root, 'test'), (name) => TEST_FILE.test(name)).map((path) =>
    testTitles(path, relative(root, path).split(sep).join('/')),
  );
  const rules = readRules(root);
  const tests = found.flatMap((file) => file.tests);
  const unclear = found.flatMap((file) => file.unclear);
  return { rules, tests, problems: compare(rules, tests, unclear) };
}

function compare(
  rules: readonly Rule[],
  tests: readonly DeclaredTest[],
  unclear: readonly UnclearTitle[],
): readonly RuleProblem[] {
  const live = new Set(rules.filter(({ isRetired }) => !isRetired).map(({ id }) => id));
  const retired = new Set(rules.filter(({ isRetired }) => isRetired).map(({ id }) => id));
  const proven = new Set(tests.filter(({ isSkipped }) => !isSkipped).flatMap((test) => test.rules));
  const letters = new Set(rules.map(({ id }) => id.charAt(0)));
  const problems: RuleProblem[] = [];
  const seen = new Set<string>();
  for (const { id, page, isRetired } of rules) {
    if (seen.has(id)) {
      const isReused = live.has(id) && retired.has(id);
      problems.push({ kind: isReused ? 'retiredIdReused' : 'idUsedTwice', rule: id, page });
    } else if (!isRetired && !proven.has(id)) problems.push({ kind: 'ruleWithoutTest', rule: id, page });
    seen.add(id);
  }
  for (const { file, title, rules: named } of tests) {
    const test = `${file} '${title}'`;
    for (const rule of named) {
      if (live.has(rule)) continue;
      problems.push({ kind: retired.has(rule) ? 'testOfRetiredRule' : 'testOfUnknownRule', rule, test });
    }
  }
  for (const { file, title } of unclear) {
    if (letters.has(title.charAt(0))) problems.push({ kind: 'unclearTitle', test: `${file} '${title}'` });
  }
  return problems;
}

/** A problem as one line. */
export function sayRuleProblem(problem: RuleProblem): string {
  switch (problem.kind) {
    case 'ruleWithoutTest':
      return `${problem.rule} (${problem.page}) has no test that names it and runs`;
    case 'idUsedTwice':
      return `${problem.rule} stands twice; the second time in ${problem.page}`;
    case 'retiredIdReused':
      return `${problem.rule} (${problem.page}) is retired and used again; take a new number`;
    case 'testOfUnknownRule':
      return `${problem.test} names ${problem.rule}, which no RULES.md has`;
    case 'testOfRetiredRule':
      return `${problem.test} names ${problem.rule}, which is retired`;
    case 'unclearTitle':
      return `${problem.test} begins like a rule but names none; write 'S7: …' or 'S7, S9: …'`;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { rules, tests, problems } = checkRules(resolve(import.meta.dirname, '..'));
  for (const problem of problems) console.error(sayRuleProblem(problem));
  const live = rules.filter(({ isRetired }) => !isRetired);
  console.log(
    `rules: ${live.length} rules, ${rules.length - live.length} retired, ${tests.length} tests name them, ${problems.length} problems`,
  );
  process.exitCode = problems.length > 0 || live.length === 0 || tests.length === 0 ? 1 : 0;
}
