import { connect, type Socket } from 'node:net';
import { retryDelayMs } from './backoff.ts';
import type { TroubleId } from './troubles.ts';

const CONNECT_TIMEOUT_MS = 3000;
const CHECK_MS = 100;
/** A connection without a byte for this long is dead, though its socket may not know. */
const DEAD_AFTER_MS = 1500;
/** A connection that lasted this long was a good one: the next try comes soon. */
const PROVEN_AFTER_MS = 5000;
/** A tracker that reads nothing of what it is told is restarted. */
const MAX_UNSENT_BYTES = 65_536;

export interface LineOptions {
  readonly host: string;
  readonly port: number;
  readonly nowMs: () => number;
  readonly random: () => number;
  /** `isAgain`: a connection before this one was lost. */
  readonly onOpen: (isAgain: boolean) => void;
  readonly onBytes: (bytes: Buffer) => void;
  readonly onLost: () => void;
  /** Ten times a second while the line is open. */
  readonly onCheck: (nowMs: number) => void;
}

/** A TCP connection that is made again whenever it ends, until it is closed. */
export interface Line {
  readonly isOpen: boolean;
  readonly hasBeenOpen: boolean;
  /** Tries without success in a row. */
  readonly failures: number;
  /** Ignored while the line is not open. */
  write(text: string): void;
  /** Ends this connection; the next one is tried as always. */
  restart(): void;
  close(): Promise<void>;
}

/** What is wrong with a line that is not open. */
export function troubleOfLine({ hasBeenOpen, failures }: Line): TroubleId {
  if (hasBeenOpen) return 'lineLost';
  return failures > 0 ? 'unreachable' : 'connecting';
}

export function openLine(options: LineOptions): Line {
  const { host, port, nowMs, random } = options;
  let socket: Socket | null = null;
  let isOpen = false;
  let hasBeenOpen = false;
  let isClosed = false;
  let failures = 0;
  let openedAtMs = 0;
  let lastBytesAtMs = 0;
  let retryTimer: NodeJS.Timeout | undefined;

  const lose = (lost: Socket) => {
    lost.destroy();
    if (socket !== lost) return;
    socket = null;
    const wasOpen = isOpen;
    isOpen = false;
    if (wasOpen && nowMs() - openedAtMs >= PROVEN_AFTER_MS) failures = 0;
    if (!isClosed) retryTimer = setTimeout(begin, retryDelayMs(failures, random));
    failures += 1;
    if (wasOpen) options.onLost();
  };

  const begin = () => {
    const fresh = connect({ host, port, noDelay: true });
    socket = fresh;
    const timeout = setTimeout(() => lose(fresh), CONNECT_TIMEOUT_MS);
    fresh.on('error', () => lose(fresh));
    fresh.on('end', () => lose(fresh));
    fresh.on('close', () => {
      clearTimeout(timeout);
      lose(fresh);
    });
    fresh.on('connect', () => {
      clearTimeout(timeout);
      if (socket !== fresh) return;
      const isAgain = hasBeenOpen;
      isOpen = true;
      hasBeenOpen = true;
      openedAtMs = nowMs();
      lastBytesAtMs = openedAtMs;
      options.onOpen(isAgain);
    });
    fresh.on('data', (bytes) => {
      // Bytes that were under way when the connection was given up belong to nothing any more.
      if (socket !== fresh) return;
      lastBytesAtMs = nowMs();
      options.onBytes(bytes);
    });
  };
  begin();

  const checkTimer = setInterval(() => {
    if (!isOpen || !socket) return;
    const now = nowMs();
    if (now - lastBytesAtMs > DEAD_AFTER_MS || socket.writableLength > MAX_UNSENT_BYTES) lose(socket);
    else options.onCheck(now);
  }, CHECK_MS);

  return {
    get isOpen() {
      return isOpen;
    },
    get hasBeenOpen() {
      return hasBeenOpen;
    },
    get failures() {
      return failures;
    },
    write: (text) => {
      if (isOpen) socket?.write(text, 'latin1');
    },
    restart: () => {
      if (socket) lose(socket);
    },
    close: async () => {
      isClosed = true;
      clearInterval(checkTimer);
      clearTimeout(retryTimer);
      const last = socket;
      if (!last || last.destroyed) return;
      const gone = new Promise<void>((resolve) => last.once('close', () => resolve()));
      lose(last);
      await gone;
    },
  };
}
