import type { Evidence, HazardEvidence, RuleEvidence } from './judge.ts';
import { countTests, riskOf, SAFE_STATE_WORDS, sayVerdict, VERDICT_WORDS } from './words.ts';

const RULES_WIDTH = 40;

/** The evidence for a terminal: a line per hazard, then what is not proven, then the rules that no hazard counts on. */
export function evidenceTable({ hazards, others, staleBecause }: Evidence): string {
  const rows = hazards.flatMap(rowsOf);
  const heads = ['', 'hazard', 'S·P', 'safe state', 'rules', 'tests', 'last result'];
  return [
    aligned([heads, ...rows]),
    ...(staleBecause ? [`All results count as unknown: ${staleBecause}.`] : []),
    ...(staleBecause ? [] : openRules(hazards)),
    otherRules(others),
  ].join('\n\n');
}

function rowsOf({ hazard, rules, verdict }: HazardEvidence): readonly (readonly string[])[] {
  const [first = '', ...more] = wrapped(rules.map(({ id }) => id));
  const tests = String(countTests(rules)).padStart(5);
  const result = sayVerdict(verdict, rules);
  return [
    [hazard.id, hazard.title, riskOf(hazard), SAFE_STATE_WORDS[hazard.safeState], first, tests, result],
    ...more.map((ids) => ['', '', '', '', ids]),
  ];
}

function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= RULES_WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** Columns as wide as their widest cell, two spaces apart. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Each rule that a hazard counts on and that did not pass, with the tests to look at. */
function openRules(hazards: readonly HazardEvidence[]): readonly string[] {
  const byId = new Map(hazards.flatMap(({ rules }) => rules).map((rule) => [rule.id, rule]));
  return [...byId.values()]
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ id, text, verdict, tests }) =>
      [
        `${id} ${VERDICT_WORDS[verdict]}${text ? `: ${text}` : ''}`,
        ...tests
          .filter((test) => test.verdict !== 'passed')
          .map((test) => `  ${test.verdict.padEnd(7)}  ${test.file} '${test.title}'`),
      ].join('\n'),
    );
}

function otherRules(others: readonly RuleEvidence[]): string {
  if (others.length === 0) return 'Every rule is named by a hazard.';
  const rows = others.map(({ id, text, verdict }) => [`  ${id}`, VERDICT_WORDS[verdict], shortened(text)]);
  return `Rules that no hazard names:\n${aligned(rows)}`;
}

const shortened = (text: string): string => (text.length <= 90 ? text : `${text.slice(0, 89).trimEnd()}…`);
