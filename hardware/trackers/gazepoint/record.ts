import type { GazeReading } from '../../../protocol/gazeSample.ts';
import type { EyePosition, EyePositions } from '../../../protocol/trackers.ts';
import { type GazepointMessage, numberOf } from './reader.ts';

/** Which of the tracker's points of gaze is read: the best of both eyes, or the one smoothed for assistive use. */
export type PointOfGaze = 'best' | 'assistive';

/** What one record says. */
export interface GazepointRecord {
  readonly count: number | null;
  readonly deviceMs: number | null;
  readonly reading: GazeReading;
  /** Null where the record says nothing of either eye. */
  readonly eyes: EyePositions | null;
}

const POINT_NAMES: Readonly<Record<PointOfGaze, 'BPOG' | 'APOG'>> = { best: 'BPOG', assistive: 'APOG' };

/** Reads a record; whatever is missing or no number makes the sample invalid, never a guess (fields: reference/gaze.md §5.2). */
export function readRecord(record: GazepointMessage, pointOfGaze: PointOfGaze): GazepointRecord {
  const timeS = numberOf(record, 'TIME');
  return {
    count: numberOf(record, 'CNT'),
    deviceMs: timeS === null ? null : timeS * 1000,
    reading: readingOf(record, POINT_NAMES[pointOfGaze]),
    eyes: eyesOf(record),
  };
}

function readingOf(record: GazepointMessage, prefix: 'BPOG' | 'APOG'): GazeReading {
  const isValid = numberOf(record, `${prefix}V`);
  // BKID is the number of the blink that goes on, and 0 between blinks.
  if ((numberOf(record, 'BKID') ?? 0) > 0) return { kind: 'none', why: 'blink' };
  if (isValid === 0) return { kind: 'none', why: areEyesUnseen(record) ? 'noEyes' : 'unknown' };
  const x = numberOf(record, `${prefix}X`);
  const y = numberOf(record, `${prefix}Y`);
  if (isValid !== 1 || x === null || y === null) return { kind: 'none', why: 'unknown' };
  return { kind: 'screen', point: { x, y }, eyesSeen: eyesSeenOf(record) };
}

function areEyesUnseen(record: GazepointMessage): boolean {
  return numberOf(record, 'LPUPILV') === 0 && numberOf(record, 'RPUPILV') === 0;
}

function eyesSeenOf(record: GazepointMessage): 'left' | 'right' | 'both' | 'unknown' {
  const isLeft = numberOf(record, 'LPOGV');
  const isRight = numberOf(record, 'RPOGV');
  if (isLeft === 1 && isRight === 1) return 'both';
  if (isLeft === 1 && isRight === 0) return 'left';
  return isLeft === 0 && isRight === 1 ? 'right' : 'unknown';
}

function eyesOf(record: GazepointMessage): EyePositions | null {
  if (!record.attributes.has('LEYEX') && !record.attributes.has('REYEX')) return null;
  return { left: eyeOf(record, 'L'), right: eyeOf(record, 'R') };
}

function eyeOf(record: GazepointMessage, side: 'L' | 'R'): EyePosition | null {
  const [xM, yM, zM] = ['X', 'Y', 'Z'].map((axis) => numberOf(record, `${side}EYE${axis}`));
  if (numberOf(record, `${side}PUPILV`) !== 1 || xM == null || yM == null || zM == null) return null;
  return { xMm: xM * 1000, yMm: yM * 1000, zMm: zM * 1000 };
}
