import '../../../sim/lockstep/virtualTime.ts';
import { afterEach, describe, expect, test } from 'vitest';
import { OUTPUTS } from '../../../controller/safety/permission.ts';
import type { Rig } from '../../../sim/rig/rig.ts';
import { pathsToEveryLeaf } from '../safety/paths.ts';
import { createReplay } from './replay.ts';

const { createRig } = await import('../../../sim/rig/rig.ts');
const { DEFAULT_PROFILE } = await import('../../../protocol/profile.ts');

/** Agreed to be brought back to where it does not start, and nothing in the way of that. */
const PROFILE = {
  ...DEFAULT_PROFILE,
  restPose: { yawDeg: 12, pitchDeg: 0, rollDeg: 0 },
  hasRetreatConsent: true,
  tubes: 'none',
} as const;
/** The stopping ramp takes 175 ms (DESIGN 'States'); two frames more for what was on its way. */
const AT_REST_MS = 220;

let rig: Rig | undefined;
afterEach(() => {
  rig?.dispose();
  rig = undefined;
});

/** What the chip puts out, without the jitter of its edges (F2): null is a servo without pulses. */
const pulsesOf = (from: Rig): readonly (number | null)[] =>
  from.brace.sight().pulsesUs.map((pulseUs) => pulseUs && Math.round(pulseUs));

describe('every value of the machine, on the simulated brace', () => {
  const paths = pathsToEveryLeaf();

  test.each(paths)(
    'S77, S19: $leaf is reached, sends what its table says, and STOP ends its movement',
    async (path) => {
      const it = await createRig({ seed: 11, profile: PROFILE });
      rig = it;
      const { walk } = createReplay(it);
      await walk(path);
      const { state, permission } = OUTPUTS[path.leaf];
      if (path.leaf === 'starting') {
        // No control has spoken to the brace yet: it puts out nothing.
        expect(it.telemetry).toBeUndefined();
        expect(pulsesOf(it)).toEqual([null, null, null]);
        return;
      }
      expect(it.telemetry?.state).toBe(state);
      const before = pulsesOf(it);
      const wasPowered = it.brace.sight().isServoPowerOn;
      if (permission === 'move') {
        // At 5°/s the first whole microsecond takes a while.
        await it.lockstep.advance(300);
        expect(pulsesOf(it)).not.toEqual(before);
      }
      if (permission === 'release') {
        await it.lockstep.advance(260);
        expect(it.brace.sight().isServoPowerOn).toBe(false);
      }

      it.send('page', { type: 'stop' });
      await it.lockstep.advance(AT_REST_MS);
      const atRest = pulsesOf(it);
      await it.lockstep.advance(1000);
      expect(pulsesOf(it)).toEqual(atRest);
      // A head that was carried is carried on; one that was not is not taken over by a STOP.
      expect(it.brace.sight().isServoPowerOn).toBe(wasPowered && permission !== 'release');
      expect(['stopped', 'protectiveHold', 'supportedRelease']).toContain(it.telemetry?.state);
    },
  );
});
