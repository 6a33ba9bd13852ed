import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AXES,
  distanceToLimitDeg,
  envelopeOf,
  exceedance,
  gazeReachableYawDeg,
  projectStep,
  shareToLimit,
  widened,
} from '../../../controller/safety/envelope.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';

const { soft, hard } = envelopeOf(DEFAULT_PARAMETERS);
/** Doubles alone are mostly tiny: half of the values are spread evenly. */
const angle = (limitDeg: number) =>
  fc.oneof(
    fc.integer({ min: -1000, max: 1000 }).map((part) => (part * limitDeg) / 1000),
    fc.double({ min: -limitDeg, max: limitDeg, noNaN: true }),
  );
const anyPose = fc.record({ yawDeg: angle(60), pitchDeg: angle(50), rollDeg: angle(40) });
const unequal = { ...soft, flexionDeg: 12, extensionDeg: 18 };
const insidePose = anyPose.filter((pose) => exceedance(pose, soft) <= 1);

describe('envelope', () => {
  test('S1: the ellipsoid, not the box: full turn with full tilt is outside', () => {
    expect(exceedance({ yawDeg: hard.yawDeg, pitchDeg: 0, rollDeg: 0 }, hard)).toBe(1);
    expect(exceedance({ yawDeg: 30, pitchDeg: 0, rollDeg: 15 }, hard)).toBeGreaterThan(1);
  });

  test('S1: flexion and extension have limits of their own', () => {
    const range = { ...hard, flexionDeg: 20, extensionDeg: 10 };
    expect(exceedance({ yawDeg: 0, pitchDeg: 15, rollDeg: 0 }, range)).toBeLessThan(1);
    expect(exceedance({ yawDeg: 0, pitchDeg: -15, rollDeg: 0 }, range)).toBeGreaterThan(1);
  });

  test('S1: no step from inside ends outside the soft range', () => {
    fc.assert(
      fc.property(insidePose, fc.constantFrom(...AXES), angle(5), (pose, axis, stepDeg) => {
        const projection = projectStep(pose, axis, stepDeg, soft);
        if (projection.kind === 'target')
          expect(exceedance(projection.target, soft)).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 2000 },
    );
  });

  test('S2: the turn by gaze ends at its own limit, inside the soft limit', () => {
    expect(soft.yawDeg).toBe(30);
    expect(envelopeOf({ ...DEFAULT_PARAMETERS, gazeYawDeg: 20 }).soft.yawDeg).toBe(20);
    expect(envelopeOf({ ...DEFAULT_PARAMETERS, yawSoftDeg: 12 }).soft.yawDeg).toBe(12);
  });

  test('S3: a step over the limit is shortened to it, and at the limit refused', () => {
    const near = { yawDeg: soft.yawDeg - 2, pitchDeg: 0, rollDeg: 0 };
    const shortened = projectStep(near, 'yawDeg', 5, soft);
    expect(shortened).toMatchObject({ kind: 'target', isShortened: true });
    if (shortened.kind === 'target') expect(shortened.target.yawDeg).toBeCloseTo(soft.yawDeg, 9);
    const at = { ...near, yawDeg: soft.yawDeg - 0.2 };
    expect(projectStep(at, 'yawDeg', 5, soft)).toEqual({ kind: 'atLimit' });
    const from = (gainDeg: number) => ({ ...near, yawDeg: soft.yawDeg - gainDeg });
    expect(projectStep(from(0.26), 'yawDeg', 5, soft).kind).toBe('target');
    expect(projectStep(from(0.24), 'yawDeg', 5, soft).kind).toBe('atLimit');
  });

  test('S3: a step that ends inside, or exactly at the limit, is granted whole; one of exactly 0.25° is a movement', () => {
    const straight = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
    const turned = (yawDeg: number) => ({ ...straight, yawDeg });
    const whole = (yawDeg: number) => ({ kind: 'target', target: turned(yawDeg), isShortened: false });
    expect(projectStep(straight, 'yawDeg', 5, soft)).toEqual(whole(5));
    expect(projectStep(turned(25), 'yawDeg', 5, soft)).toEqual(whole(30));
    expect(projectStep(turned(29.75), 'yawDeg', 5, soft)).toEqual({ ...whole(30), isShortened: true });
    expect(projectStep(turned(29.76), 'yawDeg', 5, soft)).toEqual({ kind: 'atLimit' });
  });

  test('S4: from beyond a limit the way across ends at the limit on the other side, and no step at all is none', () => {
    const turned = (yawDeg: number) => ({ yawDeg, pitchDeg: 0, rollDeg: 0 });
    for (const side of [1, -1]) {
      expect(projectStep(turned(side * 50), 'yawDeg', side * -90, soft)).toEqual({
        kind: 'target',
        target: turned(side * -30),
        isShortened: true,
      });
      expect(projectStep(turned(side * 50), 'yawDeg', 0, soft)).toEqual({ kind: 'atLimit' });
    }
  });

  test('S113: what a measurement may be off by lengthens every semi-axis', () => {
    expect(widened({ yawDeg: 30, flexionDeg: 15, extensionDeg: 14, rollDeg: 12 }, 3)).toEqual({
      yawDeg: 33,
      flexionDeg: 18,
      extensionDeg: 17,
      rollDeg: 15,
    });
  });

  test('S4: from beyond a lowered limit the way back is open and the way on is not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...AXES),
        fc.double({ min: 41, max: 60, noNaN: true }),
        fc.constantFrom(1, -1),
        (axis, beyondDeg, side) => {
          const pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0, [axis]: side * beyondDeg };
          expect(projectStep(pose, axis, -side * 5, soft)).toMatchObject({
            kind: 'target',
            isShortened: false,
          });
          expect(projectStep(pose, axis, side * 5, soft)).toEqual({ kind: 'atLimit' });
        },
      ),
    );
  });

  test('S42: one distance ahead along any direction the limit is reached, and not before', () => {
    fc.assert(
      fc.property(anyPose, anyPose, (start, direction) => {
        fc.pre(exceedance(start, unequal) <= 1);
        const lengthDeg = Math.hypot(direction.yawDeg, direction.pitchDeg, direction.rollDeg);
        fc.pre(lengthDeg > 1e-3);
        const distanceDeg = distanceToLimitDeg(start, direction, unequal);
        const ahead = (deg: number) => ({
          yawDeg: start.yawDeg + (deg * direction.yawDeg) / lengthDeg,
          pitchDeg: start.pitchDeg + (deg * direction.pitchDeg) / lengthDeg,
          rollDeg: start.rollDeg + (deg * direction.rollDeg) / lengthDeg,
        });
        expect(exceedance(ahead(distanceDeg), unequal)).toBeCloseTo(1, 6);
        expect(exceedance(ahead(distanceDeg * 0.999), unequal)).toBeLessThanOrEqual(1 + 1e-9);
        expect(exceedance(ahead(distanceDeg + 0.01), unequal)).toBeGreaterThan(1);
      }),
      { numRuns: 3000 },
    );
  });

  test('S42: at a limit the distance outward is 0 and inward the whole way across; beyond it, outward, 0', () => {
    const at = { yawDeg: 0, pitchDeg: unequal.flexionDeg, rollDeg: 0 };
    const down = { yawDeg: 0, pitchDeg: 1, rollDeg: 0 };
    const up = { yawDeg: 0, pitchDeg: -1, rollDeg: 0 };
    expect(distanceToLimitDeg(at, down, unequal)).toBe(0);
    expect(distanceToLimitDeg(at, up, unequal)).toBeCloseTo(30, 9);
    expect(distanceToLimitDeg({ ...at, pitchDeg: 14 }, down, unequal)).toBe(0);
    expect(distanceToLimitDeg(at, { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, unequal)).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(distanceToLimitDeg({ ...at, yawDeg: Number.NaN }, up, unequal)).toBeNaN();
  });

  test('S42: a limit that is only touched is reached where it is touched', () => {
    const from = { yawDeg: soft.yawDeg, pitchDeg: -soft.extensionDeg, rollDeg: 0 };
    expect(shareToLimit(from, { yawDeg: 0, pitchDeg: soft.extensionDeg, rollDeg: 0 }, soft)).toBe(1);
    const at = { yawDeg: soft.yawDeg, pitchDeg: 0, rollDeg: 0 };
    expect(distanceToLimitDeg(at, { yawDeg: 0, pitchDeg: 1, rollDeg: 0 }, soft)).toBe(0);
  });

  test('S42: the last billionth of a degree to the limit is as exact as the whole way', () => {
    // A limit of a power of two, so that nothing is lost before the distance is taken.
    const range = { ...soft, yawDeg: 32 };
    const near = { yawDeg: 32 - 2 ** -30, pitchDeg: 0, rollDeg: 0 };
    const distanceDeg = distanceToLimitDeg(near, { yawDeg: 0.3, pitchDeg: 0, rollDeg: 0 }, range);
    expect(distanceDeg * 2 ** 30).toBeCloseTo(1, 8);
  });

  test('S44: what stands further to the side of the screen leaves the eyes sooner', () => {
    expect(gazeReachableYawDeg(0)).toBe(35);
    // The edge of a 10" tablet at 50 cm and of a 24" screen at 65 cm (reference/domain.md §0 fact 4).
    expect(gazeReachableYawDeg(-12)).toBe(23);
    expect(gazeReachableYawDeg(22)).toBe(13);
    expect(gazeReachableYawDeg(50)).toBe(0);
  });
});
