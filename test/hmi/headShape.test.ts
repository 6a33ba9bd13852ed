import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headLines, type Point, pathData } from '../../hmi/shared/headShape.ts';
import { axisWords } from '../../hmi/shared/poseWords.ts';

const STRAIGHT = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
const tipOf = (nose: readonly Point[]): Point => nose[1] ?? { x: Number.NaN, y: Number.NaN };
const meanOf = (points: readonly Point[], axis: 'x' | 'y'): number =>
  points.reduce((sum, point) => sum + point[axis], 0) / points.length;

describe('the drawing of the head', () => {
  it('shows a turn to the left with the nose on the left, as in a mirror', () => {
    expect(tipOf(headLines({ ...STRAIGHT, yawDeg: 20 }, 'mirror').nose).x).toBeLessThan(-0.2);
    expect(tipOf(headLines({ ...STRAIGHT, yawDeg: -20 }, 'mirror').nose).x).toBeGreaterThan(0.2);
    expect(tipOf(headLines(STRAIGHT, 'mirror').nose).x).toBeCloseTo(0);
  });

  it('shows a nod down with the nose lower, from both sides', () => {
    for (const camera of ['mirror', 'side'] as const) {
      const straight = tipOf(headLines(STRAIGHT, camera).nose).y;
      expect(tipOf(headLines({ ...STRAIGHT, pitchDeg: 15 }, camera).nose).y).toBeGreaterThan(straight + 0.1);
      expect(tipOf(headLines({ ...STRAIGHT, pitchDeg: -15 }, camera).nose).y).toBeLessThan(straight - 0.1);
    }
  });

  it('shows a tilt to the right with the right eye lower, which is on the right', () => {
    const [left = [], right = []] = headLines({ ...STRAIGHT, rollDeg: 12 }, 'mirror').eyes;
    expect(meanOf(right, 'x')).toBeGreaterThan(meanOf(left, 'x'));
    expect(meanOf(right, 'y')).toBeGreaterThan(meanOf(left, 'y'));
  });

  it('has an outline that holds both eyes, in every pose', () => {
    const angle = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
    fc.assert(
      fc.property(fc.record({ yawDeg: angle(40), pitchDeg: angle(35), rollDeg: angle(30) }), (pose) => {
        for (const camera of ['mirror', 'side'] as const) {
          const { outline, eyes } = headLines(pose, camera);
          const tilt = (outline.tiltDeg * Math.PI) / 180;
          for (const { x, y } of eyes.flat()) {
            const [dx, dy] = [x - outline.x, y - outline.y];
            const along = (dx * Math.cos(tilt) + dy * Math.sin(tilt)) / outline.rx;
            const across = (-dx * Math.sin(tilt) + dy * Math.cos(tilt)) / outline.ry;
            expect(Math.hypot(along, across)).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
      }),
    );
  });

  it('writes nothing for a line that is hidden', () => {
    expect(pathData([])).toBe('');
    expect(
      pathData([
        { x: 0, y: 1 },
        { x: 0.5, y: -1 },
      ]),
    ).toBe('M0.000 1.000L0.500 -1.000');
  });
});

describe('the words for a pose', () => {
  it('name the side as the person feels it', () => {
    const pose = { yawDeg: 12.34, pitchDeg: -3.2, rollDeg: -0.04 };
    expect(axisWords(pose, 'turn', 0)).toEqual({ amountDeg: '12', direction: 'left' });
    expect(axisWords(pose, 'nod', 1)).toEqual({ amountDeg: '3.2', direction: 'up' });
    expect(axisWords(pose, 'tilt', 1)).toEqual({ amountDeg: '0.0', direction: 'straight' });
    expect(axisWords({ ...pose, rollDeg: 5 }, 'tilt', 0)).toEqual({ amountDeg: '5', direction: 'right' });
  });
});
