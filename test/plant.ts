/**
 * `npm run plant`: plants one mistake at a time in controller/safety (each failsafe row's action, grace, clear, takeover and
 * retreat policy; each figure of a rule a fifth smaller and larger) and demands that a test notices which names the rule.
 * `npm run plant -- WORD` plants only what has the word in its name. Exits 1 for a mistake that nobody noticed.
 */
import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { filesUnder, readRules } from './evidence/rulePages.ts';
import { FIGURES } from './plant/figures.ts';
import { isJudgeOf } from './plant/judges.ts';
import { defaultPlants, figurePlants, type Plant, rowPlants } from './plant/plants.ts';
import { numericConstants } from './plant/source.ts';
import { runTrials, type Trial, type TrialOutcome } from './plant/trials.ts';
import { ON_A_WHOLE_BRACE } from './safetyTests.ts';

const root = resolve(import.meta.dirname, '..');
const wanted = process.argv[2] ?? '';
const BATCH = 120;
const PATIENCE_MS = 90_000;

const pathsUnder = (folder: string, ending: string): readonly string[] =>
  filesUnder(resolve(root, folder), (name) => name.endsWith(ending)).map((path) =>
    relative(root, path).split(sep).join('/'),
  );

/** The constants that figures.ts does not explain, and those that it explains and nobody has. */
function unexplainedFigures(): readonly string[] {
  const present = pathsUnder('controller/safety', '.ts').flatMap((file) =>
    numericConstants(readFileSync(resolve(root, file), 'utf8'), file).map((name) => `${file} ${name}`),
  );
  const listed = FIGURES.map(({ file, name }) => `${file} ${name}`);
  return [
    ...present.filter((one) => !listed.includes(one)).map((one) => `${one} is not in test/plant/figures.ts`),
    ...listed
      .filter((one) => !present.includes(one))
      .map((one) => `${one} is in test/plant/figures.ts and nowhere else`),
  ];
}

const began = performance.now();
const rules = readRules(root).filter(({ isRetired }) => !isRetired);
const testFiles = pathsUnder('test/controller/safety', '.test.ts').filter(
  (file) => !ON_A_WHOLE_BRACE.includes(file),
);
const complaints: string[] = [...unexplainedFigures()];

const unplanted = await runTrials(
  root,
  testFiles.map((file) => ({ edit: undefined, testFiles: [file], judges: 'all' })),
  PATIENCE_MS,
);
/** Files without a test that passes unplanted can notice nothing. */
const able = testFiles.map((file, index) => ({ file, outcome: unplanted[index] }));
for (const { file, outcome } of able) {
  const failed = outcome?.kind === 'ran' ? outcome.tests.filter(({ state }) => state === 'failed') : [];
  if (outcome?.kind !== 'ran') complaints.push(`${file} does not run without any mistake planted`);
  if (failed.length > 0) {
    const first = failed[0]?.titles.join(' > ');
    complaints.push(`${file}: ${failed.length} tests fail without any mistake planted, '${first}' first`);
  }
}

/** The files with tests that have to notice a plant, the quickest first. */
function judgesOf(plant: Plant): readonly string[] {
  return able
    .flatMap(({ file, outcome }) => {
      const tests = outcome?.kind === 'ran' ? outcome.tests : [];
      const own = tests.filter(({ titles, state }) => state === 'passed' && isJudgeOf(plant, titles));
      return own.length > 0 ? [{ file, ms: own.reduce((sum, { ms }) => sum + ms, 0) }] : [];
    })
    .toSorted((a, b) => a.ms - b.ms)
    .map(({ file }) => file);
}

const plants = [...rowPlants(rules), ...defaultPlants(rules), ...figurePlants(FIGURES)].filter(({ title }) =>
  title.includes(wanted),
);
const judged = plants.map((plant) => ({ plant, files: judgesOf(plant) }));
for (const { plant, files } of judged) {
  if (files.length === 0) complaints.push(`${plant.title}: no test names its rule`);
}

const failsAnyway = new Set(
  able.flatMap(({ outcome }) =>
    outcome?.kind === 'ran'
      ? outcome.tests.filter(({ state }) => state === 'failed').map(({ titles }) => titles.join('\n'))
      : [],
  ),
);
const isCaught = (outcome: TrialOutcome | undefined): boolean =>
  outcome?.kind === 'ran' &&
  outcome.tests.some(({ state, titles }) => state === 'failed' && !failsAnyway.has(titles.join('\n')));

/** Plants each of them before the files that `choose` picks; those without such a file are left out. */
async function plantAll(
  candidates: readonly (typeof judged)[number][],
  choose: (files: readonly string[]) => readonly string[],
): Promise<void> {
  const chosen = candidates.filter(({ files }) => choose(files).length > 0);
  for (let first = 0; first < chosen.length; first += BATCH) {
    const batch = chosen.slice(first, first + BATCH);
    const trials = batch.map(
      ({ plant, files }): Trial => ({ edit: plant.edit, testFiles: choose(files), judges: plant }),
    );
    const results = await runTrials(root, trials, PATIENCE_MS);
    for (const [index, { plant }] of batch.entries()) {
      const result = results[index] ?? { kind: 'timedOut' };
      const trial = trials[index];
      // One that never ends takes its neighbours with it: each is tried again by itself.
      const [alone] =
        result.kind === 'timedOut' && trial ? await runTrials(root, [trial], PATIENCE_MS) : [result];
      outcomes.set(plant, alone ?? result);
    }
    const caught = [...outcomes.values()].filter(isCaught).length;
    console.log(`planted ${outcomes.size} of ${judged.length}, caught ${caught}`);
  }
}

// Most are noticed by the quickest file, and loading the others is what takes the time.
const outcomes = new Map<Plant, TrialOutcome>();
const isOpen = ({ plant }: { readonly plant: Plant }): boolean => !isCaught(outcomes.get(plant));
await plantAll(judged, (files) => files.slice(0, 1));
await plantAll(judged.filter(isOpen), (files) => files.slice(1));

const all = [...outcomes].map(([plant, outcome]) => ({ plant, outcome }));
const broken = all.filter(({ outcome }) => outcome.kind === 'broken');
const timedOut = all.filter(({ outcome }) => outcome.kind === 'timedOut');
const caught = all.filter(({ outcome }) => isCaught(outcome));
for (const { plant, outcome } of all) {
  if (outcome.kind === 'timedOut') complaints.push(`${plant.title}: its tests did not end`);
  else if (outcome.kind === 'ran' && !isCaught(outcome)) complaints.push(`${plant.title}: nobody noticed`);
}
for (const complaint of complaints) console.error(complaint);
console.log(
  `plants: ${plants.length} planted, ${caught.length} caught, ${broken.length} kept the code from loading, ` +
    `${timedOut.length} timed out, ${plants.length - caught.length - broken.length - timedOut.length} not caught; ` +
    `${Math.round((performance.now() - began) / 1000)} s`,
);
process.exit(complaints.length > 0 || plants.length === 0 ? 1 : 0);
