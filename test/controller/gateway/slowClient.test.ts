import { expect, test } from 'vitest';
import { CUT_OFF_AFTER_MS } from '../../../controller/gateway/session.ts';
import { eventually, type House, manyFaults, openClient, pause, startHouse, telemetryOf } from './support.ts';

/** Sends large telemetry that changes with every tick, until `isEnough`. Returns the last tick. */
async function flood({ control }: House, firstTick: number, isEnough: () => boolean): Promise<number> {
  let tick = firstTick;
  while (!isEnough()) {
    for (let burst = 0; burst < 20; burst++) {
      tick++;
      control.send(telemetryOf(tick, { epoch: tick, faults: manyFaults }));
      await pause(0);
    }
    await pause(1);
  }
  return tick;
}

test('a client that does not read for longer is cut off, reported gone, and the others go on', async () => {
  const house = await startHouse();
  house.control.stopTelemetry();
  const [stuck, quick] = [await openClient(house.gateway.port), await openClient(house.gateway.port)];
  const { clientId } = await stuck.welcome();
  stuck.socket.pause();
  const isGone = () =>
    house.control.received.some((message) => message.type === 'clientGone' && message.clientId === clientId);
  const deadlineMs = performance.now() + CUT_OFF_AFTER_MS + 8000;
  const lastTick = await flood(house, 1000, () => isGone() || performance.now() > deadlineMs);
  expect(isGone()).toBe(true);
  await eventually('the others go on', () => quick.heard('telemetry').at(-1)?.tick === lastTick);
  expect(quick.closes).toEqual([]);
});
