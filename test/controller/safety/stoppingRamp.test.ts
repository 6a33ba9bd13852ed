import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extrema } from '../../../controller/motion/trajectory/extrema.ts';
import { planStop } from '../../../controller/motion/trajectory/stop.ts';
import {
  fastestStoppableDegPerS,
  type StoppingRamp,
  stopAhead,
  stopDurationS,
  stoppingRampOf,
} from '../../../controller/safety/stoppingRamp.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';

const RAMP = stoppingRampOf(DEFAULT_PARAMETERS);
/** Doubles alone are mostly tiny: half of the values are spread evenly. */
const number = (min: number, max: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: 1000 }).map((part) => min + ((max - min) * part) / 1000),
    fc.double({ min, max, noNaN: true }),
  );
const anyRamp: fc.Arbitrary<StoppingRamp> = fc.record({
  decelerationDegPerS2: number(20, 1000),
  jerkDegPerS3: number(100, 50_000),
});
const anyMotion = fc.record({
  velocityDegPerS: number(-60, 60),
  accelerationDegPerS2: number(-1200, 1200),
});
/** `planStop` treats motions below its rounding noise as none at all; so small a stop is nothing to a head. */
const TOLERANCE_DEG = 1e-7;

function planned(velocity: number, acceleration: number, ramp: StoppingRamp) {
  const { decelerationDegPerS2: deceleration, jerkDegPerS3: maxJerk } = ramp;
  const stop = planStop(
    [{ position: 0, velocity, acceleration }],
    [
      {
        minVelocity: -60,
        maxVelocity: 60,
        minAcceleration: -deceleration,
        maxAcceleration: deceleration,
        maxJerk,
      },
    ],
  );
  const [found] = extrema(stop.trajectory);
  const [travelDeg] = stop.travel;
  if (!found || travelDeg === undefined) throw new Error('no stop was planned');
  return { durationS: stop.trajectory.duration, travelDeg, ...found };
}

describe('stopping ramp', () => {
  test('S40: from 30°/s 175 ms and 2.6°', () => {
    const stop = stopAhead({ velocityDegPerS: 30, accelerationDegPerS2: 0 }, RAMP);
    expect(stop.durationS).toBeCloseTo(0.175, 12);
    expect(stop.travelDeg).toBeCloseTo(2.625, 12);
    expect(stop.highestDeg).toBeCloseTo(2.625, 12);
    expect(stop.lowestDeg).toBe(0);
    expect(stopDurationS(30, RAMP)).toBeCloseTo(0.175, 12);
  });

  test('S40: time, travel and how far it gets are those of the stop that motion plans', () => {
    fc.assert(
      fc.property(anyMotion, anyRamp, (motion, ramp) => {
        const known = stopAhead(motion, ramp);
        const plan = planned(motion.velocityDegPerS, motion.accelerationDegPerS2, ramp);
        expect(Math.abs(known.durationS - plan.durationS)).toBeLessThan(1e-6);
        expect(Math.abs(known.travelDeg - plan.travelDeg)).toBeLessThan(TOLERANCE_DEG);
        expect(Math.abs(known.highestDeg - plan.maxPosition)).toBeLessThan(TOLERANCE_DEG);
        expect(Math.abs(known.lowestDeg - plan.minPosition)).toBeLessThan(TOLERANCE_DEG);
      }),
      { numRuns: 3000 },
    );
  });

  test('S40: a steady speed stops in its known time, which grows with the speed', () => {
    fc.assert(
      fc.property(number(0, 60), number(0, 60), anyRamp, (a, b, ramp) => {
        const stop = stopAhead({ velocityDegPerS: a, accelerationDegPerS2: 0 }, ramp);
        expect(stopDurationS(a, ramp)).toBeCloseTo(stop.durationS, 9);
        expect(stop.travelDeg).toBeCloseTo((a * stop.durationS) / 2, 9);
        const [slow, fast] = [Math.min(a, b), Math.max(a, b)];
        expect(stopDurationS(slow, ramp)).toBeLessThanOrEqual(stopDurationS(fast, ramp) + 1e-12);
      }),
    );
  });

  test('S41: the highest speed for a distance stops within it, and hardly short of it', () => {
    fc.assert(
      fc.property(number(1e-9, 80), anyRamp, number(0, 0.1), (distanceDeg, ramp, reactionS) => {
        const speed = fastestStoppableDegPerS(distanceDeg, ramp, reactionS);
        const neededDeg = speed * (reactionS + stopDurationS(speed, ramp) / 2);
        expect(Math.abs(neededDeg / distanceDeg - 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 2000 },
    );
  });

  test('S41: with no room left, or an unknown one, no speed is left', () => {
    for (const distanceDeg of [0, -1, Number.NaN]) {
      expect(fastestStoppableDegPerS(distanceDeg, RAMP, 0.01)).toBe(0);
    }
  });
});
