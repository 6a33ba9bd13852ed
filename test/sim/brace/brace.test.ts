import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BraceBody, createBrace } from '../../../sim/brace/brace.ts';
import type { PulseChange } from '../../../sim/brace/servoInputs.ts';
import { CENTRE, createBraceRig, FIRMWARE_HEX } from './rig.ts';

const STRAIGHT = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
/** A body that does nothing, for what concerns the wires only. */
const STUB: BraceBody = {
  step: () => {},
  setServoPulse: () => {},
  setServoSupply: () => {},
  setHandHolds: () => {},
  potVolts: [2.5, 2.5, 2.5],
  supplyVolts: 2.5,
  servoTemperatureVolts: [0.5, 0.5],
  bandPose: () => STRAIGHT,
  skullPose: () => STRAIGHT,
};

describe('the simulated brace, off', () => {
  it('puts out no pulse and no servo power, whatever the host fails to say', async () => {
    const { brace, run } = await createBraceRig();
    brace.holdHead();
    run(500);
    expect(brace.truth()).toMatchObject({
      timeMs: 500,
      pulsesUs: [null, null, null],
      isServoPowerOn: false,
      isHandHolding: true,
      isStopPressed: false,
      chipResets: { powerOn: 0, external: 0, brownOut: 0, watchdog: 0 },
      slips: 0,
    });
  });

  it('drops the head when nobody holds it', async () => {
    const { brace, run } = await createBraceRig();
    brace.holdHead();
    run(700);
    const heldDeg = brace.truth().skullPose.pitchDeg;
    expect(Math.abs(heldDeg)).toBeLessThan(5);
    brace.letGo();
    run(600);
    expect(brace.truth().skullPose.pitchDeg).toBeGreaterThan(heldDeg + 10);
  });
});

describe('the simulated brace, attached', () => {
  it('carries the head by the pulses that it measures', async () => {
    const rig = await createBraceRig();
    rig.attach();
    rig.run(1000, rig.hold);
    const truth = rig.brace.truth();
    expect(rig.host.latest).toMatchObject({ state: 'hold', fault: 'none' });
    expect(truth.isServoPowerOn).toBe(true);
    for (const pulseUs of truth.pulsesUs) expect(Math.abs((pulseUs ?? 0) - 1500)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(truth.bandPose.pitchDeg)).toBeLessThan(2);
    expect(truth.isHandHolding).toBe(false);
    expect(rig.brace.chip.receiveErrors).toEqual({ late: 0, lost: 0, deaf: 0 });
  });

  it('turns the head where it is told to, and measures its potentiometers there', async () => {
    const rig = await createBraceRig();
    rig.attach();
    rig.run(10, () => rig.host.tick(CENTRE, true));
    let pulseUs = 1500;
    rig.run(600, () => {
      pulseUs = Math.min(1550, pulseUs + 1);
      rig.host.tick([pulseUs, pulseUs, pulseUs], true);
    });
    expect(rig.host.latest).toMatchObject({ state: 'moving', fault: 'none', appliedUs: [1550, 1550, 1550] });
    // 50 us are 5 degrees of each servo; the spherical mechanism turns all three into yaw.
    const yawDeg = Math.abs(rig.brace.truth().bandPose.yawDeg);
    expect(yawDeg).toBeGreaterThan(3);
    expect(yawDeg).toBeLessThan(8);
    for (const sum of rig.host.latest?.potSum ?? []) expect(Math.abs(sum - 8184 - 5 * 128)).toBeLessThan(150);
  });

  it('goes limp when the servo power gate opens, and falls', async () => {
    const rig = await createBraceRig();
    const changes: PulseChange[] = [];
    rig.attach();
    rig.brace.onPulseChange = (change) => changes.push(change);
    rig.brace.resetChip('powerOn');
    rig.run(100);
    expect(rig.brace.truth()).toMatchObject({ pulsesUs: [null, null, null], isServoPowerOn: false });
    const lost = changes.filter(({ pulseUs }) => pulseUs === null).map(({ servo }) => servo);
    expect(lost.sort()).toEqual([0, 1, 2]);
    rig.run(600);
    expect(rig.brace.truth().skullPose.pitchDeg).toBeGreaterThan(10);
  });
});

describe('a person at the simulated brace', () => {
  it('presses STOP: the firmware latches and holds', async () => {
    const rig = await createBraceRig();
    rig.attach();
    rig.brace.pressStop();
    rig.run(30, rig.hold);
    expect(rig.host.latest).toMatchObject({
      state: 'hold',
      fault: 'stopInput',
      inputs: { isStopPressed: true },
    });
    expect(rig.brace.truth().isStopPressed).toBe(true);
    rig.brace.releaseStop();
    rig.run(60, rig.hold);
    expect(rig.host.latest).toMatchObject({ fault: 'stopInput', inputs: { isStopPressed: false } });
    expect(rig.brace.truth().isServoPowerOn).toBe(true);
  });

  it('holds the head, and the firmware knows', async () => {
    const rig = await createBraceRig();
    rig.attach();
    rig.brace.holdHead();
    rig.run(60, rig.hold);
    expect(rig.host.latest?.inputs.isHeadHeld).toBe(true);
    rig.brace.letGo();
    rig.run(60, rig.hold);
    expect(rig.host.latest?.inputs.isHeadHeld).toBe(false);
  });
});

