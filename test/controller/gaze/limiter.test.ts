import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LARGEST_STEP_DEG,
  LIMITER_AT_REST,
  type LimiterLimits,
  type LimiterState,
  limit,
} from '../../../controller/gaze/strategies/limiter.ts';
import type { Known, Wish } from '../../../controller/gaze/strategies/strategy.ts';
import type { Direction } from '../../../protocol/gazeSample.ts';

const DT_S = 0.01;
const LIMITS: LimiterLimits = {
  largestRate: { yawDegPerS: 30, pitchDegPerS: 20 },
  ramp: { accelerationDegPerS2: 120, jerkDegPerS3: 600 },
  stopRamp: { accelerationDegPerS2: 240, jerkDegPerS3: 4800 },
  yaw: { lowDeg: -30, highDeg: 30 },
  pitch: { lowDeg: -15, highDeg: 15 },
};
const rate = (yawDegPerS: number, pitchDegPerS = 0): Wish => ({
  kind: 'rate',
  rate: { yawDegPerS, pitchDegPerS },
});

interface Run {
  state: LimiterState;
  at: Direction;
}

function run(from: Run, wish: Wish, ticks: number, onTick?: (next: Run, before: Run) => void): Run {
  let now = from;
  for (let tick = 0; tick < ticks; tick += 1) {
    const { state, rate } = limit(now.state, wish, { kind: 'known', value: now.at, ageMs: 0 }, LIMITS, DT_S);
    const at = {
      yawDeg: now.at.yawDeg + rate.yawDegPerS * DT_S,
      pitchDeg: now.at.pitchDeg + rate.pitchDegPerS * DT_S,
    };
    const next = { state, at };
    onTick?.(next, now);
    now = next;
  }
  return now;
}

const START: Run = { state: LIMITER_AT_REST, at: { yawDeg: 0, pitchDeg: 0 } };
const anyNumber = fc.oneof(
  fc.double({ min: -400, max: 400, noNaN: true }),
  fc.constantFrom(Number.NaN, 1e12),
);
const anyWish: fc.Arbitrary<Wish> = fc.oneof(
  fc.constant<Wish>({ kind: 'none' }),
  fc.tuple(anyNumber, anyNumber).map(([yaw, pitch]) => rate(yaw, pitch)),
  fc
    .tuple(anyNumber, anyNumber)
    .map(([yawDeg, pitchDeg]): Wish => ({ kind: 'target', target: { yawDeg, pitchDeg } })),
  fc
    .tuple(fc.nat(3), anyNumber, anyNumber)
    .map(([id, yawDeg, pitchDeg]): Wish => ({ kind: 'step', id, step: { yawDeg, pitchDeg } })),
);

/** Plain comparisons: a thousand ticks of a run are looked at one by one. */
function brokenLimits(next: Run, before: Run): string[] {
  const broken: string[] = [];
  const hold = (what: string, value: number, most: number): void => {
    if (!(value <= most + 1e-6)) broken.push(`${what}: ${value}`);
  };
  for (const axis of ['yaw', 'pitch'] as const) {
    const { rateDegPerS, accelerationDegPerS2 } = next.state[axis];
    const was = before.state[axis];
    hold(`${axis} speed`, Math.abs(rateDegPerS), axis === 'yaw' ? 30 : 20);
    const isFaster = Math.abs(rateDegPerS) > Math.abs(was.rateDegPerS) + 1e-9;
    const wasStopping = Math.abs(was.accelerationDegPerS2) > 120 + 1e-6;
    hold(`${axis} acceleration`, Math.abs(accelerationDegPerS2), isFaster && !wasStopping ? 120 : 240);
    hold(`${axis} jerk`, Math.abs(accelerationDegPerS2 - was.accelerationDegPerS2) / DT_S, 4800);
  }
  hold('yaw', Math.abs(next.at.yawDeg), 30);
  hold('pitch', Math.abs(next.at.pitchDeg), 15);
  return broken;
}

