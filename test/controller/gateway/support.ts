import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { createGatewayServer, type GatewayServer } from '../../../controller/control/gatewayServer.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../../controller/gateway/gateway.ts';
import { type Journal, openJournal } from '../../../controller/store/journal.ts';
import { openProfileStore, type ProfileStore } from '../../../controller/store/profileStore.ts';
import type { FromControl, ToControl } from '../../../protocol/channel.ts';
import { type ClientMessage, type PageMessage, SUBPROTOCOL } from '../../../protocol/clientMessages.ts';
import { type ServerMessage, serverMessage } from '../../../protocol/serverMessages.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';

/** A directory of its own for one test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'poise-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Waits until `find` finds something; fails with `what` after `timeoutMs`. */
export async function eventually<Value>(
  what: string,
  find: () => Value | undefined | null | false,
  timeoutMs = 5000,
): Promise<Value> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const found = find();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > deadlineMs) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await pause(5);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function telemetryOf(tick: number, changes: Partial<Telemetry> = {}): Telemetry {
  return {
    type: 'telemetry',
    tick,
    epoch: 0,
    state: 'standby',
    reason: 'holding',
    measured: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
    commanded: null,
    target: null,
    speedDegPerS: 0,
    faults: [],
    alarms: [],
    audio: { kind: 'on' },
    lease: null,
    gaze: 'unknown',
    steering: null,
    brace: {
      isPowered: true,
      isHeadHeld: false,
      isStopPressed: false,
      supplyVolts: null,
      servoTemperaturesC: [null, null],
    },
    profileHash: null,
    ...changes,
  };
}

/** Makes telemetry so large that the buffers of the kernel fill soon. */
export const manyFaults: Telemetry['faults'] = Array.from({ length: 800 }, (_, index) => ({
  id: 'internalError',
  sinceTick: index,
  isLatched: true,
}));

/** Control's end of the channel with nothing behind it: what it received, and a way to say anything. */
export interface ControlEnd {
  readonly received: ToControl[];
  readonly connections: { opened: number; closed: number };
  readonly problems: unknown[];
  send(message: FromControl): void;
  /** Telemetry 100 times a second until `stop` or the end of the test. */
  startTelemetry(changes?: Partial<Telemetry>): void;
  stopTelemetry(): void;
  commands(type?: ClientMessage['type']): readonly (ToControl & { type: 'command' })[];
  close(): Promise<void>;
}

export async function startControlEnd(socketPath: string): Promise<ControlEnd> {
  const received: ToControl[] = [];
  const problems: unknown[] = [];
  const connections = { opened: 0, closed: 0 };
  const server: GatewayServer = await createGatewayServer({
    socketPath,
    onMessage: (message) => received.push(message),
    onConnected: () => connections.opened++,
    onDisconnected: () => connections.closed++,
    onProblem: (problem) => problems.push(problem),
  });
  let tick = 0;
  let timer: NodeJS.Timeout | undefined;
  const stopTelemetry = () => clearInterval(timer);
  const close = async () => {
    stopTelemetry();
    await server.close();
  };
  onTestFinished(close);
  return {
    received,
    connections,
    problems,
    send: (message) => server.send(message),
    startTelemetry(changes) {
      stopTelemetry();
      timer = setInterval(() => server.send(telemetryOf(tick++, changes)), 10);
    },
    stopTelemetry,
    commands: (type) =>
      received.filter(
        (message) => message.type === 'command' && (type === undefined || message.message.type === type),
      ) as (ToControl & { type: 'command' })[],
    close,
  };
}

/** A client on a real WebSocket, with everything that it has been told. */
export interface TestClient {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[];
  readonly closes: { readonly code: number; readonly reason: string }[];
  say(message: PageMessage): void;
  /** All messages of one type. */
  heard<Type extends ServerMessage['type']>(type: Type): Extract<ServerMessage, { type: Type }>[];
  welcome(): Promise<Extract<ServerMessage, { type: 'welcome' }>>;
}

