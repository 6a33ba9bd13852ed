import type { PerServo, Pose } from '../../protocol/pose.ts';
import { mapPose } from '../motion/kinematics/poseMap.ts';
import { AXES, type Envelope, exceedance } from './envelope.ts';
import { alongDirections, DIRECTIONS, growthAlong } from './halfSpaces.ts';
import type { PulseLimits, SpeedDegPerS } from './pulseLimits.ts';

/** A set of pulses that was put out, and when the control tick did so. */
export interface SentPulses {
  readonly atMs: number;
  readonly pulsesUs: PerServo<number>;
}

export type GuardRule =
  | 'notWhole'
  | 'pose'
  | 'speed'
  | 'range'
  | 'halfSpace'
  | 'slewFrame'
  | 'slewWindow'
  | 'following';
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'refuse'; readonly rule: GuardRule; readonly detail: string };

/** What the guard compares a frame with. */
export interface GuardSituation {
  readonly limits: PulseLimits;
  readonly referenceUs: PerServo<number>;
  readonly envelope: Envelope;
  /** Top speed of each axis in the profile. */
  readonly speed: SpeedDegPerS;
  /** The pose that the pulses before this frame stood for. */
  readonly previousPose: Pose;
  /** Newest last; at least the pulses now applied. */
  readonly history: readonly SentPulses[];
  /** Pulses that would hold the servos where their potentiometers believably were, now and before; none: not known. */
  readonly readingsUs: readonly PerServo<number>[];
}

/** A late frame may not make up for the whole gap: the firmware credits at most this much (FRAMES.md, slew per frame). */
export const LONGEST_CREDIT_MS = 30;
export const WINDOW_MS = 250;
/** Rounding of one frame, and of both ends of a window. */
const FRAME_ROUNDING_US = 1;
const WINDOW_ROUNDING_US = 2;
/** Poses are not rounded; this is the noise of the arithmetic and of a tick whose clock reads in fractions of a millisecond. */
const SPEED_ROUNDING_DEG = 1e-6;

const SERVOS = [0, 1, 2] as const;
const PASS: Verdict = { kind: 'pass' };

const refuse = (rule: GuardRule, detail: string): Verdict => ({ kind: 'refuse', rule, detail });

/**
 * The last judgement before the wire, on the very integers that will be sent. It refuses and never corrects; a frame that
 * brings the head back toward the inside is not refused for being outside. The firmware judges again, in its own words.
 */
export function judgeFrame(
  pose: Pose,
  pulsesUs: PerServo<number>,
  nowMs: number,
  situation: GuardSituation,
): Verdict {
  const { limits, referenceUs, envelope, previousPose, history, readingsUs } = situation;
  const previous = history.at(-1);
  if (!previous) return refuse('slewFrame', 'No pulses are known to start from.');
  if (!Number.isFinite(nowMs)) return refuse('slewFrame', 'The time is not known.');
  if (!pulsesUs.every(Number.isInteger)) return refuse('notWhole', `Pulses ${pulsesUs.join(', ')}.`);
  const reach = exceedance(pose, envelope.hard);
  // Written so that NaN, which compares with nothing, is refused too.
  if (!(reach <= 1 || reach <= exceedance(previousPose, envelope.hard))) {
    return refuse('pose', `${reach.toFixed(3)} of the hard envelope.`);
  }
  const tooFast = axisTooFast(pose, nowMs - previous.atMs, situation);
  if (tooFast) return refuse('speed', tooFast);
  for (const servo of SERVOS) {
    const { minUs, maxUs } = limits.rangeUs[servo];
    const before = previous.pulsesUs[servo];
    if (distanceOutside(pulsesUs[servo], minUs, maxUs) > Math.max(0, distanceOutside(before, minUs, maxUs))) {
      return refuse('range', `Servo ${servo + 1}: ${pulsesUs[servo]} µs.`);
    }
  }
  const mapped = mapPose(limits.poseMap, pulsesUs, referenceUs);
  const mappedBefore = mapPose(limits.poseMap, previous.pulsesUs, referenceUs);
  const alongs = alongDirections(mapped);
  for (const [index, direction] of DIRECTIONS.entries()) {
    const along = Number(alongs[index]);
    const bound = limits.offsetsDeg32[index] ?? Number.NaN;
    if (!(along <= bound || growthAlong(direction, mappedBefore, mapped) <= 0)) {
      return refuse('halfSpace', `Half-space ${index}: ${along} over ${bound}.`);
    }
  }
  const slew = judgeSlew(pulsesUs, nowMs, limits, history, previous);
  return slew.kind === 'refuse' ? slew : judgeFollowing(pulsesUs, limits, previous, readingsUs);
}

