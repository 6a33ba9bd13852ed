import { avrInstruction } from 'avr8js';
import { type Core, CYCLES_PER_MS, createCore, SRAM_START } from '../../../sim/mcu/core.ts';
import { createEepromCells } from '../../../sim/mcu/eeprom.ts';
import { createI2cBus } from '../../../sim/mcu/i2cBus.ts';
import { enterInterrupt, nextEventCycle, runDueEvents, setResetFlag } from '../../../sim/mcu/patch.ts';

const SREG = 0x5f;
const INTERRUPTS_ON = 0x80;
const STACK_POINTER = 0x5d;
const SLEEP = 0x9588;
const WAKE_CYCLES = 4;
const POWER_ON = 1;
const RECEIVE_CYCLES = 640;
const PAINT = 0xa5;

/** The emulated core, stepped one instruction at a time, to see what a chip's pins do not show. Slow. */
export class TracedCore {
  readonly core: Core;
  readonly i2c = createI2cBus();
  readonly transmitted: number[] = [];
  /** Longest stretch with interrupts off, in cycles, by the program address (in words) where it began; below 52: a vector. */
  readonly interruptsOff = new Map<number, number>();
  lowestStackPointer = 0xffff;
  private readonly program: Uint16Array;
  private readonly wire: number[] = [];
  private isByteOnWire = false;
  private off: { readonly address: number; readonly cycle: number } | null = null;

  constructor(program: Uint16Array) {
    this.program = program;
    this.core = createCore({
      program,
      eeprom: createEepromCells(),
      startCycle: 0,
      isStock: false,
      i2c: this.i2c,
      onTransmit: (byte) => this.transmitted.push(byte),
    });
    this.core.cpu.data.fill(PAINT, SRAM_START);
    setResetFlag(this.core.cpu, POWER_ON);
  }

  receive(bytes: Iterable<number>): void {
    this.wire.push(...bytes);
    if (!this.isByteOnWire) this.nextByte();
  }

  /** Bytes of SRAM that neither a variable nor the stack has touched, and where they begin. */
  untouched(): { readonly from: number; readonly bytes: number } {
    const { data } = this.core.cpu;
    let from = this.lowestStackPointer;
    while (data[from] === PAINT) from--;
    return { from: from + 1, bytes: this.lowestStackPointer - from };
  }

  run(ms: number): void {
    const { core, program } = this;
    const { cpu } = core;
    const { data } = cpu;
    const target = cpu.cycles + ms * CYCLES_PER_MS;
    while (cpu.cycles < target) {
      if (core.isSleeping) {
        if (cpu.nextInterrupt >= 0 && (data[SREG] ?? 0) & INTERRUPTS_ON) {
          core.isSleeping = false;
          cpu.cycles += WAKE_CYCLES;
          this.enter();
        } else {
          cpu.cycles = Math.max(cpu.cycles, Math.min(target, nextEventCycle(cpu)));
          runDueEvents(cpu);
        }
        continue;
      }
      const { pc, cycles } = cpu;
      const wasOn = ((data[SREG] ?? 0) & INTERRUPTS_ON) !== 0;
      avrInstruction(cpu);
      runDueEvents(cpu);
      this.lowestStackPointer = Math.min(
        this.lowestStackPointer,
        (data[STACK_POINTER] ?? 0) | ((data[STACK_POINTER + 1] ?? 0) << 8),
      );
      if (program[pc] === SLEEP) core.isSleeping = true;
      const isOn = ((data[SREG] ?? 0) & INTERRUPTS_ON) !== 0;
      if (wasOn && !isOn) this.off = { address: pc, cycle: cycles };
      if (!wasOn && isOn) this.endOff();
      if (cpu.nextInterrupt >= 0 && isOn && wasOn && !core.isSleeping) this.enter();
    }
  }

  private enter(): void {
    const { cpu } = this.core;
    this.off = { address: cpu.nextInterrupt, cycle: cpu.cycles };
    enterInterrupt(cpu);
  }

  private endOff(): void {
    if (!this.off) return;
    const cycles = this.core.cpu.cycles - this.off.cycle;
    const { address } = this.off;
    this.interruptsOff.set(address, Math.max(cycles, this.interruptsOff.get(address) ?? 0));
    this.off = null;
  }

  private nextByte(): void {
    const byte = this.wire.shift();
    this.isByteOnWire = byte !== undefined;
    if (byte === undefined) return;
    const { cpu, usart } = this.core;
    usart.startBit();
    cpu.addClockEvent(() => {
      usart.stopBit(byte);
      this.nextByte();
    }, RECEIVE_CYCLES);
  }
}
