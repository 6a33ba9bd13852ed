import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealFrame } from '../../../hardware/link/frame.ts';
import {
  decodeHostFrame,
  encodeAttach,
  encodeClear,
  encodeHostFrame,
  encodeLimits,
  encodeMotion,
  encodeRelease,
  encodeStatusRequest,
  type HostFrame,
  type Limits,
  limitsCrc,
  type Motion,
} from '../../../hardware/link/hostFrames.ts';
import { LinkError } from '../../../hardware/link/linkError.ts';
import { hostFrame } from './arbitraries.ts';
import { everyOtherByte, everyOtherLength } from './corruption.ts';

const MOTION: Motion = { kind: 'motion', seq: 1, isMoving: true, leaseMs: 200, pulseUs: [1500, 1500, 1500] };
const EXAMPLES: readonly HostFrame[] = [
  MOTION,
  { kind: 'attach', seq: 2, nonce: 0xabcdef, pulseUs: [900, 1500, 2100] },
  { kind: 'release', seq: 3, nonce: 77, isHeadOutOfBrace: false },
  { kind: 'clear', seq: 4, nonce: 77, fault: 'silence' },
  { kind: 'statusRequest', seq: 16_383 },
];
const LIMITS: Limits = {
  kind: 'limits',
  seq: 9,
  speedUsPerS: [450, 450, 450],
  minUs: [900, 910, 920],
  maxUs: [2100, 2090, 2080],
  offsetDeg32: Array.from({ length: 96 }, (_, index) => 300 + index),
};

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function errorOf(act: () => unknown): LinkError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof LinkError) return error;
    throw error;
  }
}

describe('the bytes on the wire', () => {
  // Computed by hand from FRAMES.md with an independent, unreflected CRC.
  it('are those of FRAMES.md', () => {
    expect(hex(encodeMotion(MOTION))).toBe('f00101000148015c0b5c0b5c0b791901f7');
    expect(hex(encodeStatusRequest({ kind: 'statusRequest', seq: 16_383 }))).toBe('f0067f7f162f00f7');
    expect(hex(encodeAttach({ kind: 'attach', seq: 2, nonce: 0xabcdef, pulseUs: [900, 1500, 2100] }))).toBe(
      'f00202006f1b2f0504075c0b3410680501f7',
    );
    expect(hex(encodeRelease({ kind: 'release', seq: 3, nonce: 77, isHeadOutOfBrace: true }))).toBe(
      'f00403004d00000001635d01f7',
    );
    expect(hex(encodeClear({ kind: 'clear', seq: 4, nonce: 77, fault: 'silence' }))).toBe(
      'f00504004d00000001445000f7',
    );
  });

  it('have the lengths of FRAMES.md', () => {
    const bodySeptets = [...EXAMPLES, LIMITS].map((frame) => [frame.kind, encodeHostFrame(frame).length - 6]);
    expect(Object.fromEntries(bodySeptets)).toEqual({
      motion: 11,
      attach: 12,
      limits: 212,
      release: 7,
      clear: 7,
      statusRequest: 2,
    });
  });

  it('interleave minUs and maxUs servo by servo', () => {
    const bytes = encodeLimits(LIMITS);
    const first = 2 + 2 + 6;
    const readU14 = (at: number) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 7);
    expect([0, 2, 4, 6, 8, 10].map((offset) => readU14(first + offset))).toEqual([
      900, 2100, 910, 2090, 920, 2080,
    ]);
  });
});

describe('a host frame', () => {
  it('comes back as it was sent', () => {
    fc.assert(
      fc.property(hostFrame, (frame) => {
        expect(decodeHostFrame(encodeHostFrame(frame))).toEqual(frame);
      }),
    );
  });

  it('carries only septets between its marks', () => {
    fc.assert(
      fc.property(hostFrame, (frame) => {
        const bytes = encodeHostFrame(frame);
        expect([bytes[0], bytes.at(-1)]).toEqual([0xf0, 0xf7]);
        expect(Math.max(...bytes.subarray(1, -1))).toBeLessThan(0x80);
      }),
    );
  });

  it.each(EXAMPLES)('with any one byte changed is refused: $kind', (frame) => {
    let tried = 0;
    for (const damaged of everyOtherByte(encodeHostFrame(frame))) {
      tried++;
      if (!(decodeHostFrame(damaged) instanceof LinkError)) expect.fail(hex(damaged));
    }
    expect(tried).toBe(encodeHostFrame(frame).length * 255);
  });

  it('of limits with any one byte changed is refused', () => {
    for (const damaged of everyOtherByte(encodeLimits(LIMITS))) {
      if (!(decodeHostFrame(damaged) instanceof LinkError)) expect.fail(hex(damaged));
    }
  });

  it.each(EXAMPLES)('with a byte missing, added or cut off is refused: $kind', (frame) => {
    for (const damaged of everyOtherLength(encodeHostFrame(frame))) {
      if (!(decodeHostFrame(damaged) instanceof LinkError)) expect.fail(hex(damaged));
    }
  });

  it('with a good checksum but another length is refused', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 127 }), { maxLength: 220 }),
        (id, body) => {
          const decoded = decodeHostFrame(sealFrame(id, body));
          const isItsLength = body.length === [11, 12, 212, 7, 7, 2][id - 1];
          if (!isItsLength) expect(decoded).toMatchObject({ name: 'LinkError', id: 'length' });
        },
      ),
    );
  });

  it('of any content with one byte changed is refused', () => {
    const damage = fc.record({ at: fc.nat(), difference: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(hostFrame, damage, (frame, { at, difference }) => {
        const bytes = encodeHostFrame(frame);
        const position = at % bytes.length;
        bytes[position] = (bytes[position] ?? 0) ^ difference;
        expect(decodeHostFrame(bytes)).toBeInstanceOf(LinkError);
      }),
      { numRuns: 3000 },
    );
  });

  it('with any two bits flipped is refused', () => {
    const bytes = encodeMotion(MOTION);
    const bitCount = bytes.length * 8;
    for (let first = 0; first < bitCount; first++) {
      for (let second = first + 1; second < bitCount; second++) {
        const damaged = Uint8Array.from(bytes);
        for (const bit of [first, second]) {
          damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        }
        if (!(decodeHostFrame(damaged) instanceof LinkError)) expect.fail(`bits ${first}, ${second}`);
      }
    }
  });
});

