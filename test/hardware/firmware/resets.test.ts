import { describe, expect, test } from 'vitest';
import { crc16 } from '../../../hardware/link/crc.ts';
import { CYCLES_PER_MS } from '../../../sim/mcu/chip.ts';
import { CENTRE, type Pulses, Rig } from './rig.ts';

const HELD: Pulses = [1460, 1520, 1485];
/** The chip's own start-up time before the first instruction. */
const START_UP_MS = 4.1;
const SRAM_START = 0x100;

const WARM = [
  ['watchdog', 'watchdogReset'],
  ['brownOut', 'brownOutReset'],
  ['external', 'externalReset'],
] as const;

describe('resets', () => {
  test.each(WARM)(
    'F9: after a %s reset the recorded pulses resume within 25 ms, held and latched',
    (cause, fault) => {
      for (let offsetMs = 0; offsetMs < 20; offsetMs += 3.1) {
        const rig = new Rig().attach(HELD).keepAlive(40).run(offsetMs);
        const resetAt = rig.reset(cause).chip.cycles;
        rig.run(60);
        const [first] = rig.pulsesSince(resetAt);
        const waitedMs =
          ((first?.riseCycle ?? Number.POSITIVE_INFINITY) - resetAt) / CYCLES_PER_MS - START_UP_MS;
        expect(waitedMs).toBeLessThanOrEqual(25);
        expect(rig.widthsFit(resetAt, HELD)).toBe(true);
        expect(rig.chip.isServoPowerOn).toBe(true);
        expect(rig.status()).toMatchObject({ state: 'hold', fault, appliedUs: HELD });
        expect(rig.latest.inputs).toMatchObject({ arePulsesResumed: true, areLimitsLoaded: false });
      }
    },
  );

  test.each([...WARM, ['powerOn', 'none']] as const)(
    'F65: the first status after a %s reset already carries whole sums, not yet believed',
    (cause) => {
      const rig = new Rig().attach(HELD).keepAlive(40);
      const before = rig.status();
      rig.reset(cause);
      rig.statuses.length = 0;
      while (rig.statuses.length === 0) rig.run(0.1);
      for (const [servo, sum] of rig.latest.potSum.entries())
        expect(Math.abs(sum - (before.potSum[servo] ?? Number.NaN))).toBeLessThanOrEqual(32);
      expect(rig.latest.inputs.arePotsBelieved).toBe(false);
      expect(rig.run(20).status().inputs.arePotsBelieved).toBe(true);
    },
  );

  test('F9: the newest pulses of a movement are the ones that resume', () => {
    const rig = new Rig().attach(HELD);
    rig.motion(HELD);
    for (let step = 1; step <= 20; step++) rig.motion([HELD[0] + step, HELD[1], HELD[2] - step]);
    const { appliedUs } = rig.latest;
    expect(appliedUs[0]).toBe(HELD[0] + 20);
    const resetAt = rig.reset('external').chip.cycles;
    rig.run(100);
    expect(rig.widthsFit(resetAt, appliedUs)).toBe(true);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'externalReset', appliedUs });
  });

  test('F9: a reset at any instant of a movement resumes the newest pulses or the ones before', () => {
    const seen = new Set<number>();
    for (let instant = 0; instant < 150; instant++) {
      const rig = new Rig().attach(HELD);
      rig.motion(HELD);
      rig
        .run(10)
        .send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: [HELD[0] + 7, HELD[1], HELD[2] - 7] });
      // The frame is in after 0.68 ms and judged 1.3 ms later; 13 us apart, the instants fall into every part of the record.
      rig.run(1.2 + instant * 0.013);
      const resetAt = rig.reset('external').chip.cycles;
      rig.run(30);
      const step = (rig.latest.appliedUs[0] ?? 0) - HELD[0];
      expect([0, 7]).toContain(step);
      expect(rig.latest).toMatchObject({ state: 'hold', fault: 'externalReset' });
      expect(rig.widthsFit(resetAt, [HELD[0] + step, HELD[1], HELD[2] - step])).toBe(true);
      seen.add(step);
    }
    expect(seen.size).toBe(2);
  });

  test('F9: a reset during a reset, again and again, loses nothing', () => {
    const rig = new Rig().attach(HELD).keepAlive(40);
    for (let n = 0; n < 30; n++) rig.reset('external').run(0.7 * n);
    const resetAt = rig.reset('external').chip.cycles;
    rig.run(60);
    expect(rig.pulsesSince(resetAt).length).toBeGreaterThan(0);
    expect(rig.widthsFit(resetAt, HELD)).toBe(true);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'externalReset', appliedUs: HELD });
  });

  test('F10: after a power-on nothing resumes', () => {
    const rig = new Rig().attach(HELD).keepAlive(40);
    const resetAt = rig.reset('powerOn').chip.cycles;
    rig.run(300);
    expect(rig.pulsesSince(resetAt)).toEqual([]);
    expect(rig.chip.isServoPowerOn).toBe(false);
    expect(rig.latest).toMatchObject({ state: 'off', fault: 'none', appliedUs: [0, 0, 0] });
  });

  test('F10: RAM that outlived a short power cut does not count', () => {
    const rig = new Rig().attach(HELD).keepAlive(40);
    const kept = rig.chip.sram.slice();
    const resetAt = rig.reset('powerOn').chip.cycles;
    rig.chip.sram.set(kept);
    rig.run(300);
    expect(rig.pulsesSince(resetAt)).toEqual([]);
    expect(rig.latest).toMatchObject({ state: 'off', fault: 'none' });
  });

  test('F10: a record of which any bit flipped never resumes a pulse of another width', () => {
    const rig = new Rig().attach(HELD).keepAlive(100);
    const records = recordAddresses(rig, HELD);
    expect(records.length).toBe(2);
    for (let bit = 0; bit < 72; bit++) {
      const flipped = new Rig().attach(HELD).keepAlive(100);
      for (const address of records) flipBit(flipped, address - SRAM_START + (bit >> 3), bit & 7);
      const resetAt = flipped.reset('watchdog').chip.cycles;
      flipped.run(60);
      expect(flipped.pulsesSince(resetAt)).toEqual([]);
      expect(flipped.latest).toMatchObject({ state: 'off' });
    }
  });

  test('F10: one spoilt record leaves the other', () => {
    const rig = new Rig().attach(HELD).keepAlive(100);
    const [first] = recordAddresses(rig, HELD);
    flipBit(rig, (first ?? 0) - SRAM_START, 3);
    const resetAt = rig.reset('brownOut').chip.cycles;
    rig.run(60);
    expect(rig.pulsesSince(resetAt).length).toBeGreaterThan(0);
    expect(rig.widthsFit(resetAt, HELD)).toBe(true);
  });

  test.each(WARM)('F10: after a %s reset while released or off the outputs stay off', (cause) => {
    const rig = new Rig().run(50);
    rig.reset(cause).run(100);
    expect(rig.latest).toMatchObject({ state: 'off', fault: 'none' });
    rig.attach(HELD);
    rig.ask({ kind: 'release', nonce: rig.latest.nonce, isHeadOutOfBrace: false });
    rig.run(30);
    const resetAt = rig.reset(cause).chip.cycles;
    rig.run(100);
    expect(rig.pulsesSince(resetAt)).toEqual([]);
    expect(rig.status()).toMatchObject({ state: 'off', fault: 'none', appliedUs: [0, 0, 0] });
  });

  test.each([
    ['powerOn', 'isPowerOn'],
    ['external', 'isExternal'],
    ['brownOut', 'isBrownOut'],
    ['watchdog', 'isWatchdog'],
  ] as const)('F44: status names a %s reset as the cause of this boot, powered or not', (cause, name) => {
    for (const rig of [new Rig().run(50), new Rig().attach(HELD)]) {
      rig.reset(cause).run(60);
      const none = { isPowerOn: false, isExternal: false, isBrownOut: false, isWatchdog: false };
      expect(rig.status().resetCause).toEqual({ ...none, [name]: true });
    }
  });

  test('F11: every boot has a nonce of its own, never 0', () => {
    const nonces = new Set<number>();
    for (let seed = 1; seed <= 20; seed++) {
      const rig = new Rig(seed).run(30);
      nonces.add(rig.latest.nonce);
      for (const cause of ['external', 'watchdog', 'powerOn'] as const)
        nonces.add(rig.reset(cause).run(30).latest.nonce);
    }
    expect(nonces.size).toBe(80);
    expect(nonces.has(0)).toBe(false);
  });

  test('F11: nothing said with the nonce of an earlier boot counts', () => {
    const rig = new Rig().attach(HELD).keepAlive(20);
    const { nonce } = rig.latest;
    rig.reset('external').run(60);
    const answer = rig.ask({ kind: 'clear', nonce, fault: 'externalReset' });
    expect(answer).toMatchObject({ isRefused: true, lastRefusal: 'nonce', fault: 'externalReset' });
    expect(rig.ask({ kind: 'clear', nonce: answer.nonce, fault: 'externalReset' })).toMatchObject({
      isRefused: false,
      fault: 'none',
    });
  });

  test('F11: after a warm reset no movement before limits are loaded again', () => {
    const rig = new Rig().attach(HELD).keepAlive(20);
    rig.reset('watchdog').run(60);
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'watchdogReset' });
    expect(rig.motion(HELD)).toMatchObject({ isRefused: true, lastRefusal: 'noLimits', state: 'hold' });
    expect(rig.motion(CENTRE, false)).toMatchObject({ isRefused: true, lastRefusal: 'still' });
  });
});

/** Where SRAM holds a record of these pulses: three little-endian words, a generation and the CRC behind them. */
function recordAddresses(rig: Rig, pulseUs: Pulses): number[] {
  const wanted = pulseUs.flatMap((us) => [us & 0xff, us >> 8]);
  const { sram } = rig.chip;
  const found = [...sram.keys()].filter((at) => wanted.every((byte, index) => sram[at + index] === byte));
  return found.filter((at) => hasCrc(sram.subarray(at, at + 9))).map((at) => at + SRAM_START);
}

function hasCrc(record: Uint8Array): boolean {
  const crc = crc16(record.subarray(0, 7));
  return record[7] === (crc & 0xff) && record[8] === crc >> 8;
}

function flipBit(rig: Rig, offset: number, bit: number): void {
  rig.chip.sram[offset] = (rig.chip.sram[offset] ?? 0) ^ (1 << bit);
}
