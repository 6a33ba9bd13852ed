import { type Chip, type ChipOptions, CYCLES_PER_MS, createChip } from '../../../sim/mcu/chip.ts';

/** Something that a chip did, and when. */
export interface TraceEvent {
  readonly what: string;
  readonly cycle: number;
}

/** How two runs of the same program compare. */
export interface Comparison {
  readonly events: number;
  /** At the very same cycle in both. */
  readonly identical: number;
  readonly largestDifferenceCycles: number;
}

/** @throws Error at the first event that only one of them has, or has in another order. */
export function compare(one: readonly TraceEvent[], other: readonly TraceEvent[]): Comparison {
  let identical = 0;
  let largestDifferenceCycles = 0;
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const [first, second] = [one[index], other[index]];
    if (!first || !second || first.what !== second.what) {
      throw new Error(
        `event ${index}: ${JSON.stringify(first)} here, ${JSON.stringify(second)} there, of ${one.length} and ${other.length}`,
      );
    }
    const difference = Math.abs(first.cycle - second.cycle);
    if (difference === 0) identical++;
    largestDifferenceCycles = Math.max(largestDifferenceCycles, difference);
  }
  return { events: one.length, identical, largestDifferenceCycles };
}

/** A chip that writes down every pulse edge and every byte, and what was asked of it. */
export interface TracedChip {
  readonly chip: Chip;
  readonly events: TraceEvent[];
  /** Bytes since the last call. */
  taken(): Uint8Array;
  runMs(ms: number): void;
}

export function createTracedChip(program: Uint16Array, options: ChipOptions): TracedChip {
  const chip = createChip(program, options);
  const events: TraceEvent[] = [];
  let sent: number[] = [];
  chip.onPulse = (pin, _width, rise, fall) => {
    events.push({ what: `pin ${pin} high`, cycle: rise }, { what: `pin ${pin} low`, cycle: fall });
  };
  chip.onTransmit = (byte, cycle) => {
    sent.push(byte);
    events.push({ what: `byte ${byte}`, cycle });
  };
  return {
    chip,
    events,
    taken() {
      const bytes = Uint8Array.from(sent);
      sent = [];
      return bytes;
    },
    runMs(ms) {
      chip.runUntil(Math.round(chip.cycles + ms * CYCLES_PER_MS));
    },
  };
}
