import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plugin } from 'vite';
import type { Reporter, TestModule } from 'vitest/node';
import { createVitest } from 'vitest/node';
import type { Judges } from './judges.ts';
import { applyEdit, type Edit, withQueryOnImports } from './source.ts';

/** Some test files, run as if one constant were another. */
export interface Trial {
  readonly edit: Edit | undefined;
  readonly testFiles: readonly string[];
  readonly judges: Judges | 'all';
}

export interface TestOutcome {
  readonly titles: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
}

export type TrialOutcome =
  | { readonly kind: 'ran'; readonly tests: readonly TestOutcome[] }
  /** A file could not even be loaded. */
  | { readonly kind: 'broken'; readonly problem: string }
  /** It did not come to an end, and took those with it that shared its process. */
  | { readonly kind: 'timedOut' };

const FOLDER = 'reports/plant';
/** A worker in an endless loop is ended by then. */
const CLOSING_MS = 15_000;
const TRIAL = /[?&]trial=(\d+)/;
const SETUP = resolve(import.meta.dirname, 'setup.ts');

/**
 * Runs all trials in one process: each has every module of ours to itself (its number is part of the modules' names, and the
 * edit is made while the module is loaded), and shares the packages with the others. Nothing on the disk is changed but
 * `reports/plant`. Gives up when no file has ended for `patienceMs`.
 */
export async function runTrials(
  root: string,
  trials: readonly Trial[],
  patienceMs: number,
): Promise<readonly TrialOutcome[]> {
  const folder = resolve(root, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = trials.map((_, index) => join(folder, `${index}.test.ts`));
  for (const [index, { testFiles }] of trials.entries()) {
    const imports = testFiles.map(
      (file) => `import ${JSON.stringify(`${resolve(root, file)}?trial=${index}`)};\n`,
    );
    writeFileSync(files[index] ?? '', imports.join(''));
  }
  const outcomes = new Map<string, TrialOutcome>();
  const vitest = await createVitest(
    'test',
    {
      root,
      config: false,
      // It knows modules by name and text alone, not by what was planted in them.
      fsModuleCache: false,
      watch: false,
      pool: 'threads',
      isolate: false,
      include: [`${FOLDER}/*.test.ts`],
      setupFiles: [SETUP],
      testTimeout: 30_000,
      reporters: [new Collector(outcomes)],
      provide: {
        judges: Object.fromEntries(trials.map(({ judges }, index) => [files[index] ?? '', judges])),
      },
    },
    { plugins: [trialPlugin(root, trials)] },
  );
  const hasEnded = await Promise.race([
    vitest.start().then(() => true),
    untilNothingEnds(() => outcomes.size, patienceMs).then(() => false),
  ]);
  // Failing tests are what is hoped for here; they say nothing about this process.
  process.exitCode = 0;
  const closed = vitest.close();
  await (hasEnded ? closed : Promise.race([closed, sleep(CLOSING_MS)]));
  return files.map((file) => outcomes.get(file) ?? { kind: 'timedOut' });
}

/** Resolves when a count has stood still for a while; does not keep the process alive. */
function untilNothingEnds(count: () => number, patienceMs: number): Promise<void> {
  return new Promise((give) => {
    let [last, since] = [count(), performance.now()];
    const timer = setInterval(() => {
      if (count() !== last) [last, since] = [count(), performance.now()];
      else if (performance.now() - since > patienceMs) {
        clearInterval(timer);
        give();
      }
    }, 1000).unref();
  });
}

/** Keeps the modules of the trials apart and plants the mistakes. */
function trialPlugin(root: string, trials: readonly Trial[]): Plugin {
  const trialOf = (id: string | undefined): string | undefined => TRIAL.exec(id ?? '')?.[1];
  const pathOf = (id: string): string => id.split('?')[0] ?? id;
  const isOurs = (path: string): boolean => path.startsWith(`${root}/`) && !path.includes('/node_modules/');
  return {
    name: 'poise-plant',
    enforce: 'pre',
    async resolveId(source, importer) {
      const trial = trialOf(source) ?? trialOf(importer);
      if (trial === undefined) return undefined;
      const found = await this.resolve(pathOf(source), importer && pathOf(importer), { skipSelf: true });
      if (!found || found.external || !isOurs(found.id)) return found;
      return { ...found, id: `${pathOf(found.id)}?trial=${trial}` };
    },
    transform(code, id) {
      const trial = trialOf(id);
      const path = pathOf(id);
      if (trial === undefined || !/\.tsx?$/.test(path)) return undefined;
      const edit = trials[Number(trial)]?.edit;
      const edited = edit && path === resolve(root, edit.file) ? applyEdit(code, edit) : code;
      return { code: withQueryOnImports(edited, path, `?trial=${trial}`), map: null };
    },
  };
}

class Collector implements Reporter {
  readonly #outcomes: Map<string, TrialOutcome>;

  constructor(outcomes: Map<string, TrialOutcome>) {
    this.#outcomes = outcomes;
  }

  onTestModuleEnd(module: TestModule): void {
    const [error] = module.errors();
    this.#outcomes.set(
      module.moduleId,
      error ? { kind: 'broken', problem: error.message } : { kind: 'ran', tests: testsOf(module) },
    );
  }
}

function testsOf(module: TestModule): readonly TestOutcome[] {
  return [...module.children.allTests()].map((test) => {
    const titles = [test.name];
    for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent)
      titles.unshift(parent.name);
    const { state } = test.result();
    return { titles, state: state === 'pending' ? 'skipped' : state, ms: test.diagnostic()?.duration ?? 0 };
  });
}
