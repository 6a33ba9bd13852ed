import type { PerServo } from '../../protocol/pose.ts';
import type { MappedPose } from '../motion/kinematics/poseMap.ts';

export const HALF_SPACES = 96;
const DIRECTION_LENGTH = 64;

/**
 * Normals of half-spaces in yaw, pitch and roll, each of length about 64, for all combinations of signs. Found by a search for
 * those whose half-spaces follow the ellipsoid of every range within the absolute bounds, however flat: none is left by more than
 * 2.3°, where as many directions spread evenly over the sphere leave some by 3.1°.
 */
export const NORMALS: readonly PerServo<number>[] = [
  [64, 0, 0],
  [0, 64, 0],
  [0, 0, 64],
  [63, 13, 0],
  [53, 36, 0],
  [14, 63, 0],
  [0, 61, 19],
  [0, 47, 43],
  [0, 15, 62],
  [39, 0, 51],
  [7, 0, 64],
  [43, 40, 24],
  [49, 24, 34],
  [19, 16, 59],
  [21, 37, 48],
  [61, 8, 16],
  [20, 57, 21],
  [40, 47, 17],
  [37, 37, 37],
];

/** All ways to give the parts of a normal their signs; a part that is 0 has one. */
function signsOf([x, y, z]: PerServo<number>): readonly PerServo<number>[] {
  const both = (part: number): readonly number[] => (part === 0 ? [1] : [1, -1]);
  return both(x).flatMap((a) => both(y).flatMap((b) => both(z).map((c): PerServo<number> => [a, b, c])));
}

const FAMILIES = NORMALS.map((normal) => ({ normal, signs: signsOf(normal) }));

/** The directions of the half-spaces, as the firmware's int8 triples; of the last normal there is room for two. */
export const DIRECTIONS: readonly PerServo<number>[] = FAMILIES.flatMap(({ normal: [x, y, z], signs }) =>
  signs.map(([a, b, c]): PerServo<number> => [a * x, b * y, c * z]),
).slice(0, HALF_SPACES);

/**
 * How far the mapped pose goes along each direction, in 32nds of a degree, as the firmware computes it: each axis by itself rounded
 * down for the positive part of the direction, so that the opposite direction gives the opposite.
 */
export function alongDirections(mapped: MappedPose): readonly number[] {
  const all: number[] = [];
  for (const { normal, signs } of FAMILIES) {
    const [x, y, z] = normal;
    const [first, second, third] = [share(x, mapped[0]), share(y, mapped[1]), share(z, mapped[2])];
    for (const [a, b, c] of signs) all.push(a * first + b * second + c * third);
  }
  return all.slice(0, HALF_SPACES);
}

const share = (part: number, mappedDeg32: number): number =>
  Math.floor((part * mappedDeg32) / DIRECTION_LENGTH);

/** By how much a change of the mapped pose leads along a direction, exactly; in 32nds of a degree × 64. */
export function growthAlong(direction: PerServo<number>, from: MappedPose, to: MappedPose): number {
  return (
    direction[0] * (to[0] - from[0]) + direction[1] * (to[1] - from[1]) + direction[2] * (to[2] - from[2])
  );
}
