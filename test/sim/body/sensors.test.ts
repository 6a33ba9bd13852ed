import { afterEach, describe, expect, it } from 'vitest';
import { anglesFromPots } from '../../../controller/motion/kinematics/servoMap.ts';
import { type BraceBuild, DEFAULT_BUILD } from '../../../protocol/brace.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { type Body, createBody } from '../../../sim/body/body.ts';
import {
  REFERENCE_VOLTS,
  SUPPLY_DIVIDER,
  TEMPERATURE_VOLTS_AT_0_C,
  TEMPERATURE_VOLTS_PER_C,
  warmed,
} from '../../../sim/body/sensors.ts';
import { command, cutPower, run, STRAIGHT } from './brace.ts';

const bodies: Body[] = [];
async function newBody(build: BraceBuild = DEFAULT_BUILD, startPose: Pose = STRAIGHT): Promise<Body> {
  const body = await createBody({ build, seed: 5, startPose });
  bodies.push(body);
  return body;
}
afterEach(() => {
  for (const body of bodies.splice(0)) body.dispose();
});

/** What the microcontroller makes of a pin: ten bits, rounded down. */
function convert(volts: number): number {
  return Math.min(1023, Math.floor((volts / REFERENCE_VOLTS) * 1024));
}

/** Sixteen conversions of each potentiometer, one per millisecond, summed as the firmware does. */
function potSums(body: Body): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  run(body, 16, () => {
    for (const servo of [0, 1, 2] as const) sums[servo] += convert(body.potVolts[servo]);
  });
  return sums;
}

describe('potentiometers', () => {
  it('read the shaft angles within 0.1° through the converter and the calibration', async () => {
    for (const pose of [STRAIGHT, { yawDeg: 30, pitchDeg: 5, rollDeg: -5 }, { ...STRAIGHT, pitchDeg: -24 }]) {
      const body = await newBody(DEFAULT_BUILD, pose);
      body.setHandHolds(true);
      run(body, 500);
      const read = anglesFromPots(potSums(body), DEFAULT_BUILD.servos);
      for (const servo of [0, 1, 2] as const) {
        expect(Math.abs(read[servo] - body.servoAnglesDeg()[servo])).toBeLessThan(0.1);
      }
    }
  });

  it('are right on average: no servo reads a fixed fraction of a step too low', async () => {
    let [sum, count] = [0, 0];
    for (const yawDeg of [-9, -3, 1, 6, 13]) {
      const body = await newBody(DEFAULT_BUILD, { ...STRAIGHT, yawDeg });
      body.setHandHolds(true);
      run(body, 500);
      for (let window = 0; window < 20; window += 1) {
        const read = anglesFromPots(potSums(body), DEFAULT_BUILD.servos);
        for (const servo of [0, 1, 2] as const) {
          sum += read[servo] - body.servoAnglesDeg()[servo];
          count += 1;
        }
      }
    }
    expect(Math.abs(sum / count)).toBeLessThan(0.02);
  });

  it('follow each servo through its own calibration, reversed ones included', async () => {
    const [first, second, third] = DEFAULT_BUILD.servos;
    const build: BraceBuild = {
      ...DEFAULT_BUILD,
      servos: [
        { ...first, direction: -1, referenceUs: 1450 },
        { ...second, potSumPerDeg: -110, potReferenceSum: 8000 },
        { ...third, usPerDeg: 8, potReferenceSum: 8400 },
      ],
    };
    const body = await newBody(build, { yawDeg: 20, pitchDeg: 8, rollDeg: 3 });
    body.setHandHolds(true);
    run(body, 500);
    const read = anglesFromPots(potSums(body), build.servos);
    for (const servo of [0, 1, 2] as const) {
      expect(Math.abs(read[servo] - body.servoAnglesDeg()[servo])).toBeLessThan(0.12);
    }
  });

  it('turn the way that a pulse asks for, whatever the direction of the servo', async () => {
    for (const direction of [1, -1] as const) {
      const [first, second, third] = DEFAULT_BUILD.servos;
      const build: BraceBuild = { ...DEFAULT_BUILD, servos: [{ ...first, direction }, second, third] };
      const body = await newBody(build);
      for (const servo of [1, 2] as const) body.setServoPulse(servo, 1500);
      body.setServoPulse(0, 1540);
      run(body, 500);
      expect(Math.abs(body.servoAnglesDeg()[0] - 4 * direction)).toBeLessThan(1);
    }
  });

  it('carry a little noise, new in every millisecond', async () => {
    const body = await newBody();
    body.setHandHolds(true);
    const volts: number[] = [];
    run(body, 500, () => volts.push(body.potVolts[1]));
    run(body, 500, () => volts.push(body.potVolts[1]));
    const late = volts.slice(500);
    const mean = late.reduce((sum, value) => sum + value, 0) / late.length;
    const deviation = Math.sqrt(late.reduce((sum, value) => sum + (value - mean) ** 2, 0) / late.length);
    expect(new Set(late).size).toBe(late.length);
    expect(deviation).toBeGreaterThan(0.0015);
    expect(deviation).toBeLessThan(0.0025);
  });
});

describe('supply and temperature', () => {
  const mean = (body: Body, read: () => number): number => {
    let sum = 0;
    run(body, 200, () => {
      sum += read();
    });
    return sum / 200;
  };
  it('show 12 V at rest, and less while the servos work', async () => {
    const body = await newBody();
    body.setHandHolds(true);
    cutPower(body);
    expect(mean(body, () => body.supplyVolts) / SUPPLY_DIVIDER).toBeCloseTo(12, 1);
    body.setHandHolds(false);
    command(body, { ...STRAIGHT, pitchDeg: 25 });
    let lowest = 5;
    run(body, 100, () => {
      lowest = Math.min(lowest, body.supplyVolts);
    });
    expect(lowest / SUPPLY_DIVIDER).toBeLessThan(11.7);
    expect(lowest / SUPPLY_DIVIDER).toBeGreaterThan(10.5);
  });

  it('show room temperature at the start', async () => {
    const body = await newBody();
    body.setHandHolds(true);
    for (const sensor of [0, 1] as const) {
      const volts = mean(body, () => body.servoTemperatureVolts[sensor]);
      expect((volts - TEMPERATURE_VOLTS_AT_0_C) / TEMPERATURE_VOLTS_PER_C).toBeCloseTo(25, 0);
    }
  });

  it('warm a holding servo by some degrees, a stalled one beyond bearing, and let it cool again', () => {
    const temperatureAfter = (currentA: number, seconds: number, start = 25): number => {
      let temperature = start;
      for (let elapsed = 0; elapsed < seconds; elapsed += 1) temperature = warmed(temperature, currentA, 1);
      return temperature;
    };
    expect(temperatureAfter(0.8, 7200)).toBeGreaterThan(28);
    expect(temperatureAfter(0.8, 7200)).toBeLessThan(40);
    expect(temperatureAfter(6, 300)).toBeGreaterThan(100);
    expect(temperatureAfter(0, 7200, 60)).toBeCloseTo(25, 1);
  });
});
