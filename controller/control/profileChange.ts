import { isDeepStrictEqual } from 'node:util';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { describeProblem, findParameterProblem } from '../../protocol/parameters.ts';
import type { Profile } from '../../protocol/profile.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import { exceedance } from '../safety/envelope.ts';
import { viewSafety } from '../safety/safety.ts';
import { putInForce } from './profileInForce.ts';
import { type Outcome, refusal } from './reply.ts';
import type { ControlState } from './state.ts';
import { StrategySettingsError } from './steering/inForce.ts';
import { UNCHECKED } from './steering/steering.ts';

/** The firmware has this long to echo new limits; then the old ones stay. */
const ECHO_TIMEOUT_MS = 1000;

export type ProfileChange = Extract<ClientMessage, { type: 'setParameter' | 'setSteering' }>;

/**
 * Begins a change of one parameter, or of how gaze steers: the limits go to the firmware, and only their echo brings it into force.
 * Only in standby or rest, with the head still, one change at a time.
 */
export function beginProfileChange(
  state: ControlState,
  clientId: string,
  message: ProfileChange,
  nowMs: number,
): Outcome {
  const { force } = state;
  const { requestId, basedOn } = message;
  const refused = (id: RefusalId, detail: string | null = null): Outcome => ({
    state,
    reply: refusal(requestId, id, detail),
  });
  if (!force) return refused('notInThisState');
  const view = viewSafety(state.safety);
  const isCalm = view.state === 'standby' || view.state === 'paused';
  if (!isCalm || state.motion.kind !== 'still') return refused('onlyInStandby');
  if (state.pending || basedOn !== force.hash) return refused('settingsChanged');
  const changed = changedProfile(force.profile, message);
  const problem = findParameterProblem(changed.parameters);
  if (problem) return refused('outOfBounds', describeProblem(problem));
  try {
    const candidate = putInForce(changed, null, force);
    // A head beyond its hard limit could only be held, not brought back.
    if (!(exceedance(state.motion.pose, candidate.envelope.hard) <= 1)) return refused('poseOutside');
    return {
      state: {
        ...state,
        pending: { clientId, requestId, candidate, previous: force, stage: 'echo', sinceMs: nowMs },
      },
    };
  } catch (error) {
    if (error instanceof StrategySettingsError)
      return refused('outOfBounds', `${error.message} ${error.advice}`);
    return refused('unreachable', error instanceof Error ? error.message : String(error));
  }
}

/** The profile as the message wishes it; what the message does not speak of stays. */
export function changedProfile(profile: Profile, message: ProfileChange): Profile {
  switch (message.type) {
    case 'setParameter': {
      const { parameter, value } = message;
      return { ...profile, parameters: { ...profile.parameters, [parameter]: value } };
    }
    case 'setSteering': {
      const { learnedModel: _, gazeStrategySettings: __, ...kept } = profile;
      const { learnedModel, gazeStrategySettings, screen, gazeStrategy } = message.steering;
      return {
        ...kept,
        screen,
        gazeStrategy,
        ...(Object.keys(gazeStrategySettings).length > 0 ? { gazeStrategySettings } : {}),
        ...(learnedModel ? { learnedModel } : {}),
      };
    }
  }
}

/** Brings a pending change into force once the firmware has echoed its limits, or gives it up. */
export function followProfileChange(
  state: ControlState,
  nowMs: number,
): { readonly state: ControlState; readonly outcome: 'applied' | 'notConfirmed' | undefined } {
  const { pending } = state;
  if (pending?.stage !== 'echo') return { state, outcome: undefined };
  if (state.brace.status?.limitsCrc === pending.candidate.limitsCrc) {
    const { candidate, previous } = pending;
    // Before another screen the same look is another place: what was known of zero and sides was of the one before.
    const isSameScreen = isDeepStrictEqual(candidate.profile.screen, previous.profile.screen);
    return {
      state: {
        ...state,
        force: candidate,
        steering: isSameScreen ? state.steering : { ...state.steering, ...UNCHECKED },
        pending: { ...pending, stage: 'save', sinceMs: nowMs },
      },
      outcome: 'applied',
    };
  }
  if (nowMs - pending.sinceMs > ECHO_TIMEOUT_MS)
    return { state: { ...state, pending: undefined }, outcome: 'notConfirmed' };
  return { state, outcome: undefined };
}

/** Whether this is the profile whose saving is awaited. */
export function isSaveOf({ pending }: ControlState, profile: Profile): boolean {
  return pending?.stage === 'save' && isDeepStrictEqual(pending.candidate.profile, profile);
}

/** The file is written: the profile in force has a hash, and movement is possible again. */
export function profileSaved(state: ControlState, hash: string): ControlState {
  if (state.pending?.stage !== 'save') return state;
  return { ...state, force: { ...state.pending.candidate, hash }, pending: undefined };
}

/** The file could not be written: what was in force before returns, and the firmware is given its limits again. */
export function profileNotSaved(state: ControlState, requestId: string): ControlState {
  if (state.pending?.stage !== 'save' || state.pending.requestId !== requestId) return state;
  return { ...state, force: state.pending.previous, pending: undefined };
}
