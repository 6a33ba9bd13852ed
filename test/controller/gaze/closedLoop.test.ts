import { describe, expect, it } from 'vitest';
import { gainLimit } from '../../../controller/gaze/loopDelay.ts';
import { LIMITER_AT_REST, type LimiterLimits, limit } from '../../../controller/gaze/strategies/limiter.ts';
import { followOscillation, isOscillating, NO_OSCILLATION } from '../../../controller/safety/oscillation.ts';

const LIMITS: LimiterLimits = {
  largestRate: { yawDegPerS: 30, pitchDegPerS: 20 },
  ramp: { accelerationDegPerS2: 120, jerkDegPerS3: 600 },
  stopRamp: { accelerationDegPerS2: 240, jerkDegPerS3: 4800 },
  yaw: { lowDeg: -40, highDeg: 40 },
  pitch: { lowDeg: -25, highDeg: 25 },
};

/** A rate law on the eye, seen late, toward a place at 20°: how far the head passes it, and whether the detector found a swing. */
function loop(gainPerS: number, delayMs: number): { readonly passedDeg: number; readonly isFound: boolean } {
  let [limiter, head, furthestDeg, oscillation, isFound] = [LIMITER_AT_REST, 0, 0, NO_OSCILLATION, false];
  const eyes: number[] = [];
  for (let tick = 0; tick < 1500; tick += 1) {
    eyes.push(20 - head);
    const eye = eyes[tick - delayMs / 10] ?? 0;
    const wish = { kind: 'rate', rate: { yawDegPerS: gainPerS * eye, pitchDegPerS: 0 } } as const;
    const at = { kind: 'known', value: { yawDeg: head, pitchDeg: 0 }, ageMs: 0 } as const;
    const step = limit(limiter, wish, at, LIMITS, 0.01);
    limiter = step.state;
    head += step.rate.yawDegPerS * 0.01;
    furthestDeg = Math.max(furthestDeg, head);
    const commanded = { yawDeg: head, pitchDeg: 0, rollDeg: 0 };
    oscillation = followOscillation(oscillation, true, commanded, tick * 10);
    isFound ||= isOscillating(oscillation, tick * 10);
  }
  return { passedDeg: furthestDeg - 20, isFound };
}

describe('the loop through eye and head', () => {
  it.each([50, 100, 150, 200, 300, 400])(
    'passes its goal by less than 1° at the gain that a delay of %s ms admits',
    (delayMs) => {
      const limited = gainLimit(delayMs);
      if (limited.kind !== 'limited') throw new Error(limited.sentence);
      const { passedDeg, isFound } = loop(limited.gainLimitPerS, delayMs);
      expect(passedDeg).toBeLessThan(1);
      expect(isFound).toBe(false);
    },
  );

  it.each([200, 300, 400])(
    'at k · T = 2 it swings for ever at %s ms, and the detector of the safety room finds it',
    (delayMs) => {
      const { passedDeg, isFound } = loop(2000 / delayMs, delayMs);
      expect(passedDeg).toBeGreaterThan(2);
      expect(isFound).toBe(true);
    },
  );
});
