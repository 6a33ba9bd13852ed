import { describe, expect, it } from 'vitest';
import { SerialOrderError, serial } from '../../../../controller/motion/kinematics/serial.ts';
import type { SerialAxis } from '../../../../protocol/brace.ts';
import type { PerServo } from '../../../../protocol/pose.ts';
import { anglesAt, describeMechanism, STRAIGHT } from './properties.ts';

const ORDERS: readonly PerServo<SerialAxis>[] = [
  ['yaw', 'pitch', 'roll'],
  ['yaw', 'roll', 'pitch'],
  ['pitch', 'yaw', 'roll'],
  ['pitch', 'roll', 'yaw'],
  ['roll', 'yaw', 'pitch'],
  ['roll', 'pitch', 'yaw'],
];

describe.each(ORDERS)('serial %s, %s, %s', (first, middle, last) => {
  const order: PerServo<SerialAxis> = [first, middle, last];
  const kinematics = serial({ kind: 'serial', order });
  describeMechanism(kinematics);

  it('moves one servo for a turn about one axis', () => {
    const pose = { ...STRAIGHT, [`${middle}Deg`]: 12 };
    const angles = anglesAt(kinematics, pose);
    expect(angles[0]).toBeCloseTo(0, 10);
    expect(angles[1]).toBeCloseTo(12, 10);
    expect(angles[2]).toBeCloseTo(0, 10);
  });

  it('refuses where its outer axes line up', () => {
    expect(kinematics.inverse({ ...STRAIGHT, [`${middle}Deg`]: 90 })).toMatchObject({
      kind: 'unreachable',
      id: 'poseOutOfReach',
      leg: 1,
    });
    expect(kinematics.forward([0, 90, 0], STRAIGHT)).toBeUndefined();
  });
});

describe('serial', () => {
  it('passes a pose through unchanged in the order yaw, pitch, roll', () => {
    const kinematics = serial({ kind: 'serial', order: ['yaw', 'pitch', 'roll'] });
    const angles = anglesAt(kinematics, { yawDeg: 31, pitchDeg: -12, rollDeg: 7 });
    expect(angles.map((angle) => Math.round(angle * 1e9) / 1e9)).toEqual([31, -12, 7]);
  });
  it('refuses an order that names an axis twice', () => {
    expect(() => serial({ kind: 'serial', order: ['yaw', 'yaw', 'roll'] })).toThrow(SerialOrderError);
  });
});
