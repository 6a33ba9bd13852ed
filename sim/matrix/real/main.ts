import type { FaultId } from '../../../protocol/faults.ts';
import { cellsNamed } from '../cells.ts';
import { type Job, runJobs } from '../pool.ts';
import type { RunResult } from '../run.ts';
import { BAR } from '../run.ts';
import { REAL_FAULTS, REAL_SITUATIONS, type RealResult, runReal } from './run.ts';

/** Each fault in each situation: so often with real processes, and so often in lock-step. */
const REAL_TIMES = 2;
const LOCKSTEP_TIMES = 4;

interface Compared {
  readonly name: string;
  readonly real: readonly RealResult[];
  readonly lockstep: readonly RunResult[];
}

const largest = (values: readonly (number | null | undefined)[]): string => {
  const known = values.filter((value): value is number => typeof value === 'number');
  return known.length === 0 ? '—' : Math.max(...known).toFixed(2);
};

function linesOf({ name, real, lockstep }: Compared): string {
  const figures = (of: readonly Pick<RunResult, 'figures'>[]): string => {
    const all = of.map((result) => result.figures);
    const travel = largest(all.map((one) => one?.travelDeg));
    const reconnect = largest(all.map((one) => one?.reconnectDeg));
    return `travel ${travel}°, on reconnect ${reconnect}°, no torque ${largest(all.map((one) => one?.torqueOffMs))} ms`;
  };
  const ends = (of: readonly Pick<RunResult, 'after'>[]): string =>
    [...new Set(of.map(({ after }) => after))].join(' | ');
  return [
    name,
    `  processes  ${real.length} × ${figures(real)}; ${ends(real)}`,
    `  lock-step  ${lockstep.length} × ${figures(lockstep)}; ${ends(lockstep)}`,
    ...problemsOf({ name, real, lockstep }).map((problem) => `  ${problem}`),
  ].join('\n');
}

/** Real machines are late by themselves, the more so the busier; virtual time never is. */
const LATENESS: readonly string[] = [
  'linkLate',
  'tickLate',
  'tickStalled',
  'sensorsSilent',
] satisfies FaultId[];

/** An outcome without the faults of lateness. */
function onTime(after: string): string {
  return after
    .split(' ')
    .filter((word) => !LATENESS.includes(word))
    .join(' ');
}

/** Where the stand-in does not tell what real processes do. */
function problemsOf({ real, lockstep }: Compared): readonly string[] {
  const known = new Set(lockstep.map(({ after }) => onTime(after)));
  // A hold for nothing but lateness is what a busy machine did, not the fault.
  const strange = real.filter(({ after }) => !known.has(onTime(after)) && onTime(after) !== 'protectiveHold');
  const jerked = real.filter(({ figures }) => (figures.reconnectDeg ?? 0) > BAR.reconnectDeg);
  const lost = real.filter(({ figures }) => figures.torqueOffMs > 0);
  const stuck = real.filter(({ isRearmed }) => !isRearmed);
  return [
    ...strange.map(({ after }) => `DIFFERENT: no run in lock-step ended as "${after}".`),
    ...jerked.map(
      ({ figures }) => `The band turned by ${figures.reconnectDeg?.toFixed(2)}° on reconnection.`,
    ),
    ...lost.map(({ figures }) => `A servo was without torque for ${figures.torqueOffMs} ms.`),
    ...stuck.map(() => 'It could not be made ready again.'),
  ];
}

/** Faults of processes, with processes and in lock-step. @returns the exit code */
export async function compareWithReal(seed: number, workers: number): Promise<number> {
  const real: RealResult[] = [];
  for (const fault of REAL_FAULTS) {
    for (let time = 1; time <= REAL_TIMES; time += 1) {
      console.error(`${fault} with real processes, ${time} of ${REAL_TIMES}`);
      real.push(...(await runReal(fault)));
    }
  }
  const names = REAL_FAULTS.flatMap((fault) => REAL_SITUATIONS.map((situation) => `${fault}/${situation}`));
  const jobs: readonly Job[] = names
    .flatMap((name) => cellsNamed(name))
    .flatMap((cell) => Array.from({ length: LOCKSTEP_TIMES }, () => cell))
    .map((cell, index) => ({ cell, seed: seed + index }));
  const lockstep: RunResult[] = [];
  console.error(`${jobs.length} runs in lock-step, seeds ${seed} to ${seed + jobs.length - 1}`);
  await runJobs(jobs, workers, (result) => lockstep.push(result));
  const compared = names.map((name) => ({
    name,
    real: real.filter(({ fault, situation }) => `${fault}/${situation}` === name),
    lockstep: lockstep.filter(({ cell }) => cell === name),
  }));
  console.log(compared.map(linesOf).join('\n'));
  const problems = compared.flatMap(problemsOf);
  console.log(
    `${real.length} with real processes, ${lockstep.length} in lock-step; ${problems.length} problems.`,
  );
  return problems.length === 0 ? 0 : 1;
}
