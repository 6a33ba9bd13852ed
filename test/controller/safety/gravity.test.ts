import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dot, rotationFromPose, type Vector3 } from '../../../controller/motion/kinematics/rotation.ts';
import { spherical3Rrs } from '../../../controller/motion/kinematics/spherical3Rrs.ts';
import {
  carriedMasses,
  gravityOfTrunk,
  gravityTorqueNm,
  holdingTorquesNm,
  MECHANISM_CENTRE_M,
  NECK_BASE_M,
  UPRIGHT_GRAVITY,
} from '../../../controller/safety/gravity.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { HEAD } from '../../../sim/body/anatomy.ts';
import { mjcf } from '../../../sim/body/mjcf.ts';
import { carriedHeadTorquesNm } from './carriedHead.ts';

const { geometry } = DEFAULT_BUILD;
if (geometry.kind !== 'spherical3Rrs') throw new Error('the default build is a spherical 3-RRS');
const kinematics = spherical3Rrs(geometry);
const masses = carriedMasses(DEFAULT_PARAMETERS);
const headAlone = masses.slice(0, 1);
const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
const angle = (limitDeg: number) =>
  fc.integer({ min: -1000, max: 1000 }).map((part) => (part * limitDeg) / 1000);
const anyPose = fc.record({ yawDeg: angle(25), pitchDeg: angle(20), rollDeg: angle(15) });
const anyGravity = fc
  .tuple(angle(40), angle(20))
  .map(([recline, lean]): Vector3 => gravityOfTrunk(recline, lean));

