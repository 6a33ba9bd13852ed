import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  quaternionFromRotation,
  rotationOfMeasured,
} from '../../../../controller/motion/kinematics/quaternion.ts';
import {
  angleBetweenDeg,
  compose,
  rotationAbout,
  rotationFromQuaternion,
} from '../../../../controller/motion/kinematics/rotation.ts';

const part = fc.double({ min: -1, max: 1, noNaN: true });
const unitQuaternion = fc
  .tuple(part, part, part, part)
  .filter((parts) => Math.hypot(...parts) > 0.1)
  .map(([w, x, y, z]) => {
    const norm = Math.hypot(w, x, y, z);
    return [w / norm, x / norm, y / norm, z / norm] as const;
  });

describe('quaternions', () => {
  test('of a rotation, have length 1 and w ≥ 0, and lead back to it', () => {
    fc.assert(
      fc.property(unitQuaternion, (quaternion) => {
        const rotation = rotationFromQuaternion(...quaternion);
        const found = quaternionFromRotation(rotation);
        expect(Math.hypot(...found)).toBeCloseTo(1, 12);
        expect(found[0]).toBeGreaterThanOrEqual(0);
        expect(angleBetweenDeg(rotation, rotationFromQuaternion(...found))).toBeLessThan(1e-5);
      }),
    );
  });

  test('keep their precision at half turns about every axis', () => {
    for (const axis of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0.6, 0.8, 0],
      [0, -0.6, 0.8],
    ] as const) {
      for (const angleRad of [Math.PI, Math.PI - 1e-9, -Math.PI + 1e-9]) {
        const rotation = rotationAbout(axis, angleRad);
        const found = quaternionFromRotation(rotation);
        expect(angleBetweenDeg(rotation, rotationFromQuaternion(...found))).toBeLessThan(1e-5);
      }
    }
  });

  test('compose as rotations do', () => {
    fc.assert(
      fc.property(unitQuaternion, unitQuaternion, (a, b) => {
        const [w, x, y, z] = a;
        const [p, q, r, s] = b;
        const product = [
          w * p - x * q - y * r - z * s,
          w * q + x * p + y * s - z * r,
          w * r - x * s + y * p + z * q,
          w * s + x * r - y * q + z * p,
        ] as const;
        const composed = compose(rotationFromQuaternion(...a), rotationFromQuaternion(...b));
        const found = rotationFromQuaternion(...quaternionFromRotation(composed));
        expect(angleBetweenDeg(rotationFromQuaternion(...product), found)).toBeLessThan(1e-5);
      }),
    );
  });

  test('as measured, count with their length evened out within the tolerance, and not beyond it', () => {
    fc.assert(
      fc.property(
        unitQuaternion,
        fc.double({ min: -0.02, max: 0.02, noNaN: true }),
        ([w, x, y, z], error) => {
          const long = 1 + error;
          const rotation = rotationOfMeasured([w * long, x * long, y * long, z * long], 0.01);
          if (Math.abs(error) > 0.01 + 1e-12) expect(rotation).toBeUndefined();
          else if (Math.abs(error) < 0.01 - 1e-12) {
            expect(
              angleBetweenDeg(
                rotation ?? [
                  [NaN, 0, 0],
                  [0, 0, 0],
                  [0, 0, 0],
                ],
                rotationFromQuaternion(w, x, y, z),
              ),
            ).toBeLessThan(1e-5);
          }
        },
      ),
    );
    expect(rotationOfMeasured([Number.NaN, 0, 0, 1], 0.01)).toBeUndefined();
    expect(rotationOfMeasured([Number.POSITIVE_INFINITY, 0, 0, 1], 0.01)).toBeUndefined();
    expect(rotationOfMeasured([0, 0, 0, 0], 0.01)).toBeUndefined();
  });
});
