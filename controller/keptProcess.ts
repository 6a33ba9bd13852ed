import { type ChildProcess, fork } from 'node:child_process';
import { firstWrongField } from '../protocol/firstWrongField.ts';
import { type ChildMessage, childMessage, EXIT_NO_BRACE } from '../protocol/supervision.ts';
import { judgeDeath } from './restartPolicy.ts';

/** How often a process that found no brace is started again; that is no crash, and it never ends by itself. */
const NO_BRACE_RETRY_MS = 1000;

/** A script and its arguments, run by this Node. */
export interface Command {
  readonly script: string;
  readonly args: readonly string[];
  /** Options of Node itself, beside those of this process. */
  readonly nodeOptions?: readonly string[];
}

/** What a process has just done, apart from what it says itself. */
export type LifeEvent =
  | { readonly kind: 'started'; readonly isAgain: boolean }
  | { readonly kind: 'died'; readonly how: string; readonly restartMs: number }
  | { readonly kind: 'givenUp'; readonly how: string }
  /** It sent a message that is not one of ours. */
  | { readonly kind: 'unclear'; readonly detail: string }
  /** Reported once, however often it is tried again. */
  | { readonly kind: 'noBrace' };

export interface KeptProcessOptions {
  /** Asked again for each start. */
  readonly command: () => Command;
  readonly onMessage: (message: ChildMessage) => void;
  readonly onLife: (event: LifeEvent) => void;
}

export type Ending =
  | { readonly kind: 'notRunning' }
  /** It had just been started, and did not listen for SIGTERM yet. */
  | { readonly kind: 'hardlyStarted' }
  | { readonly kind: 'ended'; readonly lastMessage: ChildMessage | null }
  /** It did not end in time and was killed. */
  | { readonly kind: 'killed' };

export interface KeptProcess {
  /** Asks it to end (SIGTERM), kills it after `timeoutMs`, and does not start it again. */
  end(timeoutMs: number): Promise<Ending>;
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

type State =
  | { readonly kind: 'running'; readonly child: ChildProcess; readonly gone: Promise<Exit> }
  | { readonly kind: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'over' };

/**
 * Starts a process and starts it again when it dies, as `judgeDeath` says. It runs in a process group of its own, so that
 * Ctrl-C in a terminal reaches only the supervisor; when the supervisor is gone, its IPC channel disconnects.
 */
export function keepRunning({ command, onMessage, onLife }: KeptProcessOptions): KeptProcess {
  let deathsMs: readonly number[] = [];
  let isWithoutBrace = false;
  let isEnding = false;
  let state: State = { kind: 'over' };
  let lastMessage: ChildMessage | null = null;

  const start = (isAgain: boolean) => {
    const { script, args, nodeOptions = [] } = command();
    lastMessage = null;
    const child = fork(script, [...args], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [...process.execArgv, ...nodeOptions],
    });
    child.on('message', (message: unknown) => {
      const parsed = childMessage.safeParse(message);
      if (!parsed.success) {
        onLife({ kind: 'unclear', detail: firstWrongField(parsed.error) });
        return;
      }
      lastMessage = parsed.data;
      onMessage(parsed.data);
    });
    const gone = new Promise<Exit>((resolve) => {
      // 'close' comes after the exit and after the last message; where the start itself fails there is only 'error'.
      child.once('close', (code, signal) => {
        resolve({ code, signal });
        afterDeath(code, signal ?? `exit code ${code}`);
      });
      child.on('error', (error) => {
        if (child.pid !== undefined) return;
        resolve({ code: null, signal: null });
        afterDeath(null, error.message);
      });
    });
    state = { kind: 'running', child, gone };
    if (!isWithoutBrace) onLife({ kind: 'started', isAgain });
  };

  const startAfter = (delayMs: number) => {
    state = { kind: 'waiting', timer: setTimeout(() => start(true), delayMs) };
  };

  const afterDeath = (code: number | null, how: string) => {
    state = { kind: 'over' };
    if (isEnding) return;
    if (code === EXIT_NO_BRACE) {
      if (!isWithoutBrace) onLife({ kind: 'noBrace' });
      isWithoutBrace = true;
      startAfter(NO_BRACE_RETRY_MS);
      return;
    }
    isWithoutBrace = false;
    const verdict = judgeDeath(deathsMs, performance.now());
    deathsMs = verdict.deathsMs;
    if (verdict.action.kind === 'giveUp') {
      onLife({ kind: 'givenUp', how });
      return;
    }
    onLife({ kind: 'died', how, restartMs: verdict.action.delayMs });
    startAfter(verdict.action.delayMs);
  };

  start(false);

  return {
    async end(timeoutMs) {
      isEnding = true;
      if (state.kind === 'waiting') clearTimeout(state.timer);
      if (state.kind !== 'running') {
        state = { kind: 'over' };
        return { kind: 'notRunning' };
      }
      const { child, gone } = state;
      let isKilled = false;
      const deadline = setTimeout(() => {
        isKilled = true;
        child.kill('SIGKILL');
      }, timeoutMs);
      child.kill('SIGTERM');
      const { code, signal } = await gone;
      clearTimeout(deadline);
      if (isKilled) return { kind: 'killed' };
      if (code === EXIT_NO_BRACE) return { kind: 'notRunning' };
      return signal === 'SIGTERM' ? { kind: 'hardlyStarted' } : { kind: 'ended', lastMessage };
    },
  };
}
