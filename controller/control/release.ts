import type { Status } from '../../hardware/link/status.ts';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { stepSafety, viewSafety } from '../safety/safety.ts';
import { isPowered } from './braceView.ts';
import { latchOf } from './handshake.ts';
import { accepted, type Outcome, refusal } from './reply.ts';
import type { ControlState } from './state.ts';

/** A hand on the release control, as a page last reported it. */
export interface ReleaseHold {
  readonly holder: string;
  readonly sequence: number;
  readonly heldAtMs: number;
  readonly isHeadOutOfBrace: boolean;
}

/** The page reports at 10 Hz; a hand that has not been heard of for longer has let go. */
const HOLD_SILENT_MS = 300;

type Command<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

/** Takes in one report of the release control. `isAwake`: the page paints what happens now. */
export function holdRelease(
  state: ControlState,
  clientId: string,
  message: Command<'holdRelease'>,
  isAwake: boolean,
  nowMs: number,
): Outcome {
  const { release } = state;
  if (message.by === 'gaze') return { state, reply: refusal(null, 'notByGaze') };
  if (release && release.holder !== clientId && isHeld(release, nowMs)) {
    return { state, reply: refusal(null, 'anotherCommander') };
  }
  if (!message.isPressed) return { state: { ...state, release: undefined } };
  if (!isAwake) return { state, reply: refusal(null, 'staleView') };
  if (release?.holder === clientId && message.sequence <= release.sequence) {
    return { state, reply: refusal(null, 'sequenceRegressed') };
  }
  const { sequence, isHeadOutOfBrace } = message;
  return { state: { ...state, release: { holder: clientId, sequence, heldAtMs: nowMs, isHeadOutOfBrace } } };
}

function isHeld({ heldAtMs }: ReleaseHold, nowMs: number): boolean {
  const ageMs = nowMs - heldAtMs;
  return ageMs >= 0 && ageMs <= HOLD_SILENT_MS;
}

/** Whether a person holds the release control now. */
export function isReleasePressed({ release }: ControlState, nowMs: number): boolean {
  return release !== undefined && isHeld(release, nowMs);
}

/** The hand on the head gives it back to the brace: the self test attaches it where it is. */
export function endRelease(state: ControlState, { requestId }: Command<'endRelease'>): Outcome {
  if (viewSafety(state.safety).state !== 'supportedRelease') {
    return { state, reply: refusal(requestId, 'notInThisState') };
  }
  if (state.brace.status?.inputs.isHeadHeld !== true) {
    return { state, reply: refusal(requestId, 'headNotHeld') };
  }
  return { state: ended(state), reply: accepted(requestId) };
}

function ended(state: ControlState): ControlState {
  return { ...state, release: undefined, safety: stepSafety(state.safety, { type: 'releaseEnded' }) };
}

/** After the release was let go of, the firmware holds the head again by itself and says so with a latch. */
const hasTakenOver = (status: Status | undefined): boolean =>
  status !== undefined && isPowered(status) && status.fault === 'releaseEnded';

/**
 * Follows a release under way. Whoever held control and head for 2 s has looked: the latch that then stood must not keep the head
 * in the brace.
 */
export function followRelease(state: ControlState, wasReleased: boolean): ControlState {
  if (viewSafety(state.safety).state !== 'supportedRelease') return state;
  const { status } = state.brace;
  if (!wasReleased) {
    return { ...state, handshake: { ...state.handshake, acknowledgedLatch: latchOf(status) } };
  }
  return hasTakenOver(status) ? ended(state) : state;
}
