import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../protocol/clientMessages.ts';
import { type ServerMessage, serverMessage } from '../../../protocol/serverMessages.ts';
import { createPage, type Page } from '../page.ts';

const FRAME_MS = 1000 / 60;
/** First wait of a page that lost its connection (hmi/shared/connection.ts). */
const RETRY_MS = 250;

/** A page on a real connection to a real gateway; it comes back by itself, as pages do. */
export interface Browser {
  /** Undefined while it is not connected. */
  readonly page: Page | undefined;
  /** Closes the page, and its connection with it. */
  close(): void;
  open(): void;
}

export function openBrowser(url: string, nowMs: () => number): Browser {
  let page: Page | undefined;
  let socket: WebSocket | undefined;
  let isClosed = false;

  const hear = (message: ServerMessage, opened: WebSocket): void => {
    switch (message.type) {
      case 'welcome':
        page = createPage(
          message.clientId,
          (sent) => {
            if (opened.readyState === WebSocket.OPEN) opened.send(JSON.stringify(sent));
          },
          message.version,
        );
        return;
      case 'telemetry':
        page?.hear({ kind: 'telemetry', telemetry: message }, nowMs());
        return;
      case 'leaseGranted':
      case 'accepted':
      case 'refused':
        page?.hear({ kind: 'reply', reply: message }, nowMs());
        return;
      case 'controlLink':
        if (!message.isUp) page?.hear({ kind: 'controlDown' }, nowMs());
        return;
      default:
        return;
    }
  };
  const open = (): void => {
    const opened = new WebSocket(`${url.replace('http', 'ws')}/ws`, [SUBPROTOCOL], { origin: url });
    socket = opened;
    // What follows an error is 'close'.
    opened.on('error', () => undefined);
    opened.on('message', (data) => hear(serverMessage.parse(JSON.parse(String(data))), opened));
    opened.on('close', () => {
      if (opened !== socket) return;
      page = undefined;
      if (!isClosed) setTimeout(open, RETRY_MS);
    });
  };
  setInterval(() => page?.frame(nowMs()), FRAME_MS).unref();
  open();
  return {
    get page() {
      return page;
    },
    close() {
      isClosed = true;
      socket?.close(1000);
    },
    open() {
      isClosed = false;
      open();
    },
  };
}
