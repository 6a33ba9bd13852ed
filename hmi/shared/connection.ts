import { type PageMessage, SUBPROTOCOL } from '../../protocol/clientMessages.ts';
import { firstWrongField } from '../../protocol/firstWrongField.ts';
import { type ServerMessage, serverMessage } from '../../protocol/serverMessages.ts';

/** Waits between attempts to connect; the last one repeats. */
const RETRY_MS = [250, 500, 1000, 2000] as const;

/** The code browsers give for a connection that ended without a word. */
const GONE = 1006;

export interface ConnectionEvents {
  onMessage(message: ServerMessage): void;
  /** Something arrived that is not a message of the protocol. */
  onMisunderstood(detail: string): void;
  onClosed(code: number): void;
}

export interface Connection {
  /** False if there is no connection; nothing is kept to be sent later. */
  send(message: PageMessage): boolean;
  /** Gives a connection up over which nothing comes any more, without waiting for the other side to notice. */
  abandon(): void;
  close(): void;
}

/** A connection that comes back by itself. Closing it ends it for good. */
export function connect(url: string, events: ConnectionEvents): Connection {
  let socket: WebSocket | undefined;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;

  const open = (): void => {
    const opened = new WebSocket(url, SUBPROTOCOL);
    socket = opened;
    opened.onmessage = ({ data }) => {
      if (opened !== socket) return;
      const parsed = readServerMessage(data);
      if (typeof parsed === 'string') events.onMisunderstood(parsed);
      else {
        if (parsed.type === 'welcome') failures = 0;
        events.onMessage(parsed);
      }
    };
    opened.onclose = ({ code }) => {
      if (opened === socket) lose(code);
    };
  };
  const lose = (code: number): void => {
    socket = undefined;
    events.onClosed(code);
    if (isEnded) return;
    const waitMs = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    retry = setTimeout(open, waitMs);
  };
  open();

  return {
    send(message) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    abandon() {
      const silent = socket;
      if (!silent) return;
      lose(GONE);
      silent.close();
    },
    close() {
      isEnded = true;
      clearTimeout(retry);
      socket?.close(1000);
    },
  };
}

/** A message of the protocol, or the first thing that is wrong with it. */
export function readServerMessage(data: unknown): ServerMessage | string {
  if (typeof data !== 'string') return 'binary';
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return 'not JSON';
  }
  const parsed = serverMessage.safeParse(value);
  return parsed.success ? parsed.data : firstWrongField(parsed.error);
}
