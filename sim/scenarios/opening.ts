import { LockstepTimeout } from '../lockstep/lockstep.ts';
import type { Person } from '../person/person.ts';
import type { Rig } from '../rig/rig.ts';
import type { Scenario } from './schema.ts';

/** The brace has been given this long to settle before the timeline starts. */
const SETTLE_MS = 700;
/** A person sees a new screen before the eyes leave for it; gaze that was already there chooses nothing. */
const REACTION_MS = 300;
/** Each part of the opening takes a few seconds; a controller that needs longer is broken. */
const LONGEST_PART_MS = 20_000;

/**
 * What has been done before the timeline starts: the host started, the hand let go, the brace made ready by looking. Null, or a
 * sentence that says which part never came.
 */
export async function open(
  { lockstep, brace, startHost }: Pick<Rig, 'lockstep' | 'brace' | 'startHost'>,
  telemetry: () => Rig['telemetry'],
  person: Pick<Person, 'look'>,
  begin: Scenario['begin'],
): Promise<string | null> {
  const until = (condition: () => boolean, what: string) => lockstep.until(condition, LONGEST_PART_MS, what);
  try {
    if (begin === 'powerOn') return null;
    await startHost();
    await until(
      () => telemetry()?.state === 'standby' && !brace.truth().isHandHolding,
      'standby, and the hand lets go',
    );
    if (begin === 'ready') {
      person.look('getReady');
      await until(() => telemetry()?.reason === 'awaitingConfirm', '"Get ready" is chosen');
      await lockstep.advance(REACTION_MS);
      person.look('yes');
      await until(() => telemetry()?.state === 'ready', '"Yes" is chosen');
      person.look('centre');
    }
    await lockstep.advance(SETTLE_MS);
    return null;
  } catch (error) {
    if (!(error instanceof LockstepTimeout)) throw error;
    return `The run could not begin: ${error.message}.`;
  }
}
