import { existsSync, unlinkSync } from 'node:fs';
import { createConnection, type Server } from 'node:net';

/** A socket that cannot be served; the message says which and why. */
export class SocketFileError extends Error {}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection({ path });
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

/**
 * Listens on a Unix socket, in place of one that a crashed process left behind.
 * @throws SocketFileError if a living process answers there, or the path cannot be used.
 */
export async function listenOnSocketFile(server: Server, path: string): Promise<void> {
  if (existsSync(path)) {
    if (await isAnswered(path)) throw new SocketFileError(`${path} is already served by another process`);
    unlinkSync(path);
  }
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) =>
      reject(new SocketFileError(`${path} cannot be used: ${error.message}`, { cause: error }));
    server.once('error', fail);
    server.listen(path, () => {
      server.off('error', fail);
      resolve();
    });
  });
}
