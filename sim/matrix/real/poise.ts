import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { BraceTruth } from '../../brace/brace.ts';

const root = resolve(import.meta.dirname, '../../..');
const STARTED_WITHIN_MS = 90_000;
const ENDED_WITHIN_MS = 10_000;

/** The processes of a running Poise that can be broken. */
export type Part = 'control' | 'gateway';

/** `npm start` at work on a simulated brace, in processes of its own and in real time. */
export interface RealPoise {
  readonly url: string;
  /** Called with the truth of the brace, 100 times a second. */
  onTruth: (truth: BraceTruth) => void;
  pidOf(part: Part): number;
  /** Resolves when it prints, from now on, a line like this. */
  prints(pattern: RegExp, withinMs: number): Promise<string>;
  stop(): Promise<void>;
}

export async function startRealPoise(): Promise<RealPoise> {
  const runDirectory = await mkdtemp(join(tmpdir(), 'poise-'));
  const args = [join(root, 'sim/start.ts'), '--port', '0', '--run-dir', runDirectory];
  // A group of its own, as a terminal's job is: an interrupt goes to all of it.
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const listeners = new Set<(line: string) => void>();
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => {
      for (const listener of listeners) listener(line);
    });
  }
  const prints = (pattern: RegExp, withinMs: number): Promise<string> =>
    new Promise((found, fail) => {
      const timer = setTimeout(
        () => fail(new Error(`Not printed within ${withinMs} ms: ${pattern}`)),
        withinMs,
      );
      const listener = (line: string): void => {
        const match = pattern.exec(line);
        if (!match) return;
        clearTimeout(timer);
        listeners.delete(listener);
        found(match[0]);
      };
      listeners.add(listener);
    });
  const url = await prints(/http:\/\/127\.0\.0\.1:\d+/, STARTED_WITHIN_MS);
  const truth = await connectTo(join(runDirectory, 'truth.sock'));
  createInterface({ input: truth }).on('line', (line) => {
    const message: { readonly type: string } & BraceTruth = JSON.parse(line);
    if (message.type === 'truth') poise.onTruth(message);
  });

  const poise: RealPoise = {
    url,
    onTruth: () => {},
    pidOf: (part) => findChild(child, `controller/${part}/main.ts`),
    prints,
    async stop() {
      truth.destroy();
      if (child.exitCode === null && child.pid !== undefined) {
        const exited = new Promise((done) => child.once('exit', done));
        process.kill(-child.pid, 'SIGINT');
        const timer = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN_MS);
        await exited;
        clearTimeout(timer);
      }
      await rm(runDirectory, { recursive: true, force: true });
    },
  };
  return poise;
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(path);
    socket.once('connect', () => done(socket));
    socket.once('error', fail);
  });
}

/** The process below the child that runs a script. */
function findChild(child: ChildProcess, script: string): number {
  const parents = new Map<number, number>();
  const found: number[] = [];
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(script)) found.push(Number(name));
    } catch {
      // It ended while the list was read.
    }
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === child.pid || isBelow(parents.get(pid)));
  const pid = found.find(isBelow);
  if (pid === undefined) throw new Error(`No process runs ${script}.`);
  return pid;
}