describe('the limiter that every strategy goes through', () => {
  it('keeps speed, acceleration, jerk and range whatever is wished, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyWish, fc.integer({ min: 1, max: 60 })), { maxLength: 12 }),
        (wishes) => {
          let now = START;
          const broken: string[] = [];
          for (const [wish, ticks] of wishes) {
            now = run(now, wish, ticks, (next, before) => broken.push(...brokenLimits(next, before)));
          }
          expect(broken).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('ends inside the range from wherever the way to it begins, even where there is no room to speed up', () => {
    const broken: string[] = [];
    for (let yawDeg = -30; yawDeg <= 30; yawDeg += 0.5) {
      const from: Run = { state: LIMITER_AT_REST, at: { yawDeg, pitchDeg: yawDeg / 2 } };
      run(from, rate(400, -400), 200, (next, before) => broken.push(...brokenLimits(next, before)));
    }
    expect(broken).toEqual([]);
  });

  it('reaches the wished rate without passing it, at the ordinary jerk', () => {
    let fastest = 0;
    const end = run(START, rate(20), 60, ({ state }, before) => {
      fastest = Math.max(fastest, state.yaw.rateDegPerS);
      const jerk = (state.yaw.accelerationDegPerS2 - before.state.yaw.accelerationDegPerS2) / DT_S;
      expect(Math.abs(jerk)).toBeLessThanOrEqual(600 + 1e-6);
    });
    expect(end.state.yaw.rateDegPerS).toBe(20);
    expect(fastest).toBeLessThanOrEqual(20 + 1e-9);
  });

  it('ramps to exactly zero when nothing is wished: from 30°/s within 0.2 s and 3°, never turning back', () => {
    const moving = run(START, rate(30), 60);
    expect(moving.state.yaw.rateDegPerS).toBe(30);
    const end = run(moving, { kind: 'none' }, 20, ({ state }, before) => {
      expect(state.yaw.rateDegPerS).toBeLessThanOrEqual(before.state.yaw.rateDegPerS);
      expect(state.yaw.rateDegPerS).toBeGreaterThanOrEqual(0);
    });
    expect(end.state.yaw.rateDegPerS).toBe(0);
    expect(end.at.yawDeg - moving.at.yawDeg).toBeLessThan(3);
  });

  it.each<readonly [string, Wish, Known<Direction>]>([
    ['an unknown head', rate(30), { kind: 'unknown', why: 'no pose' }],
    [
      'a head that is no number',
      rate(30),
      { kind: 'known', value: { yawDeg: Number.NaN, pitchDeg: 0 }, ageMs: 0 },
    ],
    ['a rate that is no number', rate(Number.NaN, 3), { kind: 'known', value: START.at, ageMs: 0 }],
  ])('%s is a wish to come to rest, not the last rate again', (_, wish, commanded) => {
    let { state } = run(START, rate(20), 60);
    for (let tick = 0; tick < 20; tick += 1) ({ state } = limit(state, wish, commanded, LIMITS, DT_S));
    expect(state.yaw.rateDegPerS).toBe(0);
    expect(state.pitch.rateDegPerS).toBe(0);
  });

  it('S203: is not turned back by a stop that is taken back, at whatever moment and speed', () => {
    const pause = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        fc.constantFrom(1, -1),
        fc.array(pause, { minLength: 1, maxLength: 5 }),
        (degPerS, way, pauses) => {
          let now = run(START, rate(way * degPerS), 8);
          let furthestBack = 0;
          const watch = ({ state }: Run) => {
            furthestBack = Math.min(furthestBack, way * state.yaw.rateDegPerS);
          };
          for (const [stopped, moved] of pauses) {
            now = run(now, { kind: 'none' }, stopped, watch);
            now = run(now, rate(way * degPerS), moved, watch);
          }
          expect(furthestBack).toBeGreaterThanOrEqual(-1e-9);
        },
      ),
      {
        examples: [
          [4, 1, [[2, 40]]],
          [0.7, -1, [[1, 40]]],
        ],
      },
    );
  });

  it('comes back inside from beyond the range, and goes no further out', () => {
    const outside: Run = { state: LIMITER_AT_REST, at: { yawDeg: 34, pitchDeg: 0 } };
    expect(run(outside, rate(30), 100).at.yawDeg).toBe(34);
    expect(run(outside, { kind: 'target', target: { yawDeg: 10, pitchDeg: 0 } }, 400).at.yawDeg).toBeCloseTo(
      10,
      1,
    );
  });

  it.each([1, 3, 5, 8, 12, 20, 28])(
    'arrives at a target %s° away within 0.1°, and passes it by no more',
    (distanceDeg) => {
      const target = { yawDeg: distanceDeg, pitchDeg: -distanceDeg / 2 };
      let [furthestDeg, fastestJerk] = [0, 0];
      const end = run(START, { kind: 'target', target }, 400, ({ at, state }, before) => {
        furthestDeg = Math.max(furthestDeg, at.yawDeg);
        const jerk = (state.yaw.accelerationDegPerS2 - before.state.yaw.accelerationDegPerS2) / DT_S;
        fastestJerk = Math.max(fastestJerk, Math.abs(jerk));
      });
      expect(end.at.yawDeg).toBeCloseTo(distanceDeg, 1);
      expect(end.at.pitchDeg).toBeCloseTo(-distanceDeg / 2, 1);
      expect(furthestDeg).toBeLessThan(distanceDeg + 0.1);
      expect(fastestJerk).toBeLessThanOrEqual(600 + 1e-6);
    },
  );

  it('a step is bounded, is taken once for one choice, and again only for the next', () => {
    const step = (id: number): Wish => ({ kind: 'step', id, step: { yawDeg: 40, pitchDeg: 0 } });
    const once = run(START, step(1), 500);
    expect(once.at.yawDeg).toBeCloseTo(LARGEST_STEP_DEG, 1);
    expect(run(once, step(1), 500).at.yawDeg).toBeCloseTo(LARGEST_STEP_DEG, 1);
    const interrupted = run(run(run(START, step(1), 30), { kind: 'none' }, 50), step(1), 500);
    expect(interrupted.at.yawDeg).toBeCloseTo(LARGEST_STEP_DEG, 1);
    expect(run(once, step(2), 500).at.yawDeg).toBeCloseTo(2 * LARGEST_STEP_DEG, 1);
  });
});
