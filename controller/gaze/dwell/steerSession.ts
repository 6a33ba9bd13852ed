import type { Accepted, LeaseGranted, Refused } from '../../../protocol/serverMessages.ts';
import type { SteeringView } from '../../../protocol/steering.ts';

/** A request that nobody answers within this time is given up. */
const ANSWER_WITHIN_MS = 1000;

/**
 * The two steps of a look that let gaze steer, or that renew it, as the page sees them. Control decides; a hand or a switch takes the
 * second step alone. The lease that comes of it is kept as that of a movement (moveSession.ts).
 */
export type SteerSession =
  | { readonly phase: 'idle' }
  /** The first look was told to control. */
  | { readonly phase: 'asking'; readonly requestId: string; readonly askedAtMs: number }
  /** Control waits for the second. */
  | {
      readonly phase: 'asked';
      readonly askedAtMs: number;
      /** Control has been seen to wait. */
      readonly isSeen: boolean;
    }
  | {
      readonly phase: 'confirming';
      readonly requestId: string;
      readonly by: 'gaze' | 'hand' | 'switch';
      readonly sentAtMs: number;
    };

export const NOT_ASKED: SteerSession = { phase: 'idle' };

/** The session after the first look was sent as `requestId`. */
export function askedFirst(requestId: string, nowMs: number): SteerSession {
  return { phase: 'asking', requestId, askedAtMs: nowMs };
}

/** The session after the second look, or the one act of a hand or a switch, was sent as `requestId`. */
export function askedToConfirm(
  requestId: string,
  by: Extract<SteerSession, { phase: 'confirming' }>['by'],
  nowMs: number,
): SteerSession {
  return { phase: 'confirming', requestId, by, sentAtMs: nowMs };
}

/** Whether a second look counts: only after a first that control has taken. */
export function mayConfirm(session: SteerSession): boolean {
  return session.phase === 'asked';
}

/** The session after an answer of control; one to anything else changes nothing. */
export function onAnswer(session: SteerSession, answer: Accepted | LeaseGranted | Refused): SteerSession {
  if (session.phase !== 'asking' && session.phase !== 'confirming') return session;
  if (answer.requestId !== session.requestId) return session;
  return session.phase === 'asking' && answer.type === 'accepted'
    ? { phase: 'asked', askedAtMs: session.askedAtMs, isSeen: false }
    : NOT_ASKED;
}

/** One frame of the page, as the two steps meet it. */
export interface SteerFrame {
  /** Control's clutch; undefined where gaze can neither begin to steer nor go on by this page. */
  readonly clutch: SteeringView['clutch'] | undefined;
  readonly confirmWithinMs: number;
}

/** The session after one frame. The question goes when it is too late to answer it, and when control waits for no answer any more. */
export function afterFrame(
  session: SteerSession,
  nowMs: number,
  { clutch, confirmWithinMs }: SteerFrame,
): SteerSession {
  if (clutch === undefined) return NOT_ASKED;
  const within = (sinceMs: number, ms: number): boolean => nowMs - sinceMs <= ms;
  switch (session.phase) {
    case 'idle':
      return session;
    case 'asking':
      return within(session.askedAtMs, ANSWER_WITHIN_MS) ? session : NOT_ASKED;
    case 'asked':
      if (!within(session.askedAtMs, confirmWithinMs) || (session.isSeen && clutch === 'out'))
        return NOT_ASKED;
      return clutch === 'asked' && !session.isSeen ? { ...session, isSeen: true } : session;
    case 'confirming':
      return within(session.sentAtMs, ANSWER_WITHIN_MS) ? session : NOT_ASKED;
  }
}
