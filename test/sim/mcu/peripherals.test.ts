import { describe, expect, it } from 'vitest';
import { CYCLES_PER_MS } from '../../../sim/mcu/chip.ts';
import { createProbeChip, type ProbeChip } from './probe.ts';

const u16 = (bytes: readonly number[], at: number) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

/** Moves D3 and counts the cycles until the interrupt has toggled D7; undefined: not within 1000. */
function responseCycles({ chip }: ProbeChip, level: boolean): number | undefined {
  const before = chip.isPinHigh(7);
  const from = chip.cycles;
  chip.setDigitalInput(3, level);
  while (chip.cycles < from + 1000) {
    chip.runUntil(chip.cycles + 1);
    if (chip.isPinHigh(7) !== before) return chip.cycles - from;
  }
  return undefined;
}

describe('external interrupts', () => {
  it('answers an edge from sleep 13 cycles later: waking 4, response 4, JMP 3, SBI 2', () => {
    const probe = createProbeChip();
    probe.ask('x');
    for (const level of [false, true, false, true]) {
      probe.runMs(1.3);
      expect(responseCycles(probe, level)).toBe(13);
    }
  });

  it('answers an edge while awake after 9 to 13 cycles: no wake, but the instruction begun comes first', () => {
    const probe = createProbeChip();
    probe.ask('x');
    const responses: (number | undefined)[] = [];
    for (let turn = 0; turn < 40; turn++) {
      probe.chip.receive(Buffer.from('a'));
      // The converter's command waits awake for about 0.8 ms.
      probe.runMs(0.2 + turn * 0.0007);
      responses.push(responseCycles(probe, turn % 2 === 1));
      probe.runMs(3);
    }
    const known = responses.filter((cycles) => cycles !== undefined);
    expect(known).toHaveLength(40);
    expect(Math.min(...known)).toBeGreaterThanOrEqual(9);
    expect(known.toSorted((a, b) => a - b)[30]).toBeLessThanOrEqual(13);
  });

  it('keeps an edge that came while masked, as the part does: enabling it enters it', () => {
    const probe = createProbeChip();
    expect(responseCycles(probe, false)).toBeUndefined();
    const before = probe.chip.isPinHigh(7);
    probe.ask('x');
    expect(probe.chip.isPinHigh(7)).toBe(!before);
    // Once: the flag is cleared by being served.
    probe.ask('x');
    probe.ask('x');
    expect(probe.chip.isPinHigh(7)).toBe(!before);
  });

  it('serves D2 and D3 each by its own vector', () => {
    const probe = createProbeChip();
    probe.ask('x');
    const before = probe.chip.isPinHigh(7);
    probe.chip.setDigitalInput(2, false);
    expect(probe.ask([])).toEqual([33, 0]);
    expect(probe.chip.isPinHigh(7)).toBe(before);
    probe.chip.setDigitalInput(3, false);
    expect(probe.ask([])).toEqual([]);
    expect(probe.chip.isPinHigh(7)).toBe(!before);
  });
});

const WRITTEN = 0x5a;
const BUSY = 0x02;

describe('EEPROM', () => {
  it('takes 3.4 ms for a write, raises its interrupt then, and reads the byte back', () => {
    const probe = createProbeChip();
    expect(probe.ask('W', 3.3)).toEqual([]);
    const reply = probe.ask([], 1);
    expect(reply[0]).toBe(87);
    expect(u16(reply, 1) / 2).toBeGreaterThan(3399);
    expect(u16(reply, 1) / 2).toBeLessThan(3420);
    expect(probe.chip.eeprom[1]).toBe(WRITTEN);
    expect(probe.ask('V')).toEqual([86, WRITTEN, 0]);
  });

  it('is busy meanwhile: a read gives nothing, and another write is not begun', () => {
    const probe = createProbeChip();
    expect(probe.ask('S', 1)).toEqual([83, BUSY]);
    expect(probe.ask('V', 1)).toEqual([86, 0xa5, BUSY]);
    expect(probe.ask('S', 5)).toEqual([83, BUSY]);
    expect([...probe.chip.eeprom.slice(0, 4)]).toEqual([0xff, 0xa5, 0xff, 0xff]);
  });

  it('ends a write through a watchdog or external reset, and keeps it', () => {
    const probe = createProbeChip();
    probe.ask('S', 1);
    probe.chip.reset('external');
    probe.runMs(10);
    expect(probe.chip.eeprom[1]).toBe(0xa5);
  });

  it('may lose only the byte that was being written when the supply fails', () => {
    const probe = createProbeChip({ seed: 3 });
    probe.ask('S', 5);
    probe.ask('S', 1);
    probe.chip.setSupplyVolts(3);
    probe.runMs(10);
    expect(probe.chip.eeprom[1]).toBe(0xa5);
    expect(probe.chip.eeprom[2]).not.toBe(0xa5);
    expect([...probe.chip.eeprom.slice(3)].every((byte) => byte === 0xff)).toBe(true);
  });
});

