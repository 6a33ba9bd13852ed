import { describe, expect, test } from 'vitest';
import { RADIANS_PER_DEGREE, type Vector3 } from '../../../../controller/motion/kinematics/rotation.ts';
import {
  followTrunk,
  type TrunkRest,
  tiltChangeDeg,
} from '../../../../controller/safety/motionSensors/trunkRest.ts';

const UP: Vector3 = [0, 0, 1];
const LEANT: Vector3 = [1, 0, 1];
const leant: TrunkRest = { restUp: LEANT, candidateUp: UP, candidateSinceMs: 1000 };

describe('where the trunk rests, to the edge', () => {
  test('S145: it rests after exactly 3 s', () => {
    expect(followTrunk(leant, UP, 0, 3999)).toEqual(leant);
    expect(followTrunk(leant, UP, 0, 4000)).toEqual({ ...leant, restUp: UP });
  });

  test('S145: accelerated by exactly 0.05 g it rests', () => {
    expect(followTrunk(leant, UP, 0.05, 2000)).toEqual(leant);
    expect(followTrunk(leant, UP, 0.05 + 1e-9, 2000)).toEqual({ ...leant, candidateSinceMs: 2000 });
  });

  test('S145: tilted by exactly 2° it rests', () => {
    const tilted = (deg: number): Vector3 => [0, Math.tan(deg * RADIANS_PER_DEGREE), 1];
    const isTilted = (up: Vector3): number => tiltChangeDeg({ ...leant, restUp: UP }, up);
    const near = Array.from({ length: 201 }, (_, n) => tilted(2 + (n - 100) * 4.5e-16));
    const exact = near.filter((up) => isTilted(up) === 2);
    expect(exact.length).toBeGreaterThan(0);
    for (const up of exact) expect(followTrunk(leant, up, 0, 2000)).toEqual(leant);
    const beyond = tilted(2 + 1e-9);
    expect(followTrunk(leant, beyond, 0, 2000)).toEqual({
      ...leant,
      candidateUp: beyond,
      candidateSinceMs: 2000,
    });
  });
});
