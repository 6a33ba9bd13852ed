import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planPosition } from '../../../controller/motion/trajectory.ts';
import {
  followOscillation,
  isOscillating,
  NO_OSCILLATION,
  type OscillationState,
} from '../../../controller/safety/oscillation.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { at } from './observed.ts';

const TICK_MS = 10;

interface Seen {
  readonly isEngaged: boolean;
  readonly commanded: Pose | undefined;
}

/** Watches every tick; when it was first found, ms, if at all. */
function watch(
  forMs: number,
  seen: (nowMs: number) => Seen,
  from: OscillationState = NO_OSCILLATION,
  fromMs = 0,
): { readonly state: OscillationState; readonly foundAtMs: number | undefined } {
  let state = from;
  let foundAtMs: number | undefined;
  for (let nowMs = fromMs; nowMs < fromMs + forMs; nowMs += TICK_MS) {
    const { isEngaged, commanded } = seen(nowMs);
    state = followOscillation(state, isEngaged, commanded, nowMs);
    if (isOscillating(state, nowMs)) foundAtMs ??= nowMs;
  }
  return { state, foundAtMs };
}

/** A loop of so many degrees to either side, `perS` times a second. */
const swinging =
  (amplitudeDeg: number, perS: number, axis: 'yawDeg' | 'pitchDeg' | 'rollDeg' = 'yawDeg', phase = 0) =>
  (nowMs: number): Seen => ({
    isEngaged: true,
    commanded: { ...at(5), [axis]: amplitudeDeg * Math.sin(2 * Math.PI * ((perS * nowMs) / 1000 + phase)) },
  });

/** Single steps of 5° to and fro, chosen one by one: engaged while the head moves, `restMs` apart. */
function stepping(restMs: number): (nowMs: number) => Seen {
  const {
    yawSpeedDegPerS: speed,
    accelerationDegPerS2: acceleration,
    jerkDegPerS3: jerk,
  } = DEFAULT_PARAMETERS;
  const step = planPosition(
    [{ position: 0, velocity: 0, acceleration: 0 }],
    [{ position: 5, velocity: 0 }],
    [
      {
        minVelocity: -speed,
        maxVelocity: speed,
        minAcceleration: -acceleration,
        maxAcceleration: acceleration,
        maxJerk: jerk,
      },
    ],
  );
  const stepMs = Math.ceil(step.duration * 1000);
  return (nowMs) => {
    const count = Math.floor(nowMs / (stepMs + restMs));
    const intoMs = nowMs - count * (stepMs + restMs);
    const wayDeg = step.at(Math.min(intoMs / 1000, step.duration))[0]?.position ?? Number.NaN;
    return { isEngaged: intoMs <= stepMs, commanded: at(count % 2 === 0 ? wayDeg : 5 - wayDeg) };
  };
}

