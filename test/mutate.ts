/**
 * `npm run mutate`: StrykerJS changes controller/safety in one place at a time and runs the safety rooms' tests on each change.
 * Exits 1 if a change survives that is not listed in mutation-survivors.ts, if a listed one does not, or if more than 2 % do.
 * Results are kept and only what changed is tried again; `npm run mutate -- --force` tries all, `-- --mutate FILE` one file.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { isAccepted, judgeMutants, mutationReport } from './mutation/judge.ts';
import { LISTED_SURVIVORS } from './mutation-survivors.ts';

const root = resolve(import.meta.dirname, '..');
const reportFile = resolve(root, 'reports/mutation/mutation.json');
const options = process.argv.slice(2);

rmSync(reportFile, { force: true });
const stryker = resolve(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
spawnSync(process.execPath, [stryker, 'run', ...options], { cwd: root, stdio: 'inherit' });

if (!existsSync(reportFile)) {
  console.error(
    'mutants: Stryker ended without a report; what it said above is why. All tests must pass before it begins.',
  );
  process.exit(1);
}
const isPartial = options.some((option) => option === '-m' || option.startsWith('--mutate'));
const report = mutationReport.parse(JSON.parse(readFileSync(reportFile, 'utf8')));
const verdict = judgeMutants(report, LISTED_SURVIVORS, isPartial);
for (const { file, lineNumber, line, mutator, replacement, isCovered } of verdict.unlisted) {
  console.error(
    `${file}:${lineNumber} ${isCovered ? 'survives' : 'is not covered'}: ${mutator} -> ${replacement}`,
  );
  console.error(`    ${line}`);
}
for (const { file, line, mutator, replacement } of verdict.gone) {
  console.error(`${file} is listed as a survivor and is none: ${mutator} -> ${replacement}\n    ${line}`);
}
const { killed, timedOut, broken, unjudged, survivors, unlisted, share } = verdict;
const uncovered = survivors.filter(({ isCovered }) => !isCovered).length;
console.log(
  `mutants: ${killed} killed, ${survivors.length - uncovered} survived, ${uncovered} without coverage, ${timedOut} timed out, ` +
    `${broken} broke the file, ${unjudged} not judged; ${(share * 100).toFixed(1)} % survive, ${unlisted.length} without a reason`,
);
process.exitCode = isAccepted(verdict) ? 0 : 1;
