import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PoseInstant, percentile, stopFigures } from '../../../sim/steer/stopFigures.ts';

/** A second and a half, every millisecond, of a head whose yaw is so. */
const recording = (yawAt: (tMs: number) => number): readonly PoseInstant[] =>
  Array.from({ length: 1500 }, (_, tMs) => ({ tMs, pose: { yawDeg: yawAt(tMs), pitchDeg: 0, rollDeg: 0 } }));

describe('from the last valid sample to rest', () => {
  it('a head that turns at 20°/s for 300 ms more and then stands has stopped after 300 ms and turned 6°', () => {
    const figures = stopFigures(
      recording((tMs) => 0.02 * Math.min(tMs, 500)),
      200,
    );
    expect(figures.speedDegPerS).toBeCloseTo(20, 3);
    expect(figures.stoppedMs).toBeGreaterThan(295);
    expect(figures.stoppedMs).toBeLessThanOrEqual(300);
    expect(figures.travelDeg).toBeCloseTo(6, 3);
  });

  it('a head that turns to the end of the recording, or begins again just before it, has not stopped', () => {
    expect(
      stopFigures(
        recording((tMs) => 0.02 * tMs),
        200,
      ).stoppedMs,
    ).toBeUndefined();
    const again = recording((tMs) => 0.02 * (Math.min(tMs, 500) + Math.max(0, tMs - 1450)));
    expect(stopFigures(again, 200).stoppedMs).toBeUndefined();
  });

  it('a rest in between is none', () => {
    const halting = recording((tMs) => 0.02 * (Math.min(tMs, 300) + Math.min(200, Math.max(0, tMs - 600))));
    expect(stopFigures(halting, 200).stoppedMs).toBeGreaterThan(590);
  });

  it('trembling by less than 0.02° in 40 ms is rest, and the way back counts for how far it got', () => {
    const back = recording(
      (tMs) => (tMs < 400 ? 0.02 * tMs : Math.max(5, 8 - 0.02 * (tMs - 400))) + (tMs % 2) * 0.01,
    );
    const figures = stopFigures(back, 200);
    expect(figures.stoppedMs).toBeLessThanOrEqual(351);
    expect(figures.travelDeg).toBeCloseTo(4, 1);
  });

  it('a sample that is not in the recording tells nothing', () => {
    expect(
      stopFigures(
        recording(() => 0),
        5000,
      ),
    ).toMatchObject({ stoppedMs: undefined, travelDeg: Number.NaN });
  });

  it('however fast and for however long it goes on, the time is that, and the way is its speed by it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 50, max: 700 }), (degPerS, goesOnMs) => {
        const figures = stopFigures(
          recording((tMs) => (degPerS / 1000) * Math.min(tMs, 300 + goesOnMs)),
          300,
        );
        expect(figures.travelDeg).toBeCloseTo((degPerS * goesOnMs) / 1000, 2);
        expect(Math.abs((figures.stoppedMs ?? Number.NaN) - goesOnMs)).toBeLessThanOrEqual(12);
      }),
    );
  });
});

it('percentiles are by nearest rank, and there is none of nothing', () => {
  expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(percentile([4, 1, 3, 2], 0.99)).toBe(4);
  expect(percentile([], 0.5)).toBeNaN();
});
