import { EEPROMMemoryBackend } from 'avr8js';
import { createRandom } from '../random.ts';
import { type Core, CYCLES_PER_MS, createCore, idleUntil, runCore, SRAM_START } from './core.ts';
import { createI2cBus, type I2cBus } from './i2cBus.ts';
import { setResetFlag } from './patch.ts';
import { createPins, type InputLevel } from './pins.ts';

export { CYCLES_PER_MS } from './core.ts';
export { readHex } from './hex.ts';

export type ResetCause = 'powerOn' | 'external' | 'brownOut' | 'watchdog';
export type ServoPin = 9 | 10 | 11;

/** MCUSR bits, DS40002061B §11.9.1. */
const RESET_FLAG: Record<ResetCause, number> = { powerOn: 1, external: 2, brownOut: 4, watchdog: 8 };
const MCUSR = 0x54;
/** 250,000 baud, 10 bits: what the line runs at while the receiver is off and the chip's own rate unknown. */
const DEFAULT_CYCLES_PER_BYTE = 640;
/** A charge pump needs a few edges to fill, and empties soon after the last. */
const PUMP_EDGES = 3;
const PUMP_HOLD_CYCLES = 5 * CYCLES_PER_MS;

export interface ChipOptions {
  /** Seeds the noise that SRAM holds at power-on. */
  readonly seed?: number;
  /**
   * From the end of a reset to the first instruction. Fuses SUT = 10 with the full-swing or low-power crystal: 14 cycles and
   * 4.1 ms (DS40002061B table 9-4); a Nano leaves its maker with 65 ms.
   */
  readonly startUpMs?: number;
  /** For comparison only: avr8js' own timers and instructions, and sleep stepped cycle by cycle. */
  readonly isStockSpeed?: boolean;
}

/** An ATmega328P at 16 MHz with the wires of a Nano: serial line, pins, converter, resets. Cycles count on through resets. */
export interface Chip {
  readonly cycles: number;
  /** Runs to `cycle`, or one instruction beyond it. */
  runUntil(cycle: number): void;
  /** Puts bytes on the receive line, back to back at the programmed rate. */
  receive(bytes: Iterable<number>): void;
  /** A byte has left; `cycle`: when its stop bit was out. */
  onTransmit: (byte: number, cycle: number) => void;
  /** A servo pin has fallen after being high. */
  onPulse: (pin: ServoPin, widthUs: number, riseCycle: number, fallCycle: number) => void;
  setDigitalInput(pin: number, level: InputLevel): void;
  /** Volts against a 5 V reference; A0–A7. */
  setAnalogVolts(channel: number, volts: number): void;
  isPinHigh(pin: number): boolean;
  /** A4 and A5 with their pull-up resistors. */
  readonly i2c: I2cBus;
  /** Whether the charge pump on D4 is being toggled: three edges or more, none of them 5 ms apart, the last within 5 ms. */
  readonly isServoPowerOn: boolean;
  /** Sets MCUSR and clears the I/O registers; SRAM survives everything but power-on, which fills it with noise. */
  reset(cause: ResetCause): void;
  readonly sram: Uint8Array;
  /** Received bytes that found the one before them unread / that were lost for it / that came while the receiver was off. */
  readonly receiveErrors: { readonly late: number; readonly lost: number; readonly deaf: number };
  /** Resets since the first power-on, by cause; the first is not counted. */
  readonly resets: Readonly<Record<ResetCause, number>>;
}

