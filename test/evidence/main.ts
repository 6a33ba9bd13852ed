/**
 * `npm run evidence`: each hazard with its rules, their tests and the last results, in the terminal and as reports/evidence.html.
 * Exits 1 unless every rule that a hazard counts on has passed on the sources as they are. Takes another folder as its argument.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HAZARDS, OUTSIDE_SOFTWARE } from '../../controller/safety/hazards.ts';
import { checkRules } from '../rules.ts';
import { judge } from './judge.ts';
import { evidencePage } from './page.ts';
import { RESULTS_FILE, readResults } from './results.ts';
import { readSources } from './sources.ts';
import { evidenceTable } from './table.ts';

const PAGE = 'reports/evidence.html';
const root = resolve(process.argv[2] ?? resolve(import.meta.dirname, '../..'));
const results = readResults(root);

if (!results) {
  console.error(
    `There are no results in ${RESULTS_FILE} that can be read. Run 'npm test' first, then 'npm run evidence' again.`,
  );
  process.exitCode = 1;
} else {
  const { rules, tests } = checkRules(root);
  const evidence = judge({ hazards: HAZARDS, rules, tests, results, digest: readSources(root)?.digest });
  const tested = `Tested: commit ${results.commit.slice(0, 12)}${results.isDirty ? ' with changes' : ''}, Node ${results.node}.`;
  mkdirSync(dirname(resolve(root, PAGE)), { recursive: true });
  writeFileSync(resolve(root, PAGE), evidencePage({ evidence, outside: OUTSIDE_SOFTWARE, tested }));
  const passed = evidence.hazards.filter(({ verdict }) => verdict === 'passed').length;
  console.log(evidenceTable(evidence));
  console.log(`\n${tested}`);
  console.log(`evidence: ${passed} of ${evidence.hazards.length} hazards proven; ${PAGE}`);
  process.exitCode = evidence.isProven ? 0 : 1;
}
