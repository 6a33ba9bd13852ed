import type { Direction } from '../../../../protocol/gazeSample.ts';
import type { Rate } from '../strategy.ts';

/** Eye and head of one person, recorded together, oldest first. */
export interface Recording {
  readonly name: string;
  readonly sha256: string;
  readonly person: string;
  readonly rows: readonly RecordedRow[];
}

export interface RecordedRow {
  readonly tMs: number;
  /** Undefined: a blink, or not seen. */
  readonly eye: Direction | undefined;
  readonly head: Direction;
}

/** What was seen, and how the head moved then. */
export interface FitSample {
  readonly eye: Direction;
  readonly head: Direction;
  readonly rate: Rate;
}

/** Over so long to either side the speed is measured: less, and it is the noise of the head's sensor. */
const HALF_WINDOW_MS = 50;
/** Rows further apart are a gap; nothing is told across it. */
const LARGEST_GAP_MS = 100;

/**
 * Every moment at which the speed of the head is known, with the eye and the head from `lagMs` before: the look that the head
 * answered. Eyes count from their own median, since a device's zero is not the person's (reference/people.md §1).
 */
export function samplesOf({ rows }: Recording, lagMs: number): readonly FitSample[] {
  const whole = rows.filter(({ tMs, head }) => Number.isFinite(tMs + head.yawDeg + head.pitchDeg));
  const seen = whole.flatMap(({ eye }) => (eye && Number.isFinite(eye.yawDeg + eye.pitchDeg) ? [eye] : []));
  const zero = { yawDeg: median(seen, 'yawDeg'), pitchDeg: median(seen, 'pitchDeg') };
  const samples: FitSample[] = [];
  let [from, to, look] = [0, 0, 0];
  for (const { tMs } of whole) {
    from = lastBefore(whole, from, tMs - HALF_WINDOW_MS);
    to = lastBefore(whole, to, tMs + HALF_WINDOW_MS);
    look = lastBefore(whole, look, tMs - lagMs);
    const [before, after, looked] = [whole[from], whole[to], whole[look]];
    if (!before || !after || !looked?.eye) continue;
    const passedMs = after.tMs - before.tMs;
    const isGap = passedMs < HALF_WINDOW_MS || passedMs > 2 * LARGEST_GAP_MS || hasGap(whole, look, to);
    if (isGap || tMs - lagMs - looked.tMs > LARGEST_GAP_MS || looked.tMs > tMs - lagMs) continue;
    const eye = { yawDeg: looked.eye.yawDeg - zero.yawDeg, pitchDeg: looked.eye.pitchDeg - zero.pitchDeg };
    if (!Number.isFinite(eye.yawDeg + eye.pitchDeg)) continue;
    samples.push({
      eye,
      head: looked.head,
      rate: {
        yawDegPerS: (turned(before.head.yawDeg, after.head.yawDeg) / passedMs) * 1000,
        pitchDegPerS: ((after.head.pitchDeg - before.head.pitchDeg) / passedMs) * 1000,
      },
    });
  }
  return samples;
}

/** The last row at or before a moment, from one that is known to be. */
function lastBefore(rows: readonly RecordedRow[], from: number, tMs: number): number {
  let index = from;
  while ((rows[index + 1]?.tMs ?? Number.POSITIVE_INFINITY) <= tMs) index += 1;
  return index;
}

function hasGap(rows: readonly RecordedRow[], from: number, to: number): boolean {
  for (let index = from + 1; index <= to; index += 1) {
    const step = (rows[index]?.tMs ?? 0) - (rows[index - 1]?.tMs ?? 0);
    if (!(step > 0 && step <= LARGEST_GAP_MS)) return true;
  }
  return false;
}

/** The short way round. */
function turned(fromDeg: number, toDeg: number): number {
  return ((((toDeg - fromDeg + 180) % 360) + 360) % 360) - 180;
}

function median(directions: readonly Direction[], axis: keyof Direction): number {
  const sorted = directions.map((direction) => direction[axis]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
