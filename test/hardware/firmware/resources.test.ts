import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CYCLES_PER_MS, readHex } from '../../../sim/mcu/chip.ts';
import { CENTRE, type Pulses, Rig, WIDE } from './rig.ts';
import { EVERY_REPORT, fillLine, runWorstTraffic } from './worstTraffic.ts';

const { INTERLOCK_HEX = new URL('../../../hardware/firmware/interlock.hex', import.meta.url) } = process.env;
const PROGRAM = readHex(readFileSync(INTERLOCK_HEX, 'utf8'));
const FLASH_BYTES = 32_768;
const RAM_BYTES = 2048;
const RAM_START = 0x100;
const LINE_BYTES_PER_S = 25_000;
/** Vectors of the chip, in words. */
const PULSE_EDGE = 22;
const STOP_EDGE = 2;

describe('what the chip has', () => {
  const { traced, statuses, lastSeq } = runWorstTraffic(PROGRAM);
  const microseconds = (cycles: number) => (cycles * 1000) / CYCLES_PER_MS;

  test('the worst traffic is what it says it is', () => {
    const seen = new Set(statuses.flatMap((status) => [status.state, status.fault, status.lastRefusal]));
    for (const what of ['off', 'hold', 'moving', 'released']) expect(seen).toContain(what);
    for (const what of ['refusedThrice', 'stopInput', 'potFault', 'releaseEnded', 'length', 'halfSpace'])
      expect(seen).toContain(what);
    expect(traced.interruptsOff.has(PULSE_EDGE)).toBe(true);
    expect(traced.interruptsOff.has(STOP_EDGE)).toBe(true);
  });

  test('F38: the program takes at most three quarters of the flash', () => {
    const words = PROGRAM.findLastIndex((word) => word !== 0xffff) + 1;
    expect(2 * words).toBeGreaterThan(8000);
    expect(2 * words).toBeLessThanOrEqual(0.75 * FLASH_BYTES);
  });

  test('F38: variables and the deepest stack take at most three quarters of the memory', () => {
    const { from, bytes } = traced.untouched();
    const variables = from - RAM_START;
    const stack = RAM_START + RAM_BYTES - 1 - traced.lowestStackPointer;
    expect(variables).toBeGreaterThan(900);
    expect(stack).toBeGreaterThan(100);
    expect(variables + stack + bytes).toBe(RAM_BYTES);
    expect(variables + stack).toBeLessThanOrEqual(0.75 * RAM_BYTES);
  });

  test('F39: interrupts are off so shortly that every pulse edge is met', () => {
    const others = [...traced.interruptsOff].filter(([address]) => address !== PULSE_EDGE);
    const longest = Math.max(...others.map(([, cycles]) => microseconds(cycles)));
    const stopEdge = microseconds(traced.interruptsOff.get(STOP_EDGE) ?? Number.NaN);
    // An edge is awaited from 24 µs before it; a stop may come on top of any other stretch, and 4 µs go to the preparation.
    expect(longest + stopEdge).toBeLessThanOrEqual(20);
    // Longer, and the line would bring two bytes meanwhile.
    expect(microseconds(traced.interruptsOff.get(PULSE_EDGE) ?? Number.NaN)).toBeLessThanOrEqual(40);
  });

  test('F42: with the line in full every frame is answered, in its order', () => {
    const isOdd = (rule: string) => rule === 'crc' || rule === 'sequence' || rule === 'length';
    const overlong = statuses.findIndex(({ lastRefusal }) => lastRefusal === 'length');
    expect(statuses.slice(0, overlong).filter(({ lastRefusal }) => isOdd(lastRefusal))).toEqual([]);
    expect(statuses.length - overlong).toBeLessThan(8);
    const seqs = statuses.filter(({ seq }) => seq > 0).map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    // Eight leaps, and the overlong frame.
    expect(statuses.at(-1)).toMatchObject({ acceptedSeq: lastSeq, refusalCount: 9 });
  });
});

