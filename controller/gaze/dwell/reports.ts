import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { IDLE, type MoveSession, onFrame } from './moveSession.ts';

/** The page says that it is alive 5 times per second. */
const PRESENCE_EVERY_MS = 200;

/** What the page has under way and has told control about it. */
export interface Reports {
  readonly session: MoveSession;
  /** Number of the last renewal or presence that was sent. */
  readonly sequence: number;
  readonly nextPresenceMs: number;
}

export const NO_REPORTS: Reports = { session: IDLE, sequence: 0, nextPresenceMs: 0 };

type Presence = Extract<ClientMessage, { type: 'presence' }>;

export interface ReportStep {
  readonly reports: Reports;
  readonly messages: readonly ClientMessage[];
}

/** What a page knows of itself in one frame. */
export interface PageFrame extends Pick<Presence, 'gaze' | 'version' | 'secondInput'> {
  /** The newest tick that has been painted. */
  readonly renderedTick: number | null;
}

/**
 * Once per frame: what the page owes control. A movement is renewed; without one the page says that it is there. Neither is
 * sent before `renderedTick`, the newest tick that has been painted, is known: a page that shows nothing is not awake.
 */
export function reportFrame(
  before: Reports,
  nowMs: number,
  { renderedTick, gaze, version, secondInput }: PageFrame,
): ReportStep {
  const sequence = before.sequence + 1;
  const { session, messages } = onFrame(before.session, nowMs, { renderedTick, gaze, sequence });
  const isRenewed = messages.some(({ type }) => type === 'renew');
  const reports = { ...before, session, sequence: isRenewed ? sequence : before.sequence };
  if (session.phase === 'moving' || renderedTick === null || nowMs < before.nextPresenceMs) {
    return { reports, messages };
  }
  return {
    reports: { ...reports, sequence, nextPresenceMs: nowMs + PRESENCE_EVERY_MS },
    messages: [...messages, { type: 'presence', sequence, renderedTick, gaze, version, secondInput }],
  };
}
