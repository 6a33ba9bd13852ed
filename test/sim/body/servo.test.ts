import { describe, expect, it } from 'vitest';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { createEngine, valueAt } from '../../../sim/body/engine.ts';
import { mjcf } from '../../../sim/body/mjcf.ts';
import {
  driveRad,
  SERVO,
  SERVO_STIFFNESS_NM_PER_DEG,
  saggedDriveRad,
  targetRad,
} from '../../../sim/body/servo.ts';

const [calibration] = DEFAULT_BUILD.servos;
const degrees = (radians: number): number => (radians * 180) / Math.PI;
const radians = (angleDeg: number): number => (angleDeg * Math.PI) / 180;

describe('pulse to shaft', () => {
  it('follows reference, scale and direction of the calibration', () => {
    expect(degrees(targetRad(1600, calibration))).toBeCloseTo(10, 12);
    expect(degrees(targetRad(1600, { ...calibration, direction: -1 }))).toBeCloseTo(-10, 12);
    expect(degrees(targetRad(1600, { ...calibration, referenceUs: 1550, usPerDeg: 5 }))).toBeCloseTo(10, 12);
  });

  it('drives nothing inside the dead band of 2 µs, and from zero at its edge', () => {
    const shaft = radians(3);
    expect(driveRad(shaft + radians(0.09), shaft, calibration)).toBe(shaft);
    expect(driveRad(shaft - radians(0.09), shaft, calibration)).toBe(shaft);
    expect(degrees(driveRad(shaft + radians(0.11), shaft, calibration) - shaft)).toBeCloseTo(0.01, 9);
    expect(degrees(driveRad(shaft - radians(1.1), shaft, calibration) - shaft)).toBeCloseTo(-1, 9);
  });
});

describe('the motor', () => {
  it('obeys the torque–speed line, the drive limit and its own damping at every step', async () => {
    const engine = await createEngine(mjcf(DEFAULT_BUILD.geometry, 'free'));
    const position = engine.positionAddress('servo0');
    const velocity = engine.velocityAddress('servo0');
    let [fastest, strongest] = [0, 0];
    for (let step = 0; step < 1500; step += 1) {
      // Large swings of all three, which turn the band about the vertical: the drive saturates and the speed
      // is at its limit.
      const target = radians(step % 500 < 250 ? 35 : -35);
      for (const servo of [0, 1, 2]) engine.view('ctrl')[servo] = target;
      const angle = valueAt(engine.view('qpos'), position);
      const speed = valueAt(engine.view('qvel'), velocity);
      const asked = SERVO.gainVoltsPerRad * (target - angle) - SERVO.dampingVoltsPerRadPerS * speed;
      const volts = Math.max(-SERVO.supplyVolts, Math.min(SERVO.supplyVolts, asked));
      const line = SERVO.stallTorqueNm * (volts / SERVO.supplyVolts - speed / SERVO.noLoadRadPerS);
      engine.step();
      expect(Math.abs(valueAt(engine.view('actuator_force'), 0) - line)).toBeLessThan(1e-9);
      fastest = Math.max(fastest, Math.abs(speed));
      strongest = Math.max(strongest, Math.abs(line));
    }
    expect(fastest).toBeGreaterThan(0.8 * SERVO.noLoadRadPerS);
    expect(strongest).toBeGreaterThan(0.9 * SERVO.stallTorqueNm);
    engine.dispose();
  });

  it.each([9, 6, 1])(
    'on a supply of %d V makes what is left of the line, at every step',
    async (supplyVolts) => {
      const engine = await createEngine(mjcf(DEFAULT_BUILD.geometry, 'free'));
      let saturated = 0;
      for (let step = 0; step < 800; step += 1) {
        const target = radians(step % 500 < 250 ? 35 : -35);
        let line = 0;
        for (const servo of [2, 1, 0]) {
          const angle = valueAt(engine.view('qpos'), engine.positionAddress(`servo${servo}`));
          const speed = valueAt(engine.view('qvel'), engine.velocityAddress(`servo${servo}`));
          const asked = SERVO.gainVoltsPerRad * (target - angle) - SERVO.dampingVoltsPerRadPerS * speed;
          const volts = Math.max(-supplyVolts, Math.min(supplyVolts, asked));
          if (volts !== asked) saturated += 1;
          line = SERVO.stallTorqueNm * (volts / SERVO.supplyVolts - speed / SERVO.noLoadRadPerS);
          engine.view('ctrl')[servo] = saggedDriveRad(target, angle, speed, supplyVolts);
        }
        engine.step();
        expect(Math.abs(valueAt(engine.view('actuator_force'), 0) - line)).toBeLessThan(1e-9);
      }
      expect(saturated).toBeGreaterThan(100);
      engine.dispose();
    },
  );

  it('holds with about 3.6 Nm per degree', () => {
    expect(SERVO_STIFFNESS_NM_PER_DEG).toBeCloseTo(3.63, 1);
  });
});
