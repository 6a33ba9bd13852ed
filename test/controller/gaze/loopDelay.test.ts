import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DELAY_UNKNOWN,
  type DelayState,
  followDelay,
  gainLimit,
  loopDelayMs,
} from '../../../controller/gaze/loopDelay.ts';
import { createRandom, randomNormal } from '../../../sim/random.ts';

/** A command that turns to and fro with rests between, and a head that follows it late, with a lag and a noisy sensor. */
function followed(turns: number, delayMs: number, lagMs: number, noiseDeg = 0, seed = 1): DelayState {
  const random = createRandom(seed);
  const commands: number[] = [];
  let [state, commanded, head] = [DELAY_UNKNOWN, 0, 0];
  for (let tick = 0; tick < turns * 200; tick += 1) {
    const [turn, within] = [Math.floor(tick / 200), tick % 200];
    if (within >= 100 && within < 150) commanded += (turn % 2 === 0 ? 1 : -1) * 0.15;
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

  it('counts the lag of the brace, and noise of 0.1° moves it by less than 25 ms', () => {
    const clean = loopDelayMs(followed(5, 80, 100), 0) ?? Number.NaN;
    expect(clean).toBeGreaterThan(110);
    expect(clean).toBeLessThan(190);
    for (const seed of [1, 2, 3]) {
      expect(Math.abs((loopDelayMs(followed(5, 80, 100, 0.1, seed), 0) ?? Number.NaN) - clean)).toBeLessThan(
        25,
      );
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
