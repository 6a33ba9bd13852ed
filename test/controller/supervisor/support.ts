import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { eventually } from '../gateway/support.ts';

/** A supervisor that runs as a process of its own, in a process group of its own as a terminal would give it. */
export interface RunningSupervisor {
  readonly process: ChildProcess;
  output(): string;
  /** Waits for text in the output. */
  says(text: string | RegExp, timeoutMs?: number): Promise<void>;
  /** What Ctrl-C in a terminal does: the whole foreground process group gets SIGINT. */
  pressCtrlC(): void;
  exitCode(): Promise<number | null>;
}

const started: ChildProcess[] = [];
const directories: string[] = [];
// Their children end by themselves when they are gone. Not `onTestFinished`: these tests run side by side.
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** Where a supervisor may keep the record of its run, in a directory of its own. */
export function newRecordPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'poise-run-'));
  directories.push(directory);
  return join(directory, 'run.json');
}

export function startSupervisor(script: string, args: readonly string[]): RunningSupervisor {
  const child = spawn(process.execPath, [script, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (data: Buffer) => {
    output += data.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  // Its end may be known before its last words are read: only 'close' comes after both.
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  started.push(child);
  return {
    process: child,
    output: () => output,
    says: async (text, timeoutMs = 60_000) => {
      await eventually(
        `${text} in:\n${output}`,
        () => (typeof text === 'string' ? output.includes(text) : text.test(output)),
        timeoutMs,
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n--- at the end:\n${output}`);
      });
    },
    pressCtrlC: () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    },
    exitCode: () => exit,
  };
}

/** The supervisor with stubs that behave as told, both running; its record in a directory of its own unless one is named. */
export async function startStubs(
  control: string,
  gateway: string,
  recordPath?: string,
): Promise<RunningSupervisor> {
  const script = fileURLToPath(new URL('./stubSupervisor.ts', import.meta.url));
  const poise = startSupervisor(script, [control, gateway, recordPath ?? newRecordPath()]);
  await poise.says('Open ');
  await poise.says('stub control');
  return poise;
}

/** Process ids that the stubs have printed, oldest first. */
export function pidsOf(output: string, name: 'control' | 'gateway'): readonly number[] {
  return [...output.matchAll(new RegExp(`stub ${name} (\\d+)`, 'g'))].map((match) => Number(match[1]));
}

/** What each control that the stubs have printed was told beside its behaviour, oldest first. */
export function controlArgs(output: string): readonly string[] {
  return [...output.matchAll(/stub control \d+ ?(.*)/g)].map((match) => match[1] ?? '');
}

/** Whether a process runs. A zombie does not: who has become its parent may take its time to bury it. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
