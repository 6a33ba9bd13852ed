import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import type { Direction, ScreenPoint } from '../../../protocol/gazeSample.ts';
import type { Pose } from '../../../protocol/pose.ts';
import type { RefusalId } from '../../../protocol/refusals.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import { isEngaged } from '../../gaze/clutch.ts';
import { onChosen, onUndone, recentre, withDrift } from '../../gaze/drift.ts';
import { eyeInHead } from '../../gaze/frames.ts';
import { type Held, heldAt, seenAnew } from '../../gaze/gazePipeline.ts';
import { lookedTo } from '../../gaze/handedness.ts';
import { directionOnScreen } from '../../gaze/screen.ts';
import { accepted, type Outcome, refusal } from '../reply.ts';
import type { ControlState } from '../state.ts';
import type { Steering } from './steering.ts';

type Command<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

interface Looked {
  readonly held: Held;
  readonly screen: ScreenGeometry;
  readonly head: Pose;
}

/** What the eyes hold while the head is still, before the chair's screen; or why nothing can be told from it. */
function looked({ force, motion, brace, steering }: ControlState, nowMs: number): Looked | RefusalId {
  if (!force || force.profile.gazeStrategy === 'none') return 'steeringOff';
  const { screen } = force.profile;
  // No other screen suits any way of steering by gaze (S184).
  if (screen?.mount !== 'chair') return 'steeringUnsuited';
  // While gaze steers, another zero would turn the head toward where nobody looks, also while it rests for a moment.
  if (motion.kind === 'running' || isEngaged(steering.clutch)) return 'stillMoving';
  if (!brace.measured) return 'noPoseKnown';
  const held = heldAt(steering.pipeline, nowMs);
  return held ? { held, screen, head: brace.measured } : 'gazeNotSeen';
}

/**
 * The check of left, right and up: where the gaze is while the page asks for a look to one side. Against the trunk, as the mark: to whoever
 * has the head turned a mark on the left may lie on the right of the nose, and a tracker that swaps the sides is found all the same.
 */
export function lookToSide(
  state: ControlState,
  { requestId, side }: Command<'lookToSide'>,
  nowMs: number,
): Outcome {
  const look = looked(state, nowMs);
  if (typeof look === 'string') return { state, reply: refusal(requestId, look) };
  const { held, screen } = look;
  const { centre } = screen;
  const fromMiddle = {
    yawDeg: held.inTrunk.yawDeg - centre.yawDeg,
    pitchDeg: held.inTrunk.pitchDeg - centre.pitchDeg,
  };
  const sides = lookedTo(state.steering.sides, side, fromMiddle, nowMs);
  return {
    state: withSteering(state, { sides }),
    reply: sides.verdict === 'wrong' ? refusal(requestId, 'sidesWrong') : accepted(requestId),
  };
}

/** One-point correction: what the tracker is off by while the person looks at a mark. The head does not move meanwhile. */
export function lookAhead(
  state: ControlState,
  { requestId, mark }: Command<'lookAhead'>,
  nowMs: number,
): Outcome {
  const look = looked(state, nowMs);
  if (typeof look === 'string') return { state, reply: refusal(requestId, look) };
  const { steering } = state;
  const { target, seen } = compared(steering, look, mark);
  const told = withDrift(steering.drift, seen, look.held.place);
  const drift = recentre(target, told, look.head);
  if (drift === 'tooFar') return { state, reply: refusal(requestId, 'recentreTooFar') };
  return {
    state: withSteering(state, { drift, pipeline: seenAnew(steering.pipeline) }),
    reply: accepted(requestId),
  };
}

/** A look chose a control: from how far the gaze lay beside its middle a little is learned, unless the person undoes it. */
export function chose(state: ControlState, { at }: Command<'chose'>, nowMs: number): Outcome {
  const look = looked(state, nowMs);
  if (typeof look === 'string' || !look.held.place) return { state };
  const { drift } = state.steering;
  const { target, seen } = compared(state.steering, look, at);
  return { state: withSteering(state, { drift: onChosen(drift, look.held.place, target, seen, nowMs) }) };
}

/** What was chosen last was not what the person looked at, or meant. */
export function undid(state: ControlState, nowMs: number): ControlState {
  const { drift } = state.steering;
  return drift.pending.length === 0 ? state : withSteering(state, { drift: onUndone(drift, nowMs) });
}

/** Where a place on the screen lies and where it is seen, in the frame in which the tracker sees: that of its own error. */
function compared(
  { reading }: Steering,
  { held, screen, head }: Looked,
  place: ScreenPoint,
): { readonly target: Direction; readonly seen: Direction } {
  const target = directionOnScreen(place, screen, head);
  return reading === 'eyes'
    ? { target: eyeInHead(target, head), seen: eyeInHead(held.inTrunk, head) }
    : { target, seen: held.inTrunk };
}

function withSteering(state: ControlState, news: Partial<Steering>): ControlState {
  return { ...state, steering: { ...state.steering, ...news } };
}
