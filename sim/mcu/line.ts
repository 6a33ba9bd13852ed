import { type Random, randomInteger } from '../random.ts';

export type Direction = 'toChip' | 'toHost';

export interface LineState {
  readonly isCut: boolean;
  readonly isStalled: boolean;
  readonly delayMs: number;
  /** Share of bytes with one bit wrong. */
  readonly byteErrorRate: number;
}

export interface LineCount {
  /** Bytes that came out at the other end. */
  carried: number;
  /** Of those, with one bit wrong. */
  corrupted: number;
  /** Bytes that a cut swallowed. */
  lost: number;
}

/** The cable between chip and host, with its USB converter. Whatever goes wrong on it is undone by name. */
export interface SerialLine {
  readonly state: LineState;
  readonly counts: Readonly<Record<Direction, Readonly<LineCount>>>;
  send(direction: Direction, bytes: Iterable<number>, nowMs: number): void;
  /** Bytes that have arrived by `nowMs`, oldest first. */
  take(direction: Direction, nowMs: number): Uint8Array;
  /** Pulls the cable: what is under way is lost, the host sees its port close. */
  cut(): void;
  mend(): void;
  /** The converter stops passing bytes on, both ways; `resume` lets all of them through at once. */
  stall(): void;
  resume(): void;
  /** @throws RangeError unless finite and 0 or more. */
  setDelay(delayMs: number): void;
  /** @throws RangeError outside 0 … 1. */
  setByteErrorRate(rate: number): void;
  /** One bit of each of the next `count` bytes in that direction is wrong. */
  corruptNext(direction: Direction, count?: number): void;
  /** The cable has been pulled: the host's port is gone. */
  onCut: () => void;
}

interface InTransit {
  readonly byte: number;
  readonly dueMs: number;
}

/** A sound line. @param random decides which bytes, and which of their bits, are corrupted. */
export function createSerialLine(random: Random): SerialLine {
  const transit: Record<Direction, InTransit[]> = { toChip: [], toHost: [] };
  const corruptions: Record<Direction, number> = { toChip: 0, toHost: 0 };
  const counts: Record<Direction, LineCount> = {
    toChip: { carried: 0, corrupted: 0, lost: 0 },
    toHost: { carried: 0, corrupted: 0, lost: 0 },
  };
  let state: LineState = { isCut: false, isStalled: false, delayMs: 0, byteErrorRate: 0 };

  const isHit = (direction: Direction) => {
    if (corruptions[direction] > 0) {
      corruptions[direction]--;
      return true;
    }
    return state.byteErrorRate > 0 && random() < state.byteErrorRate;
  };

  const line: SerialLine = {
    get state() {
      return state;
    },
    counts,
    send(direction, bytes, nowMs) {
      for (const byte of bytes) {
        if (state.isCut) {
          counts[direction].lost++;
          continue;
        }
        const isCorrupted = isHit(direction);
        if (isCorrupted) counts[direction].corrupted++;
        transit[direction].push({
          byte: isCorrupted ? byte ^ (1 << randomInteger(random, 8)) : byte,
          dueMs: nowMs + state.delayMs,
        });
      }
    },
    take(direction, nowMs) {
      const queue = transit[direction];
      if (state.isStalled || queue.length === 0) return new Uint8Array();
      // A byte never overtakes the one before it, not even after the delay was made shorter.
      const firstLate = queue.findIndex(({ dueMs }) => dueMs > nowMs);
      const arrived = queue.splice(0, firstLate === -1 ? queue.length : firstLate);
      counts[direction].carried += arrived.length;
      return Uint8Array.from(arrived, ({ byte }) => byte);
    },
    cut() {
      if (state.isCut) return;
      state = { ...state, isCut: true };
      for (const direction of ['toChip', 'toHost'] as const) {
        counts[direction].lost += transit[direction].length;
        transit[direction].length = 0;
      }
      line.onCut();
    },
    mend() {
      state = { ...state, isCut: false };
    },
    stall() {
      state = { ...state, isStalled: true };
    },
    resume() {
      state = { ...state, isStalled: false };
    },
    setDelay(delayMs) {
      if (!(Number.isFinite(delayMs) && delayMs >= 0)) throw new RangeError(`${delayMs} ms is no delay`);
      state = { ...state, delayMs };
    },
    setByteErrorRate(rate) {
      if (!(rate >= 0 && rate <= 1)) throw new RangeError(`${rate} is no share of bytes`);
      state = { ...state, byteErrorRate: rate };
    },
    corruptNext(direction, count = 1) {
      corruptions[direction] += count;
    },
    onCut: () => {},
  };
  return line;
}
