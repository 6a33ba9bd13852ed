import type { Profile } from '../../protocol/profile.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import { PAGE_SILENT_AFTER_MS, type Telemetry } from '../../protocol/telemetry.ts';
import type { TrackerStatus } from '../../protocol/trackers.ts';

/** A message larger than the gateway accepts ends the connection with this code. */
const TOO_LARGE = 1009;

export type LinkState = 'connecting' | 'open' | 'lost' | 'lostTooLarge';

export interface Settings {
  readonly profile: Profile;
  readonly hash: string;
}

/** All that a page has been told. Null is unknown. */
export interface ClientView {
  readonly link: LinkState;
  readonly session: { readonly sessionId: string; readonly clientId: string } | null;
  readonly isSimulated: boolean | null;
  /** Of the Poise at the other end of an open connection; it may be another than the page's own. */
  readonly version: string | null;
  readonly isControlUp: boolean | null;
  readonly telemetry: Telemetry | null;
  /** When the newest telemetry arrived, on the page's clock. */
  readonly telemetryAtMs: number;
  readonly settings: Settings | null;
  /** Empty where none is set up or found; null without a connection. */
  readonly trackers: readonly TrackerStatus[] | null;
  /** The first thing that is wrong with the newest message that was not understood. */
  readonly misunderstood: string | null;
}

export const INITIAL_VIEW: ClientView = {
  link: 'connecting',
  session: null,
  isSimulated: null,
  version: null,
  isControlUp: null,
  telemetry: null,
  telemetryAtMs: Number.NEGATIVE_INFINITY,
  settings: null,
  trackers: null,
  misunderstood: null,
};

export type LinkEvent =
  | { readonly type: 'closed'; readonly code: number }
  | { readonly type: 'message'; readonly message: ServerMessage; readonly nowMs: number }
  | { readonly type: 'misunderstood'; readonly detail: string };

/** What the page knows after an event of its connection. A lost connection takes everything current with it. */
export function know(view: ClientView, event: LinkEvent): ClientView {
  switch (event.type) {
    case 'closed':
      return {
        ...view,
        link: event.code === TOO_LARGE ? 'lostTooLarge' : 'lost',
        version: null,
        isControlUp: null,
        telemetry: null,
        trackers: null,
      };
    case 'misunderstood':
      return { ...view, misunderstood: event.detail };
    case 'message':
      return knowMessage(view, event.message, event.nowMs);
  }
}

function knowMessage(view: ClientView, message: ServerMessage, nowMs: number): ClientView {
  switch (message.type) {
    case 'welcome': {
      const { sessionId, clientId, isSimulated, version } = message;
      // Another session is another start of Poise: its settings may be another person's.
      const settings = view.session?.sessionId === sessionId ? view.settings : null;
      return {
        ...view,
        link: 'open',
        session: { sessionId, clientId },
        isSimulated,
        version,
        settings,
        trackers: [],
      };
    }
    case 'telemetry':
      return { ...view, telemetry: message, telemetryAtMs: nowMs };
    case 'controlLink':
      return message.isUp ? { ...view, isControlUp: true } : { ...view, isControlUp: false, telemetry: null };
    case 'profile':
      return { ...view, settings: { profile: message.profile, hash: message.hash } };
    case 'trackers':
      return { ...view, trackers: message.trackers };
    case 'leaseGranted':
    case 'accepted':
    case 'refused':
    case 'inputError':
      return view;
  }
}

/** Whether what the page knows is what is, and if not, why not. */
export type Standing = 'current' | 'connecting' | 'lost' | 'lostTooLarge' | 'controlDown' | 'silent';

export function standingOf(view: ClientView, nowMs: number): Standing {
  if (view.link !== 'open') return view.link;
  if (view.isControlUp === false) return 'controlDown';
  if (view.telemetry === null) return 'connecting';
  return nowMs - view.telemetryAtMs > PAGE_SILENT_AFTER_MS ? 'silent' : 'current';
}
