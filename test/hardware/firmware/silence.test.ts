import { describe, expect, test } from 'vitest';
import { CYCLES_PER_MS } from '../../../sim/mcu/chip.ts';
import { CENTRE, Rig } from './rig.ts';

/** The firmware's only SLEEP stands in the main loop, behind SEI; overwriting them hangs it. */
const SLEEP = 0x9588;
const JUMP_TO_ITSELF = 0xcfff;
const CLEAR_INTERRUPTS = 0x94f8;
const RETURN_FROM_INTERRUPT = 0x9518;
const PULSE_VECTOR = 22;
const MILLISECOND_VECTOR = 28;

/** Two and a half frames; assumed, see sim/brace/servoInputs.ts. */
const SERVO_LETS_GO_AFTER_MS = 50;

/** Between the end of one pulse and the end of the next on the same pin. */
function longestGapMs({ pulses }: Rig): number {
  const gaps = ([9, 10, 11] as const).flatMap((pin) => {
    const ends = pulses.filter((pulse) => pulse.pin === pin).map(({ fallCycle }) => fallCycle);
    return ends.slice(1).map((end, index) => end - (ends[index] ?? end));
  });
  return Math.max(...gaps) / CYCLES_PER_MS;
}

function sleepAddress(rig: Rig): number {
  const addresses = [...rig.program.entries()]
    .filter(([, word]) => word === SLEEP)
    .map(([address]) => address);
  expect(addresses).toHaveLength(1);
  return addresses[0] ?? 0;
}

describe('silence', () => {
  test.each([200, 120, 37, 1])(
    'F6: %d ms after the last motion frame: hold, latched, pulses unchanged',
    (leaseMs) => {
      const rig = new Rig().attach([1450, 1500, 1550]);
      rig.motion([1450, 1500, 1550]);
      rig.run(10);
      const accepted = rig.motion([1455, 1500, 1545], true, leaseMs);
      expect(accepted).toMatchObject({ isRefused: false });
      rig.run(300);
      expect(rig.latest).toMatchObject({ inReplyTo: 'unasked', state: 'hold', fault: 'silence' });
      const silenceMs = rig.latest.faultUptimeMs - accepted.uptimeMs;
      expect(silenceMs).toBeLessThanOrEqual(leaseMs);
      expect(silenceMs).toBeGreaterThanOrEqual(leaseMs - 2);
      const after = rig.pulsesSince(rig.latest.cycle + 20 * CYCLES_PER_MS);
      expect(after.length).toBeGreaterThan(0);
      expect(rig.widthsFit(rig.latest.cycle + 20 * CYCLES_PER_MS, [1455, 1500, 1545])).toBe(true);
      expect(rig.chip.isServoPowerOn).toBe(true);
    },
  );

  test('F6: a hold lapses too, and the first fault stays', () => {
    const rig = new Rig().attach().run(230);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'silence' });
    const { faultUptimeMs } = rig.latest;
    rig.pressStop(true).run(20);
    expect(rig.status()).toMatchObject({ fault: 'silence', faultUptimeMs });
  });

  test('F7: a hung main loop stops no pulse, and silence still latches', () => {
    const rig = new Rig().attach([1450, 1500, 1550]);
    rig.motion([1450, 1500, 1550]);
    const before = rig.latest.uptimeMs;
    const address = sleepAddress(rig);
    rig.program[address] = JUMP_TO_ITSELF;
    const since = rig.chip.cycles + 20 * CYCLES_PER_MS;
    rig.run(1000);
    expect(rig.chip.resets).toMatchObject({ watchdog: 0 });
    const pulses = rig.pulsesSince(since);
    expect(pulses.length).toBeGreaterThanOrEqual(3 * 48);
    expect(rig.widthsFit(since, [1450, 1500, 1550])).toBe(true);
    rig.program[address] = SLEEP;
    rig.run(10);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'silence' });
    expect(rig.latest.faultUptimeMs - before).toBeLessThanOrEqual(200);
  });

  test('F7: with a hung main loop the stop still latches, and a head let go is still held again', () => {
    const rig = new Rig().attach([1450, 1500, 1550]).keepAlive(30);
    rig.ask({ kind: 'release', nonce: rig.latest.nonce, isHeadOutOfBrace: false });
    rig.run(40);
    const address = sleepAddress(rig);
    rig.program[address] = JUMP_TO_ITSELF;
    const since = rig.run(10).chip.cycles;
    rig.holdHead(false).run(60);
    expect(rig.pulsesSince(since).length).toBeGreaterThan(3);
    expect(rig.chip.isServoPowerOn).toBe(true);
    rig.program[address] = SLEEP;
    expect(rig.run(10).latest).toMatchObject({ state: 'hold', fault: 'releaseEnded' });
    expect(rig.widthsFit(since, rig.latest.appliedUs)).toBe(true);

    const moving = new Rig().attach();
    moving.motion([1500, 1500, 1500]);
    moving.program[address] = JUMP_TO_ITSELF;
    moving.pressStop(true).run(50).pressStop(false).run(100);
    moving.program[address] = SLEEP;
    expect(moving.run(10).latest).toMatchObject({ state: 'hold', fault: 'stopInput' });
  });

  test.each([
    [
      'interrupts off',
      45,
      (rig: Rig) => [sleepAddress(rig) - 1, CLEAR_INTERRUPTS, sleepAddress(rig), JUMP_TO_ITSELF],
    ],
    ['no pulse interrupt', 45, () => [PULSE_VECTOR, RETURN_FROM_INTERRUPT]],
    ['no millisecond interrupt', 65, () => [MILLISECOND_VECTOR, RETURN_FROM_INTERRUPT]],
  ])(
    'F8: %s: the watchdog resets within %d ms, and no servo waits 50 ms for its next pulse',
    (_, withinMs, patch) => {
      const rig = new Rig().attach([1450, 1500, 1550]).keepAlive(50);
      const words = patch(rig);
      const healthy = rig.program.slice();
      for (let i = 0; i < words.length; i += 2) rig.program[words[i] ?? 0] = words[i + 1] ?? 0;
      const since = rig.chip.cycles;
      while (rig.chip.resets.watchdog === 0 && rig.chip.cycles - since < 200 * CYCLES_PER_MS) rig.run(1);
      expect(rig.chip.resets.watchdog).toBe(1);
      expect((rig.chip.cycles - since) / CYCLES_PER_MS).toBeLessThanOrEqual(withinMs);
      rig.program.set(healthy);
      const resetAt = rig.chip.cycles;
      rig.run(50);
      expect(rig.latest).toMatchObject({
        state: 'hold',
        fault: 'watchdogReset',
        appliedUs: [1450, 1500, 1550],
      });
      expect(rig.pulsesSince(resetAt).length).toBeGreaterThan(0);
      expect(rig.widthsFit(resetAt, [1450, 1500, 1550])).toBe(true);
      expect(longestGapMs(rig)).toBeLessThan(SERVO_LETS_GO_AFTER_MS);
      expect(rig.motion(CENTRE, false).isRefused).toBe(true);
    },
  );
});
