import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { portOf } from '../../../controller/gateway/pageServer.ts';
import { openJournal } from '../../../controller/store/journal.ts';
import type { AlarmLogEntry } from '../../../protocol/alarms.ts';
import { type ChildMessage, childMessage } from '../../../protocol/supervision.ts';
import { eventually, openClient, pause, startControlEnd, temporaryDirectory } from './support.ts';

const MAIN = resolve(import.meta.dirname, '../../../controller/gateway/main.ts');

const RAISED: AlarmLogEntry = {
  tick: 5,
  event: 'raised',
  alarm: { id: 'batteryLow', occurrence: 1, priority: 'medium' },
  by: null,
  clientId: null,
};

interface GatewayProcess {
  readonly child: ChildProcess;
  output(): string;
  ready(): Promise<Extract<ChildMessage, { type: 'ready' }>>;
  exitCode(): Promise<number | null>;
}

function startGatewayProcess(directory: string, port = 0): GatewayProcess {
  const child = fork(
    MAIN,
    [
      ...['--control-socket', join(directory, 'control.sock'), '--port', String(port)],
      ...['--profile-dir', join(directory, 'profiles'), '--pages', join(directory, 'pages')],
    ],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  const collect = (data: Buffer) => {
    output += data.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const messages: ChildMessage[] = [];
  child.on('message', (message) => messages.push(childMessage.parse(message)));
  const exit = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  return {
    child,
    output: () => output,
    ready: () => eventually('ready', () => messages.find((message) => message.type === 'ready')),
    exitCode: () => exit,
  };
}

test('says its port, ignores Ctrl-C, and ends when asked to', async () => {
  const directory = await temporaryDirectory();
  const gateway = startGatewayProcess(directory);
  const { port } = await gateway.ready();
  const client = await openClient(port);
  expect(await client.welcome()).toMatchObject({ isSimulated: false });
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toMatch(/not built/);

  gateway.child.kill('SIGINT');
  await pause(100);
  await expect((await openClient(port)).welcome()).resolves.toBeDefined();
  gateway.child.kill('SIGTERM');
  expect(await gateway.exitCode()).toBe(0);
  await eventually('the page is told', () => client.closes[0]?.code === 1001);
});

test('ends when its supervisor is gone', async () => {
  const gateway = startGatewayProcess(await temporaryDirectory());
  await gateway.ready();
  gateway.child.disconnect();
  expect(await gateway.exitCode()).toBe(0);
});

test('with a profile that cannot be used it says so, sends control none, and still forwards STOP', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'profiles'));
  const path = join(directory, 'profiles', 'profile.json');
  await writeFile(path, '{"schemaVersion":1}');
  const control = await startControlEnd(join(directory, 'control.sock'));
  control.startTelemetry();
  const gateway = startGatewayProcess(directory);
  const client = await openClient((await gateway.ready()).port);
  await eventually('control heard', () => client.heard('controlLink').some(({ isUp }) => isUp));
  client.say({
    type: 'setParameter',
    requestId: 's1',
    parameter: 'stepDeg',
    value: 2,
    basedOn: 'anything',
  });
  client.say({ type: 'stop' });
  await eventually('the STOP', () => control.commands('stop').length === 1);
  expect(control.received.map(({ type }) => type)).toEqual(['command']);
  expect(client.heard('refused')).toMatchObject([{ id: 'notReady', requestId: 's1' }]);
  expect(client.heard('profile')).toEqual([]);
  expect(gateway.output()).toMatch(/profile\.json cannot be used: .*Nothing was changed/);
  expect(await readFile(path, 'utf8')).toBe('{"schemaVersion":1}');
});

test('a port that is in use is named, and the process ends', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  onTestFinished(() => void other.close());
  const gateway = startGatewayProcess(await temporaryDirectory(), portOf(other));
  expect(await gateway.exitCode()).toBe(1);
  expect(gateway.output()).toMatch(new RegExp(`Port ${portOf(other)} is in use`));
});

test('S91: an alarm log that cannot be kept is said and keeps nothing else from working; no warning is printed', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'profiles'));
  const path = join(directory, 'profiles', 'alarms.sqlite');
  await writeFile(path, 'no database '.repeat(1000));
  const control = await startControlEnd(join(directory, 'control.sock'));
  control.startTelemetry();
  const gateway = startGatewayProcess(directory);
  const client = await openClient((await gateway.ready()).port);
  await eventually('control heard', () => client.heard('controlLink').some(({ isUp }) => isUp));
  control.send({ type: 'alarmLog', entries: [RAISED] });
  await pause(200);
  client.say({ type: 'stop' });
  await eventually('the STOP', () => control.commands('stop').length === 1);
  expect(gateway.output()).toMatch(/alarm log .*alarms\.sqlite cannot be kept: .*not a database/);
  expect(gateway.output().trim().split('\n')).toHaveLength(1);
});

test('S91: what control says of alarms is in the log that the process leaves behind', async () => {
  const directory = await temporaryDirectory();
  const control = await startControlEnd(join(directory, 'control.sock'));
  const gateway = startGatewayProcess(directory);
  await gateway.ready();
  await eventually('connected', () => control.connections.opened === 1);
  const beforeMs = Date.now();
  control.send({ type: 'alarmLog', entries: [RAISED, { ...RAISED, event: 'conditionEnded', tick: 9 }] });
  await pause(300);
  gateway.child.kill('SIGTERM');
  expect(await gateway.exitCode()).toBe(0);
  expect(gateway.output()).toBe('');
  const journal = openJournal(join(directory, 'profiles', 'alarms.sqlite'), {
    wallClockMs: () => 0,
    log: (line) => expect.unreachable(line),
  });
  onTestFinished(() => journal.close());
  const [ended, raised] = journal.newest(10);
  expect(ended).toMatchObject({ event: 'conditionEnded', tick: 9, sessionId: raised?.sessionId });
  expect(raised).toMatchObject(RAISED);
  expect(raised?.sessionId).toMatch(/^[0-9a-f-]{36}$/);
  expect(raised?.atMs).toBeGreaterThanOrEqual(beforeMs);
  expect(raised?.atMs).toBeLessThanOrEqual(Date.now());
});
