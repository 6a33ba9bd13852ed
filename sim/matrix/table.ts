import { BESIDE, type Cell, isBeside, nameOf } from './cells.ts';
import type { RunResult } from './run.ts';

/** All runs of one cell; null: not measured in any of them. */
export interface Row {
  readonly cell: string;
  readonly isBeside: boolean;
  readonly runs: number;
  /** Over any 250 ms. */
  readonly worstSustainedOverDegPerS: number | null;
  /** Over 40 ms, from the fault until somebody moved the head on purpose. */
  readonly worstSpeedRatio: number | null;
  readonly worstOverDegPerS: number | null;
  /** The same of the whole run. */
  readonly worstWholeSpeedRatio: number | null;
  readonly worstBeyondHardDeg: number | null;
  readonly worstTravelDeg: number | null;
  readonly worstReconnectDeg: number | null;
  /** Runs whose movement went on through the fault: nothing was reconnected. */
  readonly wentOn: number;
  readonly longestTorqueOffMs: number | null;
  readonly largestPulseStepUs: number | null;
  readonly soonestOneDegreeMs: number | null;
  readonly soonestHardLimitMs: number | null;
  readonly rearmed: number;
  readonly failed: number;
}

/** Largest of what is known, or null. */
function worst(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value): value is number => typeof value === 'number');
  return known.length === 0 ? null : Math.max(...known);
}

function soonest(values: readonly (number | null | undefined)[]): number | null {
  const latest = worst(values.map((value) => (typeof value === 'number' ? -value : null)));
  return latest === null ? null : -latest;
}

/** One row per cell that was run, in the order given. */
export function tabulate(cells: readonly Cell[], results: readonly RunResult[]): readonly Row[] {
  return cells.flatMap((cell) => {
    const own = results.filter((result) => result.cell === nameOf(cell));
    if (own.length === 0) return [];
    const figures = own.map((result) => result.figures);
    return [
      {
        cell: nameOf(cell),
        isBeside: isBeside(cell),
        runs: own.length,
        worstSustainedOverDegPerS: worst(figures.map((of) => of?.sustainedOverDegPerS)),
        worstSpeedRatio: worst(figures.map((of) => of?.faultSpeedRatio)),
        worstOverDegPerS: worst(figures.map((of) => of?.faultOverDegPerS)),
        worstWholeSpeedRatio: worst(figures.map((of) => of?.speedRatio)),
        worstBeyondHardDeg: worst(figures.map((of) => of?.beyondHardDeg)),
        worstTravelDeg: worst(figures.map((of) => of?.travelDeg)),
        worstReconnectDeg: worst(figures.map((of) => of?.reconnectDeg)),
        wentOn: figures.filter((of) => of?.reconnectDeg === null).length,
        longestTorqueOffMs: worst(figures.map((of) => of?.torqueOffMs)),
        largestPulseStepUs: worst(figures.map((of) => of?.pulseStepUs)),
        soonestOneDegreeMs: soonest(figures.map((of) => of?.oneDegreeAtMs)),
        soonestHardLimitMs: soonest(figures.map((of) => of?.hardLimitAtMs)),
        rearmed: own.filter(({ isRearmed }) => isRearmed === true).length,
        failed: own.filter(({ failures }) => failures.length > 0).length,
      },
    ];
  });
}

const COLUMNS = [
  'fault/situation',
  'n',
  '250 ms °/s',
  'speed ×',
  'over °/s',
  'whole ×',
  'outside °',
  'travel °',
  'reconnect °',
  'no torque ms',
  'pulse step µs',
  'moved again',
  'verdict',
] as const;
const WIDTHS = [26, 4, 10, 8, 9, 8, 10, 9, 17, 13, 14, 12, 10] as const;

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, column) =>
      column === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart((WIDTHS[column] ?? 10) + 1),
    )
    .join('');

const shown = (value: number | null, digits: number): string =>
  value === null ? '?' : value.toFixed(digits);

function rowLine(row: Row): string {
  const reconnect = row.worstReconnectDeg === null ? '—' : row.worstReconnectDeg.toFixed(2);
  return line([
    row.cell,
    String(row.runs),
    shown(row.worstSustainedOverDegPerS, 2),
    shown(row.worstSpeedRatio, 2),
    shown(row.worstOverDegPerS, 1),
    shown(row.worstWholeSpeedRatio, 2),
    shown(row.worstBeyondHardDeg, 2),
    shown(row.worstTravelDeg, 2),
    row.wentOn > 0 ? `${reconnect} (${row.wentOn} went on)` : reconnect,
    shown(row.longestTorqueOffMs, 0),
    shown(row.largestPulseStepUs, 1),
    row.cell.startsWith('powerLoss') ? '—' : `${row.rearmed}/${row.runs}`,
    row.isBeside ? 'apart' : row.failed === 0 ? 'held' : `${row.failed} FAILED`,
  ]);
}

const EXPLANATION: Readonly<Record<(typeof BESIDE)[number], string>> = {
  nothing: 'Nothing breaks, for comparison:',
  cutPulse: 'A reset in the middle of a servo pulse, without the pull-ups of hardware/BUILD.md:',
  powerLoss: 'Power really lost, a reset without a valid record (the one exemption):',
};

function fallLine(rows: readonly Row[]): string {
  const oneDegreeMs = soonest(rows.map((row) => row.soonestOneDegreeMs));
  const hardLimitMs = soonest(rows.map((row) => row.soonestHardLimitMs));
  return `  Soonest: 1° after ${shown(oneDegreeMs, 0)} ms, outside the hard limit after ${shown(hardLimitMs, 0)} ms.`;
}

/** The table in words, worst figures of each cell. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [line(COLUMNS), ...rows.filter((row) => !row.isBeside).map(rowLine)];
  for (const fault of BESIDE) {
    const own = rows.filter((row) => row.cell.startsWith(`${fault}/`));
    if (own.length === 0) continue;
    lines.push('', EXPLANATION[fault], ...own.map(rowLine));
    if (fault === 'powerLoss') lines.push(fallLine(own));
  }
  return lines.join('\n');
}
