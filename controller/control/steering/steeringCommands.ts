import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import type { RefusalId } from '../../../protocol/refusals.ts';
import { isEngaged } from '../../gaze/clutch.ts';
import { permitsNewMotion, SHORTEST_CONFIRM_MS } from '../../safety/arming.ts';
import { worstAction, worstFault } from '../../safety/faultState.ts';
import { provenTime } from '../../safety/lease.ts';
import { stepSafety, viewSafety } from '../../safety/safety.ts';
import { engageObstacle, renewalObstacle } from '../../safety/steering/all.ts';
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

interface Judged {
  /** Since when what the page shows is proved. */
  readonly provenAtMs: number;
  /** The clutch is in already, by this page: the act renews intent. */
  readonly isIn: boolean;
}

/** Whether this page may engage the clutch now, or renew it, or the first reason against it. */
function judge(state: ControlState, clientId: string, renderedTick: number, nowMs: number): Judged | Refused {
  const { force, intent, motion, steering } = state;
  const because = (id: RefusalId, detail: string | null = null): Refused => ({ id, detail });
  const { state: name } = viewSafety(state.safety);
  const isIn = name === 'engaged';
  if (isIn && intent.lease?.holder !== clientId) return because('anotherCommander');
  if (!isIn && name !== 'ready') return because('notReady');
  // Another movement than steering, or the end of one that the clutch does not know of yet.
  if (isIn !== isEngaged(steering.clutch)) return because('stillMoving');
  if (!permitsNewMotion(worstAction(state.failsafe)))
    return because('faultPresent', worstFault(state.failsafe) ?? null);
  if (!isIn && motion.kind === 'running') return because('stillMoving');
  if (!force || motion.kind === 'none' || !state.brace.measured) return because('noPoseKnown');
  const { intentLeaseMs } = force.profile.parameters;
  const provenAtMs = provenTime(renderedTick, intent.tickTimes, nowMs, intentLeaseMs);
  if (provenAtMs === undefined) return because('staleView');
  if (state.pages.find((page) => page.clientId === clientId)?.isForeign === true)
    return because('versionsDiffer');
  const situation = steeringSituation(state, nowMs);
  return (isIn ? renewalObstacle(situation) : engageObstacle(situation)) ?? { provenAtMs, isIn };
}

/** The first look. Nothing moves by it, and what would refuse the second is said now. */
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
    state: { ...asked, steering: { ...asked.steering, asked: { clientId, atMs: nowMs } } },
    reply: accepted(requestId),
  };
}

/**
 * The second look, or the one act of a switch or a hand. With the clutch out it goes in, under a lease like that of a movement; with
 * the clutch in by the same page, the act is what renews intent, and the lease stays as it is.
 */
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
  const { provenAtMs, isIn } = judged;
  const tooEarlyOrLate = engagedBy === 'gaze' ? unasked(before, clientId, nowMs) : undefined;
  if (tooEarlyOrLate) return refused(tooEarlyOrLate);
  if (isIn) {
    const renewed = withClutch(before, { type: 'intent' }, nowMs);
    return {
      state: { ...renewed, steering: { ...renewed.steering, asked: undefined } },
      reply: accepted(requestId),
    };
  }
  const state = withClutch(
    before,
    engagedBy === 'gaze' ? { type: 'confirm' } : { type: 'engage', by: engagedBy },
    nowMs,
  );
  if (!isEngaged(state.steering.clutch)) return refused('confirmTooLate');
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
      steering: { ...state.steering, isHeard: true, law: undefined, asked: undefined, leaseId },
    },
    reply: { type: 'leaseGranted', requestId, leaseId, holder, epoch },
  };
}

/** Why a second look confirms nothing: the first was of nobody or another, or too short or too long ago. */
function unasked(
  { steering: { clutch, asked }, force }: ControlState,
  clientId: string,
  nowMs: number,
): RefusalId | undefined {
  if (!force || clutch.phase === 'out' || asked?.clientId !== clientId) return 'notAsked';
  const waitedMs = nowMs - asked.atMs;
  if (!(waitedMs >= SHORTEST_CONFIRM_MS)) return 'confirmTooSoon';
  return waitedMs <= force.profile.parameters.clutchConfirmMs ? undefined : 'confirmTooLate';
}
