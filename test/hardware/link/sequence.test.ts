import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advances, nextSeq } from '../../../hardware/link/sequence.ts';
import { u14 } from './arbitraries.ts';

describe('a sequence number', () => {
  it('advances by 1 to 8191, around the end too', () => {
    fc.assert(
      fc.property(u14, u14, (last, distance) => {
        const isNewer = distance >= 1 && distance <= 8191;
        expect(advances(last, (last + distance) % 16_384)).toBe(isNewer);
      }),
    );
  });

  it('stands still at 0 and goes back from 8192 on', () => {
    expect([0, 1, 8191, 8192, 16_383].map((seq) => advances(0, seq))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect([16_380, 16_381, 8187, 8188].map((seq) => advances(16_380, seq))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('of two different ones is newer in at most one direction', () => {
    fc.assert(
      fc.property(u14, u14, (a, b) => {
        expect(advances(a, b) && advances(b, a)).toBe(false);
      }),
    );
  });

  it('is followed by one that advances', () => {
    fc.assert(
      fc.property(u14, (seq) => {
        expect(advances(seq, nextSeq(seq))).toBe(true);
      }),
    );
    expect(nextSeq(16_383)).toBe(0);
  });
});
