import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { PerServo, Pose } from '../../protocol/pose.ts';

const root = resolve(import.meta.dirname, '../..');

/** What is so in the physics of the simulated brace, as its truth socket tells. */
export interface Truth {
  readonly timeMs: number;
  readonly monotonicMs: number;
  readonly bandPose: Pose;
  readonly skullPose: Pose;
  readonly pulsesUs: PerServo<number | null>;
  readonly isServoPowerOn: boolean;
  readonly isHandHolding: boolean;
  readonly slips: number;
}

/** A measured change of one servo's pulse, with the system's monotonic time at which it happened. */
export interface PulseChange {
  readonly servo: 0 | 1 | 2;
  readonly monotonicMs: number;
}

/** `npm start` at work: the process itself, what it prints, and the truth of its brace. */
export interface RunningPoise {
  readonly url: string;
  readonly output: readonly string[];
  /** When the process was started, by `performance.now()`. */
  readonly startedAtMs: number;
  readonly truth: Truth | undefined;
  onTruth: (truth: Truth) => void;
  onPulseChange: (change: PulseChange) => void;
  command(command: { readonly type: string }): void;
  /** Process ids of control and gateway. */
  children(): { readonly control: number; readonly gateway: number; readonly brace: number };
  waitForOutput(pattern: RegExp, withinMs: number): Promise<string>;
  /** As Ctrl-C in a terminal: the exit code. */
  interrupt(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts everything as a user does, on any free port, in a directory of its own. `prepare` may put files beside the profile before.
 */
export async function startPoise(
  prepare?: (profileDirectory: string) => Promise<void>,
): Promise<RunningPoise> {
  const runDirectory = await mkdtemp(join(tmpdir(), 'poise-'));
  const profileDirectory = join(runDirectory, 'profiles');
  if (prepare) {
    await mkdir(profileDirectory);
    await prepare(profileDirectory);
  }
  const startedAtMs = performance.now();
  // A group of its own, as a terminal's job is: an interrupt goes to all of it.
  const child = spawn(
    process.execPath,
    [join(root, 'sim/start.ts'), '--port', '0', '--run-dir', runDirectory],
    {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      for (const listener of listeners) listener(line);
    });
  }
  const exited = new Promise<number>((done) => child.once('exit', (code) => done(code ?? 1)));

  const waitForOutput = (pattern: RegExp, withinMs: number): Promise<string> =>
    new Promise((found, fail) => {
      const seen = output.find((line) => pattern.test(line));
      if (seen !== undefined) return found(seen);
      const timer = setTimeout(
        () => end(() => fail(new Error(`Not printed: ${pattern}\n${output.join('\n')}`))),
        withinMs,
      );
      const listener = (line: string): void => {
        if (pattern.test(line)) end(() => found(line));
      };
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        listeners.delete(listener);
        settle();
      };
      listeners.add(listener);
      void exited.then((code) => end(() => fail(new Error(`Ended with ${code}\n${output.join('\n')}`))));
    });

  const address = await waitForOutput(/http:\/\/\S+/, 60_000).catch((error: unknown) => {
    // Nobody else can end what never said where it is.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    throw error;
  });
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(address)?.[0] ?? '';
  let truth: Truth | undefined;
  const socket = await connectTruth(join(runDirectory, 'truth.sock'));
  createInterface({ input: socket }).on('line', (line) => {
    const message = JSON.parse(line) as { type: string };
    if (message.type === 'truth') {
      truth = message as unknown as Truth;
      poise.onTruth(truth);
    }
    if (message.type === 'pulseChange') poise.onPulseChange(message as unknown as PulseChange);
  });

  const poise: RunningPoise = {
    url,
    output,
    startedAtMs,
    get truth() {
      return truth;
    },
    onTruth: () => {},
    onPulseChange: () => {},
    command: (command) => void socket.write(`${JSON.stringify(command)}\n`),
    children: () => findChildren(child),
    waitForOutput,
    interrupt() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      return exited;
    },
    async stop() {
      socket.destroy();
      if (child.exitCode === null && child.pid !== undefined) {
        process.kill(-child.pid, 'SIGINT');
        const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await exited;
        clearTimeout(timer);
      }
      await rm(runDirectory, { recursive: true, force: true });
    },
  };
  return poise;
}

function connectTruth(path: string): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(path);
    socket.once('connect', () => done(socket));
    socket.once('error', fail);
  });
}

/** Finds the processes below `npm start` by what they run. */
function findChildren(child: ChildProcess) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        return [{ pid: Number(name), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), args }];
      } catch {
        return []; // It ended while the list was read.
      }
    });
  const below = (pid: number): typeof processes => {
    const own = processes.filter(({ parent }) => parent === pid);
    return [...own, ...own.flatMap((row) => below(row.pid))];
  };
  const found = below(child.pid ?? -1);
  const pidOf = (script: string): number => {
    const row = found.find(({ args }) => args.includes(script));
    if (!row) throw new Error(`No process runs ${script}.`);
    return row.pid;
  };
  return {
    control: pidOf('controller/control/main.ts'),
    gateway: pidOf('controller/gateway/main.ts'),
    brace: pidOf('sim/brace/main.ts'),
  };
}
