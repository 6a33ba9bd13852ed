import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { describeProblem, findParameterProblem } from '../../protocol/parameters.ts';
import type { Refused } from '../../protocol/serverMessages.ts';
import type { SavedProfile } from '../store/profileStore.ts';
import { refusal } from './refusal.ts';

export type ProfileChange = Extract<ClientMessage, { type: 'setParameter' | 'setSteering' }>;

/** Why a change may not go to control, or null where it may; a strategy's own bounds are control's to judge. `saved` is null where no usable profile is on disk. */
export function judgeSetting(message: ProfileChange, saved: SavedProfile | null): Refused | null {
  const { requestId, basedOn } = message;
  if (!saved) return refusal('notReady', requestId, 'There is no usable profile; see the messages of Poise.');
  if (basedOn !== saved.hash)
    return refusal('settingsChanged', requestId, `The settings are now ${saved.hash}.`);
  if (message.type === 'setSteering') return null;
  const { parameter, value } = message;
  const problem = findParameterProblem({ ...saved.profile.parameters, [parameter]: value });
  return problem ? refusal('outOfBounds', requestId, describeProblem(problem)) : null;
}