describe('gravity', () => {
  test.each([
    [0, 1.4],
    [10, 2.9],
    [15, 3.6],
    [20, 4.3],
    [30, 5.5],
    [45, 7.1],
    [60, 8.2],
  ])('S51: at %i° of flexion about C7/T1 the head asks %f Nm, as domain.md §2.2 has it', (pitchDeg, nm) => {
    const [x, y, z] = gravityTorqueNm({ ...STRAIGHT, pitchDeg }, headAlone, UPRIGHT_GRAVITY, NECK_BASE_M);
    // The table gives one decimal, not always the nearest.
    expect(Math.abs(y - nm)).toBeLessThan(0.1);
    expect(x).toBeCloseTo(0, 9);
    expect(z).toBeCloseTo(0, 9);
  });

  test('S51: near 10° of extension the head asks nothing (domain.md §2.2)', () => {
    const at = (pitchDeg: number) =>
      gravityTorqueNm({ ...STRAIGHT, pitchDeg }, headAlone, UPRIGHT_GRAVITY, NECK_BASE_M)[1];
    expect(at(-8)).toBeGreaterThan(0);
    expect(at(-12)).toBeLessThan(0);
  });

  test('S51: the torque is how the height of the masses changes as the head turns, in every trunk', () => {
    const heightWork = (pose: Pose, gravity: Vector3): number =>
      masses.reduce((sum, { massKg, centreM }) => {
        const arm: Vector3 = [
          centreM[0] - MECHANISM_CENTRE_M[0],
          centreM[1] - MECHANISM_CENTRE_M[1],
          centreM[2] - MECHANISM_CENTRE_M[2],
        ];
        const turned = rotationFromPose(pose).map((line) => dot(line, arm)) as unknown as Vector3;
        return sum + massKg * dot(gravity, turned);
      }, 0);
    fc.assert(
      fc.property(anyPose, anyGravity, (pose, gravity) => {
        const stepDeg = 1e-3;
        const turned = (yawDeg: number): Pose => ({ ...pose, yawDeg: pose.yawDeg + yawDeg });
        // Yaw is a turn about the trunk's own z axis, so its work is the torque's z part.
        const work = heightWork(turned(stepDeg), gravity) - heightWork(turned(-stepDeg), gravity);
        const slope = work / ((2 * stepDeg * Math.PI) / 180);
        expect(gravityTorqueNm(pose, masses, gravity, MECHANISM_CENTRE_M)[2]).toBeCloseTo(slope, 6);
      }),
    );
  });

  test('S51: a trunk that reclines unloads the bent head, and one that leans loads it sideways', () => {
    const torque = (gravity: Vector3) => gravityTorqueNm(STRAIGHT, masses, gravity, MECHANISM_CENTRE_M);
    const [, upright] = torque(UPRIGHT_GRAVITY);
    expect(torque(gravityOfTrunk(0, 0))[1]).toBeCloseTo(upright, 12);
    expect(torque(gravityOfTrunk(20, 0))[1]).toBeLessThan(upright - 2);
    expect(torque(gravityOfTrunk(-20, 0))[1]).toBeGreaterThan(upright + 1.9);
    // Leaning to the right, the head falls to the right: roll is positive.
    expect(torque(gravityOfTrunk(0, 15))[0]).toBeGreaterThan(1.5);
  });

  test('S51: the servos’ work and gravity’s cancel in every small turn', () => {
    fc.assert(
      fc.property(anyPose, anyGravity, fc.tuple(angle(1), angle(1), angle(1)), (pose, gravity, turn) => {
        const torques = holdingTorquesNm(kinematics, pose, masses, gravity);
        const jacobian = kinematics.jacobian(pose);
        if (!torques || !jacobian) throw new Error('inside the workspace every pose can be held');
        const rates: Vector3 = [dot(jacobian[0], turn), dot(jacobian[1], turn), dot(jacobian[2], turn)];
        const gravityWork = dot(gravityTorqueNm(pose, masses, gravity, MECHANISM_CENTRE_M), turn);
        expect(dot(torques, rates) + gravityWork).toBeCloseTo(0, 9);
      }),
    );
  });

  test('S51: a pose out of reach or not a number has no holding torques', () => {
    expect(
      holdingTorquesNm(kinematics, { ...STRAIGHT, yawDeg: 170 }, masses, UPRIGHT_GRAVITY),
    ).toBeUndefined();
    expect(
      holdingTorquesNm(kinematics, { ...STRAIGHT, yawDeg: Number.NaN }, masses, UPRIGHT_GRAVITY),
    ).toBeUndefined();
  });

  test('S51: at 27 poses and three tilts of the trunk the servos hold what MuJoCo says they hold', async () => {
    const poses = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => ({
      yawDeg: 34 * Math.sin(2.4 * index),
      pitchDeg: 22 * Math.cos(1.7 * index),
      rollDeg: 16 * Math.sin(1.1 * index),
    }));
    let worstNm = 0;
    for (const [reclineDeg, leanRightDeg] of [
      [0, 0],
      [30, 0],
      [-10, 15],
    ] as const) {
      const gravity = gravityOfTrunk(reclineDeg, leanRightDeg);
      for (const held of await carriedHeadTorquesNm(geometry, masses, gravity, poses)) {
        const model = holdingTorquesNm(kinematics, held.pose, masses, gravity);
        if (!model) throw new Error('out of reach');
        for (const servo of [0, 1, 2] as const) {
          worstNm = Math.max(worstNm, Math.abs(model[servo] - held.torquesNm[servo]));
        }
      }
    }
    // Links of 1 g, 120 mm away from the centre: 6 · 0.001 · 9.81 · 0.12 = 7 mNm, times the gearing of up to 2.
    expect(worstNm).toBeLessThan(0.015);
  });

  test('S51: the part of the brace on the head is the simulated band', () => {
    const band = /<body name="band" pos="\S+ \S+ (\S+)">[\s\S]*?<inertial [^>]*mass="(\S+)"/.exec(
      mjcf(geometry, 'free'),
    );
    const [, heightM, massKg] = band?.map(Number) ?? [];
    expect(masses).toHaveLength(2);
    expect(masses[1]?.massKg).toBe(massKg);
    expect(masses[1]?.centreM[2]).toBeCloseTo(heightM ?? Number.NaN, 3);
  });

  test('S51: the default head is the simulated one', () => {
    expect(headAlone).toEqual([{ massKg: HEAD.massKg, centreM: HEAD.centreOfMass }]);
  });
});
