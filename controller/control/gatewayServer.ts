import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { FromControl, ToControl } from '../../protocol/channel.ts';
import { type ChannelProblem, createToControlDecoder, encodeLine } from '../../protocol/channelCodec.ts';

/** A gateway that leaves this much unread is dropped, so that replies can be kept whole without growing for ever. */
const MAX_UNREAD_BYTES = 1_048_576;

/** Why a connection of the gateway was ended by control. */
export type GatewayProblem =
  | ChannelProblem
  | { readonly kind: 'notReading'; readonly unreadBytes: number }
  | { readonly kind: 'socketError'; readonly detail: string };

export interface GatewayServerOptions {
  readonly socketPath: string;
  readonly onMessage: (message: ToControl) => void;
  readonly onConnected: () => void;
  /** Called once for every `onConnected`, whatever ended the connection. */
  readonly onDisconnected: () => void;
  readonly onProblem: (problem: GatewayProblem) => void;
}

export interface GatewayServer {
  /** Telemetry: only the newest is kept while the gateway does not read. Everything else is kept. No gateway: dropped. */
  send(message: FromControl): void;
  close(): Promise<void>;
}

/** Another process listens at the path: a second control process may not take over the first one's gateway. */
export class ChannelInUseError extends Error {
  override readonly name = 'ChannelInUseError';
}

/**
 * Control's end of the process channel: listens on a Unix socket for one gateway at a time. A second gateway is turned
 * away while the first is connected. A line that is not a message ends the connection, as the gateway is then not the
 * program it should be; it may connect again.
 *
 * @throws {ChannelInUseError} when another process already listens at `socketPath`
 */
export async function createGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  let connection: Connection | null = null;

  const server = createServer((socket) => {
    if (connection) {
      socket.on('error', () => undefined); // Turned away: how its end fails concerns nobody.
      socket.destroy();
      return;
    }
    connection = openConnection(socket, options, () => {
      connection = null;
      options.onDisconnected();
    });
    options.onConnected();
  });

  await removeStaleSocket(options.socketPath);
  await listen(server, options.socketPath);
  server.on('error', (error) => options.onProblem({ kind: 'socketError', detail: error.message }));

  return {
    send: (message) => connection?.send(message),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        connection?.end();
      }),
  };
}

interface Connection {
  send(message: FromControl): void;
  end(): void;
}

function openConnection(socket: Socket, options: GatewayServerOptions, onClosed: () => void): Connection {
  const decoder = createToControlDecoder();
  let isOpen = true;
  let isTelemetryUnderway = false;
  let newestTelemetry: FromControl | null = null;

  const end = (problem?: GatewayProblem) => {
    if (!isOpen) return;
    isOpen = false;
    if (problem) options.onProblem(problem);
    socket.destroy();
  };

  socket.setEncoding('utf8');
  socket.on('error', (error) => end({ kind: 'socketError', detail: error.message }));
  socket.on('close', () => {
    isOpen = false;
    onClosed();
  });
  socket.on('data', (text: string) => {
    const { messages, problem } = decoder.push(text);
    for (const message of messages) {
      // Text that had already arrived when the connection was ended may not act any more.
      if (!isOpen) return;
      options.onMessage(message);
    }
    if (problem) end(problem);
  });

  /** One at a time: what the kernel has not taken yet is overtaken by newer telemetry instead of followed by it. */
  const sendTelemetry = (message: FromControl) => {
    if (isTelemetryUnderway) {
      newestTelemetry = message;
      return;
    }
    isTelemetryUnderway = true;
    socket.write(encodeLine(message), () => {
      isTelemetryUnderway = false;
      const newest = newestTelemetry;
      newestTelemetry = null;
      if (newest && isOpen) sendTelemetry(newest);
    });
  };

  return {
    send(message) {
      if (!isOpen) return;
      if (message.type === 'telemetry') {
        sendTelemetry(message);
        return;
      }
      socket.write(encodeLine(message));
      if (socket.writableLength > MAX_UNREAD_BYTES)
        end({ kind: 'notReading', unreadBytes: socket.writableLength });
    },
    end: () => end(),
  };
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A control process that was killed leaves its socket file behind; one that still answers is not stale. */
async function removeStaleSocket(socketPath: string): Promise<void> {
  const answer = await probe(socketPath);
  if (answer === 'listening') {
    throw new ChannelInUseError(
      `Another control process already listens at ${socketPath}. Stop it first, or choose another path.`,
    );
  }
  if (answer === 'refused') await unlink(socketPath);
}

function probe(socketPath: string): Promise<'listening' | 'refused' | 'absent'> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve('listening');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve('absent');
      else if (error.code === 'ECONNREFUSED') resolve('refused');
      else reject(error);
    });
  });
}
