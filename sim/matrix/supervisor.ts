import { BoardError } from '../../hardware/board/boardError.ts';
import { LockstepTimeout } from '../lockstep/lockstep.ts';
import type { Rig } from '../rig/rig.ts';

/** First of the waits of controller/restartPolicy.ts. */
const AFTER_DEATH_MS = 500;
/** controller/keptProcess.ts: a process that found no brace is no crash. */
const WITHOUT_BRACE_MS = 1000;

/** Whether a control process runs, and when the next one starts. */
export interface Supervisor {
  readonly isUp: boolean;
  /** Of the control that runs; undefined while none has spoken. */
  readonly telemetry: Rig['telemetry'];
  readonly isDue: boolean;
  /** Starts the process that is due; simulated time passes. */
  start(): Promise<void>;
  /** The process is gone at once; another one follows. */
  die(): void;
  /** Control throws in its next tick, and is gone with it. */
  crashInTick(): void;
  /** The line to the brace is about to be opened. */
  onOpening: () => void;
}

/** Does to the rig's host what controller/supervise.ts does to the control process. */
export function supervise(rig: Rig, bootMs: number): Supervisor {
  const { lockstep, brace } = rig;
  let dueAtMs: number | undefined;
  let isUp = false;
  let hasSpoken = false;
  let hasCrashed = false;
  let isThrowing = false;

  const again = (delayMs: number): void => {
    isUp = false;
    hasSpoken = false;
    dueAtMs = lockstep.timeMs + delayMs + bootMs;
  };
  const died = (): void => {
    rig.killHost();
    hasCrashed = true;
    again(AFTER_DEATH_MS);
  };

  rig.onHostEnd = () => {
    rig.killHost();
    again(WITHOUT_BRACE_MS);
  };
  rig.onHostCrash = (error) => {
    if (!(error instanceof InjectedCrash)) throw error;
    died();
  };
  const heardBefore = rig.onTelemetry;
  rig.onTelemetry = (telemetry) => {
    hasSpoken = true;
    heardBefore(telemetry);
    if (!isThrowing) return;
    isThrowing = false;
    throw new InjectedCrash('Control throws in a tick.');
  };

  const supervisor: Supervisor = {
    get isUp() {
      return isUp;
    },
    get telemetry() {
      return hasSpoken ? rig.telemetry : undefined;
    },
    get isDue() {
      return dueAtMs !== undefined && lockstep.timeMs >= dueAtMs;
    },
    async start() {
      dueAtMs = undefined;
      if (brace.line.state.isCut) return again(WITHOUT_BRACE_MS);
      supervisor.onOpening();
      try {
        await rig.startHost(hasCrashed);
        isUp = true;
      } catch (error) {
        if (!(error instanceof BoardError || error instanceof LockstepTimeout)) throw error;
        again(WITHOUT_BRACE_MS);
      }
    },
    die: died,
    crashInTick() {
      isThrowing = true;
    },
    onOpening: () => {},
  };
  return supervisor;
}

class InjectedCrash extends Error {}
