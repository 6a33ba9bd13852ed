import { describe, expect, it } from 'vitest';
import { type Core, CYCLES_PER_MS } from '../../../sim/mcu/core.ts';
import type { I2cBus } from '../../../sim/mcu/i2cBus.ts';
import { runDueEvents } from '../../../sim/mcu/patch.ts';
import { createMemoryDevice } from '../../hardware/firmware/i2cRig.ts';
import { TracedCore } from '../../hardware/firmware/tracedCore.ts';

const TWBR = 0xb8;
const TWSR = 0xb9;
const TWDR = 0xbb;
const TWCR = 0xbc;
const [TWINT, TWEA, TWSTA, TWSTO, TWEN] = [0x80, 0x40, 0x20, 0x10, 0x04] as const;
const [PINC, DDRC] = [0x26, 0x27] as const;
const SDA = 0x10;
const SCL = 0x20;
const AT_400_KHZ = 12;
const AT_100_KHZ = 72;

/** The two-wire unit, its registers written as a program would, without a program. */
class Wires {
  readonly bus: I2cBus;
  readonly core: Core;

  constructor(bitRate = AT_100_KHZ) {
    const { core, i2c } = new TracedCore(new Uint16Array(16));
    this.core = core;
    this.bus = i2c;
    this.bus.onChange();
    this.put(TWBR, bitRate);
  }

  put(register: number, value: number): void {
    this.core.cpu.writeData(register, value);
  }

  get(register: number): number {
    return this.core.cpu.readData(register);
  }

  passUs(us: number): void {
    this.core.cpu.cycles += (us * CYCLES_PER_MS) / 1000;
    runDueEvents(this.core.cpu);
  }

  get isFlagged(): boolean {
    return (this.get(TWCR) & TWINT) !== 0;
  }

  /** Writes TWCR and waits for the flag. @returns the status and how long it took, in µs. */
  do(control: number): { readonly status: number; readonly us: number } {
    this.put(TWCR, control | TWINT | TWEN);
    for (let us = 0; us < 2000; us++) {
      if (this.isFlagged) return { status: this.get(TWSR) & 0xf8, us };
      this.passUs(1);
    }
    throw new Error('the flag never came');
  }

  send(byte: number): { readonly status: number; readonly us: number } {
    this.put(TWDR, byte);
    return this.do(0);
  }
}

describe('the two-wire unit', () => {
  it.each([
    [AT_100_KHZ, 10],
    [AT_400_KHZ, 2.5],
  ])('with TWBR %d takes %d µs a bit', (bitRate, bitUs) => {
    const wires = new Wires(bitRate);
    wires.bus.connect(createMemoryDevice(0x28));
    expect(wires.do(TWSTA).status).toBe(0x08);
    const addressed = wires.send(0x50);
    expect(addressed.status).toBe(0x18);
    expect(Math.abs(addressed.us - 9 * bitUs)).toBeLessThanOrEqual(1);
    expect(wires.send(9).status).toBe(0x28);
    expect(wires.do(TWSTA).status).toBe(0x10);
    expect(wires.send(0x51).status).toBe(0x40);
    const read = wires.do(TWEA);
    expect([read.status, wires.get(TWDR)]).toEqual([0x50, 0x28 + 9]);
    expect(Math.abs(read.us - 9 * bitUs)).toBeLessThanOrEqual(1);
    expect([wires.do(0).status, wires.get(TWDR)]).toEqual([0x58, 0x28 + 10]);
  });

  it('keeps its flag until a one is written to it, and raises none after a stop', () => {
    const wires = new Wires();
    wires.do(TWSTA);
    wires.put(TWCR, TWEN);
    expect(wires.isFlagged).toBe(true);
    wires.put(TWCR, TWINT | TWEN | TWSTO);
    wires.passUs(100);
    expect(wires.isFlagged).toBe(false);
    expect(wires.get(TWCR) & TWSTO).toBe(0);
    expect(wires.get(TWSR)).toBe(0xf8);
  });

  it('hears no acknowledge from an empty address, and ones from a device whose plug was pulled', () => {
    const wires = new Wires();
    wires.bus.connect(createMemoryDevice(0x28));
    wires.do(TWSTA);
    expect(wires.send(0x52).status).toBe(0x20);
    wires.do(TWSTA);
    expect(wires.send(0x51).status).toBe(0x40);
    wires.bus.disconnect(0x28);
    expect([wires.do(TWEA).status, wires.get(TWDR)]).toEqual([0x50, 0xff]);
  });

  it('starts on no bus that is held, goes on when it is let go, and loses a bus that is pulled down amid a byte', () => {
    const wires = new Wires();
    wires.bus.fault = 'sclShorted';
    wires.put(TWCR, TWINT | TWSTA | TWEN);
    wires.passUs(5000);
    expect(wires.isFlagged).toBe(false);
    wires.bus.fault = 'none';
    expect(wires.isFlagged).toBe(true);
    wires.bus.fault = 'sdaShorted';
    expect(wires.send(0x52).status).toBe(0x38);
    wires.put(TWCR, TWINT | TWSTA | TWEN);
    wires.passUs(5000);
    expect(wires.isFlagged).toBe(false);
  });

  it('leaves a device amid its byte when it is switched off: SDA stays low until nine clocks by hand at the most', () => {
    for (const [byte, cutUs, clocks] of [
      [0x00, 1, 9],
      [0x00, 45, 5],
      [0x0f, 1, 4],
      [0xff, 1, 0],
    ] as const) {
      const wires = new Wires();
      const device = createMemoryDevice(0x28);
      wires.bus.connect(device);
      device.registers.fill(byte);
      wires.do(TWSTA);
      wires.send(0x51);
      wires.put(TWCR, TWINT | TWEN);
      wires.passUs(cutUs);
      wires.put(TWCR, 0);
      let given = 0;
      while ((wires.get(PINC) & SDA) === 0 && given < 20) {
        wires.put(DDRC, SCL);
        expect(wires.get(PINC) & SCL).toBe(0);
        wires.put(DDRC, 0);
        given++;
      }
      expect(Math.abs(given - clocks)).toBeLessThanOrEqual(1);
    }
  });
});
