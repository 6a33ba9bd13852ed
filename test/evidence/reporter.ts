import { relative, sep } from 'node:path';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';
import { type FileResults, mergeResults, readResults, type TestResult, writeResults } from './results.ts';
import { readSources, type Sources } from './sources.ts';

/** Writes what the tests said, and of which sources, for `npm run evidence`. */
export class ResultsReporter implements Reporter {
  #root = '';
  #before: Sources | undefined;

  onInit({ config }: Vitest): void {
    this.#root = config.root;
  }

  onTestRunStart(): void {
    this.#before = readSources(this.#root);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const after = readSources(this.#root);
    if (!after || !this.#before) return;
    const isSame = after.digest === this.#before.digest;
    const run = {
      commit: after.commit,
      isDirty: after.isDirty,
      digest: isSame ? after.digest : 'changed while the tests ran',
      node: process.version,
      tests: [],
    };
    const files = modules.map((module) => resultsOf(module, this.#root));
    writeResults(this.#root, mergeResults(isSame ? readResults(this.#root) : undefined, run, files));
  }
}

function resultsOf(module: TestModule, root: string): FileResults {
  const file = relative(root, module.moduleId).split(sep).join('/');
  const tests = [...module.children.allTests()].map((test) => resultOf(test, file));
  const hasErrors = module.errors().length > 0 || [...module.children.allSuites()].some(hasFailedOutside);
  return { file, tests, hasErrors };
}

const hasFailedOutside = (suite: TestSuite): boolean => suite.errors().length > 0;

function resultOf(test: TestCase, file: string): TestResult {
  const suites: string[] = [];
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) suites.unshift(parent.name);
  const { state } = test.result();
  return {
    file,
    suites,
    name: test.name,
    // A test that was never finished is as good as one that was left out.
    state: state === 'pending' ? 'skipped' : state,
    ms: Math.round(test.diagnostic()?.duration ?? 0),
  };
}
