import { describe, expect, test } from 'vitest';
import { limitsCrc } from '../../../hardware/link/hostFrames.ts';
import { CENTRE, COMPILED, type Pulses, Rig, WIDE } from './rig.ts';

/** Ready for an attach at `pulseUs`. */
function ready(pulseUs: Pulses = CENTRE): Rig {
  const rig = new Rig().putPots(pulseUs).holdHead(true).run(60);
  rig.ask(WIDE);
  return rig;
}

const attach = (rig: Rig, pulseUs: Pulses = CENTRE, nonce = rig.latest.nonce) =>
  rig.ask({ kind: 'attach', nonce, pulseUs });

describe('attach', () => {
  test('F15: each condition refuses, and nothing is put out', () => {
    const rig = new Rig().holdHead(true).run(60);
    rig.status();
    expect(attach(rig).lastRefusal).toBe('noLimits');
    rig.ask(WIDE);
    expect(attach(rig, CENTRE, rig.latest.nonce ^ 1).lastRefusal).toBe('nonce');
    rig.holdHead(false).run(15);
    expect(attach(rig).lastRefusal).toBe('headNotHeld');
    rig.holdHead(true).run(30);
    expect(attach(rig, [WIDE.maxUs[0] + 1, 1500, 1500]).lastRefusal).toBe('range');
    expect(attach(rig, [1900, 1900, 1900]).lastRefusal).toBe('halfSpace');
    expect(attach(rig, [1500 + COMPILED.attachToleranceUs + 2, 1500, 1500]).lastRefusal).toBe('farFromPot');
    expect(attach(rig, [1500, 1500, 1500 - COMPILED.attachToleranceUs - 2]).lastRefusal).toBe('farFromPot');
    rig.chip.setAnalogVolts(1, 5);
    expect(attach(rig.run(30)).lastRefusal).toBe('potImplausible');
    rig.putPots(CENTRE).run(30).pressStop(true).run(5);
    expect(attach(rig).lastRefusal).toBe('latched');
    rig.pressStop(false).run(30);
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'stopInput' });
    expect(rig.pulses).toEqual([]);
    expect(rig.chip.isServoPowerOn).toBe(false);
    expect(attach(rig)).toMatchObject({ isRefused: false, state: 'hold', appliedUs: CENTRE });
    expect(attach(rig).lastRefusal).toBe('alreadyAttached');
  });

  test('F15: a first pulse is accepted up to the tolerance from its own potentiometer', () => {
    const tolerance = COMPILED.attachToleranceUs - 2;
    const pulseUs: Pulses = [1450 + tolerance, 1500 - tolerance, 1550];
    const rig = ready([1450, 1500, 1550]);
    expect(attach(rig, pulseUs)).toMatchObject({ isRefused: false, appliedUs: pulseUs });
  });

  test('F15: swapped potentiometers are noticed', () => {
    const rig = ready([1400, 1500, 1600]);
    expect(attach(rig, [1600, 1500, 1400]).lastRefusal).toBe('farFromPot');
  });
});

