import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createControlClient, SILENT_AFTER_MS } from '../../../controller/gateway/controlClient.ts';
import {
  eventually,
  openClient,
  pause,
  startControlEnd,
  startHouse,
  telemetryOf,
  temporaryDirectory,
} from './support.ts';

const move = (requestId: string) =>
  ({ type: 'move', requestId, movement: 'turnLeft', renderedTick: 0 }) as const;
const presence = (sequence: number) =>
  ({
    type: 'presence',
    sequence,
    renderedTick: 0,
    gaze: 'valid',
    version: '0.1.0',
    secondInput: 'none',
  }) as const;
const renewal = (sequence: number) =>
  ({ type: 'renew', leaseId: 'a', epoch: 0, sequence, renderedTick: 0, gaze: 'valid' }) as const;

test('a connection begins with welcome, profile, controlLink; telemetry follows', async () => {
  const { gateway, store } = await startHouse();
  const [client, other] = [await openClient(gateway.port), await openClient(gateway.port)];
  await eventually('telemetry', () => client.heard('telemetry').length > 0);
  expect(client.messages.slice(0, 4).map(({ type }) => type)).toEqual([
    'welcome',
    'profile',
    'controlLink',
    'telemetry',
  ]);
  expect(client.heard('profile')[0]).toMatchObject(store.current());
  expect(client.heard('controlLink')[0]?.isUp).toBe(true);
  const [welcome, otherWelcome] = [await client.welcome(), await other.welcome()];
  expect(welcome.sessionId).toBe(otherWelcome.sessionId);
  expect(welcome.clientId).not.toBe(otherWelcome.clientId);
});

test('commands reach control under the name of their client; replies reach that client alone', async () => {
  const { gateway, control } = await startHouse();
  const [client, other] = [await openClient(gateway.port), await openClient(gateway.port)];
  const { clientId } = await client.welcome();
  client.say(move('m1'));
  const command = await eventually('the command', () => control.commands('move')[0]);
  expect(command).toEqual({ type: 'command', clientId, message: move('m1') });
  const granted = {
    type: 'leaseGranted',
    requestId: 'm1',
    leaseId: 'l1',
    holder: clientId,
    epoch: 0,
  } as const;
  control.send({ type: 'reply', clientId, message: granted });
  control.send({ type: 'reply', clientId: 'nobody', message: { type: 'accepted', requestId: 'x' } });
  expect(await eventually('the reply', () => client.heard('leaseGranted')[0])).toEqual(granted);
  expect(other.heard('leaseGranted')).toEqual([]);
});

test('a client that vanishes is reported gone at once', async () => {
  const { gateway, control } = await startHouse();
  const client = await openClient(gateway.port);
  const { clientId } = await client.welcome();
  client.socket.terminate();
  await eventually('clientGone', () =>
    control.received.some((message) => message.type === 'clientGone' && message.clientId === clientId),
  );
});

test('control dies: pages are told, requests and STOP are refused with controlDown, nothing is kept for later', async () => {
  const { gateway, control, socketPath, store } = await startHouse();
  const client = await openClient(gateway.port);
  await eventually('telemetry', () => client.heard('telemetry').length > 0);
  await control.close();
  await eventually('controlLink down', () => client.heard('controlLink').at(-1)?.isUp === false);
  client.say({ type: 'stop' });
  client.say(move('m1'));
  client.say({ type: 'rest', requestId: 'r1' });
  client.say(renewal(1));
  client.say(presence(1));
  client.say({ type: 'endMove', leaseId: 'a' });
  await eventually('four refusals', () => client.heard('refused').length === 4);
  expect(client.heard('refused').map(({ id, requestId }) => [id, requestId])).toEqual([
    ['controlDown', null],
    ['controlDown', 'm1'],
    ['controlDown', 'r1'],
    ['controlDown', null],
  ]);

  const next = await startControlEnd(socketPath);
  next.startTelemetry();
  await eventually('controlLink up', () => client.heard('controlLink').at(-1)?.isUp === true);
  expect(next.received).toMatchObject([
    { type: 'profile', ...store.current() },
    { type: 'steeringVerdicts', verdicts: [] },
  ]);
  client.say(move('m2'));
  await eventually('the new command', () => next.commands().length === 1);
  expect(next.commands()[0]?.message).toEqual(move('m2'));
});

