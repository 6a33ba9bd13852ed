import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Rig } from '../../../sim/rig/rig.ts';
import { bringToReady, createMover, newestTelemetry } from './session.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');
const { DEFAULT_PROFILE } = await import('../../../protocol/profile.ts');

let rig: Rig | undefined;
afterEach(() => {
  rig?.dispose();
  rig = undefined;
});

describe('a line that is late in a movement', () => {
  test.each([20, 35, 40, 45, 60, 80])(
    '%i ms of stall: the movement goes on and arrives, and nothing is refused',
    async (stallMs) => {
      const restPose = { yawDeg: 20, pitchDeg: 0, rollDeg: 0 };
      rig = await createRig({
        seed: 5,
        profile: { ...DEFAULT_PROFILE, restPose },
        startPose: { yawDeg: -20, pitchDeg: 0, rollDeg: 0 },
      });
      const it = rig;
      await bringToReady(it);
      await createMover(it).move('home');
      await it.lockstep.until(() => newestTelemetry(it).speedDegPerS > 25, 2000, 'full speed');
      const before = it.brace.truth().bandPose.yawDeg;
      let farthestBackDeg = 0;
      it.lockstep.onStep = () => {
        farthestBackDeg = Math.max(farthestBackDeg, before - it.brace.truth().bandPose.yawDeg);
      };
      it.brace.line.stall();
      await it.lockstep.advance(stallMs);
      it.brace.line.resume();
      await it.lockstep.until(() => newestTelemetry(it).state !== 'engaged', 5000, 'the end of the movement');
      expect(newestTelemetry(it)).toMatchObject({ state: 'ready', reason: 'arrived', faults: [] });
      expect(farthestBackDeg).toBeLessThan(0.3);
      expect(it.board?.latestStatus.fault).toBe('none');
    },
  );

  test('a stall too short to be noticed is not made up for faster than the movement goes', async () => {
    rig = await createRig({
      seed: 5,
      profile: { ...DEFAULT_PROFILE, restPose: { yawDeg: 0, pitchDeg: -14, rollDeg: 0 } },
      startPose: { yawDeg: 0, pitchDeg: 14, rollDeg: 0 },
    });
    const it = rig;
    await bringToReady(it);
    await createMover(it).move('home');
    await it.lockstep.until(() => newestTelemetry(it).speedDegPerS > 16.5, 2000, 'full speed');
    const leftUs: number[] = [];
    it.lockstep.onStep = () => leftUs.push(it.brace.sight().pulsesUs[1] ?? Number.NaN);
    for (let stall = 0; stall < 8; stall += 1) {
      it.brace.line.stall();
      await it.lockstep.advance(29);
      it.brace.line.resume();
      await it.lockstep.advance(82);
      expect(newestTelemetry(it).state).toBe('engaged');
    }
    const steps = leftUs.slice(1).map((pulseUs, at) => Math.abs(pulseUs - (leftUs[at] ?? pulseUs)));
    // 5 µs in 20 ms is the speed of this movement; a whole one more or less is rounding.
    expect(Math.max(...steps)).toBeLessThan(7);
  });
});
