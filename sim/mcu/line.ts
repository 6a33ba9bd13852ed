import { type Random, randomInteger } from '../random.ts';

export type Direction = 'toChip' | 'toHost';

export interface LineState {
  readonly isCut: boolean;
  readonly isStalled: boolean;
  readonly delayMs: number;
  /** Each write is late by up to this much more. */
  readonly jitterMs: number;
  /** Share of bytes with one bit wrong. */
  readonly byteErrorRate: number;
  /** Share of bytes that vanish. */
  readonly byteLossRate: number;
  /** Share of writes that arrive twice, one copy behind the other. */
  readonly duplicationRate: number;
}

export interface LineCount {
  /** Bytes that came out at the other end. */
  carried: number;
  /** Of those, with one bit wrong. */
  corrupted: number;
  /** Bytes that a cut or the line swallowed. */
  lost: number;
  /** Bytes that the line added: second copies. */
  duplicated: number;
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
  /** @throws RangeError unless finite and 0 or more. */
  setJitter(jitterMs: number): void;
  /** @throws RangeError outside 0 … 1. */
  setByteErrorRate(rate: number): void;
  /** @throws RangeError outside 0 … 1. */
  setByteLossRate(rate: number): void;
  /** @throws RangeError outside 0 … 1. */
  setDuplicationRate(rate: number): void;
  /** One bit of each of the next `count` bytes in that direction is wrong. */
  corruptNext(direction: Direction, count?: number): void;
  /** The cable has been pulled: the host's port is gone. */
  onCut: () => void;
}

interface InTransit {
  readonly byte: number;
  readonly dueMs: number;
}

const SOUND: LineState = {
  isCut: false,
  isStalled: false,
  delayMs: 0,
  jitterMs: 0,
  byteErrorRate: 0,
  byteLossRate: 0,
  duplicationRate: 0,
};

function share(rate: number): number {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`${rate} is no share`);
  return rate;
}

function duration(ms: number): number {
  if (!(Number.isFinite(ms) && ms >= 0)) throw new RangeError(`${ms} ms is no delay`);
  return ms;
}

/** A sound line. @param random decides what is late, lost, sent twice or corrupted; it is drawn from only where a fault asks. */
export function createSerialLine(random: Random): SerialLine {
  const transit: Record<Direction, InTransit[]> = { toChip: [], toHost: [] };
  const corruptions: Record<Direction, number> = { toChip: 0, toHost: 0 };
  const counts: Record<Direction, LineCount> = {
    toChip: { carried: 0, corrupted: 0, lost: 0, duplicated: 0 },
    toHost: { carried: 0, corrupted: 0, lost: 0, duplicated: 0 },
  };
  let state = SOUND;

  const happens = (rate: number) => rate > 0 && random() < rate;

  const isHit = (direction: Direction) => {
    if (corruptions[direction] > 0) {
      corruptions[direction]--;
      return true;
    }
    return happens(state.byteErrorRate);
  };

  /** One copy of a write, byte by byte, with what the line does to each. */
  const carry = (direction: Direction, bytes: Iterable<number>, dueMs: number) => {
    for (const byte of bytes) {
      if (happens(state.byteLossRate)) {
        counts[direction].lost++;
        continue;
      }
      const isCorrupted = isHit(direction);
      if (isCorrupted) counts[direction].corrupted++;
      transit[direction].push({ byte: isCorrupted ? byte ^ (1 << randomInteger(random, 8)) : byte, dueMs });
    }
  };

  const line: SerialLine = {
    get state() {
      return state;
    },
    counts,
    send(direction, bytes, nowMs) {
      const write = [...bytes];
      if (state.isCut) {
        counts[direction].lost += write.length;
        return;
      }
      const lateMs = state.jitterMs > 0 ? random() * state.jitterMs : 0;
      const dueMs = nowMs + state.delayMs + lateMs;
      carry(direction, write, dueMs);
      if (!happens(state.duplicationRate)) return;
      counts[direction].duplicated += write.length;
      carry(direction, write, dueMs);
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
      state = { ...state, delayMs: duration(delayMs) };
    },
    setJitter(jitterMs) {
      state = { ...state, jitterMs: duration(jitterMs) };
    },
    setByteErrorRate(rate) {
      state = { ...state, byteErrorRate: share(rate) };
    },
    setByteLossRate(rate) {
      state = { ...state, byteLossRate: share(rate) };
    },
    setDuplicationRate(rate) {
      state = { ...state, duplicationRate: share(rate) };
    },
    corruptNext(direction, count = 1) {
      corruptions[direction] += count;
    },
    onCut: () => {},
  };
  return line;
}
