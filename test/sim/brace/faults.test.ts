import { describe, expect, it } from 'vitest';
import { rotationBetweenDeg } from '../../../sim/scenarios/rotation.ts';
import { CENTRE, createBraceRig } from './rig.ts';

async function attached(options: Parameters<typeof createBraceRig>[0] = {}) {
  const rig = await createBraceRig(options);
  rig.attach();
  return rig;
}

describe('a supply that sags', () => {
  it('to 7 V: the servos carry the head on, the chip notices nothing but the voltage', async () => {
    const rig = await attached();
    const before = rig.brace.truth().bandPose;
    rig.brace.setSupplyVolts(7);
    rig.run(300, rig.hold);
    const truth = rig.brace.truth();
    expect(truth).toMatchObject({ servoVolts: 7, chipVolts: 5, isServoPowerOn: true });
    expect(rotationBetweenDeg(before, truth.bandPose)).toBeLessThan(0.5);
    expect(rig.body.supplyVolts).toBeLessThan(7 / 4 + 0.01);
    expect(rig.host.latest).toMatchObject({ state: 'hold', fault: 'none' });
  });

  it('to 5.4 V: a push that they withstand at 12 V moves them', async () => {
    const yieldDeg: number[] = [];
    for (const volts of [12, 5.4]) {
      const rig = await attached();
      rig.body.setMuscleTorque({ yaw: 0, pitch: 12, roll: 0 });
      rig.brace.setSupplyVolts(volts);
      const before = rig.brace.truth().bandPose;
      rig.run(500, rig.hold);
      yieldDeg.push(rotationBetweenDeg(before, rig.brace.truth().bandPose));
    }
    expect(yieldDeg[1] ?? 0).toBeGreaterThan(2 * (yieldDeg[0] ?? 0));
  });

  it('away for 40 ms: brown-out, the record survives, the pulses resume latched', async () => {
    const rig = await attached();
    rig.brace.setSupplyVolts(0);
    rig.run(40);
    expect(rig.brace.truth()).toMatchObject({ servoVolts: 0, pulsesUs: [null, null, null] });
    rig.brace.setSupplyVolts(null);
    rig.run(60);
    expect(rig.brace.truth().chipResets).toMatchObject({ brownOut: 1, powerOn: 0 });
    for (const pulseUs of rig.brace.truth().pulsesUs) expect(Math.abs((pulseUs ?? 0) - 1500)).toBeLessThan(1);
    expect(rig.host.latest).toMatchObject({ state: 'hold', fault: 'brownOutReset', appliedUs: CENTRE });
  });

  it('away for 100 ms: RAM is lost, and nothing is put out', async () => {
    const rig = await attached();
    rig.brace.setSupplyVolts(0);
    rig.run(100);
    rig.brace.setSupplyVolts(null);
    rig.run(100);
    expect(rig.brace.truth()).toMatchObject({ isServoPowerOn: false, pulsesUs: [null, null, null] });
    expect(rig.host.latest).toMatchObject({ state: 'off', fault: 'none', appliedUs: [0, 0, 0] });
    expect(rig.brace.truth().chipResets.powerOn).toBe(1);
  });
});

describe('potentiometers', () => {
  it('without its wire one reads nothing, which latches a fault', async () => {
    const rig = await attached();
    rig.brace.setPotFault(1, 'disconnected');
    rig.run(150, rig.hold);
    expect(rig.host.latest).toMatchObject({ fault: 'potFault', state: 'hold' });
  });

  it('without wire and resistor one reads like the one before it, which the firmware believes unless it jumps there', async () => {
    const rig = await attached({ hasWiperResistors: false });
    rig.brace.setPotFault(1, 'disconnected');
    rig.run(200, rig.hold);
    expect(rig.host.latest?.fault).toBe('none');
    rig.brace.overrideVolts(0, 3);
    rig.run(200, rig.hold);
    const [rear = 0, left = 0] = rig.host.latest?.potSum ?? [];
    expect(rear).toBe(614 * 16);
    expect(Math.abs(left - rear)).toBeLessThanOrEqual(16);
    expect(rig.host.latest?.fault).toBe('potJumped');
  });

  it('on ground one latches a fault; mended it reads what it should', async () => {
    const rig = await attached();
    rig.brace.setPotFault(2, 'shorted');
    rig.run(150, rig.hold);
    expect(rig.host.latest).toMatchObject({ fault: 'potFault' });
    rig.brace.setPotFault(2, null);
    rig.run(50, rig.hold);
    expect(rig.host.latest?.potSum[2]).toBeGreaterThan(4000);
    expect(rig.brace.truth().potFaults).toEqual([null, null, null]);
  });

  it('gives the same readings while the supply of the chip falls, for they hang on it', async () => {
    const rig = await attached();
    rig.run(50, rig.hold);
    const before = rig.host.latest?.potSum ?? [];
    rig.brace.setSupplyVolts(5.5);
    rig.run(100, rig.hold);
    expect(rig.brace.truth().chipVolts).toBeCloseTo(4.5);
    for (const [servo, sum] of (rig.host.latest?.potSum ?? []).entries()) {
      expect(Math.abs(sum - (before[servo] ?? 0))).toBeLessThan(60);
    }
  });
});

describe('opening the port', () => {
  it('of the patient build costs nothing; with the DTR capacitor left in it resets the chip', async () => {
    const rig = await attached();
    rig.brace.portOpened();
    rig.run(60, rig.hold);
    expect(rig.brace.truth()).toMatchObject({ resetsOnOpen: false, chipResets: { external: 0 } });
    rig.brace.wireReset(true);
    rig.brace.portOpened();
    rig.run(60);
    expect(rig.brace.truth()).toMatchObject({ resetsOnOpen: true, chipResets: { external: 1 } });
    expect(rig.host.latest).toMatchObject({ state: 'hold', fault: 'externalReset' });
  });
});