describe('arbitrary bytes', () => {
  it('never make the decoder throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260 }), (bytes) => {
        decodeHostFrame(bytes);
      }),
    );
  });

  it.each([
    ['flags with an unknown bit', 0x01, [1, 0, 2, 100, 0, 92, 11, 92, 11, 92, 11]],
    ['no lease', 0x01, [1, 0, 1, 0, 0, 92, 11, 92, 11, 92, 11]],
    ['a lease of 201 ms', 0x01, [1, 0, 1, 73, 1, 92, 11, 92, 11, 92, 11]],
    ['release flags with an unknown bit', 0x04, [1, 0, 1, 0, 0, 0, 3]],
    ['fault 0 to clear', 0x05, [1, 0, 1, 0, 0, 0, 0]],
    ['fault 11 to clear', 0x05, [1, 0, 1, 0, 0, 0, 11]],
  ])('with a good checksum but %s are an unknown code', (_, id, body) => {
    const decoded = decodeHostFrame(sealFrame(id, body));
    expect(decoded).toBeInstanceOf(LinkError);
    expect(decoded).toMatchObject({ id: 'unknownCode' });
  });
});

describe('a value that does not fit', () => {
  const unfit = fc.oneof(
    fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 16_384, 1500.5, -0.5, 2 ** 32),
    fc.double().filter((value) => !Number.isInteger(value)),
  );

  it('in any pulse, seq or lease is refused before anything is produced', () => {
    fc.assert(
      fc.property(unfit, fc.constantFrom(0, 1, 2, 'seq', 'leaseMs'), (value, place) => {
        const pulseUs = [1500, 1500, 1500].map((pulse, servo) => (servo === place ? value : pulse));
        const [first = 0, second = 0, third = 0] = pulseUs;
        const error = errorOf(() =>
          encodeMotion({
            ...MOTION,
            seq: place === 'seq' ? value : 1,
            leaseMs: place === 'leaseMs' ? value : 100,
            pulseUs: [first, second, third],
          }),
        );
        expect(error?.id).toBe('fieldInvalid');
        expect(error?.message).toContain(String(value));
      }),
    );
  });

  it('in a lease outside 1…200 ms is refused', () => {
    expect(errorOf(() => encodeMotion({ ...MOTION, leaseMs: 0 }))?.id).toBe('fieldInvalid');
    expect(errorOf(() => encodeMotion({ ...MOTION, leaseMs: 201 }))?.id).toBe('fieldInvalid');
  });

  it('in place of a boolean, a fault or a list is refused', () => {
    const fromOutside = JSON.parse('{"isMoving": 1, "fault": "tired"}');
    expect(errorOf(() => encodeMotion({ ...MOTION, ...fromOutside }))?.id).toBe('fieldInvalid');
    expect(errorOf(() => encodeLimits({ ...LIMITS, offsetDeg32: [1, 2, 3] }))?.id).toBe('fieldInvalid');
    expect(() => encodeClear({ kind: 'clear', seq: 1, nonce: 1, fault: fromOutside.fault })).toThrow('tired');
  });
});

describe('the checksum of limits', () => {
  it('does not depend on the sequence number and does on everything else', () => {
    expect(limitsCrc({ ...LIMITS, seq: 10 } as Limits)).toBe(limitsCrc(LIMITS));
    const changed = fc.record({
      index: fc.integer({ min: 0, max: 95 }),
      offset: fc.integer({ min: 0, max: 16_383 }),
    });
    fc.assert(
      fc.property(changed, ({ index, offset }) => {
        fc.pre(offset !== LIMITS.offsetDeg32[index]);
        const offsetDeg32 = LIMITS.offsetDeg32.with(index, offset);
        expect(limitsCrc({ ...LIMITS, offsetDeg32 })).not.toBe(limitsCrc(LIMITS));
      }),
    );
  });
});
