import { mapPose } from '../../../controller/motion/kinematics/poseMap.ts';
import { DIRECTIONS, growthAlong } from '../../../controller/safety/halfSpaces.ts';
import type { Limits } from '../../../hardware/link/hostFrames.ts';
import type { RefusalRuleId } from '../../../hardware/link/rules.ts';
import { COMPILED, type Pulses } from './rig.ts';

const SERVOS = [0, 1, 2] as const;
const SAMPLES = 25;

/** What a motion frame with `moving`, in a moving brace without a fault, is judged against. */
interface MotionSituation {
  readonly limits: Omit<Limits, 'seq'>;
  readonly appliedUs: Pulses;
  readonly sinceMotionMs: number;
  /** Newest first, 10 ms apart. */
  readonly past: readonly Pulses[];
}

/** Each axis rounded down for the positive part of the direction. */
function alongDirection(direction: Pulses, pose: Pulses): number {
  return SERVOS.reduce<number>((sum, axis) => {
    const size = Math.floor((Math.abs(direction[axis]) * pose[axis]) / 64);
    return sum + Math.sign(direction[axis]) * size;
  }, 0);
}

/** The rules on pulses of hardware/link/FRAMES.md, written down a second time in plain arithmetic. */
function judgeByTheBook(situation: MotionSituation, pulseUs: Pulses): RefusalRuleId | 'none' {
  const { limits, appliedUs, past } = situation;
  if (!SERVOS.every((i) => isInRangeOrReturning(limits.minUs[i], limits.maxUs[i], appliedUs[i], pulseUs[i])))
    return 'range';
  const to = mapPose(COMPILED.poseMap, pulseUs, COMPILED.referenceUs);
  const from = mapPose(COMPILED.poseMap, appliedUs, COMPILED.referenceUs);
  const isOutside = DIRECTIONS.some((direction, k) => {
    const left = alongDirection(direction, to);
    const allowed = limits.offsetDeg32[k] ?? 0;
    return left > allowed && growthAlong(direction, from, to) > 0;
  });
  if (isOutside) return 'halfSpace';
  const elapsedMs = Math.min(situation.sinceMotionMs + 3, 30);
  const isTooFast = SERVOS.some(
    (i) => Math.abs(pulseUs[i] - appliedUs[i]) > Math.floor((limits.speedUsPerS[i] * elapsedMs) / 1000) + 1,
  );
  if (isTooFast) return 'slewFrame';
  const isTooFar = past
    .slice(0, SAMPLES)
    .some((sample, index) =>
      SERVOS.some(
        (i) =>
          Math.abs(pulseUs[i] - sample[i]) >
          Math.floor((limits.speedUsPerS[i] * (10 * (index + 1) + 30)) / 1000) + 2,
      ),
    );
  return isTooFar ? 'slewWindow' : 'none';
}

function isInRangeOrReturning(minUs: number, maxUs: number, fromUs: number, toUs: number): boolean {
  if (toUs < minUs) return toUs >= fromUs;
  if (toUs > maxUs) return toUs <= fromUs;
  return true;
}

/** A frame that was accepted, at the firmware's uptime. */
export interface Accepted {
  readonly uptimeMs: number;
  readonly pulseUs: Pulses;
}

/**
 * Every verdict that the rules allow for a frame answered at `uptimeMs`. From outside, the millisecond of judging is known to
 * within 2 ms, and the phase of the 10 ms samples not at all; for nearly every frame all of them agree.
 */
export function verdictsByTheBook(
  limits: Omit<Limits, 'seq'>,
  accepted: readonly Accepted[],
  uptimeMs: number,
  pulseUs: Pulses,
): Set<RefusalRuleId | 'none'> {
  const verdicts = new Set<RefusalRuleId | 'none'>();
  const newest = accepted[accepted.length - 1];
  if (!newest) throw new Error('a moving brace has accepted a frame');
  for (const judgedMs of [uptimeMs - 2, uptimeMs - 1, uptimeMs]) {
    for (const clockErrorMs of [0, 1, 2]) {
      const sinceMotionMs = Math.max(0, judgedMs - newest.uptimeMs + clockErrorMs);
      for (let phaseMs = 0; phaseMs < 10; phaseMs++) {
        const newestSampleMs = judgedMs - ((judgedMs - phaseMs) % 10);
        const past = Array.from({ length: SAMPLES }, (_, index) =>
          appliedAt(accepted, newestSampleMs - 10 * index + clockErrorMs),
        );
        verdicts.add(judgeByTheBook({ limits, appliedUs: newest.pulseUs, sinceMotionMs, past }, pulseUs));
      }
    }
  }
  return verdicts;
}

function appliedAt(accepted: readonly Accepted[], uptimeMs: number): Pulses {
  const frame = accepted.findLast((candidate) => candidate.uptimeMs <= uptimeMs) ?? accepted[0];
  if (!frame) throw new Error('nothing was accepted');
  return frame.pulseUs;
}
