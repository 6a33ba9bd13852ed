import { strategyOfProfile } from '../../controller/gaze/strategies/ofProfile.ts';
import { gatePersonOf } from '../../protocol/gatePerson.ts';
import { figuresHash, GATE_VERSION, type GateVerdict, gatePersonHash } from '../../protocol/gateVerdict.ts';
import type { Profile } from '../../protocol/profile.ts';

/** What an unmeasured loop counts as (controller/gaze/loopDelay.ts): nobody here has moved before they steer. */
const UNMEASURED_MS = 300;

/** What the gate would have said of the strategy of a profile if it had let it pass; only for a brace that nobody wears. */
export function assumedVerdict(profile: Profile): GateVerdict {
  const chosen = strategyOfProfile(profile);
  if (!chosen) throw new Error('The profile has no strategy.');
  return {
    gateVersion: GATE_VERSION,
    strategyId: chosen.id,
    settingsHash: figuresHash(chosen.settings),
    personHash: gatePersonHash(gatePersonOf(profile.parameters)),
    delayBudgetMs: UNMEASURED_MS,
    seed: 1,
    size: 'full',
    verdict: 'passed',
    figures: [],
  };
}
