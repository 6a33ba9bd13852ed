import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Core, CYCLES_PER_MS, createCore, idleUntil } from '../../../sim/mcu/core.ts';
import { createEepromCells } from '../../../sim/mcu/eeprom.ts';
import { setResetFlag } from '../../../sim/mcu/patch.ts';

// The peripherals without a program: registers are written and read as instructions would, at chosen cycles.

const TIMERS = {
  0: { control: [0x44, 0x45], compare: [0x47, 0x48], count: 0x46, flags: 0x35, isWide: false },
  1: { control: [0x80, 0x81], compare: [0x88, 0x8a], count: 0x84, flags: 0x36, isWide: true },
  2: { control: [0xb0, 0xb1], compare: [0xb3, 0xb4], count: 0xb2, flags: 0x37, isWide: false },
} as const;

function newCore(isStock = false): Core {
  return createCore({
    program: new Uint16Array(0x4000),
    eeprom: createEepromCells(),
    startCycle: 0,
    onTransmit: () => {},
    isStock,
  });
}

function write(core: Core, address: number, value: number, isWide: boolean): void {
  if (isWide) core.cpu.writeData(address + 1, value >> 8);
  core.cpu.writeData(address, value & 0xff);
}

function read(core: Core, address: number, isWide: boolean): number {
  const low = core.cpu.readData(address);
  return isWide ? low | (core.cpu.readData(address + 1) << 8) : low;
}

type Access =
  | { kind: 'wait'; cycles: number }
  | { kind: 'compare'; unit: 0 | 1; value: number }
  | { kind: 'count'; value: number }
  | { kind: 'clearFlags' }
  | { kind: 'mode'; waveform: number; prescaler: number };

/** What a program would see if it read counter and flags after every access. */
function seen(hasStockTimers: boolean, number: 0 | 1 | 2, accesses: readonly Access[]): number[] {
  const core = newCore(hasStockTimers);
  const timer = TIMERS[number];
  const views: number[] = [];
  for (const access of accesses) {
    if (access.kind === 'wait') idleUntil(core, core.cpu.cycles + access.cycles);
    else if (access.kind === 'compare') write(core, timer.compare[access.unit], access.value, timer.isWide);
    else if (access.kind === 'count') write(core, timer.count, access.value, timer.isWide);
    else if (access.kind === 'clearFlags') core.cpu.writeData(timer.flags, 7);
    else {
      core.cpu.writeData(timer.control[0], access.waveform & 3);
      idleUntil(core, core.cpu.cycles + 2);
      core.cpu.writeData(
        timer.control[1],
        ((access.waveform & (timer.isWide ? 12 : 4)) << 1) | access.prescaler,
      );
    }
    idleUntil(core, core.cpu.cycles + 2);
    views.push(core.cpu.data[timer.flags] ?? -1, read(core, timer.count, timer.isWide));
  }
  return views;
}

describe('timers', () => {
  it('show a program the same counter and flags as avr8js stepping every tick', () => {
    const value = fc.oneof(
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 0xffff }),
    );
    const access: fc.Arbitrary<Access> = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('wait' as const),
          cycles: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9000 })),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('compare' as const),
          unit: fc.constantFrom(0 as const, 1 as const),
          value,
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('count' as const), value }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'clearFlags' as const }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('mode' as const),
          waveform: fc.integer({ min: 0, max: 15 }),
          prescaler: fc.integer({ min: 0, max: 3 }),
        }),
      },
    );
    const start = fc.record({
      kind: fc.constant('mode' as const),
      waveform: fc.constantFrom(0, 0, 3, 2, 4, 7, 15),
      prescaler: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(0 as const, 1 as const, 2 as const),
        start,
        fc.array(access, { minLength: 1, maxLength: 25 }),
        (number, first, rest) => {
          const narrow = (each: Access): Access =>
            number !== 1 && 'value' in each ? { ...each, value: each.value & 0xff } : each;
          const accesses = [first, ...rest.map(narrow)];
          expect(seen(false, number, accesses)).toEqual(seen(true, number, accesses));
        },
      ),
      { numRuns: 300, seed: 20 },
    );
  });

  it('keep their overflow when nothing else is due in a whole period', () => {
    for (const number of [0, 1, 2] as const) {
      const period = TIMERS[number].isWide ? 65_536 : 256;
      const accesses: Access[] = [
        { kind: 'mode', waveform: 0, prescaler: 1 },
        { kind: 'clearFlags' },
        { kind: 'wait', cycles: period },
        { kind: 'clearFlags' },
        { kind: 'wait', cycles: period },
      ];
      const flags = seen(false, number, accesses).filter((_, index) => index % 2 === 0);
      expect(flags.map((each) => each & 1)).toEqual([0, 0, 1, 0, 1]);
    }
  });
});

const WDTCSR = 0x60;
const MCUSR = 0x54;

describe('watchdog', () => {
  it('runs at 16 ms after a watchdog reset, until MCUSR is cleared and then it', () => {
    const core = newCore();
    setResetFlag(core.cpu, 8);
    idleUntil(core, 15.9 * CYCLES_PER_MS);
    expect(core.isWatchdogBiting).toBe(false);
    idleUntil(core, 16.1 * CYCLES_PER_MS);
    expect(core.isWatchdogBiting).toBe(true);
  });

  it.each([
    ['with WDRF cleared first: off', true, false],
    ['with WDRF still set: it bites all the same', false, true],
  ])('is switched off %s', (_, clearsFlag, bites) => {
    const core = newCore();
    setResetFlag(core.cpu, 8);
    if (clearsFlag) core.cpu.writeData(MCUSR, 0);
    core.cpu.writeData(WDTCSR, 0x18);
    core.cpu.writeData(WDTCSR, 0);
    idleUntil(core, 40 * CYCLES_PER_MS);
    expect(core.isWatchdogBiting).toBe(bites);
  });

  it('is off after the other resets', () => {
    const core = newCore();
    setResetFlag(core.cpu, 2);
    idleUntil(core, 40 * CYCLES_PER_MS);
    expect(core.isWatchdogBiting).toBe(false);
  });
});

const ADCSRA = 0x7a;

describe('converter control', () => {
  it('clears ADIF by a one, keeps it by a zero, and ends no conversion early', () => {
    const core = newCore();
    const { cpu } = core;
    cpu.writeData(ADCSRA, 0xc7);
    idleUntil(core, cpu.cycles + 100);
    cpu.writeData(ADCSRA, 0x87);
    expect(cpu.readData(ADCSRA)).toBe(0xc7);
    idleUntil(core, cpu.cycles + 25 * 128);
    expect(cpu.readData(ADCSRA)).toBe(0x97);
    cpu.writeData(ADCSRA, 0x87);
    expect(cpu.readData(ADCSRA)).toBe(0x97);
    cpu.writeData(ADCSRA, 0x97);
    expect(cpu.readData(ADCSRA)).toBe(0x87);
    cpu.writeData(ADCSRA, 0x8f);
    expect(cpu.nextInterrupt).toBe(-1);
    cpu.writeData(ADCSRA, 0xcf);
    idleUntil(core, cpu.cycles + 25 * 128);
    expect(cpu.nextInterrupt).toBe(0x2a);
    cpu.writeData(ADCSRA, 0x9f);
    expect(cpu.nextInterrupt).toBe(-1);
  });

  it('says that automatic triggers are not modelled', () => {
    const { cpu } = newCore();
    expect(() => cpu.writeData(ADCSRA, 0xe7)).toThrow(/not modelled/);
  });
});
