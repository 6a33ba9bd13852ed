import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One row of a recording of real eyes, by the names of its columns; an empty cell is NaN. */
export type RecordedRow = ReadonlyMap<string, string>;

/** Where a recording of test/fixtures/eyeHead lies (LICENSES.md there), such as 'on-screen/lookatpoint-s1'. */
export function eyeHeadPath(name: string): string {
  return join(import.meta.dirname, 'fixtures', 'eyeHead', `${name}.csv.gz`);
}

/** Its rows. */
export function readRecording(name: string): readonly RecordedRow[] {
  const path = eyeHeadPath(name);
  const [header = '', ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  const columns = header.split(',');
  return lines.map((line) => new Map(line.split(',').map((cell, index) => [columns[index] ?? '', cell])));
}

/** The figure of a row; NaN where the recording has none. */
export function figure(row: RecordedRow, column: string): number {
  const cell = row.get(column);
  return cell === undefined || cell === '' ? Number.NaN : Number(cell);
}
