import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptedFirmware, type ScriptedFirmwareOptions } from './scriptedFirmware.ts';

/** A scripted chip behind a Unix socket, as the simulated brace is: one connection at a time. */
export interface SocketPeer {
  /** For `openBrace`. */
  readonly port: string;
  readonly firmware: ScriptedFirmware;
  /** Resolves once a controller has connected. */
  readonly connected: Promise<Socket>;
  /** Raw bytes to the controller. */
  send(bytes: Uint8Array): void;
  /** The cable is pulled. */
  vanish(): void;
  stop(): Promise<void>;
}

export async function startSocketPeer(
  options: ScriptedFirmwareOptions & { readonly onConnect?: (socket: Socket) => void } = {},
): Promise<SocketPeer> {
  const folder = await mkdtemp(join(tmpdir(), 'poise-peer-'));
  const path = join(folder, 'brace.sock');
  const connection = Promise.withResolvers<Socket>();
  let socket: Socket | undefined;
  const send = (bytes: Uint8Array) => {
    if (socket?.writable) socket.write(bytes);
  };
  const firmware = new ScriptedFirmware(send, options);
  const server: Server = createServer((accepted) => {
    socket = accepted;
    accepted.on('data', (bytes) => firmware.receive(bytes));
    // The controller may go away at any time; that is the controller's business here.
    accepted.on('error', () => {});
    options.onConnect?.(accepted);
    connection.resolve(accepted);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    port: `unix:${path}`,
    firmware,
    connected: connection.promise,
    send,
    vanish: () => socket?.destroy(),
    stop: async () => {
      socket?.destroy();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
