import type { ClientMessage, GazeCondition, Movement } from '../../../protocol/clientMessages.ts';
import type { LeaseGranted, Refused } from '../../../protocol/serverMessages.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';

/** Renewals per second: 20 (DESIGN 'Numbers to hold'). */
const RENEW_EVERY_MS = 50;
/** A request that nobody answers within this time is given up. */
const ANSWER_WITHIN_MS = 1000;
/** A lease that telemetry has not confirmed within this time is not renewed any more. */
const CONFIRM_WITHIN_MS = 500;

/** `gaze`: goes on while the gaze stays on the control, or steers. `hand`: after a click or key, until it arrives or is ended. */
export type Origin = 'gaze' | 'hand';

/** What a lease is asked for: one movement, or that gaze may steer. */
export type Leased = Movement | 'steer';

/** One movement as the page sees it, from its request to its end. Control decides; the page only keeps asking. */
export type MoveSession =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'asking';
      readonly requestId: string;
      readonly movement: Leased;
      readonly origin: Origin;
      readonly askedAtMs: number;
      /** The person looked away before the answer came. */
      readonly isAbandoned: boolean;
    }
  | {
      readonly phase: 'moving';
      readonly movement: Leased;
      readonly origin: Origin;
      readonly leaseId: string;
      readonly epoch: number;
      readonly grantedAtMs: number;
      readonly nextRenewalMs: number;
      readonly isConfirmed: boolean;
    };

export const IDLE: MoveSession = { phase: 'idle' };

export interface SessionStep {
  readonly session: MoveSession;
  readonly messages: readonly ClientMessage[];
}

/** The session after `requestId` asked for a movement. */
export function asking(requestId: string, movement: Leased, origin: Origin, nowMs: number): MoveSession {
  return { phase: 'asking', requestId, movement, origin, askedAtMs: nowMs, isAbandoned: false };
}

/** The lease that was granted. One that was not asked for, or not any more, is handed back at once. */
export function onGrant(session: MoveSession, grant: LeaseGranted, nowMs: number): SessionStep {
  const { leaseId, epoch, requestId } = grant;
  const handedBack = [{ type: 'endMove', leaseId }] as const;
  if (session.phase !== 'asking' || session.requestId !== requestId) {
    return { session, messages: handedBack };
  }
  if (session.isAbandoned) return { session: IDLE, messages: handedBack };
  const { movement, origin } = session;
  return {
    session: {
      phase: 'moving',
      movement,
      origin,
      leaseId,
      epoch,
      grantedAtMs: nowMs,
      nextRenewalMs: nowMs,
      isConfirmed: false,
    },
    messages: [],
  };
}

/** The session after the person looked away, at the border, or the page left their sight. */
export function end(session: MoveSession): SessionStep {
  switch (session.phase) {
    case 'idle':
      return { session, messages: [] };
    case 'asking':
      return { session: { ...session, isAbandoned: true }, messages: [] };
    case 'moving':
      return { session: IDLE, messages: [{ type: 'endMove', leaseId: session.leaseId }] };
  }
}

/** The session after telemetry: over when control has ended the movement or given the lease to another. */
export function onTelemetry(session: MoveSession, { lease, epoch }: Telemetry): MoveSession {
  if (session.phase !== 'moving') return session;
  if (lease?.leaseId === session.leaseId)
    return session.isConfirmed ? session : { ...session, isConfirmed: true };
  return session.isConfirmed || epoch > session.epoch ? IDLE : session;
}

/** The session after a refusal: of its request, or, without a request, of the lease that is renewed. */
export function onRefusal(session: MoveSession, { requestId, id }: Refused): MoveSession {
  const isOver =
    requestId === null
      ? id === 'leaseUnknown' || id === 'anotherCommander'
      : session.phase === 'asking' && session.requestId === requestId;
  return isOver ? IDLE : session;
}

/** Once per frame: the renewal that is due, if any. `renderedTick` is the newest tick that has been painted. */
export function onFrame(
  session: MoveSession,
  nowMs: number,
  frame: { readonly renderedTick: number | null; readonly gaze: GazeCondition; readonly sequence: number },
): SessionStep {
  if (session.phase === 'asking') {
    return { session: nowMs - session.askedAtMs > ANSWER_WITHIN_MS ? IDLE : session, messages: [] };
  }
  if (session.phase === 'idle' || frame.renderedTick === null) return { session, messages: [] };
  const { leaseId, epoch, grantedAtMs, isConfirmed } = session;
  if (!isConfirmed && nowMs - grantedAtMs > CONFIRM_WITHIN_MS) return end(session);
  if (nowMs < session.nextRenewalMs) return { session, messages: [] };
  // Frames do not fall on multiples of 50 ms: keep the average, but never send a burst after a stall.
  const nextRenewalMs = Math.max(session.nextRenewalMs + RENEW_EVERY_MS, nowMs + RENEW_EVERY_MS / 2);
  const { renderedTick, sequence } = frame;
  // A hand that started the movement is not a gaze: where the pointer is says nothing about it.
  const gaze = session.origin === 'hand' ? 'unknown' : frame.gaze;
  return {
    session: { ...session, nextRenewalMs },
    messages: [{ type: 'renew', leaseId, epoch, sequence, renderedTick, gaze }],
  };
}
