import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { createPageServer, portOf } from '../../../controller/gateway/pageServer.ts';
import type { Session, SessionOptions } from '../../../controller/gateway/session.ts';
import { acceptWebSockets } from '../../../controller/gateway/webSockets.ts';
import type { ClientMessage, PageMessage } from '../../../protocol/clientMessages.ts';
import { eventually, manyFaults, openClient, pause, telemetryOf } from './support.ts';

/** One text message as a client sends it, masked with zeros. */
function frameOf(message: ClientMessage): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

/** Sends an upgrade and, in the same segment, frames that the server has then buffered all at once. */
function sendAtOnce(port: number, frames: readonly Buffer[]): void {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const request = [
    'GET /ws HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: poise.v1',
    '',
    '',
  ].join('\r\n');
  socket.write(Buffer.concat([Buffer.from(request), ...frames]));
}

interface TestServer {
  readonly port: number;
  readonly sessions: Session[];
  readonly gone: string[];
}

/** A server with nothing behind it that hands over what its clients say. */
async function startServer(onMessage: SessionOptions['onMessage'] = () => undefined): Promise<TestServer> {
  const server = createPageServer(new Map());
  const sessions: Session[] = [];
  const gone: string[] = [];
  acceptWebSockets(server, {
    openClients: () => 0,
    gazeInput: null,
    onOpened: (session) => sessions.push(session),
    onMessage,
    onGone: (_session, why) => gone.push(why),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: portOf(server), sessions, gone };
}

test('200 buffered messages after the connection was cut off do nothing', async () => {
  const received: PageMessage[] = [];
  const { port, gone } = await startServer((session, message) => {
    received.push(message);
    session.cutOff('by the test');
  });
  sendAtOnce(
    port,
    Array.from({ length: 200 }, () => frameOf({ type: 'stop' })),
  );
  await eventually('the first message', () => received.length > 0);
  await pause(100);
  expect(received).toHaveLength(1);
  expect(gone).toEqual(['by the test']);
});

test('without the flag ws hands those messages out: the danger is real', async () => {
  const server = createServer();
  const webSockets = new WebSocketServer({ server });
  let received = 0;
  webSockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', () => {
      received++;
      socket.terminate();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  sendAtOnce(
    portOf(server),
    Array.from({ length: 200 }, () => frameOf({ type: 'stop' })),
  );
  await eventually('the first message', () => received > 0);
  await pause(100);
  expect(received).toBeGreaterThan(1);
});

test('a broken frame ends that connection and nothing else', async () => {
  const { port, gone } = await startServer();
  const client = await openClient(port);
  sendAtOnce(port, [Buffer.from([0xff, 0xff, 0xff, 0xff])]);
  await eventually('the end', () => gone.length === 1);
  expect(client.closes).toEqual([]);
});

test('a client that does not read is left out; the first telemetry when it reads again is the present', async () => {
  const { port, sessions, gone } = await startServer();
  const client = await openClient(port);
  const session = await eventually('a session', () => sessions[0]);
  const textOf = (tick: number) => JSON.stringify(telemetryOf(tick, { faults: manyFaults }));
  client.socket.pause();
  let tick = 1;
  while (session.offerTelemetry(textOf(tick), true)) {
    tick++;
    await pause(0);
  }
  const leftOut = tick;
  client.socket.resume();
  // Not due, and still sent: the client has missed one that was.
  await eventually('room again', () => session.offerTelemetry(textOf(++tick), false));
  expect(session.offerTelemetry(textOf(tick + 1), false)).toBe(false);
  await eventually('the present', () => client.heard('telemetry').at(-1)?.tick === tick);
  expect(client.heard('telemetry').map((telemetry) => telemetry.tick)).toEqual([
    ...Array.from({ length: leftOut - 1 }, (_, index) => index + 1),
    tick,
  ]);
  expect(gone).toEqual([]);
});

test('a client that answers no ping is cut off, one that does is not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { port, sessions, gone } = await startServer();
  const alive = await openClient(port);
  const dead = await openClient(port, { autoPong: false });
  await eventually('two sessions', () => sessions.length === 2);
  let pings = 0;
  alive.socket.on('ping', () => pings++);
  for (let round = 1; round <= 3; round++) {
    vi.advanceTimersByTime(5000);
    await eventually('the ping', () => pings === round);
    await pause(20);
  }
  expect(gone).toEqual(['does not answer']);
  await eventually('the end', () => dead.closes.length === 1);
  expect(alive.closes).toEqual([]);
});
