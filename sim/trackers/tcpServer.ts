import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Random, randomInteger } from '../random.ts';

export interface TcpServerOptions {
  /** Any that is free unless told. */
  readonly port?: number;
  readonly random: Random;
  readonly onClient: (socket: Socket) => void;
  readonly onText: (socket: Socket, text: string) => void;
}

/** The TCP side of a fake tracker: clients come and go, and so does the server. */
export interface TcpServer {
  readonly port: number;
  readonly clients: ReadonlySet<Socket>;
  /** Cuts what is sent at random bytes, each piece a packet of its own. */
  isSplitting: boolean;
  send(socket: Socket, text: string): void;
  /** Ends every connection. */
  dropClients(): void;
  /** Stops to listen, as a program that was closed. */
  stop(): Promise<void>;
  /** Listens again at the same port. */
  start(): Promise<void>;
}

export async function startTcpServer(options: TcpServerOptions): Promise<TcpServer> {
  const { random, onClient, onText } = options;
  const clients = new Set<Socket>();
  let port = options.port ?? 0;
  let isSplitting = false;

  const server = createServer({ noDelay: true }, (socket) => {
    clients.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clients.delete(socket));
    socket.on('data', (text: string) => onText(socket, text));
    onClient(socket);
  });

  const start = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const dropClients = () => {
    for (const socket of clients) socket.destroy();
  };
  await start();

  return {
    get port() {
      return port;
    },
    clients,
    get isSplitting() {
      return isSplitting;
    },
    set isSplitting(is) {
      isSplitting = is;
    },
    send(socket, text) {
      if (!isSplitting) {
        socket.write(text, 'latin1');
        return;
      }
      for (let rest = text; rest !== ''; ) {
        const length = 1 + randomInteger(random, Math.min(rest.length, 40));
        socket.write(rest.slice(0, length), 'latin1');
        rest = rest.slice(length);
      }
    },
    dropClients,
    stop() {
      dropClients();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
    start,
  };
}
