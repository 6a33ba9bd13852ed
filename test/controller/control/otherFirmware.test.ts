import '../../../sim/lockstep/virtualTime.ts';
import { expect, onTestFinished, test } from 'vitest';
import { createRig, type Rig } from '../../../sim/rig/rig.ts';
import { firmwareOfOtherHash } from '../../hardware/firmware/otherHash.ts';
import { bringToStandby, newestTelemetry, nextRequestId, openPage } from './session.ts';

async function start(options: { readonly firmwareHex?: string } = {}): Promise<Rig> {
  const rig = await createRig({ seed: 5, ...options });
  onTestFinished(() => rig.dispose());
  return rig;
}

const faultIds = (rig: Rig): readonly string[] => newestTelemetry(rig).faults.map(({ id }) => id);

test('S150: firmware of another hash gives its head to nobody, and says why', async () => {
  const rig = await start({ firmwareHex: firmwareOfOtherHash() });
  openPage(rig);
  await rig.startHost();
  await rig.lockstep.until(() => rig.telemetry?.reason === 'unfitBoard', 2000, 'the board is found unfit');
  // Four times what an attach takes.
  await rig.lockstep.advance(600);
  expect(newestTelemetry(rig)).toMatchObject({ state: 'selfTest', reason: 'unfitBoard' });
  expect(faultIds(rig)).toContain('firmwareDiffers');
  expect(rig.brace.truth()).toMatchObject({ pulsesUs: [null, null, null], isServoPowerOn: false });
});

test('S150: a head that such a firmware carries already is held on, and nothing is armed', async () => {
  const rig = await start();
  await bringToStandby(rig);
  expect(faultIds(rig)).not.toContain('firmwareDiffers');
  const { bandPose, pulsesUs } = rig.brace.truth();
  const { board } = rig;
  if (!board) throw new Error('No board.');
  // What it says of itself is all that control can know: from here on its statuses carry another hash.
  const hear = board.onStatus;
  board.onStatus = (status, receivedAtMs) =>
    hear({ ...status, firmwareHash: status.firmwareHash ^ 1 }, receivedAtMs);
  await rig.lockstep.advance(300);
  expect(faultIds(rig)).toContain('firmwareDiffers');

  rig.send('page', { type: 'askToArm', requestId: nextRequestId() });
  await rig.lockstep.advance(50);
  expect(rig.repliesTo('page').at(-1)).toMatchObject({
    type: 'refused',
    id: 'faultPresent',
    detail: 'firmwareDiffers',
  });
  await rig.lockstep.advance(400);
  expect(newestTelemetry(rig).state).toBe('standby');
  expect(rig.brace.truth().isServoPowerOn).toBe(true);
  // Measured pulses: the same but for the jitter of F2.
  for (const [servo, pulseUs] of rig.brace.truth().pulsesUs.entries()) {
    expect(Math.abs((pulseUs ?? 0) - (pulsesUs[servo] ?? 0))).toBeLessThan(1);
  }
  expect(rig.brace.truth().bandPose.pitchDeg).toBeCloseTo(bandPose.pitchDeg, 0);
});
