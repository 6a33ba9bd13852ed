import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Pose } from '../../../protocol/pose.ts';
import type { Rig, RigOptions } from '../../../sim/rig/rig.ts';
import { arm, bringToReady, createMover, newestTelemetry, sayLooked } from './session.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');

let rig: Rig | undefined;
async function newRig(options: Partial<RigOptions> = {}): Promise<Rig> {
  rig = await createRig({ seed: 11, ...options });
  return rig;
}
afterEach(() => {
  rig?.dispose();
  rig = undefined;
});

const distanceDeg = (a: Pose, b: Pose): number =>
  Math.hypot(a.yawDeg - b.yawDeg, a.pitchDeg - b.pitchDeg, a.rollDeg - b.rollDeg);

/** Largest distance of the band from where it was, over the next while. */
async function largestMovementDeg(rig: Rig, during: () => Promise<void>): Promise<number> {
  const from = rig.brace.truth().bandPose;
  let largest = 0;
  const previous = rig.lockstep.onStep;
  rig.lockstep.onStep = () => {
    previous();
    largest = Math.max(largest, distanceDeg(from, rig.brace.truth().bandPose));
  };
  await during();
  rig.lockstep.onStep = previous;
  return largest;
}

async function startMove(rig: Rig): Promise<void> {
  await bringToReady(rig);
  await createMover(rig).move('turnLeft');
  await rig.lockstep.until(() => newestTelemetry(rig).speedDegPerS > 10, 1000, 'moving');
}

const faultIds = (rig: Rig): readonly string[] => newestTelemetry(rig).faults.map(({ id }) => id);

async function acknowledge(rig: Rig): Promise<void> {
  sayLooked(rig);
  await rig.lockstep.advance(200);
}

describe('faults on the real stack', () => {
  test('host killed mid-move: the firmware holds within 1°, a new host adopts the pulses and waits for a person', async () => {
    const rig = await newRig();
    await startMove(rig);
    rig.killHost();
    const driftDeg = await largestMovementDeg(rig, () => rig.lockstep.advance(2000));
    expect(driftDeg).toBeLessThan(1);
    const pulsesUs = rig.brace.truth().pulsesUs;
    const reconnectDeg = await largestMovementDeg(rig, async () => {
      await rig.startHost();
      await rig.lockstep.advance(1000);
    });
    expect(reconnectDeg).toBeLessThan(0.3);
    rig.brace.truth().pulsesUs.forEach((pulseUs, servo) => {
      expect(Math.abs((pulseUs ?? Number.NaN) - (pulsesUs[servo] ?? Number.NaN))).toBeLessThan(1);
    });
    expect(newestTelemetry(rig).state).toBe('protectiveHold');
    expect(faultIds(rig)).toContain('firmwareLatched');
    await acknowledge(rig);
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 1500, 'standby');
    await arm(rig, 'page');
    expect((await createMover(rig).move('turnLeft')).type).toBe('leaseGranted');
  });

  test('cable cut mid-move: held within 1°, control ends, and after replugging a new one adopts without a jerk', async () => {
    const rig = await newRig();
    await startMove(rig);
    const driftDeg = await largestMovementDeg(rig, async () => {
      rig.brace.line.cut();
      await rig.lockstep.advance(1000);
      rig.brace.line.mend();
      rig.killHost();
      await rig.startHost();
      await rig.lockstep.advance(1000);
    });
    expect(driftDeg).toBeLessThan(1);
    expect(newestTelemetry(rig).state).toBe('protectiveHold');
  });

  test('the stop button of the brace holds, and is acknowledged only after its release', async () => {
    const rig = await newRig();
    await startMove(rig);
    rig.brace.pressStop();
    const driftDeg = await largestMovementDeg(rig, () => rig.lockstep.advance(1000));
    expect(driftDeg).toBeLessThan(2.6);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'protectiveHold' });
    expect(faultIds(rig)).toEqual(expect.arrayContaining(['stopInput', 'firmwareLatched']));
    await acknowledge(rig);
    expect(rig.repliesTo('page').at(-1)).toMatchObject({ id: 'faultPresent', detail: 'stopInput' });
    rig.brace.releaseStop();
    await rig.lockstep.advance(100);
    expect(newestTelemetry(rig).state).toBe('protectiveHold');
    await acknowledge(rig);
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 1500, 'standby');
  });

  test('a line that stalls for 300 ms mid-move and then bursts: no jump, held, and adopted again', async () => {
    const rig = await newRig();
    await startMove(rig);
    const driftDeg = await largestMovementDeg(rig, async () => {
      rig.brace.line.stall();
      await rig.lockstep.advance(300);
      rig.brace.line.resume();
      await rig.lockstep.advance(1000);
    });
    expect(driftDeg).toBeLessThan(1.5);
    expect(newestTelemetry(rig).state).toBe('protectiveHold');
    await acknowledge(rig);
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 1500, 'standby');
  });

  test('one damaged frame mid-move is shrugged off: the movement arrives', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const before = rig.brace.truth().bandPose.yawDeg;
    await createMover(rig).move('turnLeft');
    await rig.lockstep.advance(200);
    rig.brace.line.corruptNext('toChip');
    await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 3000, 'arrival');
    await rig.lockstep.advance(300);
    expect(rig.brace.truth().bandPose.yawDeg - before).toBeGreaterThan(4);
    expect(rig.brace.truth().bandPose.yawDeg - before).toBeLessThan(6);
  });

  test('two frames lost to noise mid-move: control asks, plans on from what was applied, and arrives', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const before = rig.brace.truth().bandPose.yawDeg;
    await createMover(rig).move('turnLeft');
    await rig.lockstep.advance(200);
    const driftDeg = await largestMovementDeg(rig, async () => {
      rig.brace.line.corruptNext('toChip', 34);
      await rig.lockstep.advance(60);
    });
    expect(driftDeg).toBeLessThan(1.5);
    await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 3000, 'arrival');
    await rig.lockstep.advance(300);
    expect(rig.brace.truth().bandPose.yawDeg - before).toBeGreaterThan(4);
    expect(rig.brace.truth().bandPose.yawDeg - before).toBeLessThan(6);
  });

  test('asked to end mid-move, control comes to rest first and leaves the head held', async () => {
    const rig = await newRig();
    await startMove(rig);
    const driftDeg = await largestMovementDeg(rig, async () => {
      const end = await rig.endHost();
      expect(end).toMatchObject({ cause: 'asked', isPowered: true });
      await rig.lockstep.advance(1500);
    });
    expect(driftDeg).toBeLessThan(3);
    expect(rig.brace.truth().isServoPowerOn).toBe(true);
  });

  test('a chip that the watchdog resets mid-move resumes the held pulses and waits for a person', async () => {
    const rig = await newRig();
    await startMove(rig);
    const driftDeg = await largestMovementDeg(rig, async () => {
      rig.brace.resetChip('watchdog');
      await rig.lockstep.advance(1500);
    });
    expect(driftDeg).toBeLessThan(1.5);
    expect(rig.brace.truth().isServoPowerOn).toBe(true);
    expect(newestTelemetry(rig).state).toBe('protectiveHold');
    expect(faultIds(rig)).toContain('firmwareRebooted');
  });
});
