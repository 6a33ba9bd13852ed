import type { Pose } from '../../protocol/pose.ts';
import type { HeadMotion, Known } from './strategies/strategy.ts';

/** Longer than any delay with which gaze may still be used: above 400 ms nothing is engaged (reference/domain.md §3.3). */
const KEPT_MS = 600;
/** Between two poses further apart nothing is guessed: at 30°/s the head goes 1.8° meanwhile. Poses come every 10 ms. */
const LARGEST_GAP_MS = 60;
/** The rate is taken over at least this time: over one tick the noise of the sensors would be most of it. */
const RATE_OVER_MS = 40;

interface HeadSample {
  readonly tMs: number;
  readonly pose: Pose;
}

/** The head of the last moments, oldest first. */
export type HeadBuffer = readonly HeadSample[];

export const NO_HEAD: HeadBuffer = [];

/** The buffer with one more measured pose. One that is no number, or not newer than the newest, changes nothing. */
export function withHead(buffer: HeadBuffer, tMs: number, pose: Pose | undefined): HeadBuffer {
  if (!pose || ![tMs, pose.yawDeg, pose.pitchDeg, pose.rollDeg].every(Number.isFinite)) return buffer;
  if (tMs <= (buffer.at(-1)?.tMs ?? Number.NEGATIVE_INFINITY)) return buffer;
  return [...buffer.filter((sample) => sample.tMs >= tMs - KEPT_MS), { tMs, pose }];
}

/**
 * The head at a moment, between its two neighbours. Never extrapolated: mixing gaze of one moment with the head of another is what
 * makes the loop swing (reference/domain.md §3.3). Angles are interpolated one by one, which between neighbours 10 ms apart
 * differs from the proper rotation by less than the sensors resolve.
 */
export function headAt(buffer: HeadBuffer, tMs: number, nowMs: number): Known<HeadMotion> {
  const after = buffer.findIndex((sample) => sample.tMs >= tMs);
  const next = buffer[after];
  if (!next) return { kind: 'unknown', why: 'The position of the head at that moment is not known yet.' };
  const previous = next.tMs === tMs ? next : buffer[after - 1];
  if (!previous) return { kind: 'unknown', why: 'The gaze is older than what is remembered of the head.' };
  const gapMs = next.tMs - previous.tMs;
  if (gapMs > LARGEST_GAP_MS)
    return { kind: 'unknown', why: 'The position of the head was not measured then.' };
  const pose = between(previous.pose, next.pose, gapMs === 0 ? 1 : (tMs - previous.tMs) / gapMs);
  const rate = rateAround(buffer, after, tMs);
  if (!rate) return { kind: 'unknown', why: 'The head has not been measured for long enough.' };
  return { kind: 'known', value: { pose, rate }, ageMs: nowMs - tMs };
}

function rateAround(buffer: HeadBuffer, index: number, tMs: number): HeadMotion['rate'] | undefined {
  let [first, last] = [index, index];
  const spanMs = (): number => (buffer[last]?.tMs ?? Number.NaN) - (buffer[first]?.tMs ?? Number.NaN);
  while (spanMs() < RATE_OVER_MS) {
    const [older, newer] = [buffer[first - 1], buffer[last + 1]];
    if (!older && !newer) return undefined;
    const isNewerNearer = newer && (!older || newer.tMs - tMs <= tMs - older.tMs);
    if (isNewerNearer) last += 1;
    else first -= 1;
  }
  const [from, to] = [buffer[first]?.pose, buffer[last]?.pose];
  if (!from || !to) return undefined;
  const perS = 1000 / spanMs();
  return { yawDegPerS: (to.yawDeg - from.yawDeg) * perS, pitchDegPerS: (to.pitchDeg - from.pitchDeg) * perS };
}

function between(from: Pose, to: Pose, part: number): Pose {
  return {
    yawDeg: from.yawDeg + part * (to.yawDeg - from.yawDeg),
    pitchDeg: from.pitchDeg + part * (to.pitchDeg - from.pitchDeg),
    rollDeg: from.rollDeg + part * (to.rollDeg - from.rollDeg),
  };
}
