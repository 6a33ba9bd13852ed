import type { ClientMessage, GazeCondition } from '../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { Refused } from '../../protocol/serverMessages.ts';
import { isEngaged } from '../gaze/clutch.ts';
import { acknowledgeAlarms, isUnseen, pauseAudio, resumeAudio } from '../safety/alarmDeeds.ts';
import { permitsNewMotion, refuseAsk, refuseConfirm } from '../safety/arming.ts';
import {
  type AcknowledgementProblem,
  acknowledge,
  blocksAcknowledgement,
  needsAcknowledgement,
  worstAction,
  worstFault,
} from '../safety/faultState.ts';
import { provenTime, renew } from '../safety/lease.ts';
import { stepSafety, viewSafety } from '../safety/safety.ts';
import type { SafetyEvent } from '../safety/safetyEvents.ts';
import { withAlarms } from './alarmLog.ts';
import { latchOf } from './handshake.ts';
import { withGaze, withLease, withoutLease, withoutSource } from './intent.ts';
import { commandedPose, moveTo, wishOf } from './movement.ts';
import { type PageNews, withoutPage, withProof } from './openPages.ts';
import { beginProfileChange } from './profileChange.ts';
import { endRelease, holdRelease } from './release.ts';
import { accepted, type Outcome, refusal } from './reply.ts';
import { askForRetreat } from './retreat.ts';
import type { ControlState } from './state.ts';
import { withClutch } from './steering/engagement.ts';
import { chose, lookAhead, lookToSide, undid } from './steering/eyeCheck.ts';
import { askToSteer, confirmSteer } from './steering/steeringCommands.ts';

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
    case 'stop': {
      const undone = undid(state, nowMs);
      return { state: withEvent({ ...undone, intent: withoutLease(state.intent) }, { type: 'stop' }) };
    }
    case 'leaveStop':
      return leaveStop(state, message);
    case 'askToArm':
      return askToArm(state, message, nowMs);
    case 'confirmArm':
      return confirmArm(state, message, nowMs);
    case 'rest':
      return rest(state, message);
    case 'acknowledge':
      return acknowledgeFaults(state, clientId, message);
    case 'move':
      return move(state, clientId, message, nowMs);
    case 'renew':
      return renewLease(state, clientId, message, nowMs);
    case 'endMove':
      return endMove(state, clientId, message, nowMs);
    case 'presence':
      return presence(state, clientId, message, nowMs);
    case 'retreat':
      return askForRetreat(state, message, nowMs);
    case 'holdRelease': {
      const provenAtMs = provenByPage(state, message.renderedTick, nowMs);
      const proven = withPage(state, clientId, provenAtMs);
      return holdRelease(proven, clientId, message, provenAtMs !== undefined, nowMs);
    }
    case 'endRelease':
      return endRelease(state, message);
    case 'pauseAudio':
      return silence(state, clientId, message);
    case 'resumeAudio': {
      const { tick } = state;
      const resumed = withAlarms(state, resumeAudio(state.alarms, { clientId, tick }));
      return { state: resumed, reply: accepted(message.requestId) };
    }
    case 'askToSteer':
      return askToSteer(state, clientId, message, nowMs);
    case 'confirmSteer':
      return confirmSteer(state, clientId, message, nowMs);
    case 'lookToSide':
      return lookToSide(state, message, nowMs);
    case 'lookAhead':
      return lookAhead(state, message, nowMs);
    case 'chose':
      return chose(state, message, nowMs);
    case 'undid':
      return { state: undid(state, nowMs) };
    case 'setParameter':
    case 'setSteering':
      return beginProfileChange(state, clientId, message, nowMs);
  }
}

