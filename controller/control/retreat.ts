import type { ClientMessage } from '../../protocol/clientMessages.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import { worstAction } from '../safety/faultState.ts';
import { type RetreatRefusal, refuseRetreat, wantsRetreat } from '../safety/retreat.ts';
import { stepSafety, viewSafety } from '../safety/safety.ts';
import { commandedPose, wishOf } from './movement.ts';
import { hasSecondInput } from './openPages.ts';
import { accepted, type Outcome, refusal } from './reply.ts';
import type { ControlState } from './state.ts';

/** The first reason against a retreat now, or undefined. Without a profile nobody has agreed to one. */
export function retreatRefusal(state: ControlState, nowMs: number): RetreatRefusal | undefined {
  const { force, motion, brace } = state;
  return refuseRetreat(state.failsafe, {
    hasConsent: force?.profile.hasRetreatConsent === true,
    tubes: force?.profile.tubes ?? 'unknown',
    isPoseKnown: brace.measured !== undefined && motion.kind !== 'none',
    hasSecondInput: hasSecondInput(state.pages, nowMs),
  });
}

function idOf(refused: RetreatRefusal): RefusalId {
  switch (refused.kind) {
    case 'noConsent':
      return 'noConsent';
    case 'tubes':
      return 'tubesInTheWay';
    case 'poseUnknown':
      return 'noPoseKnown';
    case 'noSecondInput':
      return 'noSecondInput';
    case 'fault':
      return 'faultPresent';
  }
}

/** Why there would be nowhere to go, or undefined. */
function refuseWay({ force, motion }: ControlState): RefusalId | undefined {
  const from = commandedPose(motion);
  if (!force || !from) return 'noPoseKnown';
  const wish = wishOf('home', from, force);
  return wish.kind === 'refused' ? wish.refusal : undefined;
}

function begin(state: ControlState, isAutomatic: boolean, nowMs: number): ControlState {
  const action = worstAction(state.failsafe);
  const event = { type: 'retreat', nowMs, action, isRetreatOpen: true, isAutomatic } as const;
  return { ...state, safety: stepSafety(state.safety, event) };
}

/** A person asks for the announced way to the rest pose. */
export function askForRetreat(
  state: ControlState,
  { requestId }: Extract<ClientMessage, { type: 'retreat' }>,
  nowMs: number,
): Outcome {
  const refused = retreatRefusal(state, nowMs);
  if (refused) {
    return { state, reply: refusal(requestId, idOf(refused), refused.kind === 'fault' ? refused.id : null) };
  }
  if (state.motion.kind === 'running') return { state, reply: refusal(requestId, 'stillMoving') };
  const noWay = refuseWay(state);
  if (noWay) return { state, reply: refusal(requestId, noWay) };
  const next = begin(state, false, nowMs);
  return viewSafety(next.safety).state === 'retreating'
    ? { state: next, reply: accepted(requestId) }
    : { state, reply: refusal(requestId, 'notInThisState') };
}

/** Begins the retreat that a fault wants, if every precondition holds and there is a way to go. */
export function followWantedRetreat(state: ControlState, nowMs: number): ControlState {
  if (wantsRetreat(state.failsafe) === undefined || state.motion.kind !== 'still') return state;
  if (retreatRefusal(state, nowMs) || refuseWay(state)) return state;
  return begin(state, true, nowMs);
}
