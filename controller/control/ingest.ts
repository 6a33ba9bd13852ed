import type { FromControl, ProfileStanding, ToControl } from '../../protocol/channel.ts';
import type { PerServo } from '../../protocol/pose.ts';
import type { Profile } from '../../protocol/profile.ts';
import type { Incident } from '../safety/observation.ts';
import { viewSafety } from '../safety/safety.ts';
import { adoptPulses, type BraceView, withStatus } from './braceView.ts';
import { clientGone, command } from './commands.ts';
import { heard } from './handshake.ts';
import { NO_MOTION } from './movement.ts';
import { isSaveOf, profileNotSaved, profileSaved } from './profileChange.ts';
import { putInForce } from './profileInForce.ts';
import type { ControlState, TickInputs } from './state.ts';
import { type Steering, withHealth, withSamples } from './steering/steering.ts';

/** A state on its way through one tick, with what is to be said at its end. */
export interface Step {
  readonly state: ControlState;
  readonly messages: readonly FromControl[];
  readonly notes: readonly string[];
}

/** Reads: what the brace and the board have said since the last tick. */
export function ingestBrace(before: ControlState, inputs: TickInputs): ControlState {
  let state = before;
  for (const { status, receivedAtMs } of inputs.statuses) {
    state = {
      ...state,
      brace: withStatus(state.brace, status, receivedAtMs, state.force),
      handshake: heard(state.handshake, status, receivedAtMs),
      lastRefusedAtMs:
        status.isRefused && status.inReplyTo !== 'statusRequest' ? receivedAtMs : state.lastRefusedAtMs,
    };
    // A refused frame or a latch means that the firmware stands where it says, whatever was planned.
    if (status.fault !== 'none' || (status.isRefused && status.inReplyTo === 'motion')) {
      state = standWhereTheBraceStands(state);
    }
  }
  const incidents = new Set<Incident>(state.incidents);
  const badStatusAtMs = [...state.badStatusAtMs];
  for (const kind of inputs.boardFaults) {
    if (kind === 'badStatus') badStatusAtMs.push(inputs.nowMs);
    else incidents.add(kind);
  }
  if (state.lastTickAtMs !== undefined && inputs.nowMs < state.lastTickAtMs) incidents.add('clockAnomaly');
  return { ...state, incidents, badStatusAtMs: badStatusAtMs.slice(-8) };
}

/** Forgets the plan and takes the applied pulses as they are. */
export function standWhereTheBraceStands(state: ControlState): ControlState {
  const { status, measured, receivedAtMs } = state.brace;
  const { motion } = state;
  if (!status || !state.force || receivedAtMs === undefined) return { ...state, motion: { kind: 'none' } };
  const isApplied = (pulsesUs: PerServo<number> | undefined): boolean =>
    pulsesUs?.every((pulseUs, servo) => pulseUs === status.appliedUs[servo]) === true;
  if (motion.kind === 'still' && isApplied(motion.pulsesUs)) return state;
  const history = isApplied(state.history.at(-1)?.pulsesUs)
    ? state.history
    : [{ atMs: receivedAtMs, pulsesUs: status.appliedUs }];
  const adopted = adoptPulses(status, state.force, measured);
  // The guard judges the next frame from here, not from a plan that the firmware never took.
  const lastPose = adopted.kind === 'still' ? adopted.pose : undefined;
  return { ...state, motion: adopted, history, lastPose };
}

/** Reads: what the gateway has said since the last tick, in its order. */
export function ingestMessages(before: ControlState, inputs: TickInputs): Step {
  return inputs.messages.reduce<Step>((step, message) => ingestMessage(step, message, inputs.nowMs), {
    state: before,
    messages: [],
    notes: [],
  });
}

function ingestMessage(step: Step, message: ToControl, nowMs: number): Step {
  switch (message.type) {
    case 'command': {
      const { state, reply } = command(step.state, message.clientId, message.message, nowMs);
      if (!reply) return { ...step, state };
      const answer: FromControl = { type: 'reply', clientId: message.clientId, message: reply };
      return { ...step, state, messages: [...step.messages, answer] };
    }
    case 'clientGone':
      return { ...step, state: clientGone(step.state, message.clientId, nowMs) };
    case 'profile':
      return acceptProfile(step, message);
    case 'profileSaved':
      // An answer that came too late to be the one awaited still tells what is on disk now.
      return isSaveOf(step.state, message.profile)
        ? { ...step, state: { ...profileSaved(step.state, message.hash), standing: message.standing } }
        : acceptProfile(step, message);
    case 'profileStanding':
      return step.state.force?.hash === message.hash
        ? { ...step, state: { ...step.state, standing: message.standing } }
        : step;
    case 'profileNotSaved':
      return { ...step, state: profileNotSaved(step.state, message.requestId) };
    case 'gazeSamples':
    case 'trackers':
    case 'steeringVerdicts':
      return { ...step, state: { ...step.state, steering: heardSteering(step.state, message, nowMs) } };
  }
}

function heardSteering(
  { steering, force }: ControlState,
  message: Extract<ToControl, { type: 'gazeSamples' | 'trackers' | 'steeringVerdicts' }>,
  nowMs: number,
): Steering {
  switch (message.type) {
    case 'gazeSamples':
      return force && force.profile.gazeStrategy !== 'none'
        ? withSamples(steering, message.samples, force.profile, nowMs)
        : steering;
    case 'trackers':
      return withHealth(steering, message.trackers, nowMs);
    case 'steeringVerdicts':
      return { ...steering, verdicts: message.verdicts };
  }
}

/** The gateway offers the saved profile whenever it connects; one that is already in force changes nothing. */
function acceptProfile(
  step: Step,
  { profile, hash, standing }: { profile: Profile; hash: string; standing: ProfileStanding },
): Step {
  const { state } = step;
  if (state.force?.hash === hash) return { ...step, state: { ...state, standing } };
  if (state.motion.kind === 'running' || viewSafety(state.safety).permission === 'move') {
    return { ...step, notes: [...step.notes, 'A profile arrived while the head moves; it was not taken.'] };
  }
  try {
    const force = putInForce(profile, hash, state.force);
    const { status } = state.brace;
    const brace: BraceView = status
      ? withStatus(state.brace, status, state.brace.receivedAtMs ?? 0, force)
      : state.brace;
    // Another build may give the applied pulses another pose: they are adopted anew.
    const afresh = { motion: NO_MOTION, history: [], lastPose: undefined };
    const accepted = { force, standing, brace, pending: undefined, isProfileUnusable: false };
    return { ...step, state: { ...state, ...accepted, ...afresh } };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const notes = [...step.notes, `The profile cannot be used: ${why}`];
    return { ...step, state: { ...state, isProfileUnusable: true }, notes };
  }
}
