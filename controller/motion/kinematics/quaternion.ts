import { type Matrix3, rotationFromQuaternion } from './rotation.ts';

/** w, x, y, z. */
export type Quaternion = readonly [number, number, number, number];

/**
 * The unit quaternion of a rotation, by Shepperd's method: the largest part is found first, so that nothing is divided by a small
 * number. Of the two that mean the same rotation, the one with w ≥ 0.
 */
export function quaternionFromRotation([[a, b, c], [d, e, f], [g, h, i]]: Matrix3): Quaternion {
  const squares: readonly [number, number, number, number] = [
    1 + a + e + i,
    1 + a - e - i,
    1 - a + e - i,
    1 - a - e + i,
  ];
  const products: readonly [Quaternion, Quaternion, Quaternion, Quaternion] = [
    [squares[0], h - f, c - g, d - b],
    [h - f, squares[1], b + d, c + g],
    [c - g, b + d, squares[2], f + h],
    [d - b, c + g, f + h, squares[3]],
  ];
  const largest = squares.indexOf(Math.max(...squares)) as 0 | 1 | 2 | 3;
  const [w, x, y, z] = products[largest];
  const norm = Math.hypot(w, x, y, z) * (w < 0 ? -1 : 1);
  return [w / norm, x / norm, y / norm, z / norm];
}

/**
 * The rotation of a measured quaternion, whose length may be off by rounding; undefined for one that is not a number or further
 * than `tolerance` from length 1: that is no rotation but a sensor that has none to tell.
 */
export function rotationOfMeasured([w, x, y, z]: Quaternion, tolerance: number): Matrix3 | undefined {
  const norm = Math.hypot(w, x, y, z);
  if (!(Math.abs(norm - 1) <= tolerance)) return undefined;
  return rotationFromQuaternion(w / norm, x / norm, y / norm, z / norm);
}
