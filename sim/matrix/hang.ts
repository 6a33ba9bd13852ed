import type { Chip } from '../mcu/chip.ts';

/** Interrupt mask of the timer that makes the servo pulses, as an address in the chip's data space (DS40002061B §16.11.8). */
const TIMSK1 = 0x6f;

/**
 * A stray write has switched the pulse interrupt off, the one fault of the firmware that only its watchdog can end
 * (hardware/firmware/RULES.md F8). Registers and SRAM are one data space.
 */
export function hangPulses({ sram }: Chip): void {
  new Uint8Array(sram.buffer, 0, sram.byteOffset)[TIMSK1] = 0;
}