describe('supply of the chip', () => {
  const bootsOf = (probe: ProbeChip) => probe.ask('m');

  it('below 4.3 V: held in reset, pins let go, nothing heard; above it: the brown-out cause, SRAM kept', () => {
    const probe = createProbeChip();
    probe.chip.setSupplyVolts(4.31);
    expect(probe.ask('m')).toEqual([109, 1, 0]);
    while (!probe.chip.isPinHigh(9)) probe.chip.runUntil(probe.chip.cycles + 100);
    probe.chip.setSupplyVolts(4.29);
    expect(probe.chip.isPinHigh(9)).toBe(false);
    probe.pulses.length = 0;
    expect(probe.ask('m', 500)).toEqual([]);
    expect(probe.pulses).toEqual([]);
    expect(probe.chip.receiveErrors.deaf).toBe(1);
    // Hysteresis: the supply must come back a little higher than it went.
    probe.chip.setSupplyVolts(4.32);
    expect(probe.ask('m', 100)).toEqual([]);
    probe.chip.setSupplyVolts(5);
    const from = probe.chip.cycles;
    probe.ask([], 6);
    expect(((probe.sent[0]?.cycle ?? 0) - from) / CYCLES_PER_MS).toBeGreaterThan(4.1);
    expect(bootsOf(probe)).toEqual([109, 4, 1]);
    expect(probe.chip.resets).toEqual({ powerOn: 0, external: 0, brownOut: 1, watchdog: 0 });
  });

  it('down to 1.6 V, however long: SRAM kept; below: power-on, and noise in SRAM', () => {
    const probe = createProbeChip();
    probe.chip.setSupplyVolts(1.7);
    probe.runMs(5000);
    probe.chip.setSupplyVolts(5);
    probe.runMs(6);
    expect(bootsOf(probe)).toEqual([109, 4, 1]);
    const before = Buffer.from(probe.chip.sram);
    probe.chip.setSupplyVolts(1.5);
    probe.runMs(1);
    probe.chip.setSupplyVolts(5);
    const same = probe.chip.sram.filter((byte, address) => byte === before[address]).length;
    expect(same).toBeLessThan(60);
    probe.runMs(6);
    expect(bootsOf(probe)).toEqual([109, 1 + 4, 0]);
    expect(probe.chip.resets).toMatchObject({ powerOn: 1, brownOut: 2 });
  });

  it('is the reference of the converter', () => {
    const probe = createProbeChip();
    probe.chip.setAnalogVolts(3, 2.25);
    expect(u16(probe.ask('a'), 7)).toBe(460);
    probe.chip.setSupplyVolts(4.5);
    expect(u16(probe.ask('a'), 7)).toBe(512);
    expect(() => probe.chip.setSupplyVolts(6)).toThrow(RangeError);
    expect(() => probe.chip.setSupplyVolts(Number.NaN)).toThrow(RangeError);
  });
});

describe('a converter pin without a wire', () => {
  it('drifts toward the channel that was converted before it, and comes back with its wire', () => {
    const probe = createProbeChip();
    const read = (channel: number) => u16(probe.ask('a'), 1 + 2 * channel);
    probe.chip.setAnalogVolts(0, 1);
    probe.chip.setAnalogVolts(1, 4);
    expect(read(1)).toBe(819);
    probe.chip.setAnalogVolts(1, 'open');
    const first = read(1);
    expect(first).toBeLessThan(819);
    expect(first).toBeGreaterThan(205);
    for (let turn = 0; turn < 30; turn++) probe.ask('a');
    expect(read(1)).toBe(204);
    expect(read(0)).toBe(204);
    probe.chip.setAnalogVolts(1, 4);
    expect(read(1)).toBe(819);
  });
});
