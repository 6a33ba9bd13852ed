import { describe, expect, it } from 'vitest';
import { createPotWires } from '../../../sim/brace/potWires.ts';
import { createRandom } from '../../../sim/random.ts';

describe('wires of the potentiometers', () => {
  it('pass on what the potentiometers give, each its own, and again when mended', () => {
    const wires = createPotWires(createRandom(1));
    expect(wires.levels([1, 2, 3])).toEqual([1, 2, 3]);
    for (const fault of ['stuck', 'noisy', 'disconnected', 'shorted'] as const) {
      wires.setFault(1, fault);
      wires.levels([1, 2, 3]);
      expect(wires.faults).toEqual([null, fault, null]);
      const [rear, , right] = wires.levels([1.1, 2.1, 3.1]);
      expect([rear, right]).toEqual([1.1, 3.1]);
      wires.setFault(1, null);
      expect(wires.levels([1.2, 2.2, 3.2])).toEqual([1.2, 2.2, 3.2]);
    }
  });

  it('stuck: goes on giving what it gave first, and a newer value the next time', () => {
    const wires = createPotWires(createRandom(1));
    wires.setFault(0, 'stuck');
    expect([1, 2, 0].map((volts) => wires.levels([volts, 0, 0])[0])).toEqual([1, 1, 1]);
    wires.setFault(0, 'stuck');
    expect([2, 3].map((volts) => wires.levels([volts, 0, 0])[0])).toEqual([2, 2]);
  });

  it('off, or on ground', () => {
    const wires = createPotWires(createRandom(1));
    wires.setFault(0, 'disconnected');
    wires.setFault(2, 'shorted');
    expect(wires.levels([1, 2, 3])).toEqual([0, 2, 0]);
    const withoutResistors = createPotWires(createRandom(1), false);
    withoutResistors.setFault(0, 'disconnected');
    expect(withoutResistors.levels([1, 2, 3])).toEqual(['open', 2, 3]);
  });

  it('noisy: by 0.1 V about the true value, never below 0 V, the same for the same seed', () => {
    const run = (seed: number) => {
      const wires = createPotWires(createRandom(seed));
      wires.setFault(0, 'noisy');
      return Array.from({ length: 2000 }, () => Number(wires.levels([2.5, 0, 0])[0]));
    };
    const values = run(4);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    // 2000 draws: the mean is good to 0.0022 V, the deviation to 0.0016 V.
    expect(Math.abs(mean - 2.5)).toBeLessThan(0.01);
    expect(Math.abs(deviation - 0.1)).toBeLessThan(0.008);
    expect(run(4)).toEqual(values);
    expect(run(5)).not.toEqual(values);
  });
});
