import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSerialLine, type SerialLine } from '../../../sim/mcu/line.ts';
import { createRandom } from '../../../sim/random.ts';

const newLine = (seed = 1) => createSerialLine(createRandom(seed));
const take = (line: SerialLine, nowMs: number) => [...line.take('toHost', nowMs)];

describe('serial line', () => {
  it('carries every byte once, in order, whatever the delays and stalls on the way', () => {
    const event = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant('send' as const),
          bytes: fc.array(fc.nat(255), { maxLength: 5 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(20) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('delay' as const), ms: fc.nat(30) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('jitter' as const), ms: fc.nat(30) }) },
      { weight: 1, arbitrary: fc.constantFrom({ kind: 'stall' as const }, { kind: 'resume' as const }) },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const line = newLine();
        const sent: number[] = [];
        const got: number[] = [];
        let nowMs = 0;
        for (const each of events) {
          if (each.kind === 'send') {
            line.send('toHost', each.bytes, nowMs);
            sent.push(...each.bytes);
          } else if (each.kind === 'wait') nowMs += each.ms;
          else if (each.kind === 'delay') line.setDelay(each.ms);
          else if (each.kind === 'jitter') line.setJitter(each.ms);
          else line[each.kind]();
          got.push(...take(line, nowMs));
          expect(got).toEqual(sent.slice(0, got.length));
        }
        line.resume();
        got.push(...take(line, nowMs + 61));
        expect(got).toEqual(sent);
        expect(line.counts.toHost).toEqual({ carried: sent.length, corrupted: 0, lost: 0, duplicated: 0 });
        expect(line.counts.toChip.carried).toBe(0);
      }),
    );
  });

  it('delivers after its delay and not before', () => {
    const line = newLine();
    line.setDelay(7);
    line.send('toHost', [1], 10);
    expect(take(line, 16.9)).toEqual([]);
    expect(take(line, 17)).toEqual([1]);
    expect(() => line.setDelay(-1)).toThrow(RangeError);
    expect(() => line.setDelay(Number.NaN)).toThrow(RangeError);
  });

  it('holds everything while stalled and lets it through in one burst', () => {
    const line = newLine();
    line.stall();
    for (let ms = 0; ms < 5; ms++) {
      line.send('toHost', [ms], ms);
      expect(take(line, ms)).toEqual([]);
    }
    line.resume();
    expect(take(line, 5)).toEqual([0, 1, 2, 3, 4]);
  });

  it('loses what is under way when cut, and all that is sent until mended; the host is told once', () => {
    const line = newLine();
    let cuts = 0;
    line.onCut = () => {
      cuts++;
    };
    line.send('toHost', [1, 2], 0);
    line.cut();
    line.cut();
    line.send('toHost', [3], 1);
    line.send('toChip', [4], 1);
    expect(take(line, 2)).toEqual([]);
    line.mend();
    line.send('toHost', [5], 3);
    expect(take(line, 3)).toEqual([5]);
    expect(cuts).toBe(1);
    expect(line.counts).toEqual({
      toHost: { carried: 1, corrupted: 0, lost: 3, duplicated: 0 },
      toChip: { carried: 0, corrupted: 0, lost: 1, duplicated: 0 },
    });
  });

  it('flips exactly one bit of exactly the next bytes', () => {
    const line = newLine();
    line.corruptNext('toHost', 2);
    line.send('toChip', [0], 0);
    line.send('toHost', [0, 0, 0], 0);
    const got = take(line, 0);
    expect(got.map((byte) => byte.toString(2).replaceAll('0', '').length)).toEqual([1, 1, 0]);
    expect([...line.take('toChip', 0)]).toEqual([0]);
    expect(line.counts.toHost.corrupted).toBe(2);
  });

  it('corrupts at the rate asked for, the same bytes for the same seed, and stops when told', () => {
    const run = (seed: number) => {
      const line = newLine(seed);
      line.setByteErrorRate(0.1);
      line.send('toHost', new Uint8Array(10_000), 0);
      line.setByteErrorRate(0);
      line.send('toHost', new Uint8Array(1000), 0);
      return { got: take(line, 0), corrupted: line.counts.toHost.corrupted };
    };
    const { got, corrupted } = run(3);
    expect(got.filter((byte) => byte !== 0)).toHaveLength(corrupted);
    expect(got.slice(10_000).every((byte) => byte === 0)).toBe(true);
    // 10,000 draws at 0.1: mean 1000, standard deviation 30.
    expect(Math.abs(corrupted - 1000)).toBeLessThan(150);
    expect(run(3).got).toEqual(got);
    expect(run(4).got).not.toEqual(got);
    expect(() => newLine().setByteErrorRate(1.1)).toThrow(RangeError);
  });

  it('spreads what it carries over its jitter, and lets nothing overtake', () => {
    const line = newLine(5);
    line.setJitter(10);
    const arrivals: number[] = [];
    for (let ms = 0; ms < 2000; ms++) {
      if (ms % 20 === 0) line.send('toHost', [ms % 256], ms);
      for (const byte of take(line, ms)) arrivals.push((ms % 256) - byte);
    }
    const lateMs = arrivals.map((late) => (late + 256) % 256);
    expect(lateMs).toHaveLength(100);
    expect(Math.max(...lateMs)).toBeLessThanOrEqual(10);
    expect(new Set(lateMs).size).toBeGreaterThan(7);
    expect(() => line.setJitter(-1)).toThrow(RangeError);
  });

  it('loses single bytes at the rate asked for, and counts them', () => {
    const line = newLine(6);
    line.setByteLossRate(0.1);
    line.send('toHost', new Uint8Array(10_000), 0);
    take(line, 0);
    const { carried, lost } = line.counts.toHost;
    expect(carried + lost).toBe(10_000);
    expect(Math.abs(lost - 1000)).toBeLessThan(150);
    line.setByteLossRate(0);
    line.send('toHost', [1, 2], 1);
    expect(take(line, 1)).toEqual([1, 2]);
    expect(() => line.setByteLossRate(2)).toThrow(RangeError);
  });

  it('brings whole writes twice, the second copy behind the first', () => {
    const line = newLine(7);
    line.setDuplicationRate(1);
    line.send('toChip', [1, 2, 3], 0);
    expect([...line.take('toChip', 0)]).toEqual([1, 2, 3, 1, 2, 3]);
    line.setDuplicationRate(0.2);
    for (let write = 0; write < 1000; write++) line.send('toChip', [9], 1);
    // 1000 draws at 0.2: mean 200, standard deviation 13.
    expect(Math.abs(line.counts.toChip.duplicated - 3 - 200)).toBeLessThan(60);
    expect(() => line.setDuplicationRate(Number.NaN)).toThrow(RangeError);
  });
});
