import { createServer, type Socket } from 'node:net';
import { type BraceCommand, type CommandRefusal, readCommand, refusal } from './commands.ts';
import { listenOnSocketFile } from './socketFile.ts';

const MAX_LINE_CHARACTERS = 4096;
/** A subscriber that does not read gets the newest truth later, not all of the old ones. */
const MAX_UNREAD_BYTES = 262_144;

export interface TruthServer {
  /** @throws SocketFileError */
  listen(path: string): Promise<void>;
  /** Sends one JSON line to everyone who reads. `canDrop`: a newer one will follow. */
  push(message: object, canDrop: boolean): void;
  readonly hasSubscribers: boolean;
  close(): Promise<void>;
}

/** Newline-delimited JSON: truth out, commands in; each command is answered with `done` or `refused`. */
export function createTruthServer(run: (command: BraceCommand) => Promise<void>): TruthServer {
  const subscribers = new Set<Socket>();

  const answer = async (line: string): Promise<object> => {
    const command = readCommand(line);
    if (command.type === 'refused') return command;
    try {
      await run(command);
      return { type: 'done', command: command.type };
    } catch (error) {
      return refusal(
        'failed',
        `The simulated brace could not do this: ${error instanceof Error ? error.message : error}`,
      );
    }
  };

  const server = createServer((socket) => {
    subscribers.add(socket);
    socket.setEncoding('utf8');
    // Commands of one subscriber take effect in the order in which they were sent.
    let answered: Promise<unknown> = Promise.resolve();
    const reply = (message: object | CommandRefusal) => {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    };
    readLines(
      socket,
      (line) => {
        answered = answered.then(async () => reply(await answer(line)));
      },
      () =>
        reply(refusal('tooLong', 'The simulated brace could not read this command: the line is too long.')),
    );
    socket.on('error', () => socket.destroy());
    socket.on('close', () => subscribers.delete(socket));
  });

  return {
    listen: (path) => listenOnSocketFile(server, path),
    push(message, canDrop) {
      if (subscribers.size === 0) return;
      const line = `${JSON.stringify(message)}\n`;
      for (const socket of subscribers) {
        if (!socket.writable) continue;
        if (canDrop && socket.writableLength > MAX_UNREAD_BYTES) continue;
        if (socket.writableLength > 4 * MAX_UNREAD_BYTES) socket.destroy();
        else socket.write(line);
      }
    },
    get hasSubscribers() {
      return subscribers.size > 0;
    },
    async close() {
      for (const socket of subscribers) socket.destroy();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Splits a stream into lines; of one that is too long the rest is skipped, and the next line is read again. */
function readLines(socket: Socket, onLine: (line: string) => void, onTooLong: () => void): void {
  let rest = '';
  let isSkipping = false;
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (isSkipping) isSkipping = false;
      else if (line.length > MAX_LINE_CHARACTERS) onTooLong();
      else if (line.trim() !== '') onLine(line);
    }
    if (rest.length <= MAX_LINE_CHARACTERS) return;
    if (!isSkipping) onTooLong();
    isSkipping = true;
    rest = '';
  });
}
