import type { ClientMessage } from '../../protocol/clientMessages.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import { permitsNewMotion, refuseAsk, refuseConfirm } from '../safety/arming.ts';
import { acknowledge, blocksAcknowledgement, FAILSAFE, worstAction } from '../safety/failsafe.ts';
import { provenTime, renew } from '../safety/lease.ts';
import type { SafetyEvent } from '../safety/machine.ts';
import { stepSafety, viewSafety } from '../safety/safety.ts';
import { latchOf } from './handshake.ts';
import { withGaze, withLease, withoutLease } from './intent.ts';
import { commandedPose, moveTo, wishOf } from './movement.ts';
import { beginProfileChange } from './profileChange.ts';
import { accepted, type Outcome, refusal } from './reply.ts';
import type { ControlState } from './state.ts';

type Command<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

function withEvent(state: ControlState, event: SafetyEvent): ControlState {
  return { ...state, safety: stepSafety(state.safety, event) };
}

/** Carries out one message of one client. Nothing is ever queued: it takes effect in this tick or is refused. */
export function command(
  state: ControlState,
  clientId: string,
  message: ClientMessage,
  nowMs: number,
): Outcome {
  switch (message.type) {
    case 'stop':
      return { state: withEvent({ ...state, intent: withoutLease(state.intent) }, { type: 'stop' }) };
    case 'leaveStop':
      return leaveStop(state, message);
    case 'askToArm':
      return askToArm(state, message, nowMs);
    case 'confirmArm':
      return confirmArm(state, message, nowMs);
    case 'rest':
      return rest(state, message);
    case 'acknowledge':
      return acknowledgeFaults(state, message);
    case 'move':
      return move(state, clientId, message, nowMs);
    case 'renew':
      return renewLease(state, clientId, message, nowMs);
    case 'endMove':
      return endMove(state, clientId, message);
    case 'presence':
      return {
        state: state.intent.lease ? state : { ...state, intent: withGaze(state.intent, message.gaze, nowMs) },
      };
    case 'setParameter':
      return beginProfileChange(state, clientId, message, nowMs);
  }
}

/** A client that vanishes takes its movement with it, without waiting for the lease to run out. */
export function clientGone(state: ControlState, clientId: string): ControlState {
  if (state.intent.lease?.holder !== clientId) return state;
  return withEvent(
    { ...state, intent: withoutLease(state.intent) },
    { type: 'endMove', reason: 'leaseLapsed' },
  );
}

function leaveStop(state: ControlState, { requestId }: Command<'leaveStop'>): Outcome {
  if (viewSafety(state.safety).state !== 'stopped')
    return { state, reply: refusal(requestId, 'notInThisState') };
  if (state.motion.kind === 'running') return { state, reply: refusal(requestId, 'stillMoving') };
  return { state: withEvent(state, { type: 'leaveStop' }), reply: accepted(requestId) };
}

function isCalm(state: ControlState): boolean {
  const view = viewSafety(state.safety);
  return view.state === 'standby' || view.state === 'paused';
}

/** A fault with the worst action, for the log and for the page to point at. */
function worstFault({ failsafe }: ControlState): string | null {
  const worst = worstAction(failsafe);
  return failsafe.faults.find(({ id, isActing }) => isActing && FAILSAFE[id].action === worst)?.id ?? null;
}

function askToArm(state: ControlState, { requestId }: Command<'askToArm'>, nowMs: number): Outcome {
  if (!isCalm(state)) return { state, reply: refusal(requestId, 'notInThisState') };
  const action = worstAction(state.failsafe);
  const refused = refuseAsk(action);
  if (refused) return { state, reply: refusal(requestId, refused, worstFault(state)) };
  return { state: withEvent(state, { type: 'askToArm', nowMs, action }), reply: accepted(requestId) };
}

function confirmArm(state: ControlState, { requestId }: Command<'confirmArm'>, nowMs: number): Outcome {
  if (!isCalm(state)) return { state, reply: refusal(requestId, 'notInThisState') };
  const confirmation = {
    nowMs,
    action: worstAction(state.failsafe),
    isAtRest: state.motion.kind === 'still',
  };
  const refused = refuseConfirm(viewSafety(state.safety).askedAtMs, confirmation);
  if (refused) return { state, reply: refusal(requestId, refused, worstFault(state)) };
  return { state: withEvent(state, { type: 'confirmArm', ...confirmation }), reply: accepted(requestId) };
}

