import { describe, expect, it } from 'vitest';
import { createSupply } from '../../../sim/brace/supply.ts';

describe('the supply', () => {
  const msUntilBelow = (volts: number, sagToVolts: number) => {
    const supply = createSupply();
    supply.setVolts(sagToVolts);
    for (let ms = 1; ms <= 1000; ms++) {
      supply.stepMs();
      if (supply.chipVolts < volts) return ms;
    }
    return undefined;
  };

  it('of a source that is gone: the chip below 4.3 V within 15 ms, below 1.6 V within 69 ms', () => {
    expect(msUntilBelow(4.3, 0)).toBe(15);
    expect(msUntilBelow(1.6, 0)).toBe(69);
  });

  it.each([
    ['6 V and more: the chip sees nothing', 6, undefined, undefined],
    ['5 V: it browns out', 5, 15, undefined],
    ['2.5 V: it forgets', 2.5, 15, 69],
  ])('of a source that gives %s', (_what, volts, brownOutMs, powerOnMs) => {
    expect(msUntilBelow(4.3, volts)).toBe(brownOutMs);
    expect(msUntilBelow(1.6, volts)).toBe(powerOnMs);
  });

  it('comes back at once', () => {
    const supply = createSupply();
    supply.setVolts(0);
    for (let ms = 0; ms < 30; ms++) supply.stepMs();
    expect(supply).toMatchObject({ servoVolts: 0, chipVolts: expect.closeTo(3.5) });
    supply.setVolts(null);
    supply.stepMs();
    expect(supply).toMatchObject({ servoVolts: 12, chipVolts: 5 });
    for (const volts of [-1, 13, Number.NaN]) expect(() => supply.setVolts(volts)).toThrow(RangeError);
  });
});