/** A client that vanishes takes its movement, or its steering, with it, without waiting for the lease to run out. */
export function clientGone(before: ControlState, clientId: string, nowMs: number): ControlState {
  const isHandGone = before.release?.holder === clientId;
  const state: ControlState = {
    ...before,
    pages: withoutPage(before.pages, clientId),
    intent: withoutSource(before.intent, clientId),
    release: isHandGone ? undefined : before.release,
  };
  if (state.intent.lease?.holder !== clientId) return state;
  const released = withClutch(state, { type: 'release', cause: 'fault' }, nowMs);
  return withEvent(
    { ...released, intent: withoutLease(released.intent) },
    { type: 'endMove', reason: 'leaseLapsed' },
  );
}

/** When control sent what the page has painted, if that is recent enough to act on. */
function provenByPage(
  { force, intent }: ControlState,
  renderedTick: number,
  nowMs: number,
): number | undefined {
  const { intentLeaseMs } = force?.profile.parameters ?? DEFAULT_PARAMETERS;
  return provenTime(renderedTick, intent.tickTimes, nowMs, intentLeaseMs);
}

function withPage(
  state: ControlState,
  clientId: string,
  provenAtMs: number | undefined,
  news: PageNews = {},
): ControlState {
  if (provenAtMs === undefined) return state;
  return { ...state, pages: withProof(state.pages, clientId, provenAtMs, news) };
}

/** A page is open. Of the gaze only the page that moves the head is heard while it does. */
function presence(
  state: ControlState,
  clientId: string,
  message: Command<'presence'>,
  nowMs: number,
): Outcome {
  const { gaze, renderedTick, secondInput, version } = message;
  const provenAtMs = provenByPage(state, renderedTick, nowMs);
  const known = withPage(state, clientId, provenAtMs, { secondInput, isForeign: version !== state.version });
  if (state.intent.lease || isTrackerHeard(known, gaze)) return { state: known };
  return {
    state: {
      ...known,
      intent: withGaze(known.intent, clientId, gaze, nowMs),
      steering: { ...known.steering, isHeard: false },
    },
  };
}

/**
 * What a tracker lost while it steered is not found again because a page says so, before the movement and its faults are dealt
 * with; after that, a page that sees the eyes does.
 */
