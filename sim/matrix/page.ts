import { asking, IDLE, onGrant, onRefusal, onTelemetry } from '../../controller/gaze/dwell/moveSession.ts';
import { NO_REPORTS, type Reports, reportFrame } from '../../controller/gaze/dwell/reports.ts';
import type { ClientMessage, Movement } from '../../protocol/clientMessages.ts';
import { PAGE_SILENT_AFTER_MS, type Telemetry } from '../../protocol/telemetry.ts';
import { SIMULATED_VERSION } from '../person/page.ts';
import type { Reply } from '../rig/rig.ts';

/** What a person can ask of control with one press. */
export type Press = 'askToArm' | 'confirmArm' | 'acknowledge' | 'leaveStop' | 'retreat';

/** What reaches a page over its connection. */
export type Heard =
  | { readonly kind: 'telemetry'; readonly telemetry: Telemetry }
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'controlDown' };

/**
 * A page on which a hand presses: it shows, renews and says that it is there by the very code of the patient's page; only the
 * looking and the pictures are missing.
 */
export interface Page {
  readonly clientId: string;
  hear(heard: Heard, nowMs: number): void;
  /** One frame of its display. */
  frame(nowMs: number): void;
  press(what: Press): void;
  stop(): void;
  move(movement: Movement, nowMs: number): void;
  /** What it knows, if that is not out of date. */
  shown(nowMs: number): Telemetry | undefined;
  readonly isAskingOrMoving: boolean;
}

/** @param version of Poise that it was built from. */
export function createPage(
  clientId: string,
  send: (message: ClientMessage) => void,
  version = SIMULATED_VERSION,
): Page {
  let reports: Reports = NO_REPORTS;
  let newest: { readonly telemetry: Telemetry; readonly atMs: number } | undefined;
  let appliedTick: number | null = null;
  let renderedTick: number | null = null;
  let requests = 0;

  const nextRequestId = (): string => {
    requests += 1;
    return `press-${requests}`;
  };
  const follow = (session: Reports['session'], messages: readonly ClientMessage[] = []): void => {
    reports = { ...reports, session };
    messages.forEach(send);
  };
  const shown = (nowMs: number): Telemetry | undefined =>
    newest && nowMs - newest.atMs <= PAGE_SILENT_AFTER_MS ? newest.telemetry : undefined;

  return {
    clientId,
    hear(heard, nowMs) {
      switch (heard.kind) {
        case 'telemetry':
          newest = { telemetry: heard.telemetry, atMs: nowMs };
          return follow(onTelemetry(reports.session, heard.telemetry));
        case 'controlDown':
          newest = undefined;
          return;
        case 'reply': {
          const { reply } = heard;
          if (reply.type === 'leaseGranted') {
            const { session, messages } = onGrant(reports.session, reply, nowMs);
            follow(session, messages);
          } else if (reply.type === 'refused') follow(onRefusal(reports.session, reply));
        }
      }
    },
    frame(nowMs) {
      renderedTick = appliedTick;
      const step = reportFrame(reports, nowMs, {
        renderedTick,
        gaze: 'unknown',
        version,
        secondInput: 'caregiver',
      });
      reports = step.reports;
      step.messages.forEach(send);
      appliedTick = shown(nowMs)?.tick ?? null;
    },
    press(what) {
      const requestId = nextRequestId();
      if (what !== 'acknowledge') send({ type: what, requestId });
      else if (renderedTick !== null) send({ type: what, requestId, by: 'hand', renderedTick });
    },
    stop() {
      follow(IDLE);
      send({ type: 'stop' });
    },
    move(movement, nowMs) {
      if (renderedTick === null) return;
      const requestId = nextRequestId();
      follow(asking(requestId, movement, 'hand', nowMs));
      send({ type: 'move', requestId, movement, renderedTick });
    },
    shown,
    get isAskingOrMoving() {
      return reports.session.phase !== 'idle';
    },
  };
}
