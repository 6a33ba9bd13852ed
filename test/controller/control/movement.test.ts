import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Rig, RigOptions } from '../../../sim/rig/rig.ts';
import { arm, bringToReady, bringToStandby, createMover, newestTelemetry, nextRequestId } from './session.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');
const { DEFAULT_PROFILE } = await import('../../../protocol/profile.ts');

let rig: Rig | undefined;
async function newRig(options: Partial<RigOptions> = {}): Promise<Rig> {
  rig = await createRig({ seed: 7, ...options });
  return rig;
}
afterEach(() => {
  rig?.dispose();
  rig = undefined;
});

const yawOf = (from: Rig): number => from.brace.truth().bandPose.yawDeg;

describe('control on the real stack', () => {
  test('it takes over a head that a hand holds, without a jump, and refuses to move before it is armed', async () => {
    const rig = await newRig({ startPose: { yawDeg: 8, pitchDeg: 6, rollDeg: -3 } });
    await rig.startHost();
    await rig.lockstep.until(() => rig.telemetry?.state === 'selfTest', 500, 'self test');
    const before = rig.brace.truth().bandPose;
    let largestJumpDeg = 0;
    rig.lockstep.onStep = () => {
      const now = rig.brace.truth().bandPose;
      largestJumpDeg = Math.max(
        largestJumpDeg,
        Math.hypot(now.yawDeg - before.yawDeg, now.rollDeg - before.rollDeg),
      );
    };
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 3000, 'standby');
    expect(rig.brace.truth().isServoPowerOn).toBe(true);
    expect(largestJumpDeg).toBeLessThan(1);
    const reply = await createMover(rig).move('turnLeft');
    expect(reply).toMatchObject({ type: 'refused', id: 'notReady' });
  });

  test('without the head-held button it stays off and asks for a hand', async () => {
    const rig = await newRig();
    rig.brace.letGo();
    // The hand is there, its button is not pressed: what the firmware cannot see does not count.
    rig.body.setHandHolds(true);
    await rig.startHost();
    await rig.lockstep.advance(1500);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'selfTest', reason: 'needsHand' });
    expect(rig.brace.truth().isServoPowerOn).toBe(false);
    rig.brace.holdHead();
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 2000, 'standby');
  });

  test('a head that is held outside its limits is not taken over, and the page says why', async () => {
    const rig = await newRig({ startPose: { yawDeg: 0, pitchDeg: 30, rollDeg: 0 } });
    await rig.startHost();
    await rig.lockstep.advance(1500);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'selfTest', reason: 'headOutside' });
    expect(rig.brace.truth().isServoPowerOn).toBe(false);
  });

  test('a step to the left turns the band 5° ± 1° in the physics and stops there, with no frame refused', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const startDeg = yawOf(rig);
    const mover = createMover(rig);
    expect((await mover.move('turnLeft')).type).toBe('leaseGranted');
    await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 2000, 'arrival');
    await rig.lockstep.advance(300);
    expect(newestTelemetry(rig).reason).toBe('arrived');
    expect(yawOf(rig) - startDeg).toBeGreaterThan(4);
    expect(yawOf(rig) - startDeg).toBeLessThan(6);
    const settledDeg = yawOf(rig);
    await rig.lockstep.advance(1000);
    expect(Math.abs(yawOf(rig) - settledDeg)).toBeLessThan(0.2);
    expect(rig.board?.latestStatus.refusalCount).toBe(0);
  });

  test('the six movements go where the patient’s own left, right, up and down are', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const mover = createMover(rig);
    for (const [movement, axis, sign] of [
      ['turnLeft', 'yawDeg', 1],
      ['turnRight', 'yawDeg', -1],
      ['nodDown', 'pitchDeg', 1],
      ['nodUp', 'pitchDeg', -1],
      ['tiltRight', 'rollDeg', 1],
      ['tiltLeft', 'rollDeg', -1],
    ] as const) {
      const before = rig.brace.truth().bandPose[axis];
      await mover.move(movement);
      await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 3000, movement);
      await rig.lockstep.advance(300);
      const changeDeg = (rig.brace.truth().bandPose[axis] - before) * sign;
      expect(changeDeg, movement).toBeGreaterThan(4);
      expect(changeDeg, movement).toBeLessThan(6);
    }
  });

  test('when renewals end, the movement ends within the lease, in ready', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const mover = createMover(rig);
    const startDeg = yawOf(rig);
    mover.isRenewing = false;
    await mover.move('turnLeft');
    await rig.lockstep.advance(400);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'ready', reason: 'leaseLapsed', lease: null });
    await rig.lockstep.advance(400);
    const turnedDeg = yawOf(rig) - startDeg;
    expect(turnedDeg).toBeLessThan(3.5);
    expect(newestTelemetry(rig).speedDegPerS).toBe(0);
  });

  test('3 s of renewals that a stalled socket delivers at once cause no motion', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const mover = createMover(rig);
    mover.isRenewing = false;
    await mover.move('turnLeft');
    const firstTick = newestTelemetry(rig).tick;
    await rig.lockstep.advance(3000);
    const stillDeg = yawOf(rig);
    const { leaseId, epoch } = mover.lease ?? { leaseId: 'none', epoch: 0 };
    for (let index = 0; index < 60; index += 1) {
      const renderedTick = firstTick + index * 5;
      rig.send('page', { type: 'renew', leaseId, epoch, sequence: index, renderedTick, gaze: 'valid' });
    }
    await rig.lockstep.advance(1000);
    expect(newestTelemetry(rig).state).toBe('ready');
    expect(Math.abs(yawOf(rig) - stillDeg)).toBeLessThan(0.2);
  });

  test('S175: on its longest way the head itself is never faster than the profile’s speed, over any 250 ms', async () => {
    const speedDegPerS = DEFAULT_PROFILE.parameters.yawSpeedDegPerS;
    const rig = await newRig({
      profile: { ...DEFAULT_PROFILE, restPose: { yawDeg: 30, pitchDeg: 0, rollDeg: 0 } },
      startPose: { yawDeg: -28, pitchDeg: 0, rollDeg: 0 },
    });
    await bringToReady(rig);
    const yawDeg: number[] = [];
    let fastestCommanded = 0;
    rig.lockstep.onStep = () => {
      yawDeg.push(yawOf(rig));
      fastestCommanded = Math.max(fastestCommanded, newestTelemetry(rig).speedDegPerS);
    };
    await createMover(rig).move('home');
    await rig.lockstep.until(() => yawOf(rig) > 28, 5000, 'home');
    const fastest = Math.max(...yawDeg.slice(250).map((now, index) => (now - (yawDeg[index] ?? now)) * 4));
    expect(fastestCommanded).toBeCloseTo(0.85 * speedDegPerS, 2);
    expect(fastest).toBeGreaterThan(0.8 * speedDegPerS);
    expect(fastest).toBeLessThanOrEqual(speedDegPerS);
  });

  test('STOP at full speed comes to rest within 5°, and only a deliberate act leads on', async () => {
    const restPose = { yawDeg: 30, pitchDeg: 0, rollDeg: 0 };
    const rig = await newRig({
      profile: { ...DEFAULT_PROFILE, restPose },
      startPose: { yawDeg: -28, pitchDeg: 0, rollDeg: 0 },
    });
    await bringToReady(rig);
    const mover = createMover(rig);
    await mover.move('home');
    await rig.lockstep.until(() => newestTelemetry(rig).speedDegPerS > 25.4, 3000, 'full speed');
    const atStopDeg = yawOf(rig);
    rig.send('page', { type: 'stop' });
    await rig.lockstep.advance(800);
    const travelDeg = yawOf(rig) - atStopDeg;
    expect(travelDeg).toBeGreaterThan(1);
    expect(travelDeg).toBeLessThan(5);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'stopped', speedDegPerS: 0, lease: null });
    expect(await mover.move('turnLeft')).toMatchObject({ id: 'notReady' });
    rig.send('page', { type: 'askToArm', requestId: nextRequestId() });
    await rig.lockstep.advance(50);
    expect(mover.lastReply()).toMatchObject({ id: 'notInThisState' });
    rig.send('page', { type: 'leaveStop', requestId: nextRequestId() });
    await rig.lockstep.until(() => rig.telemetry?.state === 'standby', 1000, 'standby');
  });

  test('looking away ends the movement in ready; a vanished page takes its movement with it', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const mover = createMover(rig);
    await mover.move('turnLeft');
    await rig.lockstep.advance(150);
    rig.send('page', { type: 'endMove', leaseId: mover.lease?.leaseId ?? '' });
    await rig.lockstep.advance(20);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'ready', reason: 'lookedAway' });
    await rig.lockstep.advance(500);
    await mover.move('turnLeft');
    await rig.lockstep.advance(150);
    rig.clientGone('page');
    await rig.lockstep.advance(20);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'standby', reason: 'pageSilent', lease: null });
    await rig.lockstep.advance(300);
    expect(newestTelemetry(rig).speedDegPerS).toBe(0);
  });

  test('S186: a blink that ends in the middle of the ramp which it began does not turn the head back', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const mover = createMover(rig);
    for (const blinkMs of [120, 150, 180]) {
      await mover.move('turnLeft');
      await rig.lockstep.advance(330);
      let furthestDeg = yawOf(rig);
      let backDeg = 0;
      const previous = rig.onTelemetry;
      rig.onTelemetry = (telemetry) => {
        previous(telemetry);
        const yawDeg = telemetry.commanded?.yawDeg ?? Number.NaN;
        furthestDeg = Math.max(furthestDeg, yawDeg);
        backDeg = Math.max(backDeg, furthestDeg - yawDeg);
      };
      mover.gaze = 'invalid';
      await rig.lockstep.advance(blinkMs);
      mover.gaze = 'valid';
      await rig.lockstep.until(() => rig.telemetry?.reason === 'arrived', 3000, 'the end of the movement');
      // What is read back from whole microseconds lies up to 0.1° beside the ramp's end.
      expect(backDeg).toBeLessThan(0.1);
      rig.onTelemetry = previous;
      await rig.lockstep.advance(300);
      expect(await mover.move('home')).toMatchObject({ type: 'leaseGranted' });
      await rig.lockstep.advance(2000);
      expect(newestTelemetry(rig)).toMatchObject({ state: 'ready', reason: 'arrived' });
    }
    expect(newestTelemetry(rig).faults).toEqual([]);
  });

  test('a blink slows the movement and it goes on; a longer loss ends it', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const mover = createMover(rig);
    const startDeg = yawOf(rig);
    await mover.move('turnLeft');
    await rig.lockstep.advance(200);
    mover.gaze = 'invalid';
    await rig.lockstep.advance(250);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'engaged', reason: 'slowedForGaze' });
    mover.gaze = 'valid';
    await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 2000, 'arrival');
    await rig.lockstep.advance(300);
    expect(yawOf(rig) - startDeg).toBeGreaterThan(4);
    await mover.move('turnRight');
    await rig.lockstep.advance(200);
    mover.gaze = 'invalid';
    await rig.lockstep.advance(550);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'ready', reason: 'gazeLost' });
  });

  test('only one commands: a second page is refused, and cannot renew the first one’s lease', async () => {
    const rig = await newRig();
    await bringToReady(rig);
    const mover = createMover(rig);
    const other = createMover(rig, 'other');
    await mover.move('turnLeft');
    const { leaseId, epoch } = mover.lease ?? { leaseId: '', epoch: 0 };
    const renderedTick = newestTelemetry(rig).tick;
    rig.send('other', { type: 'renew', leaseId, epoch, sequence: 9999, renderedTick, gaze: 'valid' });
    rig.send('other', { type: 'endMove', leaseId });
    await rig.lockstep.advance(30);
    expect(other.lastReply()).toMatchObject({ id: 'anotherCommander' });
    expect(newestTelemetry(rig).state).toBe('engaged');
    // Two who both think that they command: the movement under way ends, and neither is disarmed.
    expect(await other.move('turnRight')).toMatchObject({ id: 'anotherCommander' });
    await rig.lockstep.advance(20);
    expect(newestTelemetry(rig)).toMatchObject({ state: 'ready', reason: 'twoCommanders' });
    await rig.lockstep.advance(1200);
    expect(await other.move('turnRight')).toMatchObject({ type: 'leaseGranted' });
  });

  test('steps end at the soft limit, and a limit changed in standby moves that end', async () => {
    const rig = await newRig();
    await bringToStandby(rig);
    const set = async (value: number): Promise<unknown> => {
      const requestId = nextRequestId();
      const basedOn = newestTelemetry(rig).profileHash ?? '';
      rig.send('engineer', { type: 'setParameter', requestId, parameter: 'yawSoftDeg', value, basedOn });
      await rig.lockstep.advance(200);
      return rig.repliesTo('engineer').find((reply) => reply.requestId === requestId);
    };
    expect(await set(8)).toBeUndefined();
    expect(newestTelemetry(rig).profileHash).toBe('saved-1');
    expect(await set(41)).toMatchObject({ id: 'outOfBounds' });
    await arm(rig, 'page');
    expect(newestTelemetry(rig).state).toBe('ready');
    expect(await set(9)).toMatchObject({ id: 'onlyInStandby' });
    const mover = createMover(rig);
    for (let step = 0; step < 2; step += 1) {
      await mover.move('turnLeft');
      await rig.lockstep.until(() => rig.telemetry?.state === 'ready', 2000, 'arrival');
    }
    expect(await mover.move('turnLeft')).toMatchObject({ id: 'atLimit' });
    await rig.lockstep.advance(300);
    expect(yawOf(rig)).toBeGreaterThan(7);
    expect(yawOf(rig)).toBeLessThan(8.5);
  });
});