export async function openClient(port: number, options: ClientOptions = {}): Promise<TestClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, SUBPROTOCOL, {
    origin: `http://127.0.0.1:${port}`,
    perMessageDeflate: false,
    ...options,
  });
  const messages: ServerMessage[] = [];
  const closes: { code: number; reason: string }[] = [];
  socket.on('error', () => undefined);
  socket.on('message', (data) => messages.push(serverMessage.parse(JSON.parse(data.toString()))));
  socket.on('close', (code, reason) => closes.push({ code, reason: reason.toString() }));
  onTestFinished(() => socket.terminate());
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const heard: TestClient['heard'] = (type) =>
    messages.filter((message) => message.type === type) as Extract<ServerMessage, { type: typeof type }>[];
  return {
    socket,
    messages,
    closes,
    say: (message) => socket.send(JSON.stringify(message)),
    heard,
    welcome: () => eventually('welcome', () => heard('welcome')[0]),
  };
}

export interface House {
  readonly directory: string;
  readonly socketPath: string;
  readonly gateway: Gateway;
  readonly store: ProfileStore;
  readonly journal: Journal;
  readonly control: ControlEnd;
  readonly log: string[];
}

/** A gateway with three small pages, its store, and control's end of the channel sending telemetry. */
export async function startHouse(
  options: Partial<Pick<GatewayOptions, 'isSimulated' | 'today' | 'judgeEveryMs' | 'trackers'>> & {
    readonly withControl?: boolean;
    /** Built pages instead of three small ones. */
    readonly pagesDirectory?: string;
    readonly version?: string;
    /** Puts files beside the profile before the gateway starts. */
    readonly prepare?: (profileDirectory: string) => Promise<void>;
  } = {},
): Promise<House> {
  const directory = await temporaryDirectory();
  const pagesDirectory = join(directory, 'pages');
  await mkdir(join(pagesDirectory, 'assets'), { recursive: true });
  await writeFile(join(pagesDirectory, 'index.html'), '<!doctype html><title>patient</title>');
  await writeFile(join(pagesDirectory, 'tuning.html'), '<!doctype html><title>tuning</title>');
  await writeFile(join(pagesDirectory, 'assets', 'main-B1x2Y3z4.js'), 'export {};');
  await writeFile(join(directory, 'secret.txt'), 'not a page');
  const socketPath = join(directory, 'control.sock');
  const store = await openProfileStore(join(directory, 'profiles'));
  await options.prepare?.(store.directory);
  const log: string[] = [];
  const journal = openJournal(join(directory, 'alarms.sqlite'), {
    wallClockMs: () => 1_700_000_000_000,
    log: (line) => log.push(line),
  });
  const control = await startControlEnd(socketPath);
  const gateway = await startGateway({
    port: 0,
    controlSocketPath: socketPath,
    pagesDirectory: options.pagesDirectory ?? pagesDirectory,
    store,
    journal,
    version: options.version ?? '0.0.0-test',
    isSimulated: options.isSimulated ?? true,
    log: (line) => log.push(line),
    ...(options.today ? { today: options.today } : {}),
    ...(options.trackers ? { trackers: options.trackers } : {}),
    ...(options.judgeEveryMs === undefined ? {} : { judgeEveryMs: options.judgeEveryMs }),
  });
  onTestFinished(async () => {
    await gateway.close();
    journal.close();
  });
  await eventually('gateway connected to control', () => control.connections.opened > 0);
  if (options.withControl !== false) {
    control.startTelemetry();
    const first = await openClient(gateway.port);
    await eventually('control heard', () => first.heard('controlLink').some(({ isUp }) => isUp));
    first.socket.terminate();
    await eventually('first client gone', () => control.received.some(({ type }) => type === 'clientGone'));
    control.received.length = 0;
  }
  return { directory, socketPath, gateway, store, journal, control, log };
}
