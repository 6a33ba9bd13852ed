import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirmataLine } from '../../../hardware/board/firmataLine.ts';

const septet = fc.integer({ min: 0, max: 0x7f });
const septets = fc.array(septet, { maxLength: 60 });
const portReport = fc
  .tuple(fc.constantFrom(0xe0, 0xe7, 0xef, 0x90, 0x91), septet, septet)
  .map((report) => [...report]);
const status = septets.map((body) => [0xf0, 0x07, ...body, 0xf7]);
const text = septets.map((body) => [0xf0, 0x71, ...body, 0xf7]);
const firmware = septets.map((name) => [0xf0, 0x79, 2, 6, ...name, 0xf7]);
const version = fc.constant([0xf9, 2, 6]);
const pairs = fc.array(fc.tuple(septet, septet), { minLength: 3, maxLength: 20 });
const i2cReply = pairs.map((values) => [0xf0, 0x77, ...values.flat(), 0xf7]);
const expectedMessage = fc.oneof(portReport, status, text, firmware, version, i2cReply);
/** Septets without a start, sysex that nobody asked for, bytes that Firmata does not have. */
const noise = fc.oneof(
  septets,
  fc.tuple(fc.constantFrom(0x6e, 0x76, 0x01, 0x6d), septets).map(([id, body]) => [0xf0, id, ...body, 0xf7]),
  fc.array(fc.constantFrom(0xff, 0xf8, 0xc3, 0xa0, 0xf7), { maxLength: 5 }),
  // Without a byte read, and with half of one.
  fc.array(septet, { maxLength: 5 }).map((body) => [0xf0, 0x77, ...body, 0xf7]),
  pairs.map((values) => [0xf0, 0x77, ...values.flat().slice(1), 0xf7]),
  fc.constant([0xf0, 0x79, 0xf7]),
  fc.constant([0xf0, 0x6a, 1, 2, 3, 0xf7]),
);

/** Feeds the bytes in pieces and returns what came through. */
function passThrough(line: FirmataLine, bytes: readonly number[], pieceLength: number): number[] {
  const passed = [];
  for (let start = 0; start < bytes.length; start += pieceLength) {
    passed.push(...line.push(Uint8Array.from(bytes.slice(start, start + pieceLength))));
  }
  return passed;
}

describe('a Firmata line', () => {
  it('passes what is expected and drops the rest, wherever the pieces are cut', () => {
    const item = fc.oneof(
      expectedMessage.map((bytes) => ({ bytes, isExpected: true })),
      noise.map((bytes) => ({ bytes, isExpected: false })),
    );
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 20 }),
        fc.integer({ min: 1, max: 50 }),
        (items, pieceLength) => {
          const line = new FirmataLine();
          const passed = passThrough(
            line,
            items.flatMap(({ bytes }) => bytes),
            pieceLength,
          );
          expect(passed).toEqual(items.filter(({ isExpected }) => isExpected).flatMap(({ bytes }) => bytes));
          const dropped = items.filter(({ isExpected }) => !isExpected).flatMap(({ bytes }) => bytes);
          expect(line.droppedBytes).toBe(dropped.length);
        },
      ),
    );
  });

  it('keeps no more than a bounded part of anything, and finds the next message again', () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 3000 });
    fc.assert(
      fc.property(bytes, (rubbish) => {
        const line = new FirmataLine();
        line.push(rubbish);
        // 0xFF ends whatever was begun.
        line.push(Uint8Array.of(0xff));
        expect(line.push(Uint8Array.of(0xe3, 1, 2))).toEqual([0xe3, 1, 2]);
      }),
    );
  });

  it('drops a sysex that does not end', () => {
    const line = new FirmataLine();
    line.push(Uint8Array.of(0xf0, 0x07, ...Array.from({ length: 2000 }, () => 1)));
    expect(line.droppedBytes).toBeGreaterThan(1000);
    expect(line.push(Uint8Array.of(0xf7))).toEqual([]);
  });

  it('passes the capabilities once, and an analog mapping only if it has as many pins', () => {
    const line = new FirmataLine();
    const capabilities = [0xf0, 0x6c, 0, 1, 0x7f, 0x7f, 2, 10, 0x7f, 0xf7];
    const mapping = [0xf0, 0x6a, 0x7f, 0x7f, 0, 0xf7];
    expect(line.push(Uint8Array.from(mapping))).toEqual([]);
    expect(line.push(Uint8Array.from(capabilities))).toEqual(capabilities);
    expect(line.push(Uint8Array.of(0xf0, 0x6a, 0x7f, 0, 0xf7))).toEqual([]);
    expect(line.push(Uint8Array.from(mapping))).toEqual(mapping);
    expect(line.push(Uint8Array.from(capabilities))).toEqual([]);
  });
});
