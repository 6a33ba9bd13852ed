import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, describe, expect, test } from 'vitest';
import { rotationFromPose } from '../../../controller/motion/kinematics/rotation.ts';
import { NOMINAL_MOTION_SENSORS } from '../../../protocol/brace.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { DEFAULT_PROFILE, type Profile } from '../../../protocol/profile.ts';
import type { Rig } from '../../../sim/rig/rig.ts';
import { arm, bringToStandby, createMover, newestTelemetry, sayLooked } from './session.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');

const WITH_SENSORS: Profile = {
  ...DEFAULT_PROFILE,
  build: { ...DEFAULT_PROFILE.build, motionSensors: NOMINAL_MOTION_SENSORS },
};
const UPRIGHT = rotationFromPose({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 });

let rig: Rig | undefined;
afterEach(() => {
  rig?.dispose();
  rig = undefined;
});

const faultIds = (rig: Rig): readonly string[] => newestTelemetry(rig).faults.map(({ id }) => id);

/** In standby with sensors that have started: nothing is at fault. */
async function newRig(): Promise<Rig> {
  const made = await createRig({ seed: 11, profile: WITH_SENSORS });
  rig = made;
  await bringToStandby(made);
  expect(faultIds(made)).toEqual(['imuSilent']);
  await made.lockstep.until(() => faultIds(made).length === 0, 5000, 'the sensors have started');
  return made;
}

async function moving(): Promise<Rig> {
  const made = await newRig();
  await arm(made, 'page');
  await createMover(made).move('turnLeft');
  await made.lockstep.until(() => newestTelemetry(made).speedDegPerS > 10, 1000, 'moving');
  return made;
}

/** Every fault that is raised within `ms`, and how far the band went meanwhile. */
async function watch(
  rig: Rig,
  ms: number,
): Promise<{ readonly raised: ReadonlySet<string>; readonly movedDeg: number }> {
  const raised = new Set<string>();
  const from = rig.brace.truth().bandPose;
  let movedDeg = 0;
  for (let passed = 0; passed < ms; passed += 10) {
    await rig.lockstep.advance(10);
    for (const id of faultIds(rig)) raised.add(id);
    movedDeg = Math.max(movedDeg, distanceDeg(from, rig.brace.truth().bandPose));
  }
  return { raised, movedDeg };
}

const distanceDeg = (a: Pose, b: Pose): number =>
  Math.hypot(a.yawDeg - b.yawDeg, a.pitchDeg - b.pitchDeg, a.rollDeg - b.rollDeg);

/** The chair is accelerated forward for 150 ms, as by a kerb. */
async function jolt(rig: Rig): Promise<ReadonlySet<string>> {
  rig.body.setTrunk({ rotation: UPRIGHT, accelerationMPerS2: [4, 0, 0] });
  const { raised } = await watch(rig, 150);
  rig.body.setTrunk({ rotation: UPRIGHT, accelerationMPerS2: [0, 0, 0] });
  return raised;
}

const healthy = (rig: Rig): Promise<void> =>
  rig.lockstep.until(() => faultIds(rig).length === 0, 6000, 'nothing is at fault');

describe('motion sensors on the simulated brace', () => {
  test('S148: they agree while the head moves; a jolt of the chair ends the movement and nothing more', async () => {
    const rig = await moving();
    expect((await watch(rig, 400)).raised).toEqual(new Set());
    const jolted = await jolt(rig);
    const { raised: after } = await watch(rig, 700);
    expect([...jolted, ...after]).toContain('trunkMoved');
    expect([...jolted, ...after]).not.toContain('potsDisagree');
    expect(newestTelemetry(rig)).toMatchObject({ speedDegPerS: 0, faults: [] });
    expect(['standby', 'ready']).toContain(newestTelemetry(rig).state);
  });

  test('S149: pulled out in a movement, a sensor is missed; what it said is not used on, and no other movement begins', async () => {
    const rig = await moving();
    rig.brace.motionSensors.unplug('head');
    const { raised, movedDeg } = await watch(rig, 1600);
    expect(raised).toContain('imuSilent');
    // Its last pose, ever further from where the head went since, would end as a disagreement.
    expect(movedDeg).toBeGreaterThan(4);
    expect(raised).not.toContain('potsDisagree');
    expect(newestTelemetry(rig).speedDegPerS).toBe(0);
    expect((await createMover(rig).move('turnRight')).type).not.toBe('leaseGranted');
  });

  test('S149, S148: frozen or shorted, they are missed until they are put right; then a slipped potentiometer has the head held', async () => {
    const rig = await newRig();
    const { trunk } = rig.brace.motionSensors;
    trunk.fault = 'frozen';
    expect([...(await watch(rig, 1100)).raised]).toEqual(['imuSilent']);
    await arm(rig, 'page');
    expect(newestTelemetry(rig).state).toBe('standby');
    trunk.fault = 'none';
    await healthy(rig);
    rig.brace.chip.i2c.fault = 'sdaShorted';
    expect([...(await watch(rig, 800)).raised]).toEqual(['imuSilent']);
    expect(rig.brace.truth().isServoPowerOn).toBe(true);
    rig.brace.chip.i2c.fault = 'none';
    await healthy(rig);
    rig.brace.slipPot(1, 12);
    const { raised, movedDeg } = await watch(rig, 600);
    expect(raised).toContain('potsDisagree');
    expect(movedDeg).toBeLessThan(1);
    sayLooked(rig);
    await rig.lockstep.advance(300);
    expect(faultIds(rig)).toContain('potsDisagree');
    expect(newestTelemetry(rig).state).toBe('protectiveHold');
  });

  test('S140: a brace whose build has none asks the bus for nothing and misses nothing', async () => {
    const made = await createRig({ seed: 11 });
    rig = made;
    await bringToStandby(made);
    await made.lockstep.advance(500);
    expect(faultIds(made)).toEqual([]);
    expect(made.brace.chip.i2c.counts.starts).toBe(0);
  });
});