function isTrackerHeard({ steering, safety }: ControlState, gaze: GazeCondition): boolean {
  const { state: name } = viewSafety(safety);
  return steering.isHeard && (gaze !== 'valid' || name === 'ready' || name === 'engaged');
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

function askToArm(state: ControlState, { requestId }: Command<'askToArm'>, nowMs: number): Outcome {
  if (!isCalm(state)) return { state, reply: refusal(requestId, 'notInThisState') };
  const action = worstAction(state.failsafe);
  const refused = refuseAsk(action);
  if (refused) return { state, reply: refusal(requestId, refused, worstFault(state.failsafe) ?? null) };
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
  if (refused) return { state, reply: refusal(requestId, refused, worstFault(state.failsafe) ?? null) };
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

function silence(state: ControlState, clientId: string, { requestId, by }: Command<'pauseAudio'>): Outcome {
  const paused = pauseAudio(state.alarms, { by, clientId, tick: state.tick });
  return paused.kind === 'refused'
    ? { state, reply: refusal(requestId, paused.id) }
    : { state: withAlarms(state, paused), reply: accepted(requestId) };
}

/**
 * A person has looked. What sounds is answered in every state, whatever still stands; the faults are left behind only where
 * nothing speaks against it.
 */
function acknowledgeFaults(
  before: ControlState,
  clientId: string,
  { requestId, by, renderedTick }: Command<'acknowledge'>,
): Outcome {
  // A picture of a tick that has not been is one of a control process before this one.
  if (renderedTick > before.tick) return { state: before, reply: refusal(requestId, 'staleView') };
  const deed = { by, clientId, tick: before.tick, seenTick: renderedTick };
  const step = acknowledgeAlarms(before.alarms, deed);
  const state = withAlarms(before, step);
  if (isUnseen(state.alarms, renderedTick)) return { state, reply: refusal(requestId, 'staleView') };
  const isHeld = viewSafety(state.safety).state === 'protectiveHold';
  if (!isHeld && !needsAcknowledgement(state.failsafe)) {
    const reply = step.log.length > 0 ? accepted(requestId) : refusal(requestId, 'notInThisState');
    return { state, reply };
  }
  const blocking = blocksAcknowledgement(state.failsafe, by);
  if (blocking) return { state, reply: acknowledgementRefusal(requestId, blocking) };
  // What has happened within this tick nobody can have seen yet.
  if (state.incidents.size > 0) return { state, reply: refusal(requestId, 'faultPresent') };
  const cleared: ControlState = {
    ...state,
    failsafe: acknowledge(state.failsafe),
    handshake: { ...state.handshake, acknowledgedLatch: latchOf(state.brace.status) },
    hasUnseenCrash: false,
  };
  return { state: withEvent(cleared, { type: 'acknowledge' }), reply: accepted(requestId) };
}

function acknowledgementRefusal(requestId: string, { kind, id }: AcknowledgementProblem): Refused {
  switch (kind) {
    case 'causeStands':
      return refusal(requestId, 'faultPresent', id);
    case 'needsAttendant':
      return refusal(requestId, 'needsAttendant', id);
    case 'needsRestart':
      return refusal(requestId, 'needsRestart', id);
  }
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
    if (intent.lease?.holder === clientId) return refused('stillMoving');
    const { reply } = refused('anotherCommander');
    return { state: { ...state, secondCommanderAtMs: nowMs }, ...(reply ? { reply } : {}) };
  }
  if (view.state !== 'ready') return refused('notReady');
  const action = worstAction(state.failsafe);
  if (!permitsNewMotion(action)) return refused('faultPresent', worstFault(state.failsafe) ?? null);
  // Nor while the clutch is in, whose ever it is: what moved then would be the gaze, under the lease of this page.
  if (motion.kind === 'running' || isEngaged(state.steering.clutch)) return refused('stillMoving');
  const from = commandedPose(motion);
  if (!force || !from || motion.kind === 'none' || !state.brace.measured) return refused('noPoseKnown');
  const { parameters } = force.profile;
  const provenAtMs = provenTime(message.renderedTick, intent.tickTimes, nowMs, parameters.intentLeaseMs);
  if (provenAtMs === undefined) return refused('staleView');
  if (state.pages.find((page) => page.clientId === clientId)?.isForeign === true)
    return refused('versionsDiffer');
  const wish = wishOf(message.movement, from, force);
  if (wish.kind === 'refused') return refused(wish.refusal);
  const granted = withLease(intent, { holder: clientId, provenAtMs, lastSequence: -1 }, wish.target);
  if (!granted.lease) return refused('leaseUnknown');
  const { leaseId, holder, epoch } = granted.lease;
  const pages = withProof(state.pages, clientId, provenAtMs);
  const moving = {
    ...state,
    pages,
    intent: granted,
    // What moves the head now is the page.
    steering: { ...state.steering, isHeard: false },
    motion: moveTo(motion, wish.target, 'move', parameters),
  };
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
  const pages = withProof(state.pages, clientId, result.lease.provenAtMs);
  return {
    state: {
      ...state,
      pages,
      intent: state.steering.isHeard
        ? { ...intent, lease: result.lease }
        : withGaze({ ...intent, lease: result.lease }, clientId, message.gaze, nowMs),
    },
  };
}

function endMove(
  state: ControlState,
  clientId: string,
  { leaseId }: Command<'endMove'>,
  nowMs: number,
): Outcome {
  const { lease } = state.intent;
  if (!lease || lease.leaseId !== leaseId) return { state, reply: refusal(null, 'leaseUnknown') };
  if (lease.holder !== clientId) return { state, reply: refusal(null, 'anotherCommander') };
  const ended = { ...state, intent: withoutLease(state.intent) };
  const released = withClutch(ended, { type: 'release', cause: 'asked' }, nowMs);
  return { state: withEvent(released, { type: 'endMove', reason: 'lookedAway' }) };
}
