import { describe, expect, it } from 'vitest';
import { createServoInputs, type PulseChange } from '../../../sim/brace/servoInputs.ts';

function newInputs() {
  const applied: [number, number | null][] = [];
  const changes: PulseChange[] = [];
  const inputs = createServoInputs((servo, pulseUs) => applied.push([servo, pulseUs]));
  inputs.onChange = (change) => changes.push(change);
  return { inputs, applied, changes };
}

describe('what a servo makes of its wire', () => {
  it('follows nothing before its first pulse, then each pulse', () => {
    const { inputs, applied } = newInputs();
    inputs.update(1, true);
    expect(inputs.pulsesUs).toEqual([null, null, null]);
    inputs.pulse(10, 1500.25, 1.5);
    inputs.update(2, true);
    inputs.pulse(10, 1510, 21.5);
    inputs.update(22, true);
    expect(applied).toEqual([
      [1, 1500.25],
      [1, 1510],
    ]);
  });

  it('goes limp 50 ms after the last pulse, and at once without power', () => {
    const { inputs, applied } = newInputs();
    inputs.pulse(9, 1500, 10);
    inputs.update(10, true);
    inputs.update(60, true);
    expect(inputs.pulsesUs[0]).toBe(1500);
    inputs.update(61, true);
    expect(inputs.pulsesUs[0]).toBeNull();
    inputs.pulse(9, 1500, 70);
    inputs.update(70, true);
    inputs.update(71, false);
    expect(inputs.pulsesUs[0]).toBeNull();
    expect(applied.map(([, pulseUs]) => pulseUs)).toEqual([1500, null, 1500, null]);
  });

  it('ignores pulses that no servo understands, and is not kept alive by them', () => {
    const { inputs } = newInputs();
    inputs.pulse(11, 1600, 0);
    for (let ms = 0; ms <= 60; ms += 20) {
      inputs.pulse(11, ms % 40 === 0 ? 80 : 2600, ms + 1);
      inputs.update(ms + 1, true);
    }
    expect(inputs.pulsesUs[2]).toBeNull();
  });

  it('reports beginnings, changes of half a microsecond and ends, with their times; jitter is none', () => {
    const { inputs, changes } = newInputs();
    for (const [timeMs, widthUs] of [
      [10.5, 1500],
      [30.5, 1500.125],
      [50.5, 1499.75],
      [70.5, 1501],
    ] as const) {
      inputs.pulse(9, widthUs, timeMs);
      inputs.update(Math.ceil(timeMs), true);
    }
    inputs.update(121, true);
    expect(changes).toEqual([
      { servo: 0, timeMs: 10.5, pulseUs: 1500 },
      { servo: 0, timeMs: 70.5, pulseUs: 1501 },
      { servo: 0, timeMs: 121, pulseUs: null },
    ]);
  });

  it('forgets its pulses after 10 ms without power, and waits for a new one', () => {
    const { inputs } = newInputs();
    const update = (fromMs: number, toMs: number, isPowerOn: boolean) => {
      for (let ms = fromMs; ms <= toMs; ms++) inputs.update(ms, isPowerOn);
    };
    inputs.pulse(9, 1500, 1);
    update(1, 5, true);
    update(6, 14, false);
    update(15, 15, true);
    expect(inputs.pulsesUs[0]).toBe(1500);
    update(16, 20, false);
    inputs.pulse(9, 900, 21);
    update(21, 30, false);
    update(31, 35, true);
    expect(inputs.pulsesUs[0]).toBeNull();
    inputs.pulse(9, 1510, 36);
    update(36, 36, true);
    expect(inputs.pulsesUs[0]).toBe(1510);
  });
});
