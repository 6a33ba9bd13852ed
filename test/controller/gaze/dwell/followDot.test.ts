import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginDot, DEFAULT_DOT, dotAt, followDot } from '../../../../controller/gaze/dwell/followDot.ts';
import { createRandom, randomNormal } from '../../../../sim/random.ts';

const CENTRE = { xPx: 260, yPx: -40 };
const PX_PER_DEG = 44;
interface Gaze {
  readonly xPx: number;
  readonly yPx: number;
  readonly isValid: boolean;
}

/** When a gaze has followed the dot, in ms from its start; undefined if it never has within `forMs`. */
function followedAt(gazeAt: (tMs: number) => Gaze, forMs = 6000, rateHz = 60): number | undefined {
  let state = beginDot(0);
  for (let tMs = 0; tMs <= forMs; tMs += 1000 / rateHz) {
    const next = followDot(state, { tMs, ...gazeAt(tMs) }, CENTRE, DEFAULT_DOT);
    state = next.state;
    if (next.isFollowed) return tMs;
  }
  return undefined;
}

/** Eyes that go along late, too slowly, and catch up by little saccades; seen by a tracker that is off. */
function pursuer(seed: number, lagMs: number, gain: number, noiseDeg: number, offsetDeg: number) {
  const random = createRandom(seed);
  const start = beginDot(0);
  const offset = 2 * Math.PI * random();
  return (tMs: number): Gaze => {
    // Between catch-ups, 250 ms apart, the eye loses what its gain lacks.
    const sinceMs = tMs % 250;
    const seen = dotAt(CENTRE, start, tMs - lagMs - (1 - gain) * sinceMs, DEFAULT_DOT);
    return {
      xPx: seen.xPx + PX_PER_DEG * (offsetDeg * Math.cos(offset) + noiseDeg * randomNormal(random)),
      yPx: seen.yPx + PX_PER_DEG * (offsetDeg * Math.sin(offset) + noiseDeg * randomNormal(random)),
      isValid: tMs % 3000 < 2700,
    };
  };
}

describe('a dot that is followed', () => {
  it('is not followed before a whole turn was shown', () => {
    const still = beginDot(0);
    const exact = (tMs: number): Gaze => ({ ...dotAt(CENTRE, still, tMs, DEFAULT_DOT), isValid: true });
    const atMs = followedAt(exact);
    expect(atMs).toBeGreaterThanOrEqual(DEFAULT_DOT.turnMs);
    expect(atMs).toBeLessThanOrEqual(DEFAULT_DOT.turnMs + 20);
  });

  it('by eyes that are late, lag behind and blink, through a tracker with noise and an offset of 3°: within two turns, always', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 60, max: 250 }),
        fc.double({ min: 0.7, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 0.6, noNaN: true }),
        fc.constantFrom(30, 60, 120),
        (seed, lagMs, gain, noiseDeg, rateHz) => {
          const atMs = followedAt(pursuer(seed, lagMs, gain, noiseDeg, 3), 4000, rateHz);
          expect(atMs).toBeLessThanOrEqual(2 * DEFAULT_DOT.turnMs);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('not by a stare at any place of it, nor by a gaze that jumps from place to place', () => {
    const deg = fc.double({ min: -8, max: 8, noNaN: true });
    const place = fc.record({ x: deg, y: deg, forMs: fc.integer({ min: 150, max: 3000 }) });
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 1e6 }),
        (places, seed) => {
          const random = createRandom(seed);
          const endsMs = places.map((_, index) =>
            places.slice(0, index + 1).reduce((sum, { forMs }) => sum + forMs, 0),
          );
          const jumps = (tMs: number): Gaze => {
            const at = places[endsMs.findIndex((endMs) => endMs > tMs)] ?? places.at(-1) ?? { x: 0, y: 0 };
            return {
              xPx: CENTRE.xPx + PX_PER_DEG * (at.x + 0.4 * randomNormal(random)),
              yPx: CENTRE.yPx + PX_PER_DEG * (at.y + 0.4 * randomNormal(random)),
              isValid: true,
            };
          };
          expect(followedAt(jumps)).toBeUndefined();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('not by one who goes round the other way, at half its pace, or far beside it', () => {
    const start = beginDot(0);
    const other =
      (settings: Partial<typeof DEFAULT_DOT>, xPx = 0, sign = 1) =>
      (tMs: number): Gaze => {
        const dot = dotAt(CENTRE, start, sign * tMs, { ...DEFAULT_DOT, ...settings });
        return { xPx: dot.xPx + xPx, yPx: dot.yPx, isValid: true };
      };
    expect(followedAt(other({}, 0, -1))).toBeUndefined();
    expect(followedAt(other({ turnMs: 4000 }))).toBeUndefined();
    expect(followedAt(other({ radiusPx: 250 }))).toBeUndefined();
    expect(followedAt(other({}, 220))).toBeUndefined();
    expect(followedAt(other({}, 130))).toBeDefined();
  });

  it('not by eyes that are seen for half of the time, and not by what is no number', () => {
    const start = beginDot(0);
    const half = (tMs: number): Gaze => ({
      ...dotAt(CENTRE, start, tMs, DEFAULT_DOT),
      isValid: tMs % 600 < 300,
    });
    expect(followedAt(half)).toBeUndefined();
    expect(followedAt(() => ({ xPx: Number.NaN, yPx: 0, isValid: true }))).toBeUndefined();
    const late = followDot(
      beginDot(0),
      { tMs: Number.NaN, xPx: 0, yPx: 0, isValid: true },
      CENTRE,
      DEFAULT_DOT,
    );
    expect(late).toEqual({ state: beginDot(0), isFollowed: false });
  });
});
