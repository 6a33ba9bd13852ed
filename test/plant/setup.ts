import { beforeEach, inject } from 'vitest';
import { isJudgeOf, type Judges } from './judges.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Per file that was made for a trial. */
    readonly judges: Readonly<Record<string, Judges | 'all'>>;
  }
}

const noticed = new Set<string>();

/** Of each trial only the tests that have to notice it are run, and no more once one of them has. */
beforeEach(({ task, skip, onTestFailed }) => {
  const { filepath } = task.file;
  const judges = inject('judges')[filepath];
  if (judges === undefined || judges === 'all') return;
  const titles = [task.name];
  for (let { suite } = task; suite; suite = suite.suite) titles.unshift(suite.name);
  if (noticed.has(filepath) || !isJudgeOf(judges, titles)) skip();
  onTestFailed(() => void noticed.add(filepath));
});
