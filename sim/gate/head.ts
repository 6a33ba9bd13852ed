import type { Direction } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';

/** The brace as far as the gate needs it: the head follows what it was told, later and with a lag of first order. */
export interface Head {
  /** What it is told from now on. */
  command(atMs: number, to: Direction): void;
  /** Advances to a moment. */
  step(nowMs: number): void;
  readonly pose: Pose;
}

export function createHead(delayMs: number, lagMs: number): Head {
  const waiting: { readonly dueMs: number; readonly to: Direction }[] = [];
  let told: Direction = { yawDeg: 0, pitchDeg: 0 };
  let pose: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  let atMs = 0;
  return {
    command(commandedAtMs, to) {
      waiting.push({ dueMs: commandedAtMs + delayMs, to });
    },
    step(nowMs) {
      while (waiting[0] && waiting[0].dueMs <= nowMs) told = waiting.shift()?.to ?? told;
      const share = lagMs > 0 ? 1 - Math.exp(-(nowMs - atMs) / lagMs) : 1;
      atMs = nowMs;
      pose = {
        yawDeg: pose.yawDeg + share * (told.yawDeg - pose.yawDeg),
        pitchDeg: pose.pitchDeg + share * (told.pitchDeg - pose.pitchDeg),
        rollDeg: 0,
      };
    },
    get pose() {
      return pose;
    },
  };
}
