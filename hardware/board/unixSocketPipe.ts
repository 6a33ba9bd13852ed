import { createConnection, type Socket } from 'node:net';
import type { BytePipe } from './bytePort.ts';

/** A connected stream socket as a byte pipe. */
function socketPipe(socket: Socket): BytePipe {
  let isClosing = false;
  let hasEnded = false;
  const pipe: BytePipe = {
    write: (bytes) => {
      if (!isClosing && socket.writable) socket.write(bytes);
    },
    onData: () => {},
    onClose: () => {},
    close: () => {
      isClosing = true;
      socket.destroy();
    },
  };
  const end = (reason: Error) => {
    if (isClosing || hasEnded) return;
    hasEnded = true;
    pipe.onClose(reason);
  };
  socket.setNoDelay(true);
  socket.on('data', (bytes) => {
    if (!isClosing) pipe.onData(bytes);
  });
  socket.on('error', end);
  // A serial device has no half-open state: an end that stops sending is gone.
  socket.on('end', () => end(new Error('The other end closed the line')));
  socket.on('close', () => end(new Error('The line is closed')));
  return pipe;
}

/** Connects to a Unix socket. Rejects with the system's error (`ENOENT`, `ECONNREFUSED`, `EACCES`). */
export function connectUnixSocket(path: string): Promise<BytePipe> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socketPipe(socket));
    });
  });
}
