import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Rig, RigOptions } from '../../../sim/rig/rig.ts';
import {
  arm,
  bringToReady,
  bringToStandby,
  createMover,
  newestTelemetry,
  nextRequestId,
  sayLooked,
} from './session.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');

let rig: Rig | undefined;
async function newRig(options: Partial<RigOptions> = {}): Promise<Rig> {
  rig = await createRig({ seed: 5, ...options });
  return rig;
}
afterEach(() => {
  rig?.dispose();
  rig = undefined;
});

const faultIds = (from: Rig): readonly string[] => newestTelemetry(from).faults.map(({ id }) => id);

describe('the way out of a hold, on the real stack', () => {
  test('S30: after a chip reset a person acknowledges once, and the brace can be armed and moved again', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    await createMover(rig).move('turnLeft');
    await rig.lockstep.advance(200);
    rig.brace.resetChip('watchdog');
    await rig.lockstep.advance(1500);
    expect(newestTelemetry(rig).state).toBe('protectiveHold');
    expect(faultIds(rig)).toEqual(expect.arrayContaining(['firmwareRebooted', 'firmwareLatched']));
    sayLooked(rig);
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 3000, 'standby');
    // Longer than the supply and the temperatures may stay unknown: their reports go on after the reset.
    await rig.lockstep.advance(4000);
    expect(faultIds(rig)).toEqual([]);
    await arm(rig, 'page');
    expect((await createMover(rig).move('turnLeft')).type).toBe('leaseGranted');
  });

  test('a gateway that comes back leaves no talk of a fault behind', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    rig.setGatewayConnected(false);
    await rig.lockstep.advance(300);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'standby', reason: 'faultHeld' });
    rig.setGatewayConnected(true);
    await rig.lockstep.advance(50);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'standby', reason: 'holding', faults: [] });
  });

  test('S30: noise that swallowed every frame, question and latch leaves a brace that can be asked and moved again', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    await createMover(rig).move('turnLeft');
    await rig.lockstep.advance(200);
    rig.brace.line.setByteErrorRate(1);
    await rig.lockstep.advance(600);
    rig.brace.line.setByteErrorRate(0);
    await rig.lockstep.advance(1500);
    expect(newestTelemetry(rig).state).toBe('protectiveHold');
    sayLooked(rig);
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 3000, 'standby');
    await rig.lockstep.advance(4000);
    expect(faultIds(rig)).toEqual([]);
    await arm(rig, 'page');
    expect((await createMover(rig).move('turnLeft')).type).toBe('leaseGranted');
  });

  test('S30: a line that falls silent while the self test watches over a powered brace is a fault, and can be left', async () => {
    const rig = await newRig();
    await rig.startHost();
    await rig.lockstep.until(() => rig.telemetry?.brace.isPowered === true, 3000, 'power');
    expect(newestTelemetry(rig).state).toBe('selfTest');
    rig.brace.line.stall();
    await rig.lockstep.advance(180);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'protectiveHold' });
    expect(faultIds(rig)).toContain('linkLate');
    rig.brace.line.resume();
    await rig.lockstep.advance(700);
    sayLooked(rig);
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 3000, 'standby');
  });

  test('no movement while the brace has not yet confirmed changed limits', async () => {
    const rig = await newRig();
    await bringToStandby(rig);
    rig.send('page', { type: 'askToArm', requestId: nextRequestId() });
    await rig.lockstep.advance(700);
    rig.brace.line.setDelay(12);
    const basedOn = newestTelemetry(rig).profileHash ?? '';
    rig.send('engineer', {
      type: 'setParameter',
      requestId: nextRequestId(),
      parameter: 'yawHardDeg',
      value: 39,
      basedOn,
    });
    await rig.lockstep.advance(20);
    expect(faultIds(rig)).toContain('limitsNotEchoed');
    rig.send('page', { type: 'confirmArm', requestId: nextRequestId() });
    await rig.lockstep.advance(10);
    expect(newestTelemetry(rig).state).toBe('standby');
    rig.brace.line.setDelay(0);
    await rig.lockstep.advance(300);
    expect(newestTelemetry(rig)).toMatchObject({ profileHash: 'saved-1', faults: [] });
  });

  test('a gaze that goes from lost to unknown does not bring a slowed movement back', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const mover = createMover(rig);
    await mover.move('turnLeft');
    await rig.lockstep.advance(200);
    mover.gaze = 'invalid';
    await rig.lockstep.advance(250);
    expect(newestTelemetry(rig).reason).toBe('slowedForGaze');
    mover.gaze = 'unknown';
    await rig.lockstep.advance(100);
    expect(newestTelemetry(rig).reason).toBe('slowedForGaze');
    await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 500, 'the end');
    expect(newestTelemetry(rig).reason).toBe('gazeLost');
  });
});
