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

/** The directions of the half-spaces, as the firmware's int8 triples; of the last normal there is room for two. */
export const DIRECTIONS: readonly PerServo<number>[] = NORMALS.flatMap(mirrored).slice(0, HALF_SPACES);

function mirrored([x, y, z]: PerServo<number>): PerServo<number>[] {
  const bothSigns = (part: number): number[] => (part === 0 ? [0] : [part, -part]);
  return bothSigns(x).flatMap((a) =>
    bothSigns(y).flatMap((b) => bothSigns(z).map((c): PerServo<number> => [a, b, c])),
  );
}

/**
 * How far the mapped pose goes along a direction, in 32nds of a degree, as the firmware computes it: each axis by itself rounded
 * down for the positive part of the direction, so that the opposite direction gives the opposite.
 */
export function alongDirection(direction: PerServo<number>, mapped: MappedPose): number {
  const share = (axis: 0 | 1 | 2): number => {
    const size = Math.floor((Math.abs(direction[axis]) * mapped[axis]) / DIRECTION_LENGTH);
    return direction[axis] < 0 ? -size : size;
  };
  return share(0) + share(1) + share(2);
}

/** By how much a change of the mapped pose leads along a direction, exactly; in 32nds of a degree × 64. */
export function growthAlong(direction: PerServo<number>, from: MappedPose, to: MappedPose): number {
  return (
    direction[0] * (to[0] - from[0]) + direction[1] * (to[1] - from[1]) + direction[2] * (to[2] - from[2])
  );
}
