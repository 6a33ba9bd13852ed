import type { I2cDevice } from '../../../sim/mcu/i2cBus.ts';
import { Rig } from './rig.ts';

const REQUEST = 0x76;
const CONFIGURE = 0x78;
const REPLY = 0x77;
const STRING = 0x71;
const END = 0xf7;

export const WRITE = 0x00;
export const READ_ONCE = 0x08;
export const READ_CONTINUOUSLY = 0x10;
export const STOP_READING = 0x18;

const pair = (value: number): number[] => [value & 0x7f, value >> 7];

/** 128 registers that count up from the address; what is written stays. */
export interface MemoryDevice extends I2cDevice {
  readonly registers: Uint8Array;
  readonly written: (readonly [register: number, value: number])[];
  stretchCycles: number;
}

export function createMemoryDevice(address: number): MemoryDevice {
  const registers = Uint8Array.from({ length: 128 }, (_, register) => (address + register) & 0xff);
  let pointer = 0;
  let isPointerNext = false;
  const device: MemoryDevice = {
    address,
    registers,
    written: [],
    stretchCycles: 0,
    begin(isRead) {
      isPointerNext = !isRead;
      return true;
    },
    write(byte) {
      if (isPointerNext) pointer = byte;
      else {
        device.written.push([pointer, byte]);
        registers[pointer] = byte;
        pointer++;
      }
      isPointerNext = false;
      return true;
    },
    read: () => registers[pointer++ & 0x7f] ?? 0,
    end: () => {},
  };
  return device;
}

export interface Reply {
  readonly address: number;
  readonly register: number;
  readonly bytes: readonly number[];
  readonly cycle: number;
}

/** A rig that speaks Firmata's I2C messages. */
export class I2cRig extends Rig {
  configure(...delay: number[]): this {
    return this.sendBytes([0xf0, CONFIGURE, ...(delay.length > 0 ? delay : [0, 0]), END]);
  }

  /** @param values bytes, or a register and a count. */
  request(address: number, mode: number, ...values: number[]): this {
    return this.sendBytes([0xf0, REQUEST, address, mode, ...values.flatMap(pair), END]);
  }

  get replies(): Reply[] {
    return this.messages
      .filter(({ bytes }) => bytes[0] === 0xf0 && bytes[1] === REPLY)
      .map(({ bytes, cycle }) => {
        const values = pairs(bytes.subarray(2, -1));
        return { address: values[0] ?? 0, register: values[1] ?? 0, bytes: values.slice(2), cycle };
      });
  }

  /** Firmata strings about I2C. */
  get sayings(): string[] {
    return this.messages
      .filter(({ bytes }) => bytes[0] === 0xf0 && bytes[1] === STRING)
      .map(({ bytes }) => String.fromCharCode(...pairs(bytes.subarray(2, -1))))
      .filter((text) => text.startsWith('I2C'));
  }
}

function pairs(septets: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at + 1 < septets.length; at += 2)
    values.push((septets[at] ?? 0) | ((septets[at + 1] ?? 0) << 7));
  return values;
}
