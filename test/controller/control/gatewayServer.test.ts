import { fork } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ChannelInUseError, createGatewayServer } from '../../../controller/control/gatewayServer.ts';
import type { FromControl } from '../../../protocol/channel.ts';
import { createFromControlDecoder, encodeLine } from '../../../protocol/channelCodec.ts';
import { eventually, pause, startControlEnd, telemetryOf, temporaryDirectory } from '../gateway/support.ts';

interface RawGateway {
  readonly socket: Socket;
  readonly messages: FromControl[];
  isClosed(): boolean;
}

async function connectRaw(socketPath: string): Promise<RawGateway> {
  const socket = connect(socketPath);
  onTestFinished(() => void socket.destroy());
  const messages: FromControl[] = [];
  const decoder = createFromControlDecoder();
  let isClosed = false;
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on('data', (text: string) => messages.push(...decoder.push(text).messages));
  socket.on('close', () => {
    isClosed = true;
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return { socket, messages, isClosed: () => isClosed };
}

const socketPathOf = async () => join(await temporaryDirectory(), 'control.sock');
const gone = { type: 'clientGone', clientId: 'c' } as const;

test('one gateway at a time: the second is turned away, and welcome when the first is gone', async () => {
  const socketPath = await socketPathOf();
  const control = await startControlEnd(socketPath);
  const first = await connectRaw(socketPath);
  const second = await connectRaw(socketPath);
  await eventually('the second turned away', second.isClosed);
  second.socket.write(encodeLine(gone));
  first.socket.write(encodeLine(gone));
  await eventually('the message of the first', () => control.received.length === 1);
  expect(first.isClosed()).toBe(false);
  expect(control.connections).toEqual({ opened: 1, closed: 0 });

  first.socket.destroy();
  await eventually('disconnected', () => control.connections.closed === 1);
  const third = await connectRaw(socketPath);
  third.socket.write(encodeLine(gone));
  await eventually('the message of the third', () => control.received.length === 2);
  expect(control.connections).toEqual({ opened: 2, closed: 1 });
});

test.each([
  ['not JSON', 'nonsense\n', 'notJson'],
  ['an unknown message', '{"type":"jump"}\n', 'malformed'],
  ['a line without end', 'x'.repeat(70_000), 'lineTooLong'],
])(
  '%s ends the connection with its problem; what came before counts, what follows does not',
  async (_name, text, kind) => {
    const socketPath = await socketPathOf();
    const control = await startControlEnd(socketPath);
    const gateway = await connectRaw(socketPath);
    gateway.socket.write(`${encodeLine(gone)}${text}${encodeLine(gone)}`);
    await eventually('the end', gateway.isClosed);
    expect(control.received).toEqual([gone]);
    expect(control.problems).toMatchObject([{ kind }]);
    expect(control.connections).toEqual({ opened: 1, closed: 1 });
  },
);

test('a gateway that does not read gets every reply, and of the telemetry the newest', async () => {
  const socketPath = await socketPathOf();
  const control = await startControlEnd(socketPath);
  const gateway = await connectRaw(socketPath);
  gateway.socket.pause();
  await pause(20);
  const ticks = 4000;
  for (let tick = 0; tick < ticks; tick++) {
    control.send(telemetryOf(tick));
    if (tick % 400 === 0)
      control.send({ type: 'reply', clientId: 'c', message: { type: 'accepted', requestId: String(tick) } });
    if (tick % 50 === 0) await pause(0);
  }
  gateway.socket.resume();
  await eventually('the newest tick', () =>
    gateway.messages.some((message) => message.type === 'telemetry' && message.tick === ticks - 1),
  );
  const replies = gateway.messages.filter(({ type }) => type === 'reply');
  expect(replies).toHaveLength(10);
  const received = gateway.messages.filter((message) => message.type === 'telemetry');
  expect(received.length).toBeLessThan(ticks / 2);
  expect(received.map(({ tick }) => tick)).toEqual(received.map(({ tick }) => tick).sort((a, b) => a - b));
  expect(control.problems).toEqual([]);
});

test('a gateway that never reads its replies is dropped before they fill the memory', async () => {
  const socketPath = await socketPathOf();
  const control = await startControlEnd(socketPath);
  const gateway = await connectRaw(socketPath);
  gateway.socket.pause();
  const message = { type: 'accepted', requestId: 'x'.repeat(10_000) } as const;
  for (let sent = 0; sent < 300 && control.problems.length === 0; sent++)
    control.send({ type: 'reply', clientId: 'c', message });
  expect(control.problems).toMatchObject([{ kind: 'notReading' }]);
  await eventually('disconnected', () => control.connections.closed === 1);
});

test('without a gateway, what is sent goes nowhere and is not kept', async () => {
  const socketPath = await socketPathOf();
  const control = await startControlEnd(socketPath);
  control.send({ type: 'reply', clientId: 'c', message: { type: 'accepted', requestId: 'old' } });
  const gateway = await connectRaw(socketPath);
  await eventually('connected', () => control.connections.opened === 1);
  control.send(telemetryOf(1));
  await eventually('telemetry', () => gateway.messages.length > 0);
  expect(gateway.messages).toEqual([telemetryOf(1)]);
});

test('the socket of a killed control process is taken over, that of a living one is not', async () => {
  const socketPath = await socketPathOf();
  const options = {
    socketPath,
    onMessage: () => undefined,
    onConnected: () => undefined,
    onDisconnected: () => undefined,
    onProblem: () => undefined,
  };
  const script = join(await temporaryDirectory(), 'listen.mjs');
  await writeFile(
    script,
    `import { createServer } from 'node:net';
     createServer().listen(${JSON.stringify(socketPath)}, () => process.send('listening'));`,
  );
  const other = fork(script);
  onTestFinished(() => void other.kill('SIGKILL'));
  await new Promise((resolve) => other.once('message', resolve));
  await expect(createGatewayServer(options)).rejects.toThrow(ChannelInUseError);

  other.kill('SIGKILL');
  await new Promise((resolve) => other.once('exit', resolve));
  expect((await stat(socketPath)).isSocket()).toBe(true);
  const server = await createGatewayServer(options);
  const gateway = await connectRaw(socketPath);
  await server.close();
  await eventually('the gateway sees the end', gateway.isClosed);
});
