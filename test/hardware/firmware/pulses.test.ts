import { describe, expect, test } from 'vitest';
import { CYCLES_PER_MS } from '../../../sim/mcu/chip.ts';
import { CENTRE, type Pulse, type Pulses, Rig } from './rig.ts';

const FRAME_MS = 20;
const EDGE_US = 1;

function widthsByPin(pulses: readonly Pulse[], pin: number): number[] {
  return pulses.filter((pulse) => pulse.pin === pin).map((pulse) => pulse.widthUs);
}

/** Asks for everything that Firmata can send, so that the line out never rests. */
function reportEverything(rig: Rig): void {
  const analog = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((channel) => [0xc0 | channel, 1]);
  rig.sendBytes([0xf0, 0x7a, 10, 0, 0xf7, ...analog, 0xd0, 1, 0xd1, 1]);
}

describe('pulses and power', () => {
  test('F1: after power-on no servo pin rises and the gate stays open', () => {
    const rig = new Rig().holdHead(true).run(500);
    rig.ask({ kind: 'motion', isMoving: false, leaseMs: 200, pulseUs: CENTRE });
    rig.run(100);
    expect(rig.pulses).toEqual([]);
    expect(rig.chip.isServoPowerOn).toBe(false);
    expect(rig.latest).toMatchObject({ state: 'off', fault: 'none', appliedUs: [0, 0, 0] });
  });

  test('F2: pulses keep their width and period with the line full both ways', () => {
    const rig = new Rig().attach([1400, 1500, 1601]);
    reportEverything(rig);
    rig.motion([1400, 1500, 1601]);
    rig.run(FRAME_MS);
    const since = rig.chip.cycles;
    for (let tick = 0; tick < 300; tick++) {
      rig.send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: [1400, 1500, 1601] });
      // 250 bytes fit into 10 ms; capability queries fill them, and their long answers fill the line out.
      for (let query = 0; query < 70; query++) rig.sendBytes([0xf0, 0x6b, 0xf7]);
      rig.run(10);
    }
    const pulses = rig.pulsesSince(since);
    expect(rig.chip.receiveErrors).toMatchObject({ lost: 0, deaf: 0 });
    for (const [pin, us] of [
      [9, 1400],
      [10, 1500],
      [11, 1601],
    ] as const) {
      const widths = widthsByPin(pulses, pin);
      expect(widths.length).toBeGreaterThanOrEqual(149);
      expect(Math.min(...widths)).toBeGreaterThanOrEqual(us - EDGE_US);
      expect(Math.max(...widths)).toBeLessThanOrEqual(us + EDGE_US);
    }
    const rises = pulses.filter((pulse) => pulse.pin === 9).map((pulse) => pulse.riseCycle);
    const periodsUs = rises
      .slice(1)
      .map((rise, index) => ((rise - (rises[index] ?? 0)) * 1000) / CYCLES_PER_MS);
    expect(Math.min(...periodsUs)).toBeGreaterThanOrEqual(FRAME_MS * 1000 - EDGE_US);
    expect(Math.max(...periodsUs)).toBeLessThanOrEqual(FRAME_MS * 1000 + EDGE_US);
  });

  test.each<Pulses>([
    [1500, 1500, 1500],
    [1333, 1481, 1602],
    [1650, 1402, 1377],
  ])('F3: the first pulses after attach are %d, %d and %d us', (...pulseUs: [number, number, number]) => {
    const rig = new Rig().attach(pulseUs);
    const attachedAt = rig.latest.cycle;
    rig.keepAlive(100);
    const [first] = rig.pulses;
    expect(((first?.riseCycle ?? 0) - attachedAt) / CYCLES_PER_MS).toBeLessThanOrEqual(21);
    for (const [index, pin] of ([9, 10, 11] as const).entries()) {
      const widths = widthsByPin(rig.pulses, pin);
      expect(widths.length).toBeGreaterThanOrEqual(4);
      for (const width of widths)
        expect(Math.abs(width - (pulseUs[index] ?? 0))).toBeLessThanOrEqual(EDGE_US);
    }
  });

  test('F4: the gate is driven from the first pulses on, and pulses precede power', () => {
    const rig = new Rig().attach();
    let poweredAt: number | null = null;
    for (let ms = 0; ms < 40; ms++) {
      rig.keepAlive(10);
      if (rig.chip.isServoPowerOn) poweredAt ??= rig.chip.cycles;
    }
    expect(poweredAt).not.toBeNull();
    expect(rig.pulses[0]?.riseCycle).toBeLessThan(poweredAt ?? 0);
    expect(rig.latest.inputs.isServoPowerOn).toBe(true);
  });

  test('F5: a release opens the gate at once and cuts no pulse', () => {
    for (let offsetMs = 0; offsetMs < FRAME_MS; offsetMs += 1.7) {
      const rig = new Rig().attach([1400, 1500, 1600]).keepAlive(60).run(offsetMs);
      const { nonce } = rig.latest;
      const answer = rig.ask({ kind: 'release', nonce, isHeadOutOfBrace: false });
      expect(answer).toMatchObject({ isRefused: false, state: 'released', appliedUs: [0, 0, 0] });
      expect(answer.inputs.isServoPowerOn).toBe(false);
      rig.run(60);
      expect(rig.chip.isServoPowerOn).toBe(false);
      for (const [index, pin] of ([9, 10, 11] as const).entries()) {
        for (const width of widthsByPin(rig.pulses, pin))
          expect(Math.abs(width - 1400 - index * 100)).toBeLessThanOrEqual(EDGE_US);
      }
      expect(rig.pulses.length % 3).toBe(0);
      const count = rig.pulses.length;
      rig.run(100);
      expect(rig.pulses.length).toBe(count);
    }
  });
});