test('control falls silent: the link is down, a STOP is still sent, motion is not', async () => {
  const { gateway, control } = await startHouse();
  const client = await openClient(gateway.port);
  control.stopTelemetry();
  await eventually('controlLink down', () => client.heard('controlLink').at(-1)?.isUp === false, 2000);
  control.received.length = 0;
  client.say(move('m1'));
  client.say(renewal(1));
  client.say({ type: 'stop' });
  await eventually('three refusals', () => client.heard('refused').length === 3);
  expect(new Set(client.heard('refused').map(({ id }) => id))).toEqual(new Set(['controlDown']));
  await eventually('the STOP', () => control.commands('stop').length === 1);
  expect(control.commands()).toHaveLength(1);
  control.send(telemetryOf(0));
  await eventually('controlLink up', () => client.heard('controlLink').at(-1)?.isUp === true);
});

test('control that says rubbish is disconnected, reported and heard again', async () => {
  const directory = await temporaryDirectory();
  const socketPath = `${directory}/c.sock`;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const problems: unknown[] = [];
  const links: boolean[] = [];
  const client = createControlClient({
    socketPath,
    onConnected: () => undefined,
    onMessage: () => undefined,
    onLink: (isUp) => links.push(isUp),
    onProblem: (problem) => problems.push(problem),
  });
  try {
    const rubbish = [
      'not json\n',
      `${JSON.stringify({ ...telemetryOf(1), speedDegPerS: null })}\n`,
      'x'.repeat(70_000),
    ];
    for (const [index, text] of rubbish.entries()) {
      const socket = await eventually('a connection', () => sockets[index]);
      socket.write(`${JSON.stringify(telemetryOf(1))}\n`);
      await eventually('link up', () => links.length === 2 * index + 1 && links.at(-1));
      socket.write(text);
      await eventually('a problem', () => problems.length === index + 1);
      expect(links.at(-1)).toBe(false);
    }
    expect(problems).toMatchObject([{ kind: 'notJson' }, { kind: 'malformed' }, { kind: 'lineTooLong' }]);
    expect((problems[1] as { detail: string }).detail).toMatch(/^speedDegPerS/);
  } finally {
    client.close();
    server.close();
  }
});

test('control that reads nothing: no queue of motion, then the connection is given up', async () => {
  const directory = await temporaryDirectory();
  const socketPath = `${directory}/c.sock`;
  let read = '';
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.pause();
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      read += data.toString();
    });
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const problems: unknown[] = [];
  let isUp = false;
  const client = createControlClient({
    socketPath,
    onConnected: () => undefined,
    onMessage: () => undefined,
    onLink: (up) => {
      isUp = up;
    },
    onProblem: (problem) => problems.push(problem),
  });
  try {
    const socket = await eventually('a connection', () => sockets[0]);
    socket.write(`${JSON.stringify(telemetryOf(1))}\n`);
    await eventually('link up', () => isUp);
    let sent = 0;
    const padding = 'x'.repeat(8000);
    // The id of a client is as long as a message may be here, only to fill the kernel's buffer sooner.
    while (client.send({ type: 'command', clientId: padding, message: presence(sent) }) === 'sent') sent++;
    for (let sequence = 0; sequence < 1000; sequence++)
      expect(client.send({ type: 'command', clientId: 'c', message: renewal(sequence) })).toBe('waiting');
    expect(client.send({ type: 'command', clientId: 'c', message: move('late') })).toBe('congested');
    expect(client.send({ type: 'command', clientId: 'c', message: { type: 'stop' } })).toBe('waiting');
    socket.resume();
    await eventually('the newest renewal', () => read.includes('"sequence":999') && read.endsWith('\n'));
    const late = read.split('\n').filter((line) => line.includes('"clientId":"c"'));
    expect(late.map((line) => JSON.parse(line).message)).toEqual([{ type: 'stop' }, renewal(999)]);
    expect(problems).toEqual([]);

    // What waited was sent once: it does not wait again the next time.
    read = '';
    socket.pause();
    while (client.send({ type: 'command', clientId: padding, message: presence(sent) }) === 'sent') sent++;
    expect(client.send({ type: 'command', clientId: 'c', message: renewal(1000) })).toBe('waiting');
    socket.resume();
    await eventually('the next renewal', () => read.includes('"sequence":1000') && read.endsWith('\n'));
    const again = read.split('\n').filter((line) => line.includes('"clientId":"c"'));
    expect(again.map((line) => JSON.parse(line).message)).toEqual([renewal(1000)]);

    socket.pause();
    const keepAlive = setInterval(() => socket.write(`${JSON.stringify(telemetryOf(1))}\n`), 50);
    while (client.send({ type: 'command', clientId: padding, message: presence(sent) }) === 'sent') sent++;
    await eventually('given up', () => problems.length === 1, SILENT_AFTER_MS + 2000);
    clearInterval(keepAlive);
    expect(problems).toEqual([{ kind: 'notReading' }]);
    expect(client.send({ type: 'command', clientId: 'c', message: { type: 'stop' } })).toBe('down');
    await pause(0);
  } finally {
    client.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});