describe('faults of the simulated brace', () => {
  it('cut line: nothing passes either way, and the firmware holds on its own', async () => {
    const rig = await createBraceRig();
    rig.attach();
    rig.brace.line.cut();
    rig.heard.length = 0;
    rig.run(400, rig.hold);
    expect(rig.heard).toEqual([]);
    expect(rig.brace.truth()).toMatchObject({ isServoPowerOn: true, lineState: { isCut: true } });
    rig.brace.line.mend();
    rig.run(50, rig.hold);
    expect(rig.host.latest).toMatchObject({ state: 'hold', fault: 'silence' });
  });

  it('stalled line: all that was kept comes through at once afterwards, both ways', async () => {
    const rig = await createBraceRig();
    rig.attach();
    const seqBefore = rig.host.latest?.acceptedSeq ?? 0;
    rig.brace.line.stall();
    rig.heard.length = 0;
    rig.run(150, rig.hold);
    expect(rig.heard).toEqual([]);
    rig.brace.line.resume();
    rig.run(60, rig.hold);
    expect(rig.host.latest).toMatchObject({ state: 'hold', fault: 'none', refusalCount: 0 });
    expect((rig.host.latest?.acceptedSeq ?? 0) - seqBefore).toBeGreaterThanOrEqual(20);
  });

  it('a corrupted frame is refused for its checksum or not understood, and does no harm', async () => {
    const rig = await createBraceRig();
    rig.attach();
    const before = rig.host.latest?.refusalCount ?? 0;
    rig.run(10, rig.hold);
    rig.brace.line.corruptNext('toChip');
    rig.run(200, rig.hold);
    expect(rig.brace.line.counts.toChip.corrupted).toBe(1);
    expect((rig.host.latest?.refusalCount ?? 0) - before).toBeLessThanOrEqual(1);
    expect(rig.host.latest).toMatchObject({ state: 'hold', fault: 'none' });
  });

  it('a potentiometer wire breaks and is mended', async () => {
    const rig = await createBraceRig();
    rig.attach();
    rig.brace.overrideVolts(1, 0);
    rig.run(50, rig.hold);
    expect(rig.host.latest?.potSum[1]).toBe(0);
    rig.brace.overrideVolts(1, null);
    rig.run(50, rig.hold);
    expect(rig.host.latest?.potSum[1]).toBeGreaterThan(4000);
    expect(() => rig.brace.overrideVolts(9, 1)).toThrow(RangeError);
  });

  it('an external reset leaves the head held: the firmware resumes the pulses', async () => {
    const rig = await createBraceRig();
    rig.attach();
    rig.brace.resetChip('external');
    rig.run(60);
    expect(rig.brace.truth()).toMatchObject({ isServoPowerOn: true, chipResets: { external: 1 } });
    for (const pulseUs of rig.brace.truth().pulsesUs) expect(Math.abs((pulseUs ?? 0) - 1500)).toBeLessThan(1);
    expect(rig.host.latest).toMatchObject({ state: 'hold', fault: 'externalReset' });
  });
});

describe('the wiring', () => {
  it('gives the servos power only while the firmware pumps the gate, whatever pulses there are', () => {
    const followed: (number | null)[] = [];
    const body: BraceBody = {
      ...STUB,
      setServoPulse: (servo, pulseUs) => {
        if (servo === 0) followed.push(pulseUs);
      },
    };
    // A program that pulses D9 always, and pumps the gate when it is told to by a 'p'.
    const hexText = readFileSync(new URL('../mcu/probe.hex', import.meta.url), 'utf8');
    const brace = createBrace({ hexText, body, seed: 1 });
    const run = (ms: number) => {
      for (let step = 0; step < ms; step++) brace.stepMs();
    };
    run(200);
    expect(followed).toEqual([]);
    brace.fromHost(Buffer.from('p'));
    run(100);
    expect(followed.length).toBeGreaterThan(0);
    expect(Math.abs((followed[0] ?? 0) - 1500)).toBeLessThan(8);
    expect(brace.truth().isServoPowerOn).toBe(true);
    brace.fromHost(Buffer.from('p'));
    run(60);
    expect(followed.at(-1)).toBeNull();
    expect(brace.truth()).toMatchObject({ isServoPowerOn: false, pulsesUs: [null, null, null] });
  });

  it('puts each voltage of the body on its pin', () => {
    const volts: Record<number, number> = {};
    const body: BraceBody = {
      ...STUB,
      potVolts: [1, 2, 3],
      supplyVolts: 4,
      servoTemperatureVolts: [0.5, 0.7],
    };
    const brace = createBrace({ hexText: FIRMWARE_HEX, body, seed: 1 });
    const heard: number[] = [];
    const run = (ms: number) => {
      for (let step = 0; step < ms; step++) heard.push(...brace.stepMs());
    };
    run(50);
    // Firmata: report analog channels 0–3, 6 and 7.
    brace.fromHost(Uint8Array.from([0, 1, 2, 3, 6, 7].flatMap((channel) => [0xc0 | channel, 1])));
    run(200);
    for (let at = 0; at < heard.length; at++) {
      const byte = heard[at] ?? 0;
      if (byte >> 4 === 0xe)
        volts[byte & 15] = (((heard[at + 1] ?? 0) | ((heard[at + 2] ?? 0) << 7)) * 5) / 1024;
    }
    const expected = { 0: 1, 1: 2, 2: 3, 3: 4, 6: 0.5, 7: 0.7 };
    for (const [channel, value] of Object.entries(expected)) {
      expect(volts[Number(channel)]).toBeGreaterThan(value - 0.006);
      expect(volts[Number(channel)]).toBeLessThanOrEqual(value);
    }
  });
});
