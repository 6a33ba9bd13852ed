import type { ClientMessage, PageMessage } from '../../protocol/clientMessages.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import { type ClientView, INITIAL_VIEW, know, type Standing, standingOf } from './clientView.ts';
import { connect } from './connection.ts';

/** A connection that has been silent for this long is taken for dead. */
const GIVE_UP_AFTER_MS = 3000;

/** What the page shows: the view of the moment it was last taken over, and whether it was current then. */
export interface Shown extends ClientView {
  readonly standing: Standing;
}

type WithoutRequestId<Message> = Message extends { requestId: string } ? Omit<Message, 'requestId'> : never;
export type Request = WithoutRequestId<PageMessage>;

/** One page's side of the conversation. Messages change `newest` at once; what is shown changes once per frame. */
export interface PageClient {
  newest(): ClientView;
  shown(): Shown;
  subscribe(listener: () => void): () => void;
  /** Takes the newest view over into what is shown; called once per frame of the display. */
  show(nowMs: number): Shown;
  send(message: ClientMessage): boolean;
  /** Sends with a fresh request id, which it returns; null if there is no connection. */
  request(message: Request): string | null;
  onMessage(listener: (message: ServerMessage) => void): () => void;
  onClosed(listener: () => void): () => void;
  close(): void;
}

export function createPageClient(url: string, now: () => number): PageClient {
  let view = INITIAL_VIEW;
  let shown: Shown = { ...INITIAL_VIEW, standing: 'connecting' };
  let requests = 0;
  const listeners = new Set<() => void>();
  const messageListeners = new Set<(message: ServerMessage) => void>();
  const closeListeners = new Set<() => void>();

  const connection = connect(url, {
    onMessage(message) {
      view = know(view, { type: 'message', message, nowMs: now() });
      for (const listener of messageListeners) listener(message);
    },
    onMisunderstood(detail) {
      view = know(view, { type: 'misunderstood', detail });
    },
    onClosed(code) {
      view = know(view, { type: 'closed', code });
      for (const listener of closeListeners) listener();
    },
  });

  return {
    newest: () => view,
    shown: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show(nowMs) {
      if (nowMs - view.telemetryAtMs > GIVE_UP_AFTER_MS && standingOf(view, nowMs) === 'silent')
        connection.abandon();
      const standing = standingOf(view, nowMs);
      const { standing: previous, ...previousView } = shown;
      const hasChanged =
        standing !== previous ||
        (Object.keys(view) as (keyof ClientView)[]).some((key) => view[key] !== previousView[key]);
      if (hasChanged) {
        shown = { ...view, standing };
        for (const listener of listeners) listener();
      }
      return shown;
    },
    send: (message) => connection.send(message),
    request(message) {
      requests += 1;
      const requestId = `r${requests}`;
      return connection.send({ ...message, requestId }) ? requestId : null;
    },
    onMessage(listener) {
      messageListeners.add(listener);
      return () => messageListeners.delete(listener);
    },
    onClosed(listener) {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    close: () => connection.close(),
  };
}

/** The gateway that served this page. */
export function gatewayUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`;
}
