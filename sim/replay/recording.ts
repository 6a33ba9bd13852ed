import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Direction, ScreenPoint } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';

/** What a recording holds: eyes and head, eyes with speeds of the head, or a gaze on a screen. Told by its columns. */
export const RECORDING_SETS = ['paired', 'eye-only', 'on-screen'] as const;
export type RecordingSet = (typeof RECORDING_SETS)[number];

/** One row. What the recording does not know is undefined, never a number. */
export interface Moment {
  readonly tMs: number;
  /** Eye in the head. */
  readonly eye: Direction | undefined;
  readonly point: ScreenPoint | undefined;
  /** Head in the world; its yaw is unwrapped, so that it may pass 180°. */
  readonly head: Pose | undefined;
  /** Speed of the head where only that was recorded and may be trusted. */
  readonly headSpeedDegPerS: number | undefined;
}

export interface Recording {
  readonly set: RecordingSet;
  readonly name: string;
  readonly moments: readonly Moment[];
  /** Rows whose time is no number or does not advance; they say nothing. */
  readonly droppedRows: number;
}

/** A directory or file is not what the reader knows: nothing is judged by half of it. */
export class RecordingError extends Error {}

const COLUMNS: Readonly<Record<RecordingSet, readonly string[]>> = {
  paired: ['t_s', 'eyeYawDeg', 'eyePitchDeg', 'headYawDeg', 'headPitchDeg', 'headRollDeg', 'valid'],
  'eye-only': ['t_s', 'eyeYawDeg', 'eyePitchDeg', 'headYawDps', 'headPitchDps', 'valid', 'headValid'],
  'on-screen': ['t_s', 'x', 'y', 'valid'],
};

/**
 * All recordings (`.csv`, `.csv.gz`) under a directory, in the order of their paths. The format is that of eye-head/README: named
 * columns in any order, degrees, seconds, yaw + left, pitch + down; `valid` = 0 is a blink or loss.
 * @throws RecordingError where there is none, or one has columns of no known set.
 */
export function readRecordings(directory: string): readonly Recording[] {
  const files = filesOf(directory).filter((path) => /\.csv(\.gz)?$/.test(path));
  if (files.length === 0) throw new RecordingError(`${directory}: no recordings (.csv or .csv.gz) in it.`);
  return files.map(readRecording);
}

/** @throws RecordingError */
export function readRecording(path: string): Recording {
  return parseRecording(basename(path).replace(/\.csv(\.gz)?$/, ''), textOf(path));
}

/** In hexadecimal, of the file as it lies there. @throws RecordingError */
export function sha256OfFile(path: string): string {
  return createHash('sha256').update(bytesOf(path)).digest('hex');
}

function filesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => join(directory, name));
  } catch (error) {
    throw new RecordingError(`${directory}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function textOf(path: string): string {
  const bytes = bytesOf(path);
  try {
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): RecordingError {
  return new RecordingError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
}

/** @throws RecordingError */
export function parseRecording(name: string, text: string): Recording {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const columns = header.split(',').map((column) => column.trim());
  const set = RECORDING_SETS.find((known) => COLUMNS[known].every((column) => columns.includes(column)));
  if (!set) throw new RecordingError(`${name}: its columns (${header}) are those of no known set.`);
  const moments: Moment[] = [];
  let droppedRows = 0;
  for (const line of lines) {
    const cells = line.split(',');
    const figure = (column: string): number => {
      const cell = cells[columns.indexOf(column)]?.trim();
      return cell === undefined || cell === '' ? Number.NaN : Number(cell);
    };
    const moment = momentOf(figure, moments.at(-1));
    if (moment.tMs > (moments.at(-1)?.tMs ?? Number.NEGATIVE_INFINITY)) moments.push(moment);
    else droppedRows += 1;
  }
  if (moments.length < 2) throw new RecordingError(`${name}: has fewer than two rows that can be used.`);
  return { set, name, moments, droppedRows };
}

function momentOf(figure: (column: string) => number, before: Moment | undefined): Moment {
  const isValid = figure('valid') === 1;
  const [yawDeg, pitchDeg] = [figure('eyeYawDeg'), figure('eyePitchDeg')];
  const [x, y] = [figure('x'), figure('y')];
  const head = {
    yawDeg: figure('headYawDeg'),
    pitchDeg: figure('headPitchDeg'),
    rollDeg: figure('headRollDeg'),
  };
  const speed = Math.hypot(figure('headYawDps'), figure('headPitchDps'));
  return {
    tMs: figure('t_s') * 1000,
    eye: isValid && areFinite(yawDeg, pitchDeg) ? { yawDeg, pitchDeg } : undefined,
    point: isValid && areFinite(x, y) ? { x, y } : undefined,
    head: areFinite(head.yawDeg, head.pitchDeg, head.rollDeg)
      ? { ...head, yawDeg: nearestTurn(head.yawDeg, before?.head?.yawDeg) }
      : undefined,
    headSpeedDegPerS: figure('headValid') === 1 && areFinite(speed) ? speed : undefined,
  };
}

function areFinite(...figures: readonly number[]): boolean {
  return figures.every(Number.isFinite);
}

/** The same direction as the turn that is nearest to the one before. */
function nearestTurn(yawDeg: number, beforeDeg: number | undefined): number {
  return beforeDeg === undefined ? yawDeg : yawDeg - 360 * Math.round((yawDeg - beforeDeg) / 360);
}

/** The head at a moment, between the rows; undefined beyond them, or where one of both knows none. */
export function headBetween(moments: readonly Moment[], tMs: number, from: number): Pose | undefined {
  let index = from;
  while (index > 0 && (moments[index]?.tMs ?? 0) > tMs) index -= 1;
  while ((moments[index + 1]?.tMs ?? Number.POSITIVE_INFINITY) <= tMs) index += 1;
  const [a, b] = [moments[index], moments[index + 1]];
  if (!a?.head || a.tMs > tMs) return undefined;
  if (!b?.head) return a.tMs === tMs ? a.head : undefined;
  const part = (tMs - a.tMs) / (b.tMs - a.tMs);
  const mix = (key: keyof Pose, first: Pose, second: Pose): number =>
    first[key] + part * (second[key] - first[key]);
  return {
    yawDeg: mix('yawDeg', a.head, b.head),
    pitchDeg: mix('pitchDeg', a.head, b.head),
    rollDeg: mix('rollDeg', a.head, b.head),
  };
}
