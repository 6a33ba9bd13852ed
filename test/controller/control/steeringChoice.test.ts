import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, expect, test } from 'vitest';
import type { Side } from '../../../protocol/steering.ts';
import type { SteeringChoice } from '../../../protocol/steeringChoice.ts';
import type { Reply, Rig } from '../../../sim/rig/rig.ts';
import { MODEL, signed } from '../gaze/strategies/models.ts';
import { Eyes, PASSED, SCREEN, STEERING_PROFILE } from './gazeEyes.ts';
import { arm, bringToReady, bringToStandby, newestTelemetry, nextRequestId } from './session.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');

let rig: Rig;
afterEach(() => rig.dispose());

const CHOICE: SteeringChoice = {
  screen: SCREEN,
  gazeStrategy: 'lagVector',
  gazeStrategySettings: {},
  learnedModel: null,
};

/** The answer of control, which is undefined while a change that it has applied is being saved. */
async function choose(steering: SteeringChoice, basedOn?: string): Promise<Reply | undefined> {
  const requestId = nextRequestId();
  const newest = newestTelemetry(rig).profileHash ?? '';
  rig.send('engineer', { type: 'setSteering', requestId, steering, basedOn: basedOn ?? newest });
  await rig.lockstep.advance(200);
  return rig.repliesTo('engineer').find((reply) => reply.requestId === requestId);
}

test('S189: a choice is confirmed by the brace, saved and in force; a refused one leaves the old in place', async () => {
  rig = await createRig({ seed: 7 });
  await bringToStandby(rig);
  expect(newestTelemetry(rig).steering).toBeNull();
  expect(await choose(CHOICE)).toBeUndefined();
  const inForce = { profileHash: 'saved-1', steering: { strategy: 'lagVector' } };
  expect(newestTelemetry(rig)).toMatchObject(inForce);

  const changed = { ...MODEL, yaw: { ...MODEL.yaw, softYawPerS: 1.3 } };
  const running = signed({ ...MODEL, yaw: { ...MODEL.yaw, headYawPerS: 1.6 } });
  for (const [change, id, detail] of [
    [{ gazeStrategySettings: { gainPerS: 90 } }, 'outOfBounds', /outside its bounds/],
    [{ gazeStrategySettings: { magic: 1 } }, 'outOfBounds', /no setting called magic/],
    [{ gazeStrategy: 'learned' }, 'outOfBounds', /no learned law/],
    [{ gazeStrategy: 'learned', learnedModel: changed }, 'outOfBounds', /changed after it was made/],
    [{ gazeStrategy: 'learned', learnedModel: running }, 'outOfBounds', /./],
    [
      { gazeStrategy: 'learned', learnedModel: MODEL, gazeStrategySettings: { gainPerS: 1 } },
      'outOfBounds',
      /has no settings/,
    ],
  ] as const) {
    const reply = await choose({ ...CHOICE, ...change });
    expect(reply).toMatchObject({ type: 'refused', id, detail: expect.stringMatching(detail) });
    expect(newestTelemetry(rig)).toMatchObject(inForce);
  }
  expect(await choose(CHOICE, 'an older hash')).toMatchObject({ id: 'settingsChanged' });

  expect(await choose({ ...CHOICE, gazeStrategy: 'learned', learnedModel: MODEL })).toBeUndefined();
  expect(newestTelemetry(rig)).toMatchObject({ profileHash: 'saved-2', steering: { strategy: 'learned' } });
  expect(await choose({ ...CHOICE, screen: null, gazeStrategy: 'none' })).toBeUndefined();
  expect(newestTelemetry(rig)).toMatchObject({ profileHash: 'saved-3', steering: null });

  await arm(rig, 'page');
  expect(newestTelemetry(rig).state).toBe('ready');
  expect(await choose(CHOICE)).toMatchObject({ id: 'onlyInStandby' });
  expect(newestTelemetry(rig).steering).toBeNull();
});

test('S189: before another screen zero and sides are asked for anew, before the same one not', async () => {
  rig = await createRig({ seed: 7, profile: STEERING_PROFILE });
  const eyes = new Eyes();
  const previous = rig.onTelemetry;
  rig.onTelemetry = (telemetry) => {
    previous(telemetry);
    const head = rig.brace.truth().bandPose;
    for (const message of eyes.say(telemetry.tick, head, performance.now())) rig.tell(message);
  };
  await bringToReady(rig);
  rig.tell({ type: 'steeringVerdicts', verdicts: [PASSED] });
  const look = async (
    yawDeg: number,
    pitchDeg: number,
    how: { type: 'lookAhead' } | { type: 'lookToSide'; side: Side },
  ) => {
    eyes.lookAt = { yawDeg, pitchDeg };
    await rig.lockstep.advance(400);
    const about = { requestId: nextRequestId(), renderedTick: newestTelemetry(rig).tick };
    rig.send(
      'page',
      how.type === 'lookAhead' ? { ...how, mark: { x: 0.5, y: 0.5 }, ...about } : { ...how, ...about },
    );
    await rig.lockstep.advance(20);
    expect(rig.repliesTo('page').at(-1)?.type).toBe('accepted');
  };
  await look(0, 0, { type: 'lookAhead' });
  await look(12, 0, { type: 'lookToSide', side: 'left' });
  await look(-12, 0, { type: 'lookToSide', side: 'right' });
  await look(0, -8, { type: 'lookToSide', side: 'up' });
  const obstacle = () => newestTelemetry(rig).steering?.obstacle;
  expect(obstacle()).toBeNull();
  rig.send('page', { type: 'rest', requestId: nextRequestId() });
  await rig.lockstep.advance(300);

  const { gazeStrategy } = STEERING_PROFILE;
  await choose({ ...CHOICE, gazeStrategy, gazeStrategySettings: { deadZoneDeg: 6 } });
  expect(newestTelemetry(rig).profileHash).toBe('saved-1');
  await choose({ ...CHOICE, gazeStrategy });
  await rig.lockstep.advance(200);
  expect(obstacle()).toBeNull();
  await choose({ ...CHOICE, gazeStrategy, screen: { ...SCREEN, distanceMm: 700 } });
  await rig.lockstep.advance(200);
  expect(obstacle()).toBe('straightAheadUnchecked');
});