describe('oscillation of the eye–head loop', () => {
  test.each([0.3, 0.5, 1, 2])(
    'S118: a loop of %f Hz is found within three periods and a tick, on either axis',
    (perS) => {
      for (const axis of ['yawDeg', 'pitchDeg'] as const) {
        for (const amplitudeDeg of [2, 3, 10]) {
          for (const phase of [0, 0.2, 0.5, 0.8]) {
            const { foundAtMs } = watch(3500 / perS, swinging(amplitudeDeg, perS, axis, phase));
            expect(foundAtMs, `${axis} ${amplitudeDeg}° from ${phase}`).toBeLessThanOrEqual(
              3000 / perS + TICK_MS,
            );
          }
        }
      }
    },
  );

  test('S118: a loop of little more than 1° to either side is found as well, half a period later', () => {
    expect(watch(3500, swinging(1.1, 1)).foundAtMs).toBeLessThanOrEqual(3500);
    expect(watch(3500, swinging(1.1, 1, 'pitchDeg')).foundAtMs).toBeLessThanOrEqual(3500);
  });

  test('S118: it is not found before the fifth reversal: 5 of them take two periods', () => {
    expect(watch(20_000, swinging(3, 0.5)).foundAtMs).toBeGreaterThan(4000);
  });

  test.each([
    ['a swing of less than 2° from peak to peak', swinging(0.99, 1)],
    ['a swing of 0.27 Hz, whose five reversals take over 7 s', swinging(10, 0.27)],
    ['a tilt to and fro, which no gaze commands', swinging(10, 1, 'rollDeg')],
  ])('S118: %s is none', (_, seen) => {
    expect(watch(30_000, seen).foundAtMs).toBeUndefined();
  });

  test.each([600, 1000, 2000, 5000])(
    'S118: steps of 5° to and fro, chosen %i ms apart, are no loop',
    (restMs) => {
      expect(watch(60_000, stepping(restMs)).foundAtMs).toBeUndefined();
    },
  );

  test('S118: a loop through steps that leave no time to choose is one', () => {
    expect(watch(20_000, stepping(400)).foundAtMs).toBeDefined();
    expect(watch(20_000, stepping(450)).foundAtMs).toBeDefined();
  });

  /** What was commanded at each moment, engaged all the time. */
  const through = (...poses: readonly (readonly [nowMs: number, yawDeg: number])[]): OscillationState =>
    poses.reduce(
      (state, [nowMs, yawDeg]) => followOscillation(state, true, at(yawDeg), nowMs),
      NO_OSCILLATION,
    );

  test('S118: at first no axis heads anywhere and none has turned back', () => {
    const { yaw, pitch, ...rest } = NO_OSCILLATION;
    for (const axis of [yaw, pitch]) expect(axis).toMatchObject({ heading: 'none', reversedAtMs: [] });
    expect(rest).toEqual({ engagedAtMs: undefined, foundAtMs: undefined });
  });

  test('S118: five reversals of exactly 2° are a loop, of less none', () => {
    const zigzag = (deg: number) =>
      through(...[0, 1, 0, 1, 0, 1, 0].map((part, index) => [500 * index, part * deg] as const));
    expect(isOscillating(zigzag(2), 3000)).toBe(true);
    expect(isOscillating(zigzag(-2), 3000)).toBe(true);
    expect(isOscillating(zigzag(1.99), 3000)).toBe(false);
  });

  test('S118: the first and the fifth reversal may be exactly 7 s apart', () => {
    const last = (nowMs: number) =>
      through([0, 0], [100, 5], [1000, 0], [2000, 5], [3000, 0], [4000, 5], [nowMs, 0]);
    expect(isOscillating(last(8000), 8000)).toBe(true);
    expect(isOscillating(last(8001), 8001)).toBe(false);
  });

  test('S118: a break of exactly 500 ms forgets nothing, a longer one all', () => {
    const swung = through([0, 0], [100, 5], [1000, 0]);
    expect(followOscillation(swung, false, at(0), 1500)).toEqual(swung);
    expect(followOscillation(swung, false, at(0), 1501)).toEqual(NO_OSCILLATION);
  });

  test('S118: the head one way and back, or twice to and fro, is none', () => {
    const twice = (nowMs: number): Seen =>
      nowMs < 4500 ? swinging(8, 0.5, 'yawDeg', 0.25)(nowMs) : { isEngaged: true, commanded: at(0) };
    expect(watch(20_000, twice).foundAtMs).toBeUndefined();
  });

  test('S118: what is not engaged swings as it likes', () => {
    expect(
      watch(20_000, (nowMs) => ({ ...swinging(8, 1)(nowMs), isEngaged: false })).foundAtMs,
    ).toBeUndefined();
  });

  test('S118: once found it stands for 7 s after the movement has ended, and no longer', () => {
    const { state, foundAtMs } = watch(2600, swinging(8, 1));
    expect(foundAtMs).toBeDefined();
    const resting = watch(2000, () => ({ isEngaged: false, commanded: at(0) }), state, 2600).state;
    expect(resting.yaw).toEqual(NO_OSCILLATION.yaw);
    expect(isOscillating(resting, 2590 + 6999)).toBe(true);
    expect(isOscillating(resting, 2590 + 7000)).toBe(false);
    expect(isOscillating(resting, -10_000)).toBe(false);
    expect(isOscillating(resting, Number.NaN)).toBe(true);
  });

  test('S118: a pose that is unknown or not a number for a while hides no loop', () => {
    const hidden =
      (pose: Pose | undefined) =>
      (nowMs: number): Seen =>
        nowMs % 300 < 100 ? { isEngaged: true, commanded: pose } : swinging(8, 1)(nowMs);
    expect(watch(3500, hidden(undefined)).foundAtMs).toBeLessThanOrEqual(3100);
    expect(watch(3500, hidden(at(Number.NaN, Number.NaN))).foundAtMs).toBeLessThanOrEqual(3100);
  });

  test('S118: no way that only goes on, and no stillness, is a loop', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 100, maxLength: 300 }),
        (steps) => {
          let yawDeg = -30;
          const way = steps.map((stepDeg) => {
            yawDeg += stepDeg;
            return at(yawDeg, -yawDeg);
          });
          const seen = (nowMs: number): Seen => ({ isEngaged: true, commanded: way[nowMs / TICK_MS] });
          expect(watch(steps.length * TICK_MS, seen).foundAtMs).toBeUndefined();
        },
      ),
      { numRuns: 50 },
    );
  });
});
