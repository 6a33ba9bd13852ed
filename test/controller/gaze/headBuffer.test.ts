import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeadBuffer, headAt, NO_HEAD, withHead } from '../../../controller/gaze/headBuffer.ts';
import type { Pose } from '../../../protocol/pose.ts';

const turned = (yawDeg: number): Pose => ({ yawDeg, pitchDeg: -yawDeg / 2, rollDeg: 0 });

/** A head that turns at `degPerS`, measured every 10 ms. */
function turning(untilMs: number, degPerS: number): HeadBuffer {
  let buffer = NO_HEAD;
  for (let tMs = 0; tMs <= untilMs; tMs += 10) buffer = withHead(buffer, tMs, turned((degPerS * tMs) / 1000));
  return buffer;
}

describe('the head at the moment of the gaze', () => {
  it('is where it was then, not where it is now', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 450, max: 1000, noNaN: true }),
        fc.integer({ min: -45, max: 45 }),
        (tMs, degPerS) => {
          const head = headAt(turning(1000, degPerS), tMs, 1000);
          if (head.kind !== 'known') throw new Error(head.why);
          expect(head.value.pose.yawDeg).toBeCloseTo((degPerS * tMs) / 1000, 9);
          expect(head.value.rate.yawDegPerS).toBeCloseTo(degPerS, 6);
          expect(head.value.rate.pitchDegPerS).toBeCloseTo(-degPerS / 2, 6);
          expect(head.ageMs).toBeCloseTo(1000 - tMs, 9);
        },
      ),
    );
  });

  it.each([
    ['newer than the newest pose', 1001],
    ['older than what is kept', 350],
    ['no time at all', Number.NaN],
  ])('is unknown for a moment that is %s', (_, tMs) => {
    expect(headAt(turning(1000, 20), tMs, 1000).kind).toBe('unknown');
  });

  it('is unknown inside a gap of the measurement, and known again on both sides of it', () => {
    let buffer = turning(500, 20);
    for (let tMs = 600; tMs <= 700; tMs += 10) buffer = withHead(buffer, tMs, turned(12));
    expect(headAt(buffer, 550, 700).kind).toBe('unknown');
    expect(headAt(buffer, 495, 700).kind).toBe('known');
    expect(headAt(buffer, 605, 700).kind).toBe('known');
  });

  it('is unknown before anything was measured, and from a single pose', () => {
    expect(headAt(NO_HEAD, 0, 0).kind).toBe('unknown');
    expect(headAt(withHead(NO_HEAD, 0, turned(1)), 0, 0).kind).toBe('unknown');
  });

  it('a pose that is no number, unknown, late or repeated changes nothing', () => {
    const buffer = turning(100, 20);
    expect(withHead(buffer, 110, undefined)).toBe(buffer);
    expect(withHead(buffer, 110, turned(Number.NaN))).toBe(buffer);
    expect(withHead(buffer, Number.NaN, turned(1))).toBe(buffer);
    expect(withHead(buffer, 100, turned(9))).toBe(buffer);
    expect(withHead(buffer, 50, turned(9))).toBe(buffer);
  });

  it('does not grow', () => {
    expect(turning(10_000, 5).length).toBeLessThanOrEqual(62);
  });
});
