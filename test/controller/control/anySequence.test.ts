import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, describe, expect, test } from 'vitest';
import { type ClientMessage, MOVEMENTS } from '../../../protocol/clientMessages.ts';
import type { Rig } from '../../../sim/rig/rig.ts';
import { bringToStandby, newestTelemetry, nextRequestId, openPage } from './session.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');
const { createRandom } = await import('../../../sim/random.ts');
const { envelopeOf, exceedance } = await import('../../../controller/safety/envelope.ts');
const { DEFAULT_PARAMETERS } = await import('../../../protocol/parameters.ts');

let rig: Rig | undefined;
afterEach(() => {
  rig?.dispose();
  rig = undefined;
});

/** A client with no manners: every message there is, in any order, with old and invented ticks, leases and epochs. */
function anyMessage(rig: Rig, pick: (count: number) => number): ClientMessage {
  const { tick, epoch, lease } = newestTelemetry(rig);
  const requestId = nextRequestId();
  const renderedTick = Math.max(0, tick - ([0, 0, 0, 0, 30, -5][pick(6)] ?? 0));
  const leaseId = lease?.leaseId ?? 'lease-1';
  const movement = MOVEMENTS[pick(MOVEMENTS.length)] ?? 'home';
  const renew = {
    type: 'renew',
    leaseId,
    epoch,
    sequence: tick,
    renderedTick,
    gaze: pick(9) === 0 ? 'invalid' : 'valid',
  } as const;
  const kinds: readonly ClientMessage[] = [
    renew,
    renew,
    renew,
    renew,
    { type: 'move', requestId, movement, renderedTick },
    { type: 'move', requestId, movement, renderedTick },
    { type: 'move', requestId, movement, renderedTick },
    { type: 'askToArm', requestId },
    { type: 'confirmArm', requestId },
    { type: 'confirmArm', requestId },
    pick(4) === 0 ? { type: 'rest', requestId } : renew,
    { type: 'endMove', leaseId },
    { type: 'leaveStop', requestId },
    { type: 'acknowledge', requestId, by: 'hand', renderedTick },
    { ...renew, epoch: epoch + pick(3) - 1 },
    pick(6) === 0 ? { type: 'stop' } : renew,
  ];
  return kinds[pick(kinds.length)] ?? renew;
}

describe('any sequence of messages', () => {
  test.each([1, 2])(
    'seed %i: pose, speed and pulses stay inside the profile, and nothing moves without a lease',
    async (seed) => {
      rig = await createRig({ seed });
      const it = rig;
      await bringToStandby(it);
      const random = createRandom(seed);
      const pick = (count: number): number => Math.floor(random() * count);
      const { hard } = envelopeOf(DEFAULT_PARAMETERS);
      let ticksMoving = 0;
      let restDeadlineTick = 0;
      it.onTelemetry = (telemetry) => {
        const { commanded, lease, speedDegPerS, state, tick } = telemetry;
        if (!commanded) throw new Error('The commanded pose is not known.');
        expect(exceedance(commanded, hard)).toBeLessThanOrEqual(1 + 1e-9);
        expect(speedDegPerS).toBeLessThanOrEqual(Math.hypot(30, 20, 10) + 1e-6);
        if (lease) restDeadlineTick = tick + 20;
        if (speedDegPerS > 0) {
          ticksMoving += 1;
          // 175 ms of stopping ramp after the lease is gone.
          if (state !== 'engaged') expect(tick).toBeLessThanOrEqual(restDeadlineTick);
        }
      };
      openPage(it);
      for (let round = 0; round < 800; round += 1) {
        it.send(pick(12) === 0 ? 'other' : 'page', anyMessage(it, pick));
        await it.lockstep.advance(5 + pick(40));
      }
      // Otherwise this run has shown nothing.
      expect(ticksMoving).toBeGreaterThan(20);
      expect(it.board?.latestStatus).toMatchObject({ refusalCount: 0, fault: 'none' });
    },
  );
});
