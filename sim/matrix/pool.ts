import { type ChildProcess, fork } from 'node:child_process';
import { type Cell, nameOf } from './cells.ts';
import type { RunResult } from './run.ts';

/** One run that is wanted. */
export interface Job {
  readonly cell: Cell;
  readonly seed: number;
}

/** What johnny-five and the physics keep of every brace they have met does not grow without end. */
const RUNS_PER_PROCESS = 60;

/**
 * Runs all jobs on so many processes. A process that ends before its answer makes that run fail, and another takes its place.
 * @param onResult called for each run as it ends, in no fixed order
 */
export async function runJobs(
  jobs: readonly Job[],
  workers: number,
  onResult: (result: RunResult) => void,
): Promise<void> {
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    while (waiting.length > 0) await runSome(waiting, onResult);
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
}

/** One process and its share of the jobs. */
function runSome(waiting: Job[], onResult: (result: RunResult) => void): Promise<void> {
  const worker = new URL('worker.ts', import.meta.url);
  const child: ChildProcess = fork(worker, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let current: Job | undefined;
  let left = RUNS_PER_PROCESS;
  const next = (): void => {
    current = left > 0 ? waiting.shift() : undefined;
    left -= 1;
    if (current) child.send({ cell: nameOf(current.cell), seed: current.seed });
    else child.kill();
  };
  child.on('message', (message: 'ready' | RunResult) => {
    current = undefined;
    if (message !== 'ready') onResult(message);
    next();
  });
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      if (current) onResult(brokenRun(current, `its process ended (${code ?? 'signal'})`));
      resolve();
    });
  });
}

function brokenRun({ cell, seed }: Job, why: string): RunResult {
  return {
    cell: nameOf(cell),
    seed,
    fault: '',
    headMassKg: Number.NaN,
    situation: '',
    figures: null,
    after: '',
    isRearmed: null,
    failures: [`Unknown: ${why}.`],
    simulatedMs: 0,
  };
}