describe('what the chip has time for', () => {
  const answerMs = (rig: Rig, pulseUs: Pulses, rule: string): number => {
    const sentAt = rig.chip.cycles;
    const answer = rig.motion(pulseUs);
    expect(answer.lastRefusal).toBe(rule);
    const took = (rig.latest.cycle - sentAt) / CYCLES_PER_MS;
    rig.run(2.7).motion(rig.latest.appliedUs as Pulses);
    rig.run(3.1);
    return took;
  };
  /** Frames refused by the rule before the half-spaces, and by the one behind them. */
  const halfSpacesMs = (rig: Rig, outOfRange: Pulses, tooFast: Pulses): number => {
    const median = (pulseUs: Pulses, rule: string) =>
      Array.from({ length: 15 }, () => answerMs(rig, pulseUs, rule)).sort((a, b) => a - b)[7] ?? Number.NaN;
    return median(tooFast, 'slewFrame') - median(outOfRange, 'range');
  };

  test('F40: the half-spaces take less than a millisecond of the main loop, from inside and from outside', () => {
    const inside = new Rig().attach().keepAlive(20);
    inside.motion(CENTRE);
    const outside = new Rig().attach([1600, 1440, 1440]).keepAlive(20);
    outside.ask({ ...WIDE, speedUsPerS: [1, 1, 1], offsetDeg32: WIDE.offsetDeg32.map(() => 96) });
    outside.motion([1600, 1440, 1440]);
    const measured = [
      halfSpacesMs(inside, [2390, 1500, 1500], [1560, 1500, 1500]),
      halfSpacesMs(outside, [2390, 1440, 1440], [1590, 1445, 1445]),
    ];
    for (const ms of measured) {
      expect(ms).toBeGreaterThan(0.2);
      expect(ms).toBeLessThanOrEqual(1);
    }
  });

  test('F40: any frame is judged and its answer begun within 4 ms', () => {
    const rig = new Rig().attach([1600, 1440, 1440]).keepAlive(20);
    rig.ask({ ...WIDE, offsetDeg32: WIDE.offsetDeg32.map(() => 96) });
    rig.motion([1600, 1440, 1440]);
    for (let n = 1; n <= 10; n++) {
      const sentAt = rig.run(9.3).chip.cycles;
      rig.motion([1600 - 5 * n, 1440 + 3 * n, 1440 + 3 * n]);
      expect((rig.latest.cycle - sentAt) / CYCLES_PER_MS).toBeLessThanOrEqual(4 + (17 + 50) * 0.04);
    }
  });

  test('F41: at final traffic the line out is at most half full, whatever two motion sensors say', () => {
    const rig = new Rig().attach().keepAlive(20);
    const channels = [0, 1, 2, 3, 6, 7].flatMap((channel) => [0xc0 | channel, 1]);
    rig.sendBytes([0xf0, 0x7a, 100, 0, 0xf7, ...channels]).keepAlive(100);
    const before = rig.messages.length;
    rig.keepAlive(1000);
    const bytes = rig.messages.slice(before).reduce((sum, message) => sum + message.bytes.length, 0);
    // Two quaternions at 100 Hz through Firmata's I2C replies: F0 77, address, register, 8 bytes, each in two septets, F7.
    const motionSensors = 2 * 100 * 23;
    expect(bytes).toBeGreaterThan(5000);
    expect(bytes + motionSensors).toBeLessThanOrEqual(0.5 * LINE_BYTES_PER_S);
  });

  test('F42: frames that come while the longest one is judged are all judged too', () => {
    const rig = new Rig().attach().keepAlive(20);
    rig.sendBytes(EVERY_REPORT);
    for (let round = 0; round < 8; round++) {
      rig.send(WIDE);
      for (let n = 0; n < 12; n++)
        rig.send({ kind: 'motion', isMoving: false, leaseMs: 200, pulseUs: CENTRE });
      rig.run(18.3);
    }
    rig.run(30);
    expect(rig.status()).toMatchObject({ fault: 'none', refusalCount: 0, lastRefusal: 'none' });
    expect(rig.latest.acceptedSeq).toBe(rig.seq - 1);
  });

  test('F42: ten movements that the line held back and brings at once are all judged', () => {
    const rig = new Rig().attach().keepAlive(20);
    rig.motion(CENTRE);
    rig.run(100);
    for (let n = 1; n <= 10; n++)
      rig.send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: [1500 + n, 1500 - n, 1500 + n] });
    rig.run(30);
    expect(rig.latest).toMatchObject({ fault: 'none', refusalCount: 0, appliedUs: [1510, 1490, 1510] });
  });

  test('F2, F42: with every report on and the line in full, pulses stay whole and no byte is lost', () => {
    const rig = new Rig().attach([1400, 1500, 1601]).keepAlive(20);
    rig.sendBytes(EVERY_REPORT);
    const since = rig.chip.cycles;
    for (let n = 0; n < 60; n++) {
      rig.send({ kind: 'motion', isMoving: false, leaseMs: 200, pulseUs: [1400, 1500, 1601] });
      fillLine((bytes) => rig.sendBytes(bytes));
      rig.run(10);
    }
    rig.run(20);
    expect(rig.widthsFit(since, [1400, 1500, 1601])).toBe(true);
    expect(rig.chip.receiveErrors.lost).toBe(0);
    expect(rig.status()).toMatchObject({ fault: 'none', refusalCount: 0 });
  });
});
