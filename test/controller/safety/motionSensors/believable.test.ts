import { describe, expect, test } from 'vitest';
import { quaternionFromRotation } from '../../../../controller/motion/kinematics/quaternion.ts';
import { RADIANS_PER_DEGREE, rotationAbout } from '../../../../controller/motion/kinematics/rotation.ts';
import {
  believed,
  type SensorTrack,
  withSample,
} from '../../../../controller/safety/motionSensors/believable.ts';
import type { MotionSample } from '../../../../protocol/motionSample.ts';

const sampleAt = (atMs: number, change: Partial<MotionSample> = {}): MotionSample => ({
  atMs,
  quaternion: [1, 0, 0, 0],
  accelerationMPerS2: [0, 0, 0],
  ...change,
});
const turnedTo = (deg: number): Partial<MotionSample> => ({
  quaternion: quaternionFromRotation(rotationAbout([0, 0, 1], deg * RADIANS_PER_DEGREE)),
});

describe('what of a motion sensor is believed, to the edge', () => {
  test('S142: a sample that was not believed is not at a second look either', () => {
    const first = withSample(undefined, sampleAt(1000));
    const jumped = sampleAt(1020, turnedTo(41));
    const once = withSample(first, jumped);
    expect(believed(once, 1020)).toBeUndefined();
    expect(believed(withSample(once, jumped), 1030)).toBeUndefined();
    expect(believed(withSample(once, sampleAt(1040, turnedTo(41))), 1040)).toBeDefined();
  });

  test('S142: exactly ±4 g on all three axes is still within the range of the accelerometer', () => {
    const fullG = 4 * 9.81 * Math.sqrt(3);
    const isBelieved = (mPerS2: number): boolean =>
      believed(withSample(undefined, sampleAt(0, { accelerationMPerS2: [0, mPerS2, 0] })), 0) !== undefined;
    expect(isBelieved(fullG)).toBe(true);
    expect(isBelieved(fullG + 1e-9)).toBe(false);
  });

  test('S142: exactly 2000°/s is still within the range of the gyroscope', () => {
    const halfTurnIn = (ms: number) =>
      believed(
        withSample(withSample(undefined, sampleAt(0)), sampleAt(ms, { quaternion: [0, 0, 0, 1] })),
        ms,
      );
    expect(halfTurnIn(90)).toBeDefined();
    expect(halfTurnIn(89.999)).toBeUndefined();
  });

  test('S142: a sensor that turns without being accelerated is alive', () => {
    let track: SensorTrack | undefined;
    for (let ms = 0; ms <= 1000; ms += 20) {
      track = withSample(track, sampleAt(ms, turnedTo(ms * 0.01)));
      expect(believed(track, ms)).toBeDefined();
    }
  });
});
