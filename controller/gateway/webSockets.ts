import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES, SUBPROTOCOL } from '../../protocol/clientMessages.ts';
import { judgeUpgrade, type Rejection } from './admission.ts';
import { portOf } from './pageServer.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';

export interface WebSocketOptions extends Pick<SessionOptions, 'onMessage' | 'onGone'> {
  readonly openClients: () => number;
  readonly onOpened: (session: Session) => void;
}

/** How long clients have to answer the closing handshake when the gateway ends. */
const CLOSING_MS = 300;

const STATUS_TEXT: Readonly<Record<Rejection['status'], string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

/**
 * Opens a session for every upgrade request that `judgeUpgrade` lets pass, and answers the others with its status.
 * Limits on messages: reference/stack.md §4.1.
 */
export function acceptWebSockets(server: Server, options: WebSocketOptions): { close(): Promise<void> } {
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: 8,
    maxBufferedChunks: 64,
    perMessageDeflate: false,
    clientTracking: true,
    handleProtocols: () => SUBPROTOCOL,
  });

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy()); // Without a listener, a reset at this moment would end the process.
    const { url, headers } = request;
    const rejection = judgeUpgrade({
      url,
      headers,
      port: portOf(server),
      openClients: options.openClients(),
    });
    if (rejection) {
      reject(socket, rejection);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const session = openSession({ socket: webSocket, clientId: randomUUID(), ...options });
      options.onOpened(session);
    });
  });

  return {
    async close() {
      const deadline = setTimeout(() => {
        for (const client of webSockets.clients) client.terminate();
      }, CLOSING_MS);
      await new Promise<void>((resolve) => {
        webSockets.close(() => resolve());
      });
      clearTimeout(deadline);
    },
  };
}

function reject(socket: Duplex, { status, sentence }: Rejection): void {
  const body = `${sentence}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_TEXT[status]}`,
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
