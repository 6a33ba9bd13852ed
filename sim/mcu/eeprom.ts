import type { CPU } from 'avr8js';

// ATmega328P data sheet DS40002061B, section 8.6: registers, bits, vector and programming times of the EEPROM.
const EECR = 0x3f;
const EEDR = 0x40;
const EEARL = 0x41;
const EEARH = 0x42;
const EERE = 0x01;
const EEPE = 0x02;
const EEMPE = 0x04;
const EERIE = 0x08;
const EEPM = 0x30;
const ERASE_ONLY = 0x10;
const WRITE_ONLY = 0x20;
const EEPROM_BYTES = 1024;
/** Setting EEPE counts only this soon after EEMPE. */
const ENABLED_CYCLES = 4;
/** The core halts for this long when a read, or a write, begins. */
const READ_HALT_CYCLES = 4;
const WRITE_HALT_CYCLES = 2;
/** Table 8-1 at 16 MHz: erase and write in one operation 3.4 ms, one of them 1.8 ms. */
const BOTH_CYCLES = 54_400;
const ONE_CYCLES = 28_800;

/** The cells, and what is being programmed; both outlive a reset. */
export interface EepromCells {
  readonly bytes: Uint8Array;
  programming: { readonly address: number; readonly value: number; readonly untilCycle: number } | null;
}

/** Erased cells. */
export function createEepromCells(): EepromCells {
  return { bytes: new Uint8Array(EEPROM_BYTES).fill(0xff), programming: null };
}

/** The supply fails while a cell is being programmed: what it holds then is any value (§8.6.6). */
export function spoilProgramming(cells: EepromCells, value: number): void {
  if (cells.programming) cells.bytes[cells.programming.address] = value;
  cells.programming = null;
}

/**
 * The EEPROM as its data sheet describes it, in the place of avr8js' own, which takes 3.6 ms for 3.4 ms, forgets that it is busy
 * when EECR is written or the chip is reset, and reads while it is busy.
 */
export function attachEeprom(cpu: CPU, cells: EepromCells): void {
  const { data } = cpu;
  const ready: Parameters<CPU['queueInterrupt']>[0] = {
    address: 0x2c,
    flagRegister: EECR,
    flagMask: EEPE,
    enableRegister: EECR,
    enableMask: EERIE,
    constant: true,
    inverseFlag: true,
  };
  let enabledUntilCycle = Number.NEGATIVE_INFINITY;

  const control = () => data[EECR] ?? 0;
  const address = () => (((data[EEARH] ?? 0) << 8) | (data[EEARL] ?? 0)) % EEPROM_BYTES;

  const finish = () => {
    const { programming } = cells;
    if (programming) cells.bytes[programming.address] = programming.value;
    cells.programming = null;
    cpu.setInterruptFlag(ready);
  };
  const occupy = (untilCycle: number) => {
    data[EECR] = control() | EEPE;
    cpu.clearInterrupt(ready, false);
    cpu.addClockEvent(finish, untilCycle - cpu.cycles);
  };
  const program = () => {
    const mode = control() & EEPM;
    const erased = mode === WRITE_ONLY ? (cells.bytes[address()] ?? 0xff) : 0xff;
    const value = mode === ERASE_ONLY ? 0xff : erased & (data[EEDR] ?? 0xff);
    const untilCycle = cpu.cycles + (mode === 0 ? BOTH_CYCLES : ONE_CYCLES);
    cells.programming = { address: address(), value, untilCycle };
    occupy(untilCycle);
    cpu.cycles += WRITE_HALT_CYCLES;
  };

  cpu.writeHooks[EECR] = (value) => {
    const isBusy = cells.programming !== null;
    const isEnabled = cpu.cycles < enabledUntilCycle;
    const mode = isBusy ? control() & EEPM : value & EEPM;
    data[EECR] = mode | (value & (EERIE | EEMPE)) | (isBusy ? EEPE : 0);
    cpu.updateInterruptEnable(ready, value);
    if (value & EEMPE && !isEnabled) {
      enabledUntilCycle = cpu.cycles + ENABLED_CYCLES;
      cpu.addClockEvent(() => {
        data[EECR] = control() & ~EEMPE;
      }, ENABLED_CYCLES);
    }
    if (isBusy) return true;
    if (value & EEPE && isEnabled) program();
    else if (value & EERE) {
      data[EEDR] = cells.bytes[address()] ?? 0xff;
      cpu.cycles += READ_HALT_CYCLES;
    }
    return true;
  };
  for (const register of [EEARL, EEARH]) {
    cpu.writeHooks[register] = () => cells.programming !== null;
  }
  // A reset does not end a write; EEPE says so from the first instruction on.
  if (cells.programming) occupy(cells.programming.untilCycle);
}
