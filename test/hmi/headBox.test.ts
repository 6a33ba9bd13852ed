import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headBoxOf } from '../../hmi/trackers/headBox.ts';
import { placeOf, targetsOf } from '../../hmi/trackers/targets.ts';
import { calibrationTargets, type EyePositions } from '../../protocol/trackers.ts';

/** Two eyes 63 mm apart; x as the tracker has it, positive towards the person's right unless turned round. */
const eyesAt = (xMm: number, yMm: number, zMm: number, sign = 1): EyePositions => ({
  left: { xMm: sign * (xMm - 31.5), yMm, zMm },
  right: { xMm: sign * (xMm + 31.5), yMm, zMm },
});

describe('where the eyes are before the camera', () => {
  it('is good in the middle at 60 cm', () => {
    expect(headBoxOf(eyesAt(0, 0, 600))).toMatchObject({
      seen: 'both',
      sideways: 'inside',
      height: 'inside',
      distance: 'inside',
      distanceMm: 600,
    });
  });

  it('is too far left or right, low or high, near or far just outside ±15 cm, ±10 cm, 50 to 70 cm', () => {
    expect(headBoxOf(eyesAt(-150, 0, 600)).sideways).toBe('inside');
    expect(headBoxOf(eyesAt(-151, 0, 600)).sideways).toBe('tooFarLeft');
    expect(headBoxOf(eyesAt(151, 0, 600)).sideways).toBe('tooFarRight');
    expect(headBoxOf(eyesAt(0, -101, 600)).height).toBe('tooLow');
    expect(headBoxOf(eyesAt(0, 101, 600)).height).toBe('tooHigh');
    expect(headBoxOf(eyesAt(0, 0, 499)).distance).toBe('tooNear');
    expect(headBoxOf(eyesAt(0, 0, 701)).distance).toBe('tooFar');
  });

  it('is the same whichever way the tracker’s x points', () => {
    const anywhere = fc.double({ min: -400, max: 400, noNaN: true });
    fc.assert(
      fc.property(anywhere, anywhere, (xMm, yMm) => {
        const [one, other] = [headBoxOf(eyesAt(xMm, yMm, 600)), headBoxOf(eyesAt(xMm, yMm, 600, -1))];
        expect(other.sideways).toBe(one.sideways);
        expect(other.spots?.left.xMm).toBeCloseTo(one.spots?.left.xMm ?? Number.NaN, 6);
      }),
    );
  });

  it('is not known where the tracker does not tell, and to which side with one eye alone', () => {
    expect(headBoxOf(null)).toMatchObject({ seen: 'untold', sideways: 'unknown', distance: 'unknown' });
    expect(headBoxOf({ left: null, right: null })).toMatchObject({ seen: 'neither', distanceMm: null });
    const { left } = eyesAt(300, 0, 600);
    expect(headBoxOf({ left, right: null })).toMatchObject({
      seen: 'left',
      sideways: 'unknown',
      distance: 'inside',
      spots: null,
    });
  });
});

describe('the targets of a calibration', () => {
  it.each([5, 9] as const)(
    'are %i, all different, as the protocol takes them, each in a place of its own',
    (count) => {
      const targets = targetsOf(count);
      expect(calibrationTargets.parse(targets)).toHaveLength(count);
      expect(new Set(targets.map((target) => JSON.stringify(placeOf(target)))).size).toBe(count);
    },
  );
});
