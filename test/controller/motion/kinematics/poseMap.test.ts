import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kinematicsOf } from '../../../../controller/motion/kinematics/kinematicsOf.ts';
import { mapPose } from '../../../../controller/motion/kinematics/poseMap.ts';
import { pulsesFromAngles } from '../../../../controller/motion/kinematics/servoMap.ts';
import { exceedance } from '../../../../controller/safety/envelope.ts';
import { DIRECTIONS } from '../../../../controller/safety/halfSpaces.ts';
import { poseMapOfBuild, referencePulsesUs } from '../../../../controller/safety/pulseLimits.ts';
import { type BraceBuild, DEFAULT_BUILD } from '../../../../protocol/brace.ts';
import type { PerServo, Pose } from '../../../../protocol/pose.ts';

const SERIAL: BraceBuild = {
  ...DEFAULT_BUILD,
  geometry: { kind: 'serial', order: ['yaw', 'pitch', 'roll'] },
};
const WIDEST = { yawDeg: 40, flexionDeg: 35, extensionDeg: 35, rollDeg: 30 };
const angle = (limitDeg: number) => fc.double({ min: -limitDeg, max: limitDeg, noNaN: true });
const poseInWidest = fc
  .record({ yawDeg: angle(40), pitchDeg: angle(35), rollDeg: angle(30) })
  .filter((pose) => exceedance(pose, WIDEST) <= 1);

function mappingOf(
  build: BraceBuild,
  kinematics = kinematicsOf(build.geometry),
): (pose: Pose) => PerServo<number> {
  const map = poseMapOfBuild(build, kinematics);
  return (pose) => {
    const solution = kinematics.inverse(pose);
    if (solution.kind === 'unreachable') throw new Error(solution.reason);
    const pulsesUs = pulsesFromAngles(solution.anglesDeg, build.servos);
    const [yaw, pitch, roll] = mapPose(map, pulsesUs, referencePulsesUs(build));
    return [yaw / 32, pitch / 32, roll / 32];
  };
}

describe('pose map', () => {
  test.each([
    ['spherical', DEFAULT_BUILD, 1.25],
    ['serial', SERIAL, 0.4],
  ] as const)('S9: the pose of pulses on the %s build is that of its kinematics', (_, build, withinDeg) => {
    const mapped = mappingOf(build);
    fc.assert(
      fc.property(poseInWidest, (pose) => {
        const [yawDeg, pitchDeg, rollDeg] = mapped(pose);
        expect(Math.abs(yawDeg - pose.yawDeg)).toBeLessThan(withinDeg);
        expect(Math.abs(pitchDeg - pose.pitchDeg)).toBeLessThan(withinDeg);
        expect(Math.abs(rollDeg - pose.rollDeg)).toBeLessThan(withinDeg);
      }),
      { numRuns: 1000 },
    );
  });

  test('S9: a mechanism that reaches no further than the widest range has a map too', () => {
    const kinematics = kinematicsOf(DEFAULT_BUILD.geometry);
    const inverse: typeof kinematics.inverse = (pose) =>
      exceedance(pose, WIDEST) > 1.001
        ? { kind: 'unreachable', id: 'poseOutOfReach', leg: 0, reason: 'too far' }
        : kinematics.inverse(pose);
    const [yaw, pitch, roll] = mappingOf(DEFAULT_BUILD, { ...kinematics, inverse })({
      yawDeg: 20,
      pitchDeg: -10,
      rollDeg: 5,
    });
    expect(Math.hypot(yaw - 20, pitch + 10, roll - 5)).toBeLessThan(1);
  });

  test('S9: the reference pulses are the reference pose, and pulses that are no numbers are no pose', () => {
    const map = poseMapOfBuild(DEFAULT_BUILD);
    const referenceUs = referencePulsesUs(DEFAULT_BUILD);
    expect(mapPose(map, referenceUs, referenceUs).map((part) => part + 0)).toEqual([0, 0, 0]);
    expect(mapPose(map, [Number.NaN, 1500, 1500], referenceUs)).toEqual([NaN, NaN, NaN]);
    expect(mapPose(map, [1500.5, 1500, 1500], referenceUs)).toEqual([NaN, NaN, NaN]);
  });

  test('S9: pulses far outside map to poses far outside, never back to the inside', () => {
    const map = poseMapOfBuild(DEFAULT_BUILD);
    const referenceUs = referencePulsesUs(DEFAULT_BUILD);
    expect(mapPose(map, [16383, 16383, 16383], referenceUs)).toEqual(
      mapPose(map, [2267, 2267, 2267], referenceUs),
    );
    for (const part of mapPose(
      { factors: map.factors.map((of) => of.map((f) => 9 * f)) as never },
      [2267, 733, 2267],
      referenceUs,
    ))
      expect(Math.abs(part)).toBeLessThanOrEqual(4095);
  });

  test('S9: the directions are 96 different ones of length 64', () => {
    expect(new Set(DIRECTIONS.map((direction) => direction.join())).size).toBe(96);
    for (const direction of DIRECTIONS) expect(Math.abs(Math.hypot(...direction) - 64)).toBeLessThan(2);
  });
});
