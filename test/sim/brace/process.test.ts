import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFrameHost, type FrameHost } from '../host.ts';
import { CENTRE } from './rig.ts';

// The simulated brace as the process that `npm start` runs, through its two sockets, in real time.

const MAIN = fileURLToPath(new URL('../../../sim/brace/main.ts', import.meta.url));

let folder: string;
let serialPath: string;
let truthPath: string;
let child: ChildProcess;
let output: { out: string; error: string };
const sockets: Socket[] = [];
const children: ChildProcess[] = [];

function startBrace(...extra: string[]): ChildProcess {
  const said = { out: '', error: '' };
  output = said;
  child = spawn(process.execPath, [MAIN, '--serial', serialPath, '--truth', truthPath, ...extra]);
  children.push(child);
  child.stdout?.on('data', (text) => {
    said.out += text;
  });
  child.stderr?.on('data', (text) => {
    said.error += text;
  });
  return child;
}

async function until(condition: () => boolean, what: string, maxMs = 60_000): Promise<void> {
  const end = performance.now() + maxMs;
  while (!condition()) {
    if (performance.now() > end)
      throw new Error(`not within ${maxMs} ms: ${what}; it said: ${JSON.stringify(output)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const hasEnded = (each: ChildProcess) => each.exitCode !== null || each.signalCode !== null;
const exited = () => hasEnded(child);

async function connect(path: string): Promise<Socket> {
  const socket = createConnection({ path });
  sockets.push(socket);
  socket.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

interface Told {
  readonly type: string;
  readonly timeMs?: number;
  readonly monotonicMs?: number;
  readonly isHandHolding?: boolean;
  readonly pulseUs?: number | null;
  readonly slips?: number;
  readonly chipVolts?: number;
  readonly potFaults?: readonly (string | null)[];
  readonly chipResets?: { readonly external: number; readonly brownOut: number };
  readonly lineState?: object;
}

/** Subscribes to the truth. */
async function connectTruth() {
  const socket = await connect(truthPath);
  const told: Told[] = [];
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) told.push(JSON.parse(line));
  });
  const ofType = (type: string) => told.filter((message) => message.type === type);
  return {
    told,
    ofType,
    latest: () => ofType('truth').at(-1),
    async command(command: object | string): Promise<Told> {
      const answers = () => told.filter(({ type }) => type === 'done' || type === 'refused');
      const before = answers().length;
      socket.write(`${typeof command === 'string' ? command : JSON.stringify(command)}\n`);
      await until(() => answers().length > before, 'an answer to a command');
      return answers().at(-1) as Told;
    },
  };
}

/** Opens the serial line as a host that sends a frame every 10 ms. */
async function connectHost(): Promise<{
  socket: Socket;
  host: FrameHost;
  isClosed: () => boolean;
  stop(): void;
}> {
  const socket = await connect(serialPath);
  let isClosed = false;
  const host = createFrameHost((bytes) => {
    if (socket.writable) socket.write(bytes);
  });
  socket.on('data', (bytes) => host.hear(bytes));
  socket.on('close', () => {
    isClosed = true;
  });
  host.send({ kind: 'statusRequest' });
  await until(() => host.latest !== undefined || isClosed, 'a status');
  if (host.latest?.state === 'off') {
    await until(() => {
      host.send({ kind: 'statusRequest' });
      return host.latest?.inputs.isHeadHeld === true;
    }, 'the caregiver’s hand');
    host.attach(CENTRE);
    await until(() => host.latest?.state === 'hold', 'the attached servos');
  }
  const timer = setInterval(() => host.tick(CENTRE), 10);
  return { socket, host, isClosed: () => isClosed, stop: () => clearInterval(timer) };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brace-'));
  serialPath = join(folder, 'serial');
  truthPath = join(folder, 'truth');
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  const started = children.splice(0);
  for (const each of started) if (!hasEnded(each)) each.kill('SIGKILL');
  await until(() => started.every(hasEnded), 'the end of the processes');
  rmSync(folder, { recursive: true });
});

describe('the brace process', () => {
  it('serves a host and the truth, and its caregiver lets go when the servos carry the head', async () => {
    startBrace();
    await until(() => output.out !== '', 'the truth socket');
    const truth = await connectTruth();
    await until(() => truth.latest() !== undefined, 'a truth');
    expect(truth.latest()).toMatchObject({ isHandHolding: true, pulsesUs: [null, null, null] });
    const line = await connectHost();
    await until(() => truth.latest()?.isHandHolding === false, 'the caregiver letting go');
    line.stop();
    const begin = truth.ofType('pulseChange').find(({ pulseUs }) => pulseUs !== null);
    expect(begin).toMatchObject({ timeMs: expect.any(Number), monotonicMs: expect.any(Number) });
    const heldMs = Number(truth.latest()?.timeMs) - Number(begin?.timeMs);
    expect(heldMs).toBeGreaterThanOrEqual(2000);
    expect(output.out).toBe(
      'The simulated caregiver holds the head.\nThe servos carry the head; the simulated caregiver lets go.\n',
    );
    // 100 truths per simulated second.
    const times = truth.ofType('truth').map((each) => Number(each.timeMs));
    expect(times.every((timeMs, index) => index === 0 || timeMs - (times[index - 1] ?? 0) === 10)).toBe(true);
  });

  it('outlives its host, refuses a second one, and serves the next', async () => {
    startBrace();
    await until(() => output.out !== '', 'the sockets');
    const first = await connectHost();
    const second = await connect(serialPath);
    let isRefused = false;
    second.on('close', () => {
      isRefused = true;
    });
    await until(() => isRefused, 'the refusal of the second host');
    expect(first.isClosed()).toBe(false);
    first.stop();
    first.socket.destroy();
    const truth = await connectTruth();
    await until(() => truth.latest() !== undefined, 'a truth');
    expect(truth.latest()).toMatchObject({ isServoPowerOn: true });
    // The line is free once the brace has heard that its host is gone; until then it refuses the next one.
    let third = await connectHost();
    for (let tries = 0; third.isClosed() && tries < 100; tries += 1) {
      third.stop();
      await new Promise((resolve) => setTimeout(resolve, 20));
      third = await connectHost();
    }
    expect(third.host.latest).toMatchObject({ state: 'hold', appliedUs: CENTRE });
    third.stop();
  });

  it('does what it is told over the truth socket, and says why not', async () => {
    startBrace();
    await until(() => output.out !== '', 'the sockets');
    const truth = await connectTruth();
    const line = await connectHost();
    expect(await truth.command({ type: 'pressStop' })).toEqual({ type: 'done', command: 'pressStop' });
    await until(() => line.host.latest?.inputs.isStopPressed === true, 'the stop');
    expect(await truth.command({ type: 'explode' })).toMatchObject({ type: 'refused', id: 'unknownCommand' });
    expect(await truth.command('{')).toMatchObject({ type: 'refused', id: 'notJson' });
    expect(await truth.command('x'.repeat(9000))).toMatchObject({ type: 'refused', id: 'tooLong' });
    expect(await truth.command({ type: 'releaseStop' })).toEqual({ type: 'done', command: 'releaseStop' });
    line.stop();
  });

  it('breaks its supply, its potentiometers and its line when told, and is reset by whoever opens its port', async () => {
    startBrace('--resets-on-open');
    await until(() => output.out !== '', 'the sockets');
    const truth = await connectTruth();
    const seen = (what: string, isSeen: (latest: Told) => boolean) =>
      until(() => isSeen(truth.latest() ?? { type: 'none' }), what);
    const line = await connectHost();
    await seen('the reset of the opened port', ({ chipResets }) => chipResets?.external === 1);
    for (const command of [
      { type: 'potentiometer', servo: 2, fault: 'stuck' },
      { type: 'jitterLine', jitterMs: 4 },
      { type: 'lossRate', byteLossRate: 0.01 },
      { type: 'duplicationRate', duplicationRate: 0.5 },
      { type: 'supply', volts: 5 },
    ]) {
      expect(await truth.command(command)).toEqual({ type: 'done', command: command.type });
    }
    await seen('the brown-out', ({ chipResets }) => chipResets?.brownOut === 1);
    // The capacitor runs down on, below what the detector needs, to what the regulator still gives.
    await seen('the end of the sag', ({ chipVolts }) => chipVolts === 4);
    expect(truth.latest()).toMatchObject({
      potFaults: [null, 'stuck', null],
      lineState: { jitterMs: 4, byteLossRate: 0.01, duplicationRate: 0.5 },
    });
    await truth.command({ type: 'wireReset', isWired: false });
    await truth.command({ type: 'supply', volts: null });
    await seen('the supply', ({ chipVolts }) => chipVolts === 5);
    line.stop();
    const again = await connectHost();
    again.stop();
    expect(truth.latest()?.chipResets?.external).toBe(1);
  });

  it('cuts the line as a pulled cable does: the device vanishes, and comes back when mended', async () => {
    startBrace();
    await until(() => output.out !== '', 'the sockets');
    const truth = await connectTruth();
    const line = await connectHost();
    await truth.command({ type: 'cutLine' });
    await until(line.isClosed, 'the close at the host');
    line.stop();
    expect(existsSync(serialPath)).toBe(false);
    await expect(connect(serialPath)).rejects.toThrow(/ENOENT/);
    await truth.command({ type: 'mendLine' });
    const again = await connectHost();
    expect(again.host.latest?.state).toBe('hold');
    again.stop();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s and takes its sockets with it', async (signal) => {
    startBrace();
    await until(() => output.out !== '', 'the sockets');
    const line = await connectHost();
    line.stop();
    child.kill(signal);
    await until(exited, 'the exit');
    expect(child.exitCode).toBe(0);
    expect(existsSync(serialPath) || existsSync(truthPath)).toBe(false);
    expect(output.error.replace(/^This machine is busy: .*\n/, '')).toBe('');
  });

  it('takes the place of a crashed one, never of a living one', async () => {
    const living = startBrace();
    await until(() => output.out !== '', 'the sockets');
    startBrace();
    await until(exited, 'the exit of the second');
    expect(child.exitCode).toBe(1);
    expect(output.error).toMatch(/^The simulated brace cannot run: .*already served/);
    living.kill('SIGKILL');
    await until(() => living.signalCode !== null, 'the crash');
    expect(existsSync(serialPath)).toBe(true);
    startBrace();
    await until(() => output.out !== '', 'the start in its place');
    const line = await connectHost();
    line.stop();
    expect(line.host.statuses[0]?.state).toBe('off');
  });

  it.each([
    ['no firmware there', ['--hex', '/nowhere/firmware.hex'], /ENOENT/],
    ['an unknown option', ['--colour', 'red'], /Unknown option/],
    ['a seed that is no number', ['--seed', 'x'], /usage/],
  ])('says what is wrong and ends: %s', async (_, extra, message) => {
    startBrace(...extra);
    await until(exited, 'the exit');
    expect(child.exitCode).toBe(1);
    expect(output.error).toMatch(message);
    expect(output.error.split('\n')).toHaveLength(2);
    expect(existsSync(serialPath)).toBe(false);
  });

  it('refuses a firmware file that is damaged', async () => {
    const path = join(folder, 'broken.hex');
    writeFileSync(path, ':0000000100\n');
    startBrace('--hex', path);
    await until(exited, 'the exit');
    expect(output.error).toMatch(/cannot run: hex line 1: checksum/);
  });

  it('lets time slip when it is stopped, says so once, and goes on', async () => {
    startBrace();
    await until(() => output.out !== '', 'the sockets');
    const truth = await connectTruth();
    await until(() => truth.latest() !== undefined, 'a truth');
    for (let stops = 1; stops <= 2; stops++) {
      child.kill('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill('SIGCONT');
      const before = truth.told.length;
      await until(() => truth.told.length > before + 20, 'more truths');
    }
    expect(Number(truth.latest()?.slips)).toBeGreaterThanOrEqual(2);
    expect(output.error.match(/fell \d+ ms behind/g)).toHaveLength(1);
    const all = truth.ofType('truth').map((each) => Number(each.monotonicMs) - Number(each.timeMs));
    expect((all.at(-1) ?? 0) - (all[0] ?? 0)).toBeGreaterThan(500);
  });
});
