import type { Judged, Judgement } from './judge.ts';
import { whereOf } from './sweep.ts';

/** A figure for people: infinite means that the head ran away. */
export function shown(value: number, unit: string): string {
  if (Number.isNaN(value)) return 'not measured';
  if (value === Number.POSITIVE_INFINITY) return 'ran away';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return `${/^-0(\.0+)?$/.test(text) ? text.slice(1) : text}${unit}`;
}

/** Columns as wide as what stands in them. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function judgedRow({ criterion: { id, most, unit }, value, where, isHeld }: Judged): readonly string[] {
  return [
    isHeld ? 'held' : 'REFUSED',
    id,
    shown(value, unit),
    `≤ ${most}${unit}`,
    margin(value, most),
    where,
  ];
}

/** What is left until the bound, as a share of it. */
function margin(value: number, most: number): string {
  if (!(most > 0) || !Number.isFinite(value)) return '';
  return `${Math.round(100 * (1 - value / most))} %`;
}

/** Everything about one strategy. */
export function reportOf(judgement: Judgement, name: string): string {
  const { isPassed, judged, beyond, runs, simulatedS } = judgement;
  const lines = [
    `${name}: ${isPassed ? 'passed' : 'REFUSED'} (${runs} runs, ${Math.round(simulatedS / 60)} min simulated)`,
    columns([['', 'criterion', 'measured', 'bound', 'margin', 'worst case'], ...judged.map(judgedRow)]),
    ...judged
      .filter(({ isHeld }) => !isHeld)
      .map(({ criterion }) => `${criterion.id}: ${criterion.sentence} (${criterion.source})`),
  ];
  if (beyond.length > 0) lines.push('Beyond the delay it is judged for:');
  for (const result of beyond) {
    const { tailPeakToPeakDeg, overshootShare } = result.figures;
    lines.push(
      `  ${whereOf(result)}: swing ${shown(tailPeakToPeakDeg, '°')}, overshoot ${shown(100 * overshootShare, ' %')}`,
    );
  }
  return lines.join('\n');
}
