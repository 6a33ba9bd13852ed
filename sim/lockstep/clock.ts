import { createRequire } from 'node:module';
import FakeTimers from '@sinonjs/fake-timers';

/** Modules that take timers into their own keeping when they are loaded; after that a virtual clock no longer reaches them. */
const EARLY_BINDERS = /[\\/]node_modules[\\/](temporal|johnny-five|firmata-io)[\\/]/;

const realSetImmediate = setImmediate;
const realHrtime = process.hrtime.bigint.bind(process.hrtime);
let installed: VirtualClock | null = null;

/** Timers, Date, hrtime and performance of this process, in a time that only `tick` advances. */
export interface VirtualClock {
  /** Runs what is due in the next `ms` milliseconds. */
  tick(ms: number): void;
  /**
   * As after a process was stopped for `ms`: the monotonic clock has gone on, and whatever is overdue runs once, late, in
   * its order.
   */
  jump(ms: number): void;
  /** As NTP or a hand does: the wall clock reads `ms` more or less from now on. Nothing monotonic and no timer notices. */
  stepWallClock(ms: number): void;
  /** Milliseconds since the clock was installed. */
  readonly nowMs: number;
}

/**
 * Replaces the process's clock, for its whole life; a second call returns the same clock. Import it before anything that loads
 * johnny-five, through `sim/lockstep/virtualTime.ts` as the first import of the program: temporal keeps the setImmediate that it
 * finds while loading, and would then poll in real time. Promises and nextTick stay real; `settle` waits for them.
 * @throws Error if johnny-five or what it stands on is loaded already.
 */
export function installVirtualClock(): VirtualClock {
  if (installed) return installed;
  const { cache } = createRequire(import.meta.url);
  // A module that is listed but not loaded has only been looked at by the linker, and will find the virtual timers.
  const early = Object.keys(cache).find((path) => EARLY_BINDERS.test(path) && cache[path]?.loaded);
  if (early) {
    throw new Error(
      `virtual time was installed too late: ${early} is already loaded and holds the real timers`,
    );
  }
  const clock = FakeTimers.install({
    now: 0,
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'Date',
      'hrtime',
      'performance',
    ],
  });
  let steppedMs = 0;
  installed = {
    tick: (ms) => {
      clock.tick(ms);
    },
    jump: (ms) => {
      clock.jump(ms);
    },
    stepWallClock(ms) {
      steppedMs += ms;
      clock.setSystemTime(clock.now + ms);
    },
    get nowMs() {
      return clock.now - steppedMs;
    },
  };
  return installed;
}

/** Lets every promise and nextTick that is under way settle, by one turn of the real event loop. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

/** Monotonic milliseconds of the real world, for measuring speed and nothing else. */
export function realNowMs(): number {
  return Number(realHrtime()) / 1e6;
}
