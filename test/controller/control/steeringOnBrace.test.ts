import '../../../sim/lockstep/virtualTime.ts';
import { expect, test } from 'vitest';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { Eyes, PASSED, STEERING_PROFILE } from './gazeEyes.ts';
import { bringToReady, newestTelemetry, nextRequestId } from './session.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');

test('S163, S164, S165: on the simulated brace eyes 15° to the left turn the head left, and what they lose stops it; the chip refuses nothing', async () => {
  const rig = await createRig({ seed: 7, profile: STEERING_PROFILE });
  try {
    const eyes = new Eyes();
    const previous = rig.onTelemetry;
    rig.onTelemetry = (telemetry) => {
      previous(telemetry);
      const { tick, state, lease } = telemetry;
      const head = rig.brace.truth().bandPose;
      for (const message of eyes.say(tick, head, performance.now())) rig.tell(message);
      if (state !== 'engaged' || !lease || tick % 5 !== 0) return;
      const { leaseId } = lease;
      const { epoch } = telemetry;
      const gaze = 'unknown';
      rig.send('page', { type: 'renew', leaseId, epoch, sequence: tick, renderedTick: tick, gaze });
    };
    await bringToReady(rig);
    rig.tell({ type: 'steeringVerdicts', verdicts: [PASSED] });
    const say = async (message: ClientMessage): Promise<void> => {
      rig.send('page', message);
      await rig.lockstep.advance(20);
      expect(rig.repliesTo('page').at(-1)?.type).not.toBe('refused');
    };
    const about = () => ({ requestId: nextRequestId(), renderedTick: newestTelemetry(rig).tick });
    await rig.lockstep.advance(400);
    await say({ type: 'lookAhead', mark: { x: 0.5, y: 0.5 }, ...about() });
    for (const [side, yawDeg, pitchDeg] of [
      ['left', 12, 0],
      ['right', -12, 0],
      ['up', 0, -8],
    ] as const) {
      eyes.lookAt = { yawDeg, pitchDeg };
      await rig.lockstep.advance(400);
      await say({ type: 'lookToSide', side, ...about() });
    }
    await say({ type: 'confirmSteer', engagedBy: 'switch', ...about() });
    eyes.lookAt = { yawDeg: 15, pitchDeg: 0 };
    const from = rig.brace.truth().bandPose.yawDeg;
    let fastest = 0;
    let before = from;
    rig.lockstep.onStep = () => {
      const { yawDeg } = rig.brace.truth().bandPose;
      fastest = Math.max(fastest, newestTelemetry(rig).speedDegPerS);
      before = yawDeg;
    };
    await rig.lockstep.advance(1200);
    expect(before - from).toBeGreaterThan(4);
    expect(fastest).toBeLessThanOrEqual(30);
    eyes.instead = { kind: 'none', why: 'blink' };
    await rig.lockstep.advance(450);
    expect(newestTelemetry(rig)).toMatchObject({
      state: 'ready',
      reason: 'gazeLost',
      steering: { clutch: 'out' },
    });
    const stoppedDeg = rig.brace.truth().bandPose.yawDeg;
    eyes.instead = undefined;
    await rig.lockstep.advance(400);
    expect(Math.abs(rig.brace.truth().bandPose.yawDeg - stoppedDeg)).toBeLessThan(0.3);
    expect(rig.board?.latestStatus.refusalCount).toBe(0);
  } finally {
    rig.dispose();
  }
});
