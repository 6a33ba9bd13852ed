import { BoardError } from '../../hardware/board/boardError.ts';
import { LockstepTimeout } from '../lockstep/lockstep.ts';
import type { Rig } from '../rig/rig.ts';

/** A host that finds no brace is started again after this long, as the supervisor does. */
const RETRY_MS = 500;

/** The supervisor's part: whether a control process runs, and when the next one starts. */
export interface Host {
  /** Telemetry of the control that runs; undefined while none does. */
  telemetry(): Rig['telemetry'];
  /** A new one is wanted now. */
  want(): void;
  isDue(): boolean;
  /** Starts it; simulated time passes. One that finds no brace is wanted again later. */
  start(): Promise<void>;
  /** False if there was none. */
  kill(): boolean;
}

/** @param note hears, in words, why a start failed. */
export function createHost(rig: Rig, note: (what: string) => void): Host {
  const { lockstep, brace } = rig;
  let wantedAtMs: number | undefined;
  let isUp = false;
  const heardBefore = rig.onTelemetry;
  const endedBefore = rig.onHostEnd;
  rig.onTelemetry = (telemetry) => {
    isUp = true;
    heardBefore(telemetry);
  };
  rig.onHostEnd = (end) => {
    isUp = false;
    endedBefore(end);
  };

  const wantLater = (why: string) => {
    note(`the host found no brace: ${why}`);
    wantedAtMs = lockstep.timeMs + RETRY_MS;
  };

  return {
    telemetry: () => (isUp ? rig.telemetry : undefined),
    want() {
      wantedAtMs = lockstep.timeMs;
    },
    isDue: () => wantedAtMs !== undefined && lockstep.timeMs >= wantedAtMs,
    async start() {
      wantedAtMs = undefined;
      if (rig.board) await rig.endHost();
      if (brace.line.state.isCut) {
        wantLater('its cable is cut');
        return;
      }
      try {
        await rig.startHost();
      } catch (error) {
        // Everything else that can be thrown here is an error of the controller or of the simulation.
        if (!(error instanceof BoardError || error instanceof LockstepTimeout)) throw error;
        wantLater(error.message);
      }
    },
    kill() {
      isUp = false;
      const isThere = rig.board !== undefined;
      rig.killHost();
      return isThere;
    },
  };
}
