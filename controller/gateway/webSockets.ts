import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { MAX_PLAIN_LENGTH } from '../../hardware/trackers/plain/plainText.ts';
import { MAX_MESSAGE_BYTES, SUBPROTOCOL } from '../../protocol/clientMessages.ts';
import { judgeUpgrade, type Rejection } from './admission.ts';
import { GAZE_PATH, judgeGazeRequest } from './gazeAdmission.ts';
import { portOf } from './pageServer.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import type { GazeInput } from './trackers.ts';

export interface WebSocketOptions extends Pick<SessionOptions, 'onMessage' | 'onGone'> {
  readonly openClients: () => number;
  readonly onOpened: (session: Session) => void;
  /** Where gaze goes that a program sends; null where none is received. */
  readonly gazeInput: GazeInput | null;
}

/** How long clients have to answer the closing handshake when the gateway ends. */
const CLOSING_MS = 300;

const STATUS_TEXT: Readonly<Record<Rejection['status'], string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
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

  const gazeSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PLAIN_LENGTH,
    maxFragments: 2,
    maxBufferedChunks: 64,
    perMessageDeflate: false,
  });
  const receiveGaze = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { gazeInput } = options;
    const { headers, socket: connection } = request;
    const input = gazeInput && { ...gazeInput, isTaken: gazeInput.input.isTaken };
    const rejection = judgeGazeRequest({ headers, remoteAddress: connection.remoteAddress, input });
    if (rejection || !gazeInput) reject(socket, rejection ?? { status: 404, sentence: '' });
    else gazeSockets.handleUpgrade(request, socket, head, (webSocket) => gazeInput.input.serve(webSocket));
  };

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy()); // Without a listener, a reset at this moment would end the process.
    const { url, headers } = request;
    if (url === GAZE_PATH) {
      receiveGaze(request, socket, head);
      return;
    }
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
      gazeSockets.close();
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
