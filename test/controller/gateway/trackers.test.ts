import { createSocket } from 'node:dgram';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { judgeGazeRequest } from '../../../controller/gateway/gazeAdmission.ts';
import { EMPTY_OUTBOX, outboxInOrder, putInOutbox } from '../../../controller/gateway/outbox.ts';
import {
  NO_TRACKERS,
  readTrackerSettings,
  type TrackerSettings,
  type TrackerWish,
} from '../../../controller/gateway/trackerSettings.ts';
import { type ToControl, toControl } from '../../../protocol/channel.ts';
import type { GazeSample } from '../../../protocol/gazeSample.ts';
import { startFakeGazepoint } from '../../../sim/trackers/gazepoint/fakeGazepoint.ts';
import { type PlainSender, startSocketSender, startUdpSender } from '../../../sim/trackers/plainSender.ts';
import { eventually, openClient, pause, startHouse, temporaryDirectory } from './support.ts';

const TOKEN = 'k3Yq'.repeat(10);
const SAMPLE: GazeSample = {
  source: 'udp',
  receivedAtMs: 5,
  deviceMs: null,
  reading: { kind: 'none', why: 'unknown' },
  confidence: null,
};

const withTrackers = (...trackers: readonly TrackerWish[]): TrackerSettings => ({
  ...NO_TRACKERS,
  trackers: [...trackers],
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** The end of the program before may still be under way. */
async function untilLetIn(url: string): Promise<PlainSender> {
  for (;;) {
    try {
      return await startSocketSender(url, TOKEN, { hz: 0, form: 'json' });
    } catch {
      await pause(10);
    }
  }
}

const samplesOf = (received: readonly ToControl[]): readonly GazeSample[] =>
  received.flatMap((message) => (message.type === 'gazeSamples' ? message.samples : []));

test('samples go to control in their order, health goes to the pages, and coordinates do not', async () => {
  const port = await freePort();
  const { gateway, control } = await startHouse({
    trackers: withTrackers({ kind: 'udp', listenAt: '127.0.0.1', port, latencyMs: 40 }),
  });
  const client = await openClient(gateway.port);
  const sender = startUdpSender(port, { hz: 120, form: 'json' });
  onTestFinished(() => sender.close());
  await eventually('samples', () => samplesOf(control.received).length > 60);
  const samples = samplesOf(control.received);
  const times = samples.map(({ deviceMs }) => deviceMs ?? Number.NaN);
  expect(times).toEqual(times.map((_, n) => (n * 1000) / 120));
  // On the machine's clock, which a process shares with every other.
  const nowMs = Number(process.hrtime.bigint()) / 1e6;
  expect(samples.every(({ receivedAtMs }) => nowMs - receivedAtMs < 60_000)).toBe(true);

  const seen = () => client.heard('trackers').at(-1)?.trackers[0]?.health;
  await eventually('streaming', () => seen()?.state === 'streaming');
  expect(seen()).toMatchObject({ source: 'udp', advice: '', latencyMs: 40 });
  expect(JSON.stringify(client.messages)).not.toContain('receivedAtMs');

  await sender.close();
  await eventually('lost', () => seen()?.state === 'lost');
  const told = () => control.received.findLast((message) => message.type === 'trackers');
  await eventually('control told', () => told()?.trackers[0]?.health.state === 'lost');
  expect(control.problems).toEqual([]);
});

test('vectors of the eyes go to control as directions in the head, by UDP and by WebSocket', async () => {
  const port = await freePort();
  const { gateway, control } = await startHouse({
    trackers: withTrackers(
      { kind: 'udp', listenAt: '127.0.0.1', port, eyeX: 'right' },
      { kind: 'socket', token: TOKEN, eyeX: 'left' },
    ),
  });
  const eye = { x: -0.1763, y: 0, z: 1 };
  const said = JSON.stringify({ t: 1, left: eye, right: eye });
  const datagrams = startUdpSender(port, { hz: 0, form: 'json' });
  onTestFinished(() => datagrams.close());
  const socket = await startSocketSender(`ws://127.0.0.1:${gateway.port}/gaze-in`, TOKEN, {
    hz: 0,
    form: 'json',
  });
  onTestFinished(() => socket.close());
  const yawsOf = (source: string): readonly (number | undefined)[] =>
    samplesOf(control.received).flatMap((sample) =>
      sample.source === source && sample.reading.kind === 'eyes' ? [sample.reading.left?.yawDeg] : [],
    );
  await eventually('both', () => {
    datagrams.send(said);
    socket.send(said);
    return yawsOf('udp').length > 0 && yawsOf('socket').length > 0;
  });
  expect(yawsOf('udp')[0]).toBeCloseTo(10, 2);
  expect(yawsOf('socket')[0]).toBeCloseTo(-10, 2);
});

test('a page that opens later is told how the trackers are; without any it is told nothing', async () => {
  const port = await freePort();
  const house = await startHouse({
    trackers: withTrackers({ kind: 'udp', listenAt: '127.0.0.1', port }),
  });
  const client = await openClient(house.gateway.port);
  await eventually('searching', () => client.heard('trackers')[0]?.trackers[0]?.health.state === 'searching');
  const bare = await startHouse();
  const other = await openClient(bare.gateway.port);
  await other.welcome();
  await eventually('telemetry', () => other.heard('telemetry').length > 30);
  expect(other.heard('trackers')).toEqual([]);
});

test('the trackers of this machine are sought, and shown once they answer', async () => {
  const { gateway } = await startHouse({ trackers: withTrackers({ kind: 'auto' }) });
  const client = await openClient(gateway.port);
  await eventually('telemetry', () => client.heard('telemetry').length > 30);
  expect(client.heard('trackers').flatMap(({ trackers }) => trackers)).toEqual([]);
});

test('gaze over the WebSocket: with the token, from one program at a time', async () => {
  const { gateway, control } = await startHouse({
    trackers: withTrackers({ kind: 'socket', token: TOKEN }),
  });
  const url = `ws://127.0.0.1:${gateway.port}/gaze-in`;
  const refusal = (headers: Record<string, string>) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(url, { headers });
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('open', () => resolve(101));
    });
  expect(await refusal({})).toBe(401);
  expect(await refusal({ Authorization: `Bearer ${TOKEN}x` })).toBe(401);
  expect(
    await refusal({ Authorization: `Bearer ${TOKEN}`, Origin: `http://127.0.0.1:${gateway.port}` }),
  ).toBe(403);

  const sender = await startSocketSender(url, TOKEN, { hz: 120, form: 'json' });
  onTestFinished(() => sender.close());
  await eventually('samples', () => samplesOf(control.received).length > 30);
  expect(samplesOf(control.received)[0]?.source).toBe('socket');
  expect(await refusal({ Authorization: `Bearer ${TOKEN}` })).toBe(503);

  const calibrations = () =>
    control.received.findLast((message) => message.type === 'trackers')?.trackers[0]?.health.calibrations;
  await eventually('health', () => calibrations() === 0);
  await sender.close();
  const next = await untilLetIn(url);
  onTestFinished(() => next.close());
  await eventually('another calibration', () => calibrations() === 1);
});

