import { readFileSync } from 'node:fs';
import { type Chip, type ChipOptions, CYCLES_PER_MS, createChip, readHex } from '../../../sim/mcu/chip.ts';

/** The program of probe.c. */
export const PROBE = readHex(readFileSync(new URL('probe.hex', import.meta.url), 'utf8'));

export interface ProbeChip {
  readonly chip: Chip;
  /** Bytes sent since the last call of `take`, with the cycle at which each was out. */
  readonly sent: { byte: number; cycle: number }[];
  readonly pulses: { pin: number; widthUs: number; riseCycle: number; fallCycle: number }[];
  runMs(ms: number): void;
  /** Sends text or bytes, runs, and returns the bytes that came back. */
  ask(request: string | readonly number[], ms?: number): number[];
}

/** A chip that runs probe.c, past its start (it has sent its 'b'). */
export function createProbeChip(options: ChipOptions = {}): ProbeChip {
  const chip = createChip(PROBE, options);
  const sent: ProbeChip['sent'] = [];
  const pulses: ProbeChip['pulses'] = [];
  chip.onTransmit = (byte, cycle) => sent.push({ byte, cycle });
  chip.onPulse = (pin, widthUs, riseCycle, fallCycle) => pulses.push({ pin, widthUs, riseCycle, fallCycle });
  const runMs = (ms: number) => chip.runUntil(chip.cycles + ms * CYCLES_PER_MS);
  runMs(6);
  return {
    chip,
    sent,
    pulses,
    runMs,
    ask(request, ms = 5) {
      sent.length = 0;
      chip.receive(typeof request === 'string' ? Buffer.from(request) : request);
      runMs(ms);
      return sent.map(({ byte }) => byte);
    },
  };
}
