import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pose } from '../../protocol/pose.ts';
import { type Client, connectClient } from './client.ts';
import { type RunningPoise, startPoise } from './poise.ts';

let poise: RunningPoise;
let client: Client;

beforeAll(async () => {
  poise = await startPoise();
  client = await connectClient(poise.url);
  await client.untilState('standby');
});
afterAll(async () => {
  client?.close();
  await poise?.stop();
});

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const band = (): Pose => {
  if (!poise.truth) throw new Error('The truth is not known.');
  return poise.truth.bandPose;
};
const distanceDeg = (a: Pose, b: Pose): number =>
  Math.hypot(a.yawDeg - b.yawDeg, a.pitchDeg - b.pitchDeg, a.rollDeg - b.rollDeg);

/** The farthest that the band gets from where it is now. */
async function farthestDeg(during: () => Promise<void>): Promise<number> {
  const from = band();
  let farthest = 0;
  poise.onTruth = ({ bandPose }) => {
    farthest = Math.max(farthest, distanceDeg(from, bandPose));
  };
  await during();
  poise.onTruth = () => {};
  return farthest;
}

/** Two persons' worth of patience: acknowledges until control is in standby again. */
async function acknowledge(): Promise<void> {
  await client.untilState('protectiveHold');
  const retry = setInterval(
    () =>
      client.send({
        type: 'acknowledge',
        requestId: `ack-${performance.now()}`,
        by: 'hand',
        renderedTick: client.telemetry?.tick ?? 0,
      }),
    300,
  );
  await client.untilState('standby').finally(() => clearInterval(retry));
}

/** A movement under way, whatever the test before left behind. */
async function startMove(movement: 'turnLeft' | 'turnRight'): Promise<void> {
  if (client.telemetry?.state === 'protectiveHold') await acknowledge();
  if (client.telemetry?.state !== 'ready') await client.arm();
  await client.move(movement);
  await client.until(() => (client.telemetry?.speedDegPerS ?? 0) > 5, 'moving', 2000);
}

describe('the whole of Poise, broken on purpose', () => {
  test('control killed with SIGKILL mid-move: the head is held within 1° for 2 s, and adopted by the next one', async () => {
    await startMove('turnLeft');
    process.kill(poise.children().control, 'SIGKILL');
    const heldDeg = await farthestDeg(() => pause(2000));
    expect(heldDeg).toBeLessThan(1);
    const adoptedDeg = await farthestDeg(async () => {
      await client.untilState('protectiveHold');
      await pause(500);
    });
    expect(adoptedDeg).toBeLessThan(0.5);
    await acknowledge();
  });

  test('the gateway killed mid-move: the lease lapses, the head is held, and the page comes back', async () => {
    await startMove('turnRight');
    process.kill(poise.children().gateway, 'SIGKILL');
    const from = band();
    await pause(600);
    const restDeg = band();
    expect(distanceDeg(from, restDeg)).toBeLessThan(4);
    await pause(500);
    expect(distanceDeg(restDeg, band())).toBeLessThan(0.3);
    await poise.waitForOutput(/gateway\s+started again/i, 10_000);
    await pause(500);
    client.close();
    client = await connectClient(poise.url);
    expect(poise.truth?.isServoPowerOn).toBe(true);
  });

  test('the cable pulled mid-move and plugged in again: within 1°, adopted, and it waits for a person', async () => {
    await startMove('turnLeft');
    const movedDeg = await farthestDeg(async () => {
      poise.command({ type: 'cutLine' });
      await pause(1500);
      poise.command({ type: 'mendLine' });
      await client.until(() => client.telemetry?.state === 'protectiveHold', 'adopted', 10_000);
      await pause(500);
    });
    expect(movedDeg).toBeLessThan(1);
    await acknowledge();
  });

  test('rubbish is answered with a clear error to its sender; nothing moves and nobody else notices', async () => {
    const rude = await connectClient(poise.url);
    const before = { received: client.received.length, tick: client.telemetry?.tick ?? 0 };
    const movedDeg = await farthestDeg(async () => {
      for (const rubbish of [
        'NaN',
        '{"type":"move","requestId":"x","movement":"turnLeft","renderedTick":NaN}',
        '{"type":"move","requestId":"x","movement":"turnLeft","renderedTick":1e999}',
        '{"type":"move","requestId":"x","movement":"turnLeft"}',
        '{"type":"move","requestId":"x","movement":"turnLeft","renderedTick":1,"speed":90}',
        '{"type":"move","requestId":"x","movement":"spin","renderedTick":1}',
        '{"type":"servo","pulseUs":[544,544,544]}',
        '[]',
        '',
      ]) {
        rude.sendRaw(rubbish);
      }
      rude.sendRaw(Buffer.from([0xe9, 0, 0]));
      await rude.until(() => rude.of('inputError').length === 10, 'ten errors');
      await pause(300);
    });
    expect(movedDeg).toBeLessThan(0.3);
    for (const { sentence, advice } of rude.of('inputError')) {
      expect(sentence).toMatch(/\.$/);
      expect(advice).toMatch(/\.$/);
    }
    expect(rude.closeCode).toBeUndefined();
    expect(client.received).toHaveLength(before.received);
    expect(client.telemetry?.tick).toBeGreaterThan(before.tick);
    rude.close();
  });

  test('a message of 20 KiB closes its own connection with 1009 and nobody else’s', async () => {
    const rude = await connectClient(poise.url);
    rude.sendRaw(JSON.stringify({ type: 'stop', padding: 'x'.repeat(20 * 1024) }));
    await rude.until(() => rude.closeCode !== undefined, 'closed');
    expect(rude.closeCode).toBe(1009);
    expect(client.closeCode).toBeUndefined();
    expect(client.telemetry?.state).not.toBe('stopped');
  });

  test('a renewal whose sequence goes back is refused, and the movement lives on its good ones', async () => {
    await startMove('turnRight');
    const { leaseId } = client.telemetry?.lease ?? { leaseId: '' };
    const { epoch, tick } = client.telemetry ?? { epoch: 0, tick: 0 };
    client.send({ type: 'renew', leaseId, epoch, sequence: 0, renderedTick: tick, gaze: 'valid' });
    await client.until(
      () => client.of('refused').some(({ id }) => id === 'sequenceRegressed'),
      'refused',
      2000,
    );
    await client.untilState('ready');
    expect(client.telemetry?.reason).toBe('arrived');
  });

  test('Ctrl-C mid-move: at rest first, then a powered hold, exit code 0', async () => {
    await startMove('turnLeft');
    const from = band();
    const code = await poise.interrupt();
    expect(code).toBe(0);
    expect(poise.output.join('\n')).toMatch(/keeps holding the head in powered hold/);
    expect(distanceDeg(from, band())).toBeLessThan(4);
  });
});
