import { describe, expect, it } from 'vitest';
import { CYCLES_PER_MS } from '../../../sim/mcu/chip.ts';
import { createProbeChip } from './probe.ts';

const u16 = (bytes: readonly number[], at: number) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

describe('serial line', () => {
  it('sends and receives at 250,000 baud, back to back, with nothing lost', () => {
    const probe = createProbeChip();
    const data = Array.from({ length: 254 }, (_, index) => index);
    expect(probe.ask('e')).toEqual([]);
    expect(probe.ask(data, 12)).toEqual(data);
    const gaps = probe.sent.slice(1).map(({ cycle }, index) => cycle - (probe.sent[index]?.cycle ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(642);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(638);
    expect(probe.chip.receiveErrors).toEqual({ late: 0, lost: 0, deaf: 0 });
  });

  it('paces what it receives: the echo of a byte is out two characters after it was put on the line', () => {
    const probe = createProbeChip();
    probe.ask('e');
    const from = probe.chip.cycles;
    probe.ask([7]);
    const delay = (probe.sent[0]?.cycle ?? 0) - from;
    expect(delay).toBeGreaterThanOrEqual(2 * 640);
    expect(delay).toBeLessThan(2 * 640 + 200);
  });

  it('buffers two characters and the shift register, then loses one and says so', () => {
    const probe = createProbeChip();
    // 150 us of interrupts off: three characters of 40 us are kept.
    expect(probe.ask('diii')).toEqual(
      [...'i\x00i\x00i\x00'].map((char, at) => (at % 2 ? 3 : char.charCodeAt(0))),
    );
    expect(probe.chip.receiveErrors.lost).toBe(0);
    expect(probe.chip.receiveErrors.late).toBeGreaterThan(0);
    expect(probe.ask('dddiiiiiiiiiiii', 8).length).toBeLessThan(24);
    expect(probe.chip.receiveErrors.lost).toBeGreaterThan(0);
  });

  it('loses what arrives while the chip is in reset, and counts it', () => {
    const probe = createProbeChip();
    probe.chip.reset('external');
    expect(probe.ask('mmm', 10)).toEqual([98]);
    expect(probe.chip.receiveErrors.deaf).toBe(3);
  });
});

describe('timers', () => {
  it('reads an exact TCNT1 in the middle of a run, and counts milliseconds', () => {
    const probe = createProbeChip();
    const first = probe.ask('r');
    // 100 turns of a three-cycle loop with a NOP, 4 cycles each, and the reads themselves, at two ticks a microsecond.
    expect(u16(first, 1)).toBeGreaterThanOrEqual(50);
    expect(u16(first, 1)).toBeLessThanOrEqual(52);
    probe.runMs(1000);
    const second = probe.ask('r');
    expect(Math.abs(u16(second, 3) - u16(first, 3) - 1005)).toBeLessThanOrEqual(1);
  });

  it('measures pulses: by compare interrupts, by busy-waiting on TCNT1, by a compare unit', () => {
    const probe = createProbeChip();
    probe.runMs(500);
    const byPin = (pin: number) => probe.pulses.filter((pulse) => pulse.pin === pin);
    const framesOf9 = byPin(9);
    expect(framesOf9.length).toBeGreaterThanOrEqual(24);
    for (const pulse of framesOf9) expect(Math.abs(pulse.widthUs - 1500)).toBeLessThan(8);
    for (const pulse of byPin(10)) {
      expect(pulse.widthUs).toBeGreaterThanOrEqual(75);
      expect(pulse.widthUs).toBeLessThan(85);
    }
    // Fast PWM at clk/1024: each duty cycle is 3 ticks of 64 us longer than the last.
    const duty = byPin(11).map(({ widthUs }) => widthUs / 64);
    for (let index = 1; index < 20; index++) {
      expect(((duty[index] ?? 0) - (duty[index - 1] ?? 0) + 256) % 256).toBeCloseTo(3, 6);
    }
  });
});

describe('sleep', () => {
  it('runs the instruction after SEI before a pending interrupt, so that sei; sleep cannot be missed', () => {
    const probe = createProbeChip();
    for (let turn = 0; turn < 20; turn++) {
      const reply = probe.ask('s', 7);
      expect(reply[0]).toBe(115);
      expect(u16(reply, 1)).toBe(1);
    }
  });
});

describe('converter', () => {
  it('reads all eight channels against 5 V with 10 bits', () => {
    const probe = createProbeChip();
    const volts = [0, 0.6, 1.2, 2.5, 3.3, 4.1, 4.999, 5.2];
    volts.forEach((value, channel) => {
      probe.chip.setAnalogVolts(channel, value);
    });
    const reply = probe.ask('a');
    expect(volts.map((_, channel) => u16(reply, 1 + 2 * channel))).toEqual(
      volts.map((value) => Math.min(1023, Math.floor((value / 5) * 1024))),
    );
  });

  it('refuses channels that do not exist and voltages that are none', () => {
    const { chip } = createProbeChip();
    expect(() => chip.setAnalogVolts(8, 1)).toThrow(RangeError);
    expect(() => chip.setAnalogVolts(0, Number.NaN)).toThrow(RangeError);
  });
});

describe('digital inputs', () => {
  it('raises INT0 at both edges of D2, asleep or awake', () => {
    const probe = createProbeChip();
    probe.chip.setDigitalInput(2, false);
    expect(probe.ask([])).toEqual([33, 0]);
    probe.chip.setDigitalInput(2, true);
    expect(probe.ask([])).toEqual([33, 1]);
  });

  it('reads an open input as its pull-up says, and through a reset', () => {
    const probe = createProbeChip();
    expect(probe.ask('i')).toEqual([105, 3]);
    probe.chip.setDigitalInput(3, false);
    expect(probe.ask('i')).toEqual([105, 1]);
    expect(probe.ask('ui').slice(-2)).toEqual([105, 0]);
    probe.chip.setDigitalInput(3, true);
    probe.chip.reset('external');
    probe.runMs(6);
    expect(probe.ask('i')).toEqual([105, 3]);
    expect(probe.ask('ui')).toEqual([33, 0, 105, 2]);
    expect(probe.chip.isPinHigh(2)).toBe(false);
    expect(probe.chip.isPinHigh(3)).toBe(true);
    expect(() => probe.chip.setDigitalInput(20, true)).toThrow(RangeError);
  });
});

describe('servo power', () => {
  it('is on only while D4 is being toggled', () => {
    const probe = createProbeChip();
    probe.runMs(20);
    expect(probe.chip.isServoPowerOn).toBe(false);
    probe.ask('p', 4);
    expect(probe.chip.isServoPowerOn).toBe(true);
    probe.runMs(100);
    expect(probe.chip.isServoPowerOn).toBe(true);
    probe.ask('p', 4);
    expect(probe.chip.isServoPowerOn).toBe(true);
    probe.runMs(52);
    expect(probe.chip.isServoPowerOn).toBe(false);
  });

  it('takes more than an edge or two', () => {
    const probe = createProbeChip();
    probe.ask('p', 1);
    probe.ask('p', 1);
    expect(probe.chip.isPinHigh(4)).toBe(true);
    expect(probe.chip.isServoPowerOn).toBe(false);
  });

  it('goes within 50 ms of the last edge when the program hangs, whatever level the pin was left at', () => {
    for (const extraMs of [0, 1]) {
      const probe = createProbeChip();
      probe.ask('p', 10 + extraMs);
      expect(probe.chip.isServoPowerOn).toBe(true);
      probe.ask('h', 40);
      expect(probe.chip.isServoPowerOn).toBe(true);
      probe.runMs(12);
      expect(probe.chip.isServoPowerOn).toBe(false);
    }
  });
});

describe('resets', () => {
  it('says the cause in MCUSR and keeps SRAM, except at power-on', () => {
    const probe = createProbeChip();
    expect(probe.ask('m')).toEqual([109, 1, 0]);
    const causes = [
      ['external', 2],
      ['brownOut', 4],
      ['watchdog', 8],
    ] as const;
    for (const [index, [cause, flag]] of causes.entries()) {
      probe.chip.reset(cause);
      probe.runMs(6);
      expect(probe.ask('m')).toEqual([109, flag, index + 1]);
    }
    probe.chip.reset('external');
    probe.chip.reset('brownOut');
    probe.runMs(6);
    expect(probe.ask('m')).toEqual([109, 2 + 4, 4]);
    probe.chip.reset('powerOn');
    probe.runMs(6);
    expect(probe.ask('m')).toEqual([109, 1, 0]);
    expect(probe.chip.resets).toEqual({ powerOn: 1, external: 2, brownOut: 2, watchdog: 1 });
  });

  it('fills SRAM at power-on with noise that its seed decides', () => {
    const [first, again, other] = [7, 7, 8].map((seed) =>
      Buffer.from(createProbeChip({ seed }).chip.sram).toString('hex'),
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('is bitten by its watchdog when the program hangs, and starts again after its start-up time', () => {
    const probe = createProbeChip();
    const from = probe.chip.cycles;
    expect(probe.ask('h', 90)).toEqual([98]);
    expect(probe.chip.resets.watchdog).toBe(1);
    const bootMs = ((probe.sent[0]?.cycle ?? 0) - from) / CYCLES_PER_MS;
    expect(bootMs).toBeGreaterThan(64);
    expect(bootMs).toBeLessThan(71);
    expect(probe.ask('m')).toEqual([109, 8, 1]);
  });

  it('ends a pulse that a reset cuts, and puts out none until the program does', () => {
    const probe = createProbeChip();
    while (!probe.chip.isPinHigh(9)) probe.chip.runUntil(probe.chip.cycles + 100);
    probe.pulses.length = 0;
    probe.chip.reset('external');
    const cut = probe.pulses.filter(({ pin }) => pin === 9);
    expect(cut).toHaveLength(1);
    expect(cut[0]?.widthUs).toBeLessThan(1400);
    expect(probe.chip.isPinHigh(9)).toBe(false);
    probe.runMs(4);
    expect(probe.pulses.filter(({ pin }) => pin === 9)).toHaveLength(1);
  });
});
