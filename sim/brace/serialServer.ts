import { createServer, type Server, type Socket } from 'node:net';
import { listenOnSocketFile } from './socketFile.ts';

/** A host that reads nothing loses what comes after this, as behind a full terminal buffer. */
const MAX_UNREAD_BYTES = 65_536;

/** The brace's serial device as a Unix socket: raw bytes, one host at a time. */
export interface SerialServer {
  /** Sends to the host, if there is one. */
  toHost(bytes: Uint8Array): void;
  /** Makes the device appear. @throws SocketFileError */
  plugIn(): Promise<void>;
  /** Makes it vanish, and its host's connection with it. */
  unplug(): Promise<void>;
  readonly hasHost: boolean;
  /** Bytes that the host was too slow to read. */
  readonly droppedBytes: number;
}

/** @param onOpen a host has opened the device. */
export function createSerialServer(
  path: string,
  fromHost: (bytes: Uint8Array) => void,
  onOpen: () => void,
): SerialServer {
  let server: Server | null = null;
  let host: Socket | null = null;
  let droppedBytes = 0;

  const accept = (socket: Socket) => {
    if (host) {
      socket.destroy();
      return;
    }
    host = socket;
    onOpen();
    socket.setNoDelay(true);
    socket.on('data', fromHost);
    // A host that dies resets its end; 'close' follows and frees the line for the next one.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (host === socket) host = null;
    });
  };

  return {
    toHost(bytes) {
      if (!host?.writable) return;
      if (host.writableLength + bytes.length > MAX_UNREAD_BYTES) droppedBytes += bytes.length;
      else host.write(bytes);
    },
    async plugIn() {
      if (server) return;
      const next = createServer(accept);
      server = next;
      await listenOnSocketFile(next, path);
    },
    async unplug() {
      const last = server;
      server = null;
      host?.destroy();
      host = null;
      if (last?.listening) await new Promise<void>((resolve) => last.close(() => resolve()));
    },
    get hasHost() {
      return host !== null;
    },
    get droppedBytes() {
      return droppedBytes;
    },
  };
}
