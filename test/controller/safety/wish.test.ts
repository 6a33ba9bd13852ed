import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AXES, envelopeOf, exceedance, SMALLEST_STEP_DEG } from '../../../controller/safety/envelope.ts';
import { limitReason, projectWish } from '../../../controller/safety/wish.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';

const { soft } = envelopeOf(DEFAULT_PARAMETERS);
const unequal = { ...soft, flexionDeg: 12, extensionDeg: 18 };
/** Doubles alone are mostly tiny: half of the values are spread evenly. */
const angle = (limitDeg: number) =>
  fc.oneof(
    fc.integer({ min: -1000, max: 1000 }).map((part) => (part * limitDeg) / 1000),
    fc.double({ min: -limitDeg, max: limitDeg, noNaN: true }),
  );
const anyPose = fc.record({ yawDeg: angle(60), pitchDeg: angle(50), rollDeg: angle(40) });

describe('wish', () => {
  test('S43: any wish ends on the straight way to it, inside, and as far as the limit lets it', () => {
    fc.assert(
      fc.property(anyPose, anyPose, (start, wish) => {
        fc.pre(exceedance(start, unequal) <= 1);
        const projection = projectWish(start, wish, unequal);
        if (exceedance(wish, unequal) <= 1) expect(projection).toEqual({ kind: 'target', target: wish });
        else if (projection.kind === 'shortened') {
          const { target } = projection;
          const parts = AXES.filter((axis) => Math.abs(wish[axis] - start[axis]) > 1e-3).map(
            (axis) => (target[axis] - start[axis]) / (wish[axis] - start[axis]),
          );
          for (const part of parts) expect(part).toBeCloseTo(parts[0] ?? Number.NaN, 6);
          expect(exceedance(target, unequal)).toBeLessThanOrEqual(1);
          expect(exceedance(target, unequal)).toBeGreaterThan(1 - 1e-9);
        } else expect(projection.kind).toBe('atLimit');
      }),
      { numRuns: 2000 },
    );
  });

  test('S43: the reason names the direction, or that it is both at once', () => {
    const straight = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
    const reasonFor = (wish: typeof straight) => projectWish(straight, wish, soft);
    expect(reasonFor({ ...straight, yawDeg: -60 })).toMatchObject({
      kind: 'shortened',
      reason: { direction: 'right', sentence: expect.stringContaining('to the right') },
    });
    expect(reasonFor({ ...straight, pitchDeg: 40 })).toMatchObject({ reason: { direction: 'down' } });
    expect(reasonFor({ yawDeg: 60, pitchDeg: 30, rollDeg: 0 })).toMatchObject({
      reason: { sentence: expect.stringContaining('at the same time') },
    });
    // Of the whole exceedance, 0.85 is one axis alone; 0.75 is both.
    const shared = (share: number) => ({
      yawDeg: 2 * soft.yawDeg * Math.sqrt(share),
      pitchDeg: 2 * soft.flexionDeg * Math.sqrt(1 - share),
      rollDeg: 0,
    });
    expect(reasonFor(shared(0.85))).toMatchObject({ reason: { sentence: expect.stringContaining('left') } });
    expect(reasonFor(shared(0.75))).toMatchObject({
      reason: { sentence: expect.stringContaining('at the same time') },
    });
    const at = { ...straight, rollDeg: soft.rollDeg };
    expect(projectWish(at, { ...at, rollDeg: 40 }, soft)).toMatchObject({
      kind: 'atLimit',
      reason: { direction: 'tiltRight' },
    });
  });

  test('S43: each side has its own words', () => {
    const straight = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
    const words = (pose: Partial<typeof straight>) => limitReason({ ...straight, ...pose }, soft);
    expect([
      words({ yawDeg: 30 }),
      words({ yawDeg: -30 }),
      words({ pitchDeg: 15 }),
      words({ pitchDeg: -15 }),
      words({ rollDeg: 12 }),
      words({ rollDeg: -12 }),
    ]).toEqual([
      { direction: 'left', sentence: 'The head is turned as far to the left as it may.' },
      { direction: 'right', sentence: 'The head is turned as far to the right as it may.' },
      { direction: 'down', sentence: 'The chin is as far down as it may go.' },
      { direction: 'up', sentence: 'The chin is as far up as it may go.' },
      { direction: 'tiltRight', sentence: 'The head is tilted as far to the right as it may.' },
      { direction: 'tiltLeft', sentence: 'The head is tilted as far to the left as it may.' },
    ]);
  });

  test('S43: exactly four fifths of the way are one axis alone; of equal parts the turn is named', () => {
    const even = { yawDeg: 16, flexionDeg: 16, extensionDeg: 16, rollDeg: 16 };
    expect(limitReason({ yawDeg: 2, pitchDeg: 1, rollDeg: 0 }, even).sentence).toMatch(/to the left/);
    expect(limitReason({ yawDeg: 32, pitchDeg: 16, rollDeg: 0 }, even).sentence).toMatch(/to the left/);
    expect(limitReason({ yawDeg: 8, pitchDeg: 8, rollDeg: 8 }, even).direction).toBe('left');
  });

  test('S43: a wish exactly at the limit is granted, and a way of exactly the smallest step is a movement', () => {
    const straight = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
    const wish = { ...straight, yawDeg: soft.yawDeg };
    expect(projectWish(straight, wish, soft)).toEqual({ kind: 'target', target: wish });
    const narrow = { ...soft, yawDeg: SMALLEST_STEP_DEG / (1 - 1e-12) };
    expect(projectWish(straight, { ...straight, yawDeg: 1 }, narrow)).toMatchObject({
      kind: 'shortened',
      target: { yawDeg: SMALLEST_STEP_DEG },
    });
  });

  test('S43: from beyond a limit the way back is open, up to the limit on the other side; the way on is not', () => {
    const beyond = { yawDeg: 0, pitchDeg: soft.flexionDeg + 3, rollDeg: 0 };
    const at = (pitchDeg: number) => ({ ...beyond, pitchDeg });
    const granted = (pitchDeg: number) => ({ kind: 'target', target: at(pitchDeg) });
    expect(projectWish(beyond, at(0), soft)).toEqual(granted(0));
    expect(projectWish(beyond, at(soft.flexionDeg + 1), soft)).toEqual(granted(soft.flexionDeg + 1));
    const across = projectWish(beyond, at(-60), soft);
    expect(across).toMatchObject({ kind: 'shortened', reason: { direction: 'up' } });
    if (across.kind === 'shortened') expect(across.target.pitchDeg).toBeCloseTo(-soft.extensionDeg, 6);
    expect(projectWish(beyond, at(soft.flexionDeg + 5), soft)).toMatchObject({ kind: 'atLimit' });
    expect(projectWish(beyond, { ...beyond, yawDeg: 5 }, soft)).toMatchObject({ kind: 'atLimit' });
  });

  test('S43: from anywhere, no wish ends further out than where it began or than the limit', () => {
    fc.assert(
      fc.property(anyPose, anyPose, (start, wish) => {
        const projection = projectWish(start, wish, unequal);
        if (projection.kind !== 'target' && projection.kind !== 'shortened') return;
        const reached = exceedance(projection.target, unequal);
        expect(reached).toBeLessThanOrEqual(Math.max(1, exceedance(start, unequal)) + 1e-9);
        for (const axis of AXES) {
          const wayDeg = Math.abs(wish[axis] - start[axis]);
          expect(Math.abs(projection.target[axis] - start[axis])).toBeLessThanOrEqual(wayDeg + 1e-9);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('S43: a wish or a pose that is not a number is refused and never replaced by another', () => {
    const straight = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
    for (const axis of AXES) {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(projectWish(straight, { ...straight, [axis]: bad }, soft)).toEqual({ kind: 'notFinite' });
        expect(projectWish({ ...straight, [axis]: bad }, straight, soft)).toEqual({ kind: 'notFinite' });
      }
    }
  });
});