function rest(state: ControlState, { requestId }: Command<'rest'>): Outcome {
  const from = viewSafety(state.safety).state;
  if (
    from !== 'standby' &&
    from !== 'paused' &&
    from !== 'ready' &&
    from !== 'engaged' &&
    from !== 'retreating'
  ) {
    return { state, reply: refusal(requestId, 'notInThisState') };
  }
  const released = { ...state, intent: withoutLease(state.intent) };
  return { state: withEvent(released, { type: 'rest' }), reply: accepted(requestId) };
}

function acknowledgeFaults(state: ControlState, { requestId }: Command<'acknowledge'>): Outcome {
  if (viewSafety(state.safety).state !== 'protectiveHold') {
    return { state, reply: refusal(requestId, 'notInThisState') };
  }
  const blocking = blocksAcknowledgement(state.failsafe);
  // What has happened within this tick nobody can have seen yet.
  if (blocking || state.incidents.size > 0) {
    return { state, reply: refusal(requestId, 'faultPresent', blocking ?? null) };
  }
  const cleared: ControlState = {
    ...state,
    failsafe: acknowledge(state.failsafe),
    handshake: { ...state.handshake, acknowledgedLatch: latchOf(state.brace.status) },
  };
  return { state: withEvent(cleared, { type: 'acknowledge' }), reply: accepted(requestId) };
}

function move(state: ControlState, clientId: string, message: Command<'move'>, nowMs: number): Outcome {
  const { requestId } = message;
  const refused = (id: RefusalId, detail: string | null = null): Outcome => ({
    state,
    reply: refusal(requestId, id, detail),
  });
  const { force, intent, motion } = state;
  const view = viewSafety(state.safety);
  if (view.state === 'engaged') {
    return refused(intent.lease?.holder === clientId ? 'stillMoving' : 'anotherCommander');
  }
  if (view.state !== 'ready') return refused('notReady');
  const action = worstAction(state.failsafe);
  if (!permitsNewMotion(action)) return refused('faultPresent', worstFault(state));
  if (motion.kind === 'running') return refused('stillMoving');
  const from = commandedPose(motion);
  if (!force || !from || motion.kind === 'none' || !state.brace.measured) return refused('noPoseKnown');
  const { parameters } = force.profile;
  const provenAtMs = provenTime(message.renderedTick, intent.tickTimes, nowMs, parameters.intentLeaseMs);
  if (provenAtMs === undefined) return refused('staleView');
  const wish = wishOf(message.movement, from, force);
  if (wish.kind === 'refused') return refused(wish.refusal);
  const granted = withLease(intent, { holder: clientId, provenAtMs, lastSequence: -1 }, wish.target);
  if (!granted.lease) return refused('leaseUnknown');
  const { leaseId, holder, epoch } = granted.lease;
  const moving = { ...state, intent: granted, motion: moveTo(motion, wish.target, 'move', parameters) };
  return {
    state: withEvent(moving, { type: 'engage', action }),
    reply: { type: 'leaseGranted', requestId, leaseId, holder, epoch },
  };
}

function renewLease(
  state: ControlState,
  clientId: string,
  message: Command<'renew'>,
  nowMs: number,
): Outcome {
  const { intent, force } = state;
  if (!force) return { state, reply: refusal(null, 'leaseUnknown') };
  const { leaseId, epoch, sequence, renderedTick } = message;
  const renewal = { leaseId, holder: clientId, epoch, sequence, renderedTick };
  const { intentLeaseMs } = force.profile.parameters;
  const result = renew(intent.lease, renewal, intent.tickTimes, nowMs, intentLeaseMs);
  if (result.kind === 'refused') return { state, reply: refusal(null, result.refusal) };
  return { state: { ...state, intent: withGaze({ ...intent, lease: result.lease }, message.gaze, nowMs) } };
}

function endMove(state: ControlState, clientId: string, { leaseId }: Command<'endMove'>): Outcome {
  const { lease } = state.intent;
  if (!lease || lease.leaseId !== leaseId) return { state, reply: refusal(null, 'leaseUnknown') };
  if (lease.holder !== clientId) return { state, reply: refusal(null, 'anotherCommander') };
  const ended = { ...state, intent: withoutLease(state.intent) };
  return { state: withEvent(ended, { type: 'endMove', reason: 'lookedAway' }) };
}
