import { z } from 'zod';
import type { ListedSurvivor } from '../mutation-survivors.ts';

/** What Stryker writes (mutation-testing-report-schema), as far as it is judged here. */
export const mutationReport = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().default(''),
          status: z.enum([
            'Killed',
            'Timeout',
            'Survived',
            'NoCoverage',
            'RuntimeError',
            'CompileError',
            'Ignored',
            'Pending',
          ]),
          location: z.object({ start: z.object({ line: z.number() }) }),
        }),
      ),
    }),
  ),
});
export type MutationReport = z.infer<typeof mutationReport>;

/** A mutant that no test noticed. */
export type Survivor = Omit<ListedSurvivor, 'reason'> & {
  readonly lineNumber: number;
  readonly isCovered: boolean;
};

export interface MutationVerdict {
  readonly killed: number;
  /** They made a test run without end, which is noticed, but not by an assertion. */
  readonly timedOut: number;
  /** They broke the file before any test could begin. */
  readonly broken: number;
  /** Switched off by a comment, or never judged. */
  readonly unjudged: number;
  readonly survivors: readonly Survivor[];
  readonly unlisted: readonly Survivor[];
  /** Listed, and dead or no longer there. */
  readonly gone: readonly ListedSurvivor[];
  /** Survivors among all that were judged, 0 to 1; 1 if none was. */
  readonly share: number;
}

/** At most two in a hundred may survive, however good the reasons. */
export const MOST_SURVIVORS = 0.02;

/** Compares what survived with what is listed. In a partial run only the listed ones of the files in the report are missed. */
export function judgeMutants(
  report: MutationReport,
  listed: readonly ListedSurvivor[],
  isPartial: boolean,
): MutationVerdict {
  const mutants = Object.entries(report.files).flatMap(([file, { source, mutants: own }]) => {
    const lines = source.split('\n');
    return own.map(({ mutatorName, replacement, status, location: { start } }) => ({
      file,
      line: (lines[start.line - 1] ?? '').trim(),
      lineNumber: start.line,
      mutator: mutatorName,
      replacement: replacement.trim(),
      status,
    }));
  });
  const count = (...wanted: readonly string[]): number =>
    mutants.filter(({ status }) => wanted.includes(status)).length;
  const survivors = mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ status, ...mutant }): Survivor => ({ ...mutant, isCovered: status === 'Survived' }));
  const isIn = (list: readonly Omit<ListedSurvivor, 'reason'>[], one: Omit<ListedSurvivor, 'reason'>) =>
    list.some((other) => keyOf(other) === keyOf(one));
  const judged = count('Killed', 'Timeout', 'RuntimeError', 'CompileError') + survivors.length;
  return {
    killed: count('Killed'),
    timedOut: count('Timeout'),
    broken: count('RuntimeError', 'CompileError'),
    unjudged: count('Ignored', 'Pending'),
    survivors,
    unlisted: survivors.filter((one) => !isIn(listed, one)),
    gone: listed.filter((one) => !isIn(survivors, one) && (!isPartial || one.file in report.files)),
    share: judged === 0 ? 1 : survivors.length / judged,
  };
}

const keyOf = ({ file, line, mutator, replacement }: Omit<ListedSurvivor, 'reason'>): string =>
  JSON.stringify([file, line.trim(), mutator, replacement.trim()]);

/** Whether nothing is left to be explained. */
export function isAccepted({ unlisted, gone, unjudged, share }: MutationVerdict): boolean {
  return unlisted.length === 0 && gone.length === 0 && unjudged === 0 && share <= MOST_SURVIVORS;
}
