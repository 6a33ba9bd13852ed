import { isEngaged } from '../gaze/clutch.ts';
import { permitsNewMotion } from '../safety/arming.ts';
import { worstAction } from '../safety/faultState.ts';
import { stepSafety, viewSafety } from '../safety/safety.ts';
import type { SafetyEvent } from '../safety/safetyEvents.ts';
import { isPowered } from './braceView.ts';
import { standWhereTheBraceStands } from './ingest.ts';
import { withoutLease } from './intent.ts';
import { beginSteering, bringToRest, isFinished, type Motion, moveTo } from './movement.ts';
import type { ControlState, TickInputs } from './state.ts';

function withEvent(state: ControlState, event: SafetyEvent): ControlState {
  return { ...state, safety: stepSafety(state.safety, event) };
}

/** Whatever took control out of `engaged` also ended the lease; a lease alone moves nothing. */
export function endLeaseWithState(state: ControlState): ControlState {
  const isEngaged = viewSafety(state.safety).state === 'engaged';
  return isEngaged || !state.intent.lease ? state : { ...state, intent: withoutLease(state.intent) };
}

/** Brings the motion into line with what the safety state permits now. */
export function pursue(before: ControlState, inputs: TickInputs): ControlState {
  const { status } = before.brace;
  const { force } = before;
  if (!status || !force || !isPowered(status)) return { ...before, motion: { kind: 'none' }, history: [] };
  // While nothing runs, the applied pulses are the truth, also after a frame that was lost or came late.
  let state = before.motion.kind === 'running' ? before : standWhereTheBraceStands(before);
  const { parameters } = force.profile;
  const { permission, state: name, isRetreatMoving } = viewSafety(state.safety);
  if (isEchoLate(inputs, parameters.echoLateMs)) return standWhereTheBraceStands(state);
  if (isFinished(state.motion)) state = settle(state);
  const { motion, intent } = state;
  if (motion.kind === 'none') return state;
  if (permission !== 'move' || inputs.isEnding) {
    return { ...state, motion: bringToRest(motion, parameters) };
  }
  if (isSteered(state)) return { ...state, motion: steer(state, motion) };
  if (motion.kind === 'running' && motion.purpose === 'steer')
    return { ...state, motion: bringToRest(motion, parameters) };
  // Also a stop goes on to its end first. What sets out is gentler than a stop: it cannot take back the deceleration of its ramp before
  // the head has turned round and comes back as fast as it went (S186).
  if (motion.kind === 'running') return state;
  if (name === 'engaged' && intent.target) {
    return { ...state, motion: moveTo(motion, intent.target, 'move', parameters) };
  }
  if (isRetreatMoving)
    return { ...state, motion: moveTo(motion, force.profile.restPose, 'retreat', parameters) };
  return state;
}

/** Only with the clutch in, and under its own lease, is what the strategy wishes more than a wish. */
function isSteered({ safety, steering, intent }: ControlState): boolean {
  const isOwn = intent.lease !== undefined && intent.lease.leaseId === steering.leaseId;
  return viewSafety(safety).state === 'engaged' && isEngaged(steering.clutch) && isOwn;
}

function steer(
  { steering, failsafe, force }: ControlState,
  motion: Exclude<Motion, { kind: 'none' }>,
): Motion {
  if (!force) return motion;
  if (steering.wish.kind === 'none') return bringToRest(motion, force.profile.parameters);
  // From rest it is a new movement, though the clutch is in.
  if (motion.kind === 'running' || !permitsNewMotion(worstAction(failsafe))) return motion;
  return beginSteering(motion, force.profile.parameters);
}

/** While an echo is overdue, nothing is planned beyond what the firmware has confirmed. */
export function isEchoLate({ oldestUnechoedAtMs, nowMs }: TickInputs, echoLateMs: number): boolean {
  return oldestUnechoedAtMs !== undefined && nowMs - oldestUnechoedAtMs > echoLateMs;
}

/** A trajectory that is over becomes stillness only when the firmware has confirmed its last pulses. */
function settle(state: ControlState): ControlState {
  const { motion } = state;
  const last = state.history.at(-1);
  const { status } = state.brace;
  if (motion.kind !== 'running' || !status || !last) return state;
  if (!last.pulsesUs.every((pulseUs, servo) => pulseUs === status.appliedUs[servo])) return state;
  const settled = standWhereTheBraceStands(state);
  if (motion.purpose === 'stop') return settled;
  return withEvent({ ...settled, intent: withoutLease(settled.intent) }, { type: 'arrived' });
}
