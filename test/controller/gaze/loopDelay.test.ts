import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DELAY_UNKNOWN,
  type DelayState,
  followDelay,
  gainLimit,
  loopDelayMs,
} from '../../../controller/gaze/loopDelay.ts';
import { LIMITER_AT_REST, limit } from '../../../controller/gaze/strategies/limiter.ts';
import { gatePersonOf } from '../../../protocol/gatePerson.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { createHead } from '../../../sim/gate/head.ts';
import { createRandom, randomNormal } from '../../../sim/random.ts';

/** A command that turns to and fro with rests between, and a head that follows it late, with a lag and a noisy sensor. */
function followed(turns: number, delayMs: number, lagMs: number, noiseDeg = 0, seed = 1): DelayState {
  const random = createRandom(seed);
  const commands: number[] = [];
  let [state, commanded, head] = [DELAY_UNKNOWN, 0, 0];
  // After the last turn the head has its time to follow.
  for (let tick = 0; tick < turns * 200 + 60; tick += 1) {
    const [turn, within] = [Math.floor(tick / 200), tick % 200];
    if (turn < turns && within >= 100 && within < 150) commanded += (turn % 2 === 0 ? 1 : -1) * 0.15;
    commands.push(commanded);
    const late = commands[tick - Math.round(delayMs / 10)] ?? 0;
    head += (late - head) * (lagMs === 0 ? 1 : 1 - Math.exp(-10 / lagMs));
    state = followDelay(state, tick * 10, commanded, head + noiseDeg * randomNormal(random));
  }
  return state;
}

describe('the delay of the loop', () => {
  it('is measured from turns that begin at rest, to 10 ms without a lag', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), (delay) => {
        const measured = loopDelayMs(followed(4, delay * 10, 0), 30);
        expect(Math.abs((measured ?? Number.NaN) - (delay * 10 + 30))).toBeLessThan(10);
      }),
      { numRuns: 20 },
    );
  });

  it('counts all of a lag, and noise of 0.1° moves it by less than 25 ms', () => {
    for (const [delayMs, lagMs] of [
      [80, 100],
      [200, 0],
      [200, 55],
      [50, 150],
      [100, 150],
    ] as const) {
      const clean = loopDelayMs(followed(5, delayMs, lagMs), 0) ?? Number.NaN;
      expect(Math.abs(clean - (delayMs + lagMs))).toBeLessThan(15);
      for (const seed of [1, 2, 3]) {
        const noisy = loopDelayMs(followed(5, delayMs, lagMs, 0.1, seed), 0) ?? Number.NaN;
        expect(Math.abs(noisy - clean)).toBeLessThan(25);
      }
    }
  });

  it('S169: the gain that it admits leaves the product with the delay at 0.37, for a ramp with a soft jerk too', () => {
    const { limits } = gatePersonOf(DEFAULT_PARAMETERS);
    for (const [delayMs, lagMs] of [
      [150, 55],
      [200, 55],
      [100, 150],
      [200, 150],
    ] as const) {
      const head = createHead(delayMs, lagMs);
      let [state, limiter, told] = [DELAY_UNKNOWN, LIMITER_AT_REST, 0];
      for (let tMs = 0; tMs < 30_000; tMs += 10) {
        head.step(tMs);
        state = followDelay(state, tMs, told, head.pose.yawDeg, 10);
        const target = { yawDeg: Math.floor(tMs / 4000) % 2 === 0 ? 0 : 5, pitchDeg: 0 };
        const at = { kind: 'known', value: { yawDeg: told, pitchDeg: 0 }, ageMs: 0 } as const;
        const moved = limit(limiter, { kind: 'target', target }, at, limits, 0.01);
        limiter = moved.state;
        told += moved.rate.yawDegPerS * 0.01;
        head.command(tMs, { yawDeg: told, pitchDeg: 0 });
      }
      const limited = gainLimit(loopDelayMs(state, 0));
      const gain = limited.kind === 'limited' ? limited.gainLimitPerS : Number.NaN;
      expect((gain * (delayMs + lagMs)) / 1000).toBeLessThan(0.37 * 1.06);
    }
  });

  it('S169: tells nothing of a glance that comes back, whose small error would count over a large area', () => {
    for (const playDeg of [0, 0.3]) {
      let [state, commanded, head, played] = [DELAY_UNKNOWN, 0, 0, 0];
      for (let tMs = 0; tMs < 60_000; tMs += 10) {
        // Aside for a moment, back to a place beside the one before, and a rest there.
        const goal = [18, 2, 2, -16, 0, 0][Math.floor(tMs / 1700) % 6] ?? 0;
        commanded += Math.max(-0.15, Math.min(0.15, goal - commanded));
        head += (commanded - head) * (1 - Math.exp(-10 / 80));
        played = Math.max(head - playDeg, Math.min(head + playDeg, played));
        state = followDelay(state, tMs, commanded, played);
      }
      // The very first turn, which only comes back, tells it; no glance after it does.
      expect(state.measuredMs).toHaveLength(1);
      expect(Math.abs((state.measuredMs[0] ?? Number.NaN) - 80)).toBeLessThan(25);
    }
  });

  it('is not known from fewer than three turns, nor without the latency of the tracker', () => {
    expect(loopDelayMs(followed(2, 80, 0), 30)).toBeUndefined();
    expect(loopDelayMs(followed(3, 80, 0), 30)).toBeDefined();
    expect(loopDelayMs(followed(5, 80, 0), null)).toBeUndefined();
    expect(loopDelayMs(followed(5, 80, 0), Number.NaN)).toBeUndefined();
  });

  it('a head that moves first, not at all or the other way tells nothing', () => {
    const byHead = (headAt: (commanded: number, tick: number) => number | undefined): DelayState => {
      let [state, commanded] = [DELAY_UNKNOWN, 0];
      for (let tick = 0; tick < 1500; tick += 1) {
        if (tick % 300 >= 100 && tick % 300 < 150) commanded += 0.15;
        state = followDelay(state, tick * 10, commanded, headAt(commanded, tick));
      }
      return state;
    };
    expect(byHead(() => 0).measuredMs).toEqual([]);
    expect(byHead((commanded) => -commanded).measuredMs).toEqual([]);
    expect(byHead((commanded, tick) => commanded + (tick % 300 >= 102 ? 3 : 0)).measuredMs).toEqual([]);
    expect(followed(5, 1500, 0).measuredMs).toEqual([]);
    expect(byHead((commanded, tick) => (tick % 300 === 105 ? undefined : commanded)).measuredMs).toEqual([]);
  });

  it('limits the gain to 0.37 over the delay, takes an unknown one for 300 ms, and refuses above 400 ms', () => {
    const limitAt = (delayMs: number | undefined): number => {
      const result = gainLimit(delayMs);
      return result.kind === 'limited' ? result.gainLimitPerS : 0;
    };
    expect(limitAt(200)).toBeCloseTo(1.85, 9);
    expect(limitAt(undefined)).toBeCloseTo(0.37 / 0.3, 9);
    expect(limitAt(400)).toBeCloseTo(0.925, 9);
    expect(limitAt(0)).toBeCloseTo(0.37 / 0.15, 9);
    expect(gainLimit(401)).toMatchObject({ kind: 'refused', id: 'loopTooSlow' });
    expect(gainLimit(Number.NaN).kind).toBe('refused');
    fc.assert(
      fc.property(fc.double({ min: 100, max: 400, noNaN: true }), (delayMs) => {
        expect((limitAt(delayMs) * delayMs) / 1000).toBeLessThanOrEqual(0.37 + 1e-9);
      }),
    );
  });
});
