import { describe, expect, it } from 'vitest';
import { eyeInHead, gazeInTrunk } from '../../../controller/gaze/frames.ts';
import { headAt, NO_HEAD, withHead } from '../../../controller/gaze/headBuffer.ts';
import { LIMITER_AT_REST, type LimiterLimits, limit } from '../../../controller/gaze/strategies/limiter.ts';
import type { Direction } from '../../../protocol/gazeSample.ts';
import type { Pose } from '../../../protocol/pose.ts';

const DT_MS = 10;
/** Delays of the simulated step response in reference/domain.md §3.3. */
const [SENSE_MS, ACTUATE_MS, LAG_S] = [120, 80, 0.1];
const LIMITS: LimiterLimits = {
  largestRate: { yawDegPerS: 30, pitchDegPerS: 20 },
  ramp: { accelerationDegPerS2: 120, jerkDegPerS3: 600 },
  stopRamp: { accelerationDegPerS2: 240, jerkDegPerS3: 4800 },
  yaw: { lowDeg: -40, highDeg: 40 },
  pitch: { lowDeg: -25, highDeg: 25 },
};
const level = (yawDeg: number): Pose => ({ yawDeg, pitchDeg: 0, rollDeg: 0 });

/** The world hinge of reference/domain.md §3.3 B: the head takes 0.7 of what lies beyond 15°. */
const hinge = ({ yawDeg }: Direction): Direction => ({
  yawDeg: Math.sign(yawDeg) * Math.max(0, 0.7 * (Math.abs(yawDeg) - 15)),
  pitchDeg: 0,
});

/**
 * A person who looks at a place and keeps looking at it while the head turns below the eyes; the tracker is worn, so it tells the
 * eye in the head, late. Aligned: that is added to the head of its moment. Misaligned: to the head of now.
 */
function yawOfHead(
  targetDeg: number,
  isAligned: boolean,
): { readonly furthestDeg: number; readonly endDeg: number } {
  let [limiter, buffer, head, commanded, furthestDeg] = [LIMITER_AT_REST, NO_HEAD, 0, 0, 0];
  const seen: Direction[] = [];
  const sent: number[] = [];
  for (let tick = 0; tick < 500; tick += 1) {
    const tMs = tick * DT_MS;
    buffer = withHead(buffer, tMs, level(head));
    seen.push(eyeInHead({ yawDeg: targetDeg, pitchDeg: 0 }, level(head)));
    const eye = seen[tick - SENSE_MS / DT_MS];
    const then = headAt(buffer, isAligned ? tMs - SENSE_MS : tMs, tMs);
    const target = eye && then.kind === 'known' ? hinge(gazeInTrunk(eye, then.value.pose)) : undefined;
    const at = { kind: 'known', value: { yawDeg: commanded, pitchDeg: 0 }, ageMs: 0 } as const;
    const step = limit(
      limiter,
      target ? { kind: 'target', target } : { kind: 'none' },
      at,
      LIMITS,
      DT_MS / 1000,
    );
    limiter = step.state;
    commanded += (step.rate.yawDegPerS * DT_MS) / 1000;
    sent.push(commanded);
    head += ((sent[tick - ACTUATE_MS / DT_MS] ?? 0) - head) * (1 - Math.exp(-DT_MS / 1000 / LAG_S));
    furthestDeg = Math.max(furthestDeg, head);
  }
  return { furthestDeg, endDeg: head };
}

describe('gaze and head of the same moment', () => {
  it.each([
    [25, 0.5],
    [35, 1],
    [45, 1.5],
  ])(
    'a look at %s° overshoots by more than %s° without the alignment and not with it',
    (targetDeg, leastDeg) => {
      const goalDeg = 0.7 * (targetDeg - 15);
      const aligned = yawOfHead(targetDeg, true);
      const misaligned = yawOfHead(targetDeg, false);
      expect(aligned.endDeg).toBeCloseTo(goalDeg, 1);
      expect(aligned.furthestDeg - goalDeg).toBeLessThan(0.1);
      expect(misaligned.furthestDeg - goalDeg).toBeGreaterThan(leastDeg);
    },
  );
});
