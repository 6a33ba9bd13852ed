import {
  AVRADC,
  AVRClock,
  AVRIOPort,
  AVRTimer,
  AVRWatchdog,
  adcConfig,
  avrInstruction,
  CPU,
  clockConfig,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  watchdogConfig,
} from 'avr8js';
import { attachEeprom, type EepromCells } from './eeprom.ts';
import { createI2cBus, type I2cBus } from './i2cBus.ts';
import { runInstructions } from './interpreter.ts';
import {
  correctAdcControl,
  enterInterrupt,
  flagMaskedEdges,
  keepWatchdogWhileFlagged,
  makeTimersLazy,
  nextEventCycle,
  runDueEvents,
} from './patch.ts';
import { attachTwi, type Twi } from './twi.ts';
import { attachUsart, type Usart } from './usart.ts';

const CLOCK_HZ = 16_000_000;
export const CYCLES_PER_MS = CLOCK_HZ / 1000;
export const SRAM_BYTES = 2048;
/** SRAM begins behind the registers and the I/O space. */
export const SRAM_START = 0x100;

const SREG = 0x5f;
const GLOBAL_INTERRUPT_ENABLE = 0x80;
const SMCR = 0x53;
const SLEEP_ENABLE = 0x01;
const SLEEP_MODE_MASK = 0x0e;
const SLEEP_OPCODE = 0x9588;
/** Waking from idle halts the core for four cycles more (DS40002061B §7.7.1). */
const WAKE_CYCLES = 4;

/** One life of the chip, from a reset to the next: processor and peripherals, all registers at their reset values. */
export interface Core {
  readonly cpu: CPU;
  readonly ports: { readonly b: AVRIOPort; readonly c: AVRIOPort; readonly d: AVRIOPort };
  readonly usart: Usart;
  readonly adc: AVRADC;
  readonly twi: Twi;
  /** avr8js' own instructions and timers, and sleep stepped cycle by cycle: slow, for comparison only. */
  readonly isStock: boolean;
  isSleeping: boolean;
  /** The watchdog has bitten; whoever runs the core builds the next one. */
  isWatchdogBiting: boolean;
}

export interface CoreOptions {
  readonly program: Uint16Array;
  readonly eeprom: EepromCells;
  readonly startCycle: number;
  readonly onTransmit: (byte: number) => void;
  /** See `Core`. */
  readonly isStock: boolean;
  /** What hangs on A4 and A5; nothing if left out. */
  readonly i2c?: I2cBus;
  /** Puts a level on pin 18 or 19; straight on the port if left out. */
  readonly setI2cLine?: (pin: 18 | 19, isHigh: boolean) => void;
}

/** Builds an ATmega328P at its reset values, without SRAM contents. */
export function createCore(options: CoreOptions): Core {
  const cpu = new CPU(options.program, SRAM_BYTES);
  cpu.cycles = options.startCycle;
  const ports = {
    b: new AVRIOPort(cpu, portBConfig),
    c: new AVRIOPort(cpu, portCConfig),
    d: new AVRIOPort(cpu, portDConfig),
  };
  flagMaskedEdges(cpu, ports.d);
  const timers = [timer0Config, timer1Config, timer2Config].map((config) => new AVRTimer(cpu, config));
  if (!options.isStock) makeTimersLazy(cpu, timers);
  const usart = attachUsart(cpu, options.onTransmit);
  const adc = new AVRADC(cpu, adcConfig);
  correctAdcControl(cpu, adc);
  attachEeprom(cpu, options.eeprom);
  const setLine = options.setI2cLine ?? ((pin, isHigh) => ports.c.setPin(pin - 14, isHigh));
  const twi = attachTwi(cpu, options.i2c ?? createI2cBus(), setLine);
  new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, CLOCK_HZ, clockConfig));
  keepWatchdogWhileFlagged(cpu);
  const core: Core = {
    cpu,
    ports,
    usart,
    adc,
    twi,
    isStock: options.isStock,
    isSleeping: false,
    isWatchdogBiting: false,
  };
  cpu.reset = () => {
    core.isWatchdogBiting = true;
  };
  return core;
}

/** Runs instructions until `targetCycle` (at most one instruction beyond it) or until the watchdog bites. */
export function runCore(core: Core, targetCycle: number): void {
  const { cpu } = core;
  const { data } = cpu;
  while (cpu.cycles < targetCycle && !core.isWatchdogBiting) {
    if (core.isSleeping) {
      sleepOn(core, targetCycle);
      continue;
    }
    const wasEnabled = (data[SREG] as number) & GLOBAL_INTERRUPT_ENABLE;
    // An interrupt that is due and has just been allowed waits for one instruction.
    const isOneOnly = core.isStock || (cpu.nextInterrupt >= 0 && wasEnabled);
    const limit = isOneOnly ? 0 : Math.min(targetCycle, nextEventCycle(cpu));
    const opcode = core.isStock ? runStockInstruction(cpu) : runInstructions(cpu, limit);
    runDueEvents(cpu);
    if (opcode === SLEEP_OPCODE) fallAsleep(core);
    const isEnabled = (data[SREG] as number) & GLOBAL_INTERRUPT_ENABLE;
    // The instruction after SEI, RETI or a write that sets I runs before any interrupt (DS40002061B §7.7): `sei; sleep` relies on it.
    if (cpu.nextInterrupt >= 0 && isEnabled && wasEnabled && !core.isSleeping) enterInterrupt(cpu);
  }
}

function runStockInstruction(cpu: CPU): number {
  const opcode = cpu.progMem[cpu.pc] ?? 0;
  avrInstruction(cpu);
  return opcode;
}

/** Lets `cycles` pass without instructions, as while the reset delay runs. */
export function idleUntil(core: Core, targetCycle: number): void {
  const { cpu } = core;
  while (cpu.cycles < targetCycle) {
    cpu.cycles = Math.min(targetCycle, Math.max(cpu.cycles, nextEventCycle(cpu)));
    runDueEvents(cpu);
  }
}

function fallAsleep(core: Core): void {
  const control = core.cpu.data[SMCR] ?? 0;
  if (!(control & SLEEP_ENABLE)) return;
  if (control & SLEEP_MODE_MASK) throw new Error('simulated chip: only the idle sleep mode is modelled');
  core.isSleeping = true;
}

function sleepOn(core: Core, targetCycle: number): void {
  const { cpu } = core;
  if (cpu.nextInterrupt >= 0 && (cpu.data[SREG] ?? 0) & GLOBAL_INTERRUPT_ENABLE) {
    core.isSleeping = false;
    cpu.cycles += WAKE_CYCLES;
    enterInterrupt(cpu);
    return;
  }
  const next = core.isStock ? cpu.cycles + 1 : Math.min(targetCycle, nextEventCycle(cpu));
  cpu.cycles = Math.max(cpu.cycles, next);
  runDueEvents(cpu);
}
