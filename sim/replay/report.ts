import type { LayoutRow, RestRow } from './onScreen.ts';
import type { FollowedRow } from './worn.ts';

/** A disturbed copy of one recording, over every strategy. */
export interface DisturbedRow {
  readonly perturbation: string;
  readonly recordings: number;
  readonly movedOutOfClutch: number;
  readonly beyondLimits: number;
  readonly resumes: number;
}

const shown = (value: number | undefined, digits: number): string =>
  value === undefined ? '?' : value.toFixed(digits);
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** Columns as wide as what is in them, the first to the left. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
        )
        .join(''),
    )
    .join('\n');
}

/** What each strategy would have done with the clutch in, beside what the person's head did. */
export function followedTable(rows: readonly FollowedRow[]): string {
  return table([
    [
      'recording',
      'strategy',
      's',
      'out of clutch',
      'commanded °',
      "head's own °",
      'speed off °/s',
      'place off °',
      'of fixations moved',
      'eye beyond 15°',
      'clutch let go',
    ],
    ...rows.map((row) => [
      row.recording,
      row.strategy,
      row.seconds.toFixed(0),
      String(row.movedOutOfClutch),
      row.commandedPathDeg.toFixed(0),
      shown(row.headPathDeg, 0),
      shown(row.speedRms, 0),
      shown(row.placeRms, 0),
      percent(row.fixationShare),
      percent(row.beyondThresholdShare),
      Object.entries(row.releases)
        .map(([cause, count]) => `${cause} ${count}`)
        .join(', '),
    ]),
  ]);
}

export function layoutTable(rows: readonly LayoutRow[]): string {
  return table([
    ['screen', 'choices', 'a minute', 'of which'],
    ...rows.map(({ screen, minutes, activations }) => {
      const chosen = Object.entries(activations).filter(([id]) => id !== 'stop' && id !== 'border');
      const count = chosen.reduce((sum, [, many]) => sum + many, 0);
      return [
        screen,
        String(count),
        (count / minutes).toFixed(2),
        chosen.map(([id, many]) => `${id} ${many}`).join(', '),
      ];
    }),
  ]);
}

export function restTable(rows: readonly RestRow[]): string {
  return table([
    ['at rest before', 'min', 'asked', 'declined', 'resumed'],
    ...rows.map(({ recording, minutes, chosen }) => [
      recording,
      minutes.toFixed(1),
      String(chosen.asked ?? 0),
      String(chosen.declined ?? 0),
      String(chosen.resumed ?? 0),
    ]),
  ]);
}

export function disturbedTable(rows: readonly DisturbedRow[]): string {
  return table([
    ['disturbed', 'recordings', 'out of clutch', 'beyond limits', 'resumed'],
    ...rows.map((row) => [
      row.perturbation,
      String(row.recordings),
      String(row.movedOutOfClutch),
      String(row.beyondLimits),
      String(row.resumes),
    ]),
  ]);
}
