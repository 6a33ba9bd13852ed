import { WebSocket } from 'ws';
import { type ClientMessage, type Movement, SUBPROTOCOL } from '../../protocol/clientMessages.ts';
import { type ServerMessage, serverMessage } from '../../protocol/serverMessages.ts';
import type { StateName } from '../../protocol/states.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';

const RENEW_MS = 50;
const PRESENCE_MS = 200;

type Of<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

/** A WebSocket client of the running gateway that speaks as the page does, without a browser. */
export interface Client {
  readonly telemetry: Telemetry | undefined;
  readonly received: readonly ServerMessage[];
  /** Code of the close frame, once closed. */
  readonly closeCode: number | undefined;
  send(message: ClientMessage): void;
  /** Anything at all, as it is. */
  sendRaw(data: string | Buffer): void;
  of<Type extends ServerMessage['type']>(type: Type): readonly Of<Type>[];
  until(condition: () => boolean, what: string, withinMs?: number): Promise<void>;
  untilState(state: StateName): Promise<void>;
  /** Both steps of arming, from standby or rest. */
  arm(): Promise<void>;
  /** Asks for a movement and renews it until it ends. */
  move(movement: Movement): Promise<void>;
  close(): void;
}

let requests = 0;
const requestId = (): string => {
  requests += 1;
  return `client-${requests}`;
};

export async function connectClient(url: string): Promise<Client> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, [SUBPROTOCOL], { origin: url });
  const received: ServerMessage[] = [];
  let telemetry: Telemetry | undefined;
  let closeCode: number | undefined;
  let sequence = 0;
  socket.on('error', () => undefined); // What follows it, 'close', is what tests look at.
  socket.on('close', (code) => {
    closeCode = code;
  });
  socket.on('message', (data) => {
    const message = serverMessage.parse(JSON.parse(String(data)));
    if (message.type === 'telemetry') telemetry = message;
    else received.push(message);
  });
  await new Promise((done, fail) => {
    socket.once('open', done);
    socket.once('error', fail);
  });

  const client: Client = {
    get telemetry() {
      return telemetry;
    },
    received,
    get closeCode() {
      return closeCode;
    },
    send: (message) => socket.send(JSON.stringify(message)),
    sendRaw: (data) => socket.send(data),
    of: <Type extends ServerMessage['type']>(type: Type) =>
      received.filter((message): message is Of<Type> => message.type === type),
    async until(condition, what, withinMs = 15_000) {
      const endMs = performance.now() + withinMs;
      while (!condition()) {
        if (performance.now() > endMs) {
          throw new Error(`Not within ${withinMs} ms: ${what}; telemetry ${JSON.stringify(telemetry)}`);
        }
        await new Promise((done) => setTimeout(done, 5));
      }
    },
    untilState: (state) => client.until(() => telemetry?.state === state, state),
    async arm() {
      client.send({ type: 'askToArm', requestId: requestId() });
      await client.until(() => telemetry?.reason === 'awaitingConfirm', 'the question');
      await new Promise((done) => setTimeout(done, 700));
      client.send({ type: 'confirmArm', requestId: requestId() });
      await client.untilState('ready');
    },
    async move(movement) {
      const id = requestId();
      client.send({ type: 'move', requestId: id, movement, renderedTick: telemetry?.tick ?? 0 });
      const answer = () => received.find((message) => 'requestId' in message && message.requestId === id);
      await client.until(() => answer() !== undefined, 'an answer', 2000);
      const lease = answer();
      if (lease?.type !== 'leaseGranted') throw new Error(`Refused: ${JSON.stringify(lease)}`);
      const renewing = setInterval(() => {
        if (!telemetry?.lease || closeCode !== undefined) return clearInterval(renewing);
        const { leaseId, epoch } = lease;
        client.send({
          type: 'renew',
          leaseId,
          epoch,
          sequence,
          renderedTick: telemetry.tick,
          gaze: 'unknown',
        });
        sequence += 1;
      }, RENEW_MS);
      await client.until(() => telemetry?.state === 'engaged', 'engaged', 2000);
    },
    close: () => socket.terminate(),
  };
  await client.until(() => telemetry !== undefined, 'telemetry');
  const version = client.of('welcome')[0]?.version ?? 'unknown';
  let presences = 0;
  // As an open page does: without one nobody stays armed.
  const beingThere = setInterval(() => {
    if (closeCode !== undefined || socket.readyState !== socket.OPEN) return clearInterval(beingThere);
    presences += 1;
    const renderedTick = telemetry?.tick ?? 0;
    const about = { gaze: 'unknown', version, secondInput: 'none' } as const;
    client.send({ type: 'presence', sequence: presences, renderedTick, ...about });
  }, PRESENCE_MS);
  return client;
}
