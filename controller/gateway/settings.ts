import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { describeProblem, findParameterProblem } from '../../protocol/parameters.ts';
import type { Refused } from '../../protocol/serverMessages.ts';
import type { SavedProfile } from '../store/profileStore.ts';
import { refusal } from './refusal.ts';

export type SetParameter = Extract<ClientMessage, { type: 'setParameter' }>;

/** Why a new value may not go to control, or null where it may. `saved` is null where no usable profile is on disk. */
export function judgeSetting(message: SetParameter, saved: SavedProfile | null): Refused | null {
  const { requestId, parameter, value, basedOn } = message;
  if (!saved) return refusal('notReady', requestId, 'There is no usable profile; see the messages of Poise.');
  if (basedOn !== saved.hash)
    return refusal('settingsChanged', requestId, `The settings are now ${saved.hash}.`);
  const problem = findParameterProblem({ ...saved.profile.parameters, [parameter]: value });
  return problem ? refusal('outOfBounds', requestId, describeProblem(problem)) : null;
}