describe('limits', () => {
  test('F23: limits wider than the compiled ones in any of their 105 numbers are refused, and the old ones stay', () => {
    const rig = ready();
    const crc = rig.latest.limitsCrc;
    expect(crc).toBe(limitsCrc(WIDE));
    const wider: (typeof WIDE)[] = [];
    for (const servo of [0, 1, 2] as const) {
      const change = (values: Pulses, by: number): Pulses =>
        values.map((us, i) => us + (i === servo ? by : 0)) as unknown as Pulses;
      wider.push({ ...WIDE, speedUsPerS: change(WIDE.speedUsPerS as Pulses, 1) });
      wider.push({ ...WIDE, minUs: change(WIDE.minUs as Pulses, -1) });
      wider.push({ ...WIDE, maxUs: change(WIDE.maxUs as Pulses, 1) });
      wider.push({ ...WIDE, minUs: change(CENTRE, 1), maxUs: change(CENTRE, 0) });
    }
    for (let k = 0; k < 96; k++)
      wider.push({ ...WIDE, offsetDeg32: WIDE.offsetDeg32.map((us, i) => us + (i === k ? 1 : 0)) });
    for (const limits of wider) {
      expect(rig.ask(limits)).toMatchObject({
        isRefused: true,
        lastRefusal: 'beyondCompiled',
        limitsCrc: crc,
      });
    }
  });

  test('F23: narrower limits take effect at once, also in a hold, not while moving', () => {
    const rig = ready();
    attach(rig);
    const narrow = { ...WIDE, maxUs: [1510, 1510, 1510] as const };
    expect(rig.ask(narrow)).toMatchObject({ isRefused: false, state: 'hold', limitsCrc: limitsCrc(narrow) });
    rig.motion(CENTRE);
    expect(rig.run(20).motion([1511, 1500, 1500]).lastRefusal).toBe('range');
    expect(rig.ask(WIDE)).toMatchObject({ isRefused: true, lastRefusal: 'notInHold', state: 'moving' });
    expect(rig.run(20).motion([1510, 1500, 1500]).isRefused).toBe(false);
  });
});

describe('sequence', () => {
  test('F24: a frame counts once, and only newer ones count, across the wrap of 14 bits', () => {
    const rig = new Rig().run(30);
    rig.seq = 0x3ffd;
    for (let n = 0; n < 6; n++) expect(rig.ask(WIDE).isRefused).toBe(false);
    expect(rig.latest.acceptedSeq).toBe(3);
    rig.seq = 2;
    expect(rig.ask(WIDE)).toMatchObject({ isRefused: true, lastRefusal: 'sequence', acceptedSeq: 3 });
    rig.seq = 3 + 8190;
    expect(rig.ask(WIDE)).toMatchObject({ isRefused: false, acceptedSeq: 3 + 8191 });
  });

  test('F24: after a boot any sequence number begins', () => {
    const rig = new Rig().run(30);
    rig.seq = 9000;
    expect(rig.ask(WIDE)).toMatchObject({ isRefused: false, acceptedSeq: 9001 });
    rig.reset('external').run(30);
    rig.seq = 12;
    expect(rig.ask(WIDE)).toMatchObject({ isRefused: false, acceptedSeq: 13 });
  });

  test('F24: a status request is answered whatever its number, and does not advance it', () => {
    const rig = ready();
    const { acceptedSeq } = rig.latest;
    rig.seq = 5000;
    expect(rig.status()).toMatchObject({ isRefused: false, acceptedSeq });
  });
});

describe('potentiometers', () => {
  test('F27: one that leaves its window while the servos are powered latches within 150 ms, held', () => {
    for (const volts of [0, 5]) {
      const rig = ready();
      attach(rig);
      rig.motion(CENTRE);
      rig.takePot(2, volts);
      const since = rig.ms;
      while (rig.motion(CENTRE, rig.latest.fault === 'none').fault === 'none' && rig.ms - since < 300)
        rig.run(5);
      expect(rig.latest).toMatchObject({ state: 'hold', fault: 'potFault', appliedUs: CENTRE });
      expect(rig.ms - since).toBeGreaterThan(90);
      expect(rig.ms - since).toBeLessThanOrEqual(150);
    }
  });

  test('F27: without power it latches nothing', () => {
    const rig = ready();
    rig.chip.setAnalogVolts(2, 0);
    rig.run(500);
    expect(rig.status()).toMatchObject({ state: 'off', fault: 'none' });
  });

  test('F27: status carries the sums of the last 16 conversions', () => {
    const rig = new Rig().run(60);
    for (const [servo, volts] of [0.7, 2.5, 4.4].entries()) rig.chip.setAnalogVolts(servo, volts);
    rig.run(20);
    const sums = [0.7, 2.5, 4.4].map((volts) => 16 * Math.floor((volts / 5) * 1024));
    expect(rig.status().potSum).toEqual(sums);
  });
});