/**
 * Pulses that change may not run ahead of a servo that does not come along; without a potentiometer none may change. Which of the
 * readings the firmware judges by is not known here, so each must hold: they differ where a held servo comes free.
 */
function judgeFollowing(
  pulsesUs: PerServo<number>,
  { followingUs }: PulseLimits,
  previous: SentPulses,
  readingsUs: readonly PerServo<number>[],
): Verdict {
  for (const servo of SERVOS) {
    if (pulsesUs[servo] === previous.pulsesUs[servo]) continue;
    if (readingsUs.length === 0)
      return refuse('following', `Servo ${servo + 1}: no potentiometer is believed.`);
    for (const readingUs of readingsUs) {
      const leadUs = Math.abs(pulsesUs[servo] - readingUs[servo]);
      const beforeUs = Math.abs(previous.pulsesUs[servo] - readingUs[servo]);
      if (!(leadUs <= followingUs[servo] || leadUs <= beforeUs))
        return refuse('following', `Servo ${servo + 1}: ${leadUs} µs from its potentiometer.`);
    }
  }
  return PASS;
}

/**
 * The servo speeds admit what any mixture of axes may need, so one axis alone could go faster than its own limit within them: the
 * pose is judged by axis. Undefined if none is too fast.
 */
function axisTooFast(
  pose: Pose,
  elapsedMs: number,
  { previousPose, speed }: GuardSituation,
): string | undefined {
  const creditS = Math.min(elapsedMs, LONGEST_CREDIT_MS) / 1000;
  const tooFast = AXES.find((axis) => {
    const allowedDeg = speed[axis] * creditS + SPEED_ROUNDING_DEG;
    return !(Math.abs(pose[axis] - previousPose[axis]) <= allowedDeg);
  });
  return tooFast && `${tooFast}: ${(pose[tooFast] - previousPose[tooFast]).toFixed(3)}° in ${elapsedMs} ms.`;
}

function distanceOutside(value: number, min: number, max: number): number {
  return Math.max(min - value, value - max);
}

function judgeSlew(
  pulsesUs: PerServo<number>,
  nowMs: number,
  limits: PulseLimits,
  history: readonly SentPulses[],
  previous: SentPulses,
): Verdict {
  const creditMs = Math.min(nowMs - previous.atMs, LONGEST_CREDIT_MS);
  for (const servo of SERVOS) {
    const allowedUs = (limits.speedUsPerS[servo] * creditMs) / 1000 + FRAME_ROUNDING_US;
    const changeUs = Math.abs(pulsesUs[servo] - previous.pulsesUs[servo]);
    if (!(changeUs <= allowedUs))
      return refuse('slewFrame', `Servo ${servo + 1}: ${changeUs} µs in ${creditMs} ms.`);
  }
  for (const earlier of history) {
    const ageMs = nowMs - earlier.atMs;
    if (ageMs > WINDOW_MS) continue;
    for (const servo of SERVOS) {
      const allowedUs = (limits.speedUsPerS[servo] * ageMs) / 1000 + WINDOW_ROUNDING_US;
      const changeUs = Math.abs(pulsesUs[servo] - earlier.pulsesUs[servo]);
      if (!(changeUs <= allowedUs))
        return refuse('slewWindow', `Servo ${servo + 1}: ${changeUs} µs in ${ageMs} ms.`);
    }
  }
  return PASS;
}

/** The history with one more frame, without what is older than the window. */
export function remember(history: readonly SentPulses[], sent: SentPulses): readonly SentPulses[] {
  return [...history.filter((earlier) => sent.atMs - earlier.atMs <= WINDOW_MS), sent];
}

/**
 * The firmware believes a reading, an average of 16 ms, once the next one 10 ms later agrees, and judges by it until the one after
 * that: so much older than the newest it may be (F32).
 */
const READING_SPAN_MS = 30;

/** The readings that the firmware may judge by, with one more. @param readings newest last. */
export function rememberReading<Reading extends { readonly atMs: number }>(
  readings: readonly Reading[],
  newest: Reading,
): readonly Reading[] {
  return [...readings.filter(({ atMs }) => newest.atMs - atMs <= READING_SPAN_MS), newest];
}