/** Builds a chip and powers it on. @param program flash words, from `readHex`. */
export function createChip(program: Uint16Array, options: ChipOptions = {}): Chip {
  const { seed = 1, startUpMs = 4.1, isStockSpeed = false } = options;
  const noise = createRandom(seed);
  const eeprom = new EEPROMMemoryBackend(1024);
  const pins = createPins();
  const i2c = createI2cBus();
  const wire: number[] = [];
  const receiveErrors = { late: 0, lost: 0, deaf: 0 };
  const resets: Record<ResetCause, number> = { powerOn: 0, external: 0, brownOut: 0, watchdog: 0 };
  let isByteOnWire = false;
  let pumpEdges = 0;
  let lastPumpEdgeCycle = Number.NEGATIVE_INFINITY;
  let riseCycles: [number, number, number] = [0, 0, 0];
  let startCycle = 0;
  let core: Core;

  pins.onChange = (pin, isHigh) => {
    const { cycles } = core.cpu;
    if (pin === 4) {
      pumpEdges = cycles - lastPumpEdgeCycle > PUMP_HOLD_CYCLES ? 1 : pumpEdges + 1;
      lastPumpEdgeCycle = cycles;
    }
    if (pin !== 9 && pin !== 10 && pin !== 11) return;
    if (isHigh) riseCycles[pin - 9] = cycles;
    else {
      const riseCycle = riseCycles[pin - 9] ?? cycles;
      chip.onPulse(pin, ((cycles - riseCycle) * 1000) / CYCLES_PER_MS, riseCycle, cycles);
    }
  };

  const nextByte = () => {
    const byte = wire.shift();
    isByteOnWire = byte !== undefined;
    if (byte === undefined) return;
    const listener = core;
    listener.usart.startBit();
    listener.cpu.addClockEvent(() => {
      listener.usart.stopBit(byte);
      nextByte();
    }, listener.usart.receiveCyclesPerByte ?? DEFAULT_CYCLES_PER_BYTE);
  };

  const start = (cause: ResetCause, previous: Core | null) => {
    const startedAt = previous?.cpu.cycles ?? 0;
    core = createCore({
      program,
      eeprom,
      startCycle: startedAt,
      isStock: isStockSpeed,
      onTransmit: (byte) => chip.onTransmit(byte, core.cpu.cycles),
      i2c,
      setI2cLine: (pin, isHigh) => pins.setInput(pin, isHigh),
    });
    const { data } = core.cpu;
    if (previous && cause !== 'powerOn') {
      data.set(previous.cpu.data.subarray(SRAM_START), SRAM_START);
      data[MCUSR] = previous.cpu.data[MCUSR] ?? 0;
    } else {
      for (let address = SRAM_START; address < data.length; address++)
        data[address] = Math.floor(noise() * 256);
    }
    setResetFlag(core.cpu, RESET_FLAG[cause]);
    pins.connect(core);
    i2c.onChange();
    riseCycles = [0, 0, 0];
    startCycle = Math.ceil(startedAt + 14 + startUpMs * CYCLES_PER_MS);
    if (previous) {
      receiveErrors.late += previous.usart.lateBytes;
      receiveErrors.lost += previous.usart.overruns;
      receiveErrors.deaf += previous.usart.deafBytes + (isByteOnWire ? 1 : 0);
      resets[cause]++;
    }
    nextByte();
  };

  const chip: Chip = {
    get cycles() {
      return core.cpu.cycles;
    },
    runUntil(cycle) {
      while (core.cpu.cycles < cycle) {
        if (core.cpu.cycles < startCycle) idleUntil(core, Math.min(cycle, startCycle));
        runCore(core, cycle);
        if (core.isWatchdogBiting) chip.reset('watchdog');
      }
    },
    receive(bytes) {
      for (const byte of bytes) wire.push(byte);
      if (!isByteOnWire) nextByte();
    },
    onTransmit: () => {},
    onPulse: () => {},
    setDigitalInput: (pin, level) => pins.setInput(pin, level),
    setAnalogVolts: (channel, volts) => pins.setVolts(channel, volts),
    isPinHigh: (pin) => pins.isHigh(pin),
    get isServoPowerOn() {
      return pumpEdges >= PUMP_EDGES && core.cpu.cycles - lastPumpEdgeCycle <= PUMP_HOLD_CYCLES;
    },
    i2c,
    reset(cause) {
      core.twi.abandon();
      pins.release();
      start(cause, core);
    },
    get sram() {
      return core.cpu.data.subarray(SRAM_START);
    },
    get receiveErrors() {
      return {
        late: receiveErrors.late + core.usart.lateBytes,
        lost: receiveErrors.lost + core.usart.overruns,
        deaf: receiveErrors.deaf + core.usart.deafBytes,
      };
    },
    resets,
  };
  start('powerOn', null);
  return chip;
}
