import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  degreesOutside,
  directionOnScreen,
  pointOnScreen,
  pxPerDegree,
} from '../../../controller/gaze/screen.ts';
import type { ScreenPoint } from '../../../protocol/gazeSample.ts';
import { type ScreenGeometry, screenGeometry } from '../../../protocol/screenGeometry.ts';

/** A 24" screen at 65 cm: ±22° × ±13° (reference/domain.md, fact 4). */
const DESK: ScreenGeometry = {
  mount: 'chair',
  widthMm: 531,
  heightMm: 299,
  distanceMm: 650,
  centre: { yawDeg: 0, pitchDeg: 0 },
};
const fraction = fc.double({ min: -0.5, max: 1.5, noNaN: true });
const deg = (most: number) => fc.double({ min: -most, max: most, noNaN: true });

describe('the screen in degrees', () => {
  it('spans what reference/domain.md computes; the top left corner is left and up', () => {
    const corner = directionOnScreen({ x: 0, y: 0 }, DESK);
    expect(corner.yawDeg).toBeCloseTo(22.2, 1);
    expect(corner.pitchDeg).toBeLessThan(0);
    expect(directionOnScreen({ x: 0.5, y: 1 }, DESK).pitchDeg).toBeCloseTo(12.95, 1);
    expect(pxPerDegree(DESK, 1920)).toBeCloseTo(41, 0);
  });

  it('a place and its direction are the same thing, wherever the head is and the screen stands', () => {
    const point: fc.Arbitrary<ScreenPoint> = fc.record({ x: fraction, y: fraction });
    const head = fc.record({ yawDeg: deg(40), pitchDeg: deg(25), rollDeg: deg(20) });
    const screen = fc.record({
      mount: fc.constantFrom<'chair' | 'head'>('chair', 'head'),
      widthMm: fc.constant(531),
      heightMm: fc.constant(299),
      distanceMm: fc.integer({ min: 400, max: 3000 }),
      centre: fc.record({ yawDeg: deg(20), pitchDeg: deg(20) }),
    });
    fc.assert(
      fc.property(point, screen, head, (place, geometry, pose) => {
        const back = pointOnScreen(directionOnScreen(place, geometry, pose), geometry, pose);
        expect(back?.x).toBeCloseTo(place.x, 9);
        expect(back?.y).toBeCloseTo(place.y, 9);
      }),
    );
  });

  it('on the chair the eyes move with the head, 5° for a turn of 30°; on the head they do not', () => {
    const middle = { x: 0.5, y: 0.5 };
    const turned = { yawDeg: 30, pitchDeg: 0, rollDeg: 0 };
    expect(directionOnScreen(middle, DESK, turned).yawDeg).toBeCloseTo(-4.7, 1);
    expect(directionOnScreen(middle, { ...DESK, mount: 'head' }, turned).yawDeg).toBeCloseTo(0, 9);
  });

  it('a direction away from the screen is no place on it', () => {
    expect(pointOnScreen({ yawDeg: 120, pitchDeg: 0 }, DESK)).toBeUndefined();
    expect(pointOnScreen({ yawDeg: Number.NaN, pitchDeg: 0 }, DESK)).toBeUndefined();
  });

  it('beside the screen counts in degrees', () => {
    expect(degreesOutside({ x: 0, y: 1 }, DESK)).toBe(0);
    expect(degreesOutside({ x: -0.1, y: 0.5 }, DESK)).toBeCloseTo(4.67, 1);
    expect(degreesOutside({ x: 1.1, y: 0.5 }, DESK)).toBeCloseTo(4.67, 1);
  });

  it('refuses sizes that no screen has', () => {
    expect(screenGeometry.safeParse(DESK).success).toBe(true);
    expect(screenGeometry.safeParse({ ...DESK, distanceMm: 0 }).success).toBe(false);
    expect(screenGeometry.safeParse({ ...DESK, widthMm: Number.NaN }).success).toBe(false);
  });
});
