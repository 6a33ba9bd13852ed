import '../../../sim/lockstep/virtualTime.ts';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { rotationOfMeasured } from '../../../controller/motion/kinematics/quaternion.ts';
import {
  angleBetweenDeg,
  compose,
  type Matrix3,
  rotationFromPose,
  transpose,
} from '../../../controller/motion/kinematics/rotation.ts';
import { type Connection, connect, requestStatus } from '../../../hardware/board/connect.ts';
import type { Status } from '../../../hardware/link/status.ts';
import { NOMINAL_MOTION_SENSORS } from '../../../protocol/brace.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { createBrace } from '../../../sim/brace/brace.ts';
import { createLockstep } from '../../../sim/lockstep/lockstep.ts';
import { PuppetBody } from './motionBody.ts';

const { default: five } = await import('johnny-five');
const HEX = readFileSync(new URL('../../../hardware/firmware/interlock.hex', import.meta.url), 'utf8');

/** johnny-five's component, with what its declarations lack. */
type Imu = InstanceType<typeof five.IMU> & {
  readonly isCalibrated: boolean;
  readonly orientation: {
    readonly quarternion: { readonly w: number; readonly x: number; readonly y: number; readonly z: number };
  };
};

function rotationOf({ orientation: { quarternion } }: Imu): Matrix3 {
  const { w, x, y, z } = quarternion;
  const rotation = rotationOfMeasured([w, x, y, z], 0.01);
  if (!rotation) throw new Error('johnny-five gives no orientation');
  return rotation;
}

it('johnny-five’s own IMU reads two BNO055 at once through the firmware, to within 1° of how the body stands', async () => {
  const body = new PuppetBody();
  const brace = createBrace({ hexText: HEX, body, seed: 3, motionErrorShare: 0.5 });
  const lockstep = createLockstep(brace);
  let connection: Connection<Status> | undefined;
  void connect({
    port: lockstep.connect(),
    baudRate: 250_000,
    analogInputs: 8,
    nowMs: () => lockstep.timeMs,
    answerTimeoutMs: 5000,
    prove: (_board, io) => requestStatus(io),
  }).then((made) => {
    connection = made;
  });
  await lockstep.until(() => connection !== undefined, 6000, 'connected');
  const { board, transport } = connection as Connection<Status>;
  onTestFinished(() => transport.close());
  const makeImu = (address: number): Imu =>
    new five.IMU({ board, controller: 'BNO055', address } as ConstructorParameters<
      typeof five.IMU
    >[0]) as Imu;
  const [head, trunk] = [makeImu(0x28), makeImu(0x29)];
  await lockstep.until(() => head.isCalibrated && trunk.isCalibrated, 6000, 'both are calibrated');
  await lockstep.advance(200);

  /** The sensors' headings are their own: what counts is how much has been turned since. */
  const turnedDeg = (from: readonly [Matrix3, Matrix3]): number => {
    const { headMounting, trunkMounting } = NOMINAL_MOTION_SENSORS;
    const part = (sensor: Matrix3, mounting: Pose): Matrix3 =>
      compose(sensor, transpose(rotationFromPose(mounting)));
    const against = (h: Matrix3, t: Matrix3): Matrix3 =>
      compose(transpose(part(t, trunkMounting)), part(h, headMounting));
    return angleBetweenDeg(against(...from), against(rotationOf(head), rotationOf(trunk)));
  };
  const before = [rotationOf(head), rotationOf(trunk)] as const;
  for (const pose of [
    { yawDeg: 0, pitchDeg: 20, rollDeg: 0 },
    { yawDeg: 30, pitchDeg: 0, rollDeg: 0 },
    { yawDeg: 0, pitchDeg: 0, rollDeg: -12 },
  ]) {
    body.head = pose;
    await lockstep.advance(300);
    const wantedDeg = angleBetweenDeg(
      rotationFromPose(pose),
      rotationFromPose({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 }),
    );
    expect(Math.abs(turnedDeg(before) - wantedDeg)).toBeLessThan(1);
  }
  expect(brace.chip.receiveErrors).toMatchObject({ lost: 0 });
});