test('control knows of another calibration before the first sample that was made with it', async () => {
  const fake = await startFakeGazepoint({ hz: 150 });
  onTestFinished(() => fake.close());
  const { control } = await startHouse({
    trackers: withTrackers({ kind: 'gazepoint', host: '127.0.0.1', port: fake.port }),
  });
  await eventually('samples', () => samplesOf(control.received).length > 30);
  fake.restartTime();
  const timeOf = (message: ToControl | undefined): number =>
    samplesOf(message ? [message] : [])[0]?.deviceMs ?? Number.POSITIVE_INFINITY;
  const first = await eventually('a sample of the new clock', () => {
    const { received } = control;
    const at = received.findIndex(
      (message, index) =>
        timeOf(message) <
        Math.max(...samplesOf(received.slice(0, index)).map(({ deviceMs }) => deviceMs ?? 0)),
    );
    return at < 0 ? null : at;
  });
  const told = control.received.slice(0, first).findLast((message) => message.type === 'trackers');
  expect(told?.trackers[0]?.health.calibrations).toBe(1);
});

test('rubbish over the WebSocket is counted and, if it does not end, shown the door', async () => {
  const { gateway, control } = await startHouse({
    trackers: withTrackers({ kind: 'socket', token: TOKEN }),
  });
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/gaze-in`, {
    headers: { Authorization: `Bearer ${TOKEN}` },
  });
  let closedWith = 0;
  socket.on('close', (code) => {
    closedWith = code;
  });
  await new Promise((resolve) => socket.once('open', resolve));
  for (let n = 0; n < 20; n += 1) socket.send(Buffer.from([n]));
  socket.send('{"x":0.5,"y":0.5,"valid":true}');
  await eventually('the sample after them', () => samplesOf(control.received).length === 1);
  for (let n = 0; n < 300; n += 1) socket.send('nothing');
  await eventually('the door', () => closedWith === 1008);
});

test('who may send over the WebSocket: addresses first, then the token', () => {
  const input = { token: TOKEN, allowed: ['192.168.1.20'], isTaken: false };
  const headers = { authorization: `Bearer ${TOKEN}` };
  const statusOf = (remoteAddress: string | undefined, given: typeof input | null) =>
    judgeGazeRequest({ headers, remoteAddress, input: given })?.status ?? 101;
  expect(statusOf('127.0.0.1', input)).toBe(101);
  expect(statusOf('::ffff:192.168.1.20', input)).toBe(101);
  expect(statusOf('192.168.1.21', input)).toBe(403);
  expect(statusOf(undefined, input)).toBe(403);
  expect(statusOf('127.0.0.1', null)).toBe(404);
  expect(statusOf('127.0.0.1', { ...input, isTaken: true })).toBe(503);
});

test('coordinates of a pointer do not pass to control', () => {
  const message = { type: 'gazeSamples', samples: [{ ...SAMPLE, source: 'pointer' }] };
  expect(toControl.safeParse(message).success).toBe(false);
  expect(toControl.safeParse({ ...message, samples: [SAMPLE] }).success).toBe(true);
});

test('while control does not read, only the newest gaze waits', () => {
  const gaze = (receivedAtMs: number): ToControl => ({
    type: 'gazeSamples',
    samples: [{ ...SAMPLE, receivedAtMs }],
  });
  const outbox = [gaze(1), gaze(2), gaze(3)].reduce(
    (before, message) => putInOutbox(before, message) ?? before,
    EMPTY_OUTBOX,
  );
  expect(outboxInOrder(outbox)).toEqual([gaze(3)]);
});

test('settings: none without the file, none and a word with a wrong one, no token that others can read', async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'trackers.json');
  const log: string[] = [];
  const read = () => readTrackerSettings(directory, (line) => log.push(line));
  expect(await read()).toEqual(NO_TRACKERS);
  expect(log).toEqual([]);

  await writeFile(
    path,
    '{"trackers":[{"kind":"gazepoint","host":"192.168.1.30"}],"screen":{"widthPx":2560}}',
  );
  const { trackers, screen } = await read();
  expect(trackers).toEqual([{ kind: 'gazepoint', host: '192.168.1.30' }]);
  expect(screen).toEqual({ widthPx: 2560, heightPx: 1080 });

  const twice = /either "auto", or "gazepoint", "pupilCore" and "eyeTribe" by name/;
  for (const [wrong, why] of [
    ['not json', /JSON/],
    ['{"trackers":[{"kind":"tobii"}]}', /kind/],
    ['{"trackers":[{"kind":"udp"},{"kind":"udp"}]}', /each kind only once/],
    ['{"trackers":[{"kind":"socket","token":"short"}]}', /token/],
    ['{"trackers":[{"kind":"auto"},{"kind":"gazepoint","host":"192.168.1.30"}]}', twice],
    ['{"trackers":[{"kind":"pupilCore"},{"kind":"auto"}]}', twice],
    ['{"trackers":[{"kind":"eyeTribe"},{"kind":"udp"},{"kind":"auto"}]}', twice],
    ['{"trackers":[{"kind":"udp","listenAt":"::1"}]}', /must be an IPv4 address/],
    ['{"trackers":[{"kind":"udp","listenAt":"localhost"}]}', /must be an IPv4 address/],
  ] as const) {
    await writeFile(path, wrong);
    expect(await read()).toEqual(NO_TRACKERS);
    const line = log.pop();
    expect(line).toMatch(/No eye tracker is used/);
    expect(line).toMatch(why);
  }

  const beside = [{ kind: 'auto' }, { kind: 'udp', listenAt: '0.0.0.0' }];
  await writeFile(path, JSON.stringify({ trackers: beside }));
  expect((await read()).trackers).toEqual(beside);

  await writeFile(path, JSON.stringify({ trackers: [{ kind: 'socket', token: TOKEN }] }));
  await chmod(path, 0o644);
  expect(await read()).toEqual(NO_TRACKERS);
  expect(log.pop()).toMatch(/chmod 600/);
  await chmod(path, 0o600);
  expect((await read()).trackers).toEqual([{ kind: 'socket', token: TOKEN }]);
});
