import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import type { RefusalId } from '../../../protocol/refusals.ts';
import { isEngaged } from '../../gaze/clutch.ts';
import { inputsAt } from '../../gaze/gazePipeline.ts';
import { lookedTo } from '../../gaze/handedness.ts';
import { permitsNewMotion, SHORTEST_CONFIRM_MS } from '../../safety/arming.ts';
import { worstAction, worstFault } from '../../safety/faultState.ts';
import { provenTime } from '../../safety/lease.ts';
import { stepSafety, viewSafety } from '../../safety/safety.ts';
import { engageObstacle } from '../../safety/steering/all.ts';
import { withLease } from '../intent.ts';
import { withProof } from '../openPages.ts';
import { accepted, type Outcome, refusal } from '../reply.ts';
import type { ControlState } from '../state.ts';
import { steeringSituation, withClutch } from './engagement.ts';

type Command<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

interface Refused {
  readonly id: RefusalId;
  readonly detail: string | null;
}

/** Whether this page may engage the clutch now: since when what it shows is proved, or the first reason against it. */
function judge(
  state: ControlState,
  clientId: string,
  renderedTick: number,
  nowMs: number,
): { readonly provenAtMs: number } | Refused {
  const { force, intent, motion } = state;
  const because = (id: RefusalId, detail: string | null = null): Refused => ({ id, detail });
  const { state: name } = viewSafety(state.safety);
  if (name === 'engaged')
    return because(intent.lease?.holder === clientId ? 'stillMoving' : 'anotherCommander');
  if (name !== 'ready') return because('notReady');
  if (!permitsNewMotion(worstAction(state.failsafe)))
    return because('faultPresent', worstFault(state.failsafe) ?? null);
  if (motion.kind === 'running') return because('stillMoving');
  if (!force || motion.kind === 'none' || !state.brace.measured) return because('noPoseKnown');
  const { intentLeaseMs } = force.profile.parameters;
  const provenAtMs = provenTime(renderedTick, intent.tickTimes, nowMs, intentLeaseMs);
  if (provenAtMs === undefined) return because('staleView');
  if (state.pages.find((page) => page.clientId === clientId)?.isForeign === true)
    return because('versionsDiffer');
  return engageObstacle(steeringSituation(state, nowMs)) ?? { provenAtMs };
}

/** The first look. Nothing moves, and what would refuse the second is said now. */
export function askToSteer(
  state: ControlState,
  clientId: string,
  { requestId, renderedTick }: Command<'askToSteer'>,
  nowMs: number,
): Outcome {
  const judged = judge(state, clientId, renderedTick, nowMs);
  if ('id' in judged) return { state, reply: refusal(requestId, judged.id, judged.detail) };
  const asked = withClutch(state, { type: 'ask' }, nowMs);
  return {
    state: { ...asked, steering: { ...asked.steering, askedBy: clientId } },
    reply: accepted(requestId),
  };
}

/** The second look, or the one act of a switch or a hand: the clutch goes in, under a lease like that of a movement. */
export function confirmSteer(
  before: ControlState,
  clientId: string,
  { requestId, engagedBy, renderedTick }: Command<'confirmSteer'>,
  nowMs: number,
): Outcome {
  const refused = (id: RefusalId, detail: string | null = null): Outcome => ({
    state: before,
    reply: refusal(requestId, id, detail),
  });
  const judged = judge(before, clientId, renderedTick, nowMs);
  if ('id' in judged) return refused(judged.id, judged.detail);
  const { clutch, askedBy } = before.steering;
  if (engagedBy === 'gaze') {
    if (clutch.phase !== 'asked' || askedBy !== clientId) return refused('notAsked');
    if (!(nowMs - clutch.askedAtMs >= SHORTEST_CONFIRM_MS)) return refused('confirmTooSoon');
  }
  const state = withClutch(
    before,
    engagedBy === 'gaze' ? { type: 'confirm' } : { type: 'engage', by: engagedBy },
    nowMs,
  );
  if (!isEngaged(state.steering.clutch)) return refused('confirmTooLate');
  const { provenAtMs } = judged;
  const intent = withLease(state.intent, { holder: clientId, provenAtMs, lastSequence: -1 }, undefined);
  const safety = stepSafety(state.safety, { type: 'engage', action: worstAction(state.failsafe) });
  if (!intent.lease || viewSafety(safety).state !== 'engaged') return refused('notReady');
  const { leaseId, holder, epoch } = intent.lease;
  return {
    state: {
      ...state,
      intent,
      safety,
      pages: withProof(state.pages, clientId, provenAtMs),
      steering: { ...state.steering, isHeard: true, law: undefined },
    },
    reply: { type: 'leaseGranted', requestId, leaseId, holder, epoch },
  };
}

/** The check of left and right: where the eyes are while the page asks for a look to one side. The head does not move meanwhile. */
export function lookToSide(
  state: ControlState,
  { requestId, side }: Command<'lookToSide'>,
  nowMs: number,
): Outcome {
  const { steering, force } = state;
  if (!force || force.profile.gazeStrategy === 'none')
    return { state, reply: refusal(requestId, 'steeringOff') };
  if (state.motion.kind === 'running') return { state, reply: refusal(requestId, 'stillMoving') };
  const { gaze } = inputsAt(steering.pipeline, nowMs, undefined);
  if (gaze.eyeInHead.kind === 'unknown' || !gaze.isFixating)
    return { state, reply: refusal(requestId, 'gazeNotSeen') };
  const sides = lookedTo(steering.sides, side, gaze.eyeInHead.value.yawDeg, nowMs);
  const looked: ControlState = { ...state, steering: { ...steering, sides } };
  return {
    state: looked,
    reply: sides.verdict === 'wrong' ? refusal(requestId, 'sidesWrong') : accepted(requestId),
  };
}
