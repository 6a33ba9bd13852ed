import type { BytePipe } from '../../hardware/board/bytePort.ts';
import type { Brace } from '../brace/brace.ts';
import { installVirtualClock, settle } from './clock.ts';

/** A condition did not come true in the simulated time allowed for it. */
export class LockstepTimeout extends Error {}

/** A host program and a brace in one virtual time; the brace's chip is the clock master. */
export interface Lockstep {
  /** Simulated time since this lockstep was made. */
  readonly timeMs: number;
  /** Runs the brace and the host's timers, 1 ms at a time. */
  advance(ms: number): Promise<void>;
  /** Advances until `condition` holds, checked every millisecond. @throws LockstepTimeout naming `what`. */
  until(condition: () => boolean, maxMs: number, what: string): Promise<void>;
  /**
   * Opens the brace's line. @throws Error if its cable is cut, or the line is open already.
   */
  connect(): BytePipe;
  /**
   * The host is stopped, as by SIGSTOP: the brace goes on, and what it sends waits for the host in the system's buffer.
   * @throws Error if it is stopped already
   */
  stopHost(): void;
  /**
   * As by SIGCONT: the host finds its monotonic clock gone on, its overdue timers and what the brace has sent.
   * @param isInputFirst whether it reads before it sees to its timers; the operating system decides.
   * @throws Error if it is not stopped
   */
  continueHost(isInputFirst: boolean): Promise<void>;
  /** Called after every millisecond, when everything has settled: for scenarios, recordings, faults. */
  onStep: () => void;
}

/** @throws Error from `installVirtualClock` if the process is not in virtual time and can no longer enter it. */
export function createLockstep(brace: Brace): Lockstep {
  const clock = installVirtualClock();
  let timeMs = 0;
  let host: BytePipe | null = null;
  let isRunning = false;
  /** While the host is stopped: what waits for it, and since when. */
  let stopped: { readonly sinceMs: number; readonly waiting: Uint8Array[] } | null = null;

  brace.line.onCut = () => {
    const last = host;
    host = null;
    last?.onClose(new Error('The cable was pulled'));
  };

  const step = async () => {
    timeMs++;
    const bytes = brace.stepMs();
    if (stopped) {
      if (bytes.length > 0) stopped.waiting.push(bytes);
    } else {
      if (bytes.length > 0) host?.onData(bytes);
      await settle();
      clock.tick(1);
      await settle();
    }
    lockstep.onStep();
  };

  const exclusively = async (run: () => Promise<void>) => {
    if (isRunning) throw new Error('lockstep: two callers advance the same time');
    isRunning = true;
    try {
      await run();
    } finally {
      isRunning = false;
    }
  };

  const lockstep: Lockstep = {
    get timeMs() {
      return timeMs;
    },
    advance: (ms) =>
      exclusively(async () => {
        const end = timeMs + ms;
        while (timeMs < end) await step();
      }),
    until: (condition, maxMs, what) =>
      exclusively(async () => {
        const end = timeMs + maxMs;
        while (!condition()) {
          if (timeMs >= end) throw new LockstepTimeout(`after ${maxMs} simulated ms still not: ${what}`);
          await step();
        }
      }),
    stopHost() {
      if (stopped) throw new Error('The host is stopped already.');
      stopped = { sinceMs: timeMs, waiting: [] };
    },
    continueHost: (isInputFirst) =>
      exclusively(async () => {
        if (!stopped) throw new Error('The host is not stopped.');
        const { sinceMs, waiting } = stopped;
        stopped = null;
        const read = async () => {
          for (const bytes of waiting) host?.onData(bytes);
          await settle();
        };
        if (isInputFirst) await read();
        clock.jump(timeMs - sinceMs);
        await settle();
        if (!isInputFirst) await read();
      }),
    connect() {
      if (brace.line.state.isCut) throw new Error('The brace’s cable is cut: no such device');
      if (host) throw new Error('The brace’s line is open already');
      const pipe: BytePipe = {
        write(bytes) {
          if (host === pipe) brace.fromHost(bytes);
        },
        onData: () => {},
        onClose: () => {},
        close() {
          if (host === pipe) host = null;
        },
      };
      host = pipe;
      brace.portOpened();
      return pipe;
    },
    onStep: () => {},
  };
  return lockstep;
}
