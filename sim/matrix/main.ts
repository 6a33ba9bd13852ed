import { parseArgs } from 'node:util';
import { wallClockMs } from '../wallClock.ts';
import { BESIDE_CELLS, type Cell, cellsNamed, FAULTS, MATRIX, SITUATIONS } from './cells.ts';
import { type Job, runJobs } from './pool.ts';
import type { RunResult } from './run.ts';
import { tableOf, tabulate } from './table.ts';

const HELP = `Every fault in every situation, in physics, with the head's weight on.

  npm run sim -- matrix [--runs N] [--seed N] [--only FAULT/SITUATION] [--workers N] [--json]

  --runs N     so many in all, spread over the cells (1000); beside them, one in twenty of what is shown apart
  --seed N     of the first run; each following one has the next (1)
  --only CELL  FAULT/SITUATION, FAULT or /SITUATION
  --workers N  processes side by side (2)
  --real       the faults of processes with real processes, in real time, beside the same in lock-step
  --json       one JSON object per run and line, then one with the rows

Faults: ${FAULTS.join(', ')}.
Situations: ${SITUATIONS.join(', ')}.
Exit code 0: the bar held in every run. 1: it did not, or a run could not be measured. 2: the command is wrong.`;

/** One of twenty more of each kind that is shown apart. */
const BESIDE_SHARE = 0.05;
const PROGRESS_EVERY_MS = 20_000;

/** The command is wrong: nothing was run. */
class UsageError extends Error {}

interface Wish {
  readonly runs: number | undefined;
  readonly seed: number;
  readonly only: readonly Cell[] | undefined;
  readonly workers: number;
  readonly isReal: boolean;
  readonly isJson: boolean;
}

function readWish(args: readonly string[]): Wish | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      workers: { type: 'string', default: '2' },
      real: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const only = values.only === undefined ? undefined : cellsNamed(values.only);
  if (only?.length === 0) throw new UsageError(`--only ${values.only}: there is no such cell.`);
  return {
    runs: values.runs === undefined ? undefined : wholeNumber('--runs', values.runs, 1),
    seed: wholeNumber('--seed', values.seed, 0),
    only,
    workers: wholeNumber('--workers', values.workers, 1),
    isReal: values.real,
    isJson: values.json,
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value < 2 ** 31) return value;
  throw new UsageError(`${option} ${text}: must be a whole number from ${least} to ${2 ** 31 - 1}.`);
}

/** Runs are dealt to the cells in turn, so that a seed and `--only` name a run. */
function jobsOf({ runs, seed, only }: Wish): readonly Job[] {
  const deal = (cells: readonly Cell[], count: number, first: number): readonly Job[] =>
    Array.from({ length: count }, (_, index) => ({
      cell: cells[index % cells.length] ?? cells[0],
      seed: first + index,
    })).filter((job): job is Job => job.cell !== undefined);
  if (only) return deal(only, runs ?? only.length, seed);
  const count = runs ?? 1000;
  const perSituation = Math.ceil((count * BESIDE_SHARE) / SITUATIONS.length);
  const beside = perSituation * BESIDE_CELLS.length;
  return [...deal(MATRIX, count, seed), ...deal(BESIDE_CELLS, beside, seed + count)];
}

function failureLines({ cell, seed, fault, headMassKg, situation, failures }: RunResult): string {
  return [
    `${cell}, seed ${seed}: ${fault}; head ${headMassKg} kg; ${situation}`,
    ...failures.map((failure) => `  ${failure}`),
    `  npm run sim -- matrix --only ${cell} --seed ${seed} --runs 1 --json`,
  ].join('\n');
}

/** @returns the exit code */
export async function matrix(args: readonly string[]): Promise<number> {
  let wish: Wish | 'help';
  try {
    wish = readWish(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  if (wish === 'help') {
    console.log(HELP);
    return 0;
  }
  const { isJson, seed, workers } = wish;
  if (wish.isReal) {
    const { compareWithReal } = await import('./real/main.ts');
    return compareWithReal(seed, workers);
  }
  const jobs = jobsOf(wish);
  const results: RunResult[] = [];
  const beganMs = wallClockMs();
  let saidMs = beganMs;
  console.error(`${jobs.length} runs, seeds ${seed} to ${seed + jobs.length - 1}.`);
  await runJobs(jobs, workers, (result) => {
    results.push(result);
    if (isJson) console.log(JSON.stringify(result));
    else if (result.failures.length > 0) console.log(failureLines(result));
    const nowMs = wallClockMs();
    if (nowMs - saidMs < PROGRESS_EVERY_MS) return;
    saidMs = nowMs;
    const failed = results.filter(({ failures }) => failures.length > 0).length;
    const minutes = ((nowMs - beganMs) / 60_000).toFixed(1);
    console.error(`${results.length} of ${jobs.length} after ${minutes} min, ${failed} failed`);
  });
  const rows = tabulate([...MATRIX, ...BESIDE_CELLS], results);
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  if (isJson) console.log(JSON.stringify({ rows }));
  else {
    const minutes = ((wallClockMs() - beganMs) / 60_000).toFixed(1);
    const simulatedS = Math.round(results.reduce((sum, { simulatedMs }) => sum + simulatedMs, 0) / 1000);
    console.log(`\n${tableOf(rows)}\n`);
    console.log(`${results.length} runs, ${simulatedS} s simulated in ${minutes} min; ${failed} failed.`);
  }
  return failed === 0 && results.length === jobs.length ? 0 : 1;
}
