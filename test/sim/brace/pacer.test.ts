import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer, MAX_CATCH_UP_MS } from '../../../sim/brace/pacer.ts';

describe('pacing simulated time', () => {
  it('follows the clock exactly while it is asked often enough', () => {
    const pacer = createPacer(1000.4);
    let simulatedMs = 0;
    for (let nowMs = 1000.4; nowMs < 3000; nowMs += 1.7) {
      const { steps, slippedMs } = pacer.due(nowMs);
      simulatedMs += steps;
      expect(slippedMs).toBe(0);
      expect(simulatedMs).toBe(Math.floor(nowMs - 1000.4));
    }
  });

  it('never runs more than 20 ms at once, never ahead of the clock, and accounts for every millisecond', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 60 }), (waits) => {
        const pacer = createPacer(0);
        let nowMs = 0;
        let accountedMs = 0;
        let simulatedMs = 0;
        for (const wait of waits) {
          nowMs += wait;
          const { steps, slippedMs } = pacer.due(nowMs);
          expect(steps).toBeLessThanOrEqual(MAX_CATCH_UP_MS);
          simulatedMs += steps;
          accountedMs += steps + slippedMs;
          expect(nowMs - accountedMs).toBeGreaterThanOrEqual(-1e-6);
          expect(nowMs - accountedMs).toBeLessThan(1 + 1e-6);
          expect(pacer.monotonicMs(simulatedMs)).toBeLessThanOrEqual(nowMs + 1e-6);
        }
      }),
    );
  });

  it('gives up what is beyond 20 ms', () => {
    const pacer = createPacer(0);
    expect(pacer.due(150)).toEqual({ steps: 20, slippedMs: 130 });
    expect(pacer.due(151)).toEqual({ steps: 1, slippedMs: 0 });
    expect(pacer.monotonicMs(21)).toBe(151);
    const later = createPacer(1000, 300);
    expect(later.due(1005)).toEqual({ steps: 5, slippedMs: 0 });
    expect(later.monotonicMs(305)).toBe(1005);
  });
});
