import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHex } from '../../../sim/mcu/chip.ts';

const END = ':00000001FF';

function record(address: number, data: readonly number[]): string {
  const raw = [data.length, address >> 8, address & 0xff, 0, ...data];
  const checksum = -raw.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return `:${[...raw, checksum].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`;
}

describe('reading Intel HEX', () => {
  it('puts every byte where its record says, and leaves the rest unprogrammed', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 32 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7fe0 }), bytes, (address, data) => {
        const words = new Uint8Array(readHex(`${record(address, [...data])}\n${END}\n`).buffer);
        expect(words.subarray(address, address + data.length)).toEqual(data);
        const rest = words.reduce((sum, byte) => sum + byte, 0) - data.reduce((sum, byte) => sum + byte, 0);
        expect(rest).toBe((0x8000 - data.length) * 0xff);
      }),
    );
  });

  it('refuses a file with any one character changed', () => {
    const text = record(0x10, [1, 2, 3, 0xab]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: text.length - 1 }),
        fc.constantFrom(...'0123456789ABCDEF'),
        (at, digit) => {
          fc.pre(text[at] !== digit);
          const broken = `${text.slice(0, at)}${digit}${text.slice(at + 1)}\n${END}`;
          expect(() => readHex(broken)).toThrow(/hex line 1/);
        },
      ),
    );
  });

  it('refuses a file without its end record, and one that reaches beyond the flash', () => {
    expect(() => readHex(record(0, [1]))).toThrow(/cut short/);
    expect(() => readHex(`${record(0x7fff, [1, 2])}\n${END}`)).toThrow(/outside/);
    expect(() => readHex(`:020000040001F9\n${END}`)).toThrow(/beyond/);
  });
});
