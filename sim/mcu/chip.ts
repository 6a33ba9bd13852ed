import { createRandom } from '../random.ts';
import { type AnalogLevel, createAnalogInputs } from './analogInputs.ts';
import { type Core, CYCLES_PER_MS, createCore, idleUntil, runCore, SRAM_START } from './core.ts';
import { createEepromCells, spoilProgramming } from './eeprom.ts';
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
/** Fuses of RULES.md, extended 0xFC: brown-out detection at 4.3 V, with 50 mV of hysteresis (DS40002061B §29.5). */
const BROWN_OUT_VOLTS = 4.3;
const BROWN_OUT_HYSTERESIS_VOLTS = 0.05;
/** Below this a falling supply counts as off and RAM as lost: the highest threshold of the power-on reset, 0.6 to 1.6 V. */
const POWER_ON_VOLTS = 1.6;
/** 250,000 baud, 10 bits: what the line runs at while the receiver is off and the chip's own rate unknown. */
const DEFAULT_CYCLES_PER_BYTE = 640;
/**
 * A charge pump needs a few edges to fill. It bridges as long as the servos go without pulses, so that a chip that starts again does
 * not take their power away (hardware/BUILD.md), and empties soon after the last edge of a stuck pin.
 */
const PUMP_EDGES = 3;
const PUMP_HOLD_CYCLES = 50 * CYCLES_PER_MS;

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
  /** Volts at A0–A7, or 'open': a wire that is off. @throws RangeError */
  setAnalogVolts(channel: number, level: AnalogLevel): void;
  /**
   * The chip's own supply, 5 V unless told, which is also the converter's reference. Below 4.3 V the chip stays in reset; above
   * 4.35 V it starts with the brown-out cause, its SRAM kept, or with the power-on cause and noise in SRAM if the supply has been
   * below 1.6 V. @throws RangeError unless 0 … 5.5
   */
  setSupplyVolts(volts: number): void;
  isPinHigh(pin: number): boolean;
  /** A4 and A5 with their pull-up resistors. */
  readonly i2c: I2cBus;
  /** Whether the charge pump on D4 is being toggled: three edges or more, none of them 50 ms apart, the last within 50 ms. */
  readonly isServoPowerOn: boolean;
  /** Sets MCUSR and clears the I/O registers; SRAM survives everything but power-on, which fills it with noise. */
  reset(cause: ResetCause): void;
  readonly sram: Uint8Array;
  /** The EEPROM's 1,024 bytes, which survive everything. */
  readonly eeprom: Uint8Array;
  /** Received bytes that found the one before them unread / that were lost for it / that came while the receiver was off. */
  readonly receiveErrors: { readonly late: number; readonly lost: number; readonly deaf: number };
  /** Resets since the first power-on, by cause; the first is not counted. */
  readonly resets: Readonly<Record<ResetCause, number>>;
}

/** Builds a chip and powers it on. @param program flash words, from `readHex`. */
export function createChip(program: Uint16Array, options: ChipOptions = {}): Chip {
  const { seed = 1, startUpMs = 4.1, isStockSpeed = false } = options;
  const noise = createRandom(seed);
  const eeprom = createEepromCells();
  const pins = createPins();
  const analog = createAnalogInputs();
  const i2c = createI2cBus();
  const wire: number[] = [];
  const receiveErrors = { late: 0, lost: 0, deaf: 0 };
  const resets: Record<ResetCause, number> = { powerOn: 0, external: 0, brownOut: 0, watchdog: 0 };
  let isByteOnWire = false;
  let pumpEdges = 0;
  let lastPumpEdgeCycle = Number.NEGATIVE_INFINITY;
  let riseCycles: [number, number, number] = [0, 0, 0];
  let startCycle = 0;
  let isBrownedOut = false;
  let isRamLost = false;
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

  const startCycleAfter = (cycle: number) => Math.ceil(cycle + 14 + startUpMs * CYCLES_PER_MS);

  const start = (cause: ResetCause, previous: Core | null) => {
    const startedAt = previous?.cpu.cycles ?? 0;
    const isSupplyGone = cause === 'powerOn' || cause === 'brownOut';
    if (isSupplyGone && eeprom.programming) spoilProgramming(eeprom, Math.floor(noise() * 256));
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
    analog.connect(core.adc);
    i2c.onChange();
    riseCycles = [0, 0, 0];
    startCycle = startCycleAfter(startedAt);
    if (previous) {
      receiveErrors.late += previous.usart.lateBytes;
      receiveErrors.lost += previous.usart.overruns;
      receiveErrors.deaf += previous.usart.deafBytes + (isByteOnWire ? 1 : 0);
      resets[cause]++;
    }
    nextByte();
  };

  const setSupplyVolts = (volts: number) => {
    if (!(volts >= 0 && volts <= 5.5)) throw new RangeError(`${volts} V is no supply of an ATmega328P`);
    analog.setReference(volts);
    if (!isBrownedOut && volts < BROWN_OUT_VOLTS) {
      chip.reset('brownOut');
      isBrownedOut = true;
      startCycle = Number.POSITIVE_INFINITY;
    }
    if (!isBrownedOut) return;
    if (volts < POWER_ON_VOLTS) isRamLost = true;
    if (volts < BROWN_OUT_VOLTS + BROWN_OUT_HYSTERESIS_VOLTS) return;
    isBrownedOut = false;
    if (isRamLost) {
      chip.reset('powerOn');
      // A supply that rises slowly passes the range of the brown-out detector, which adds its own flag.
      setResetFlag(core.cpu, RESET_FLAG.brownOut);
    } else startCycle = startCycleAfter(core.cpu.cycles);
    isRamLost = false;
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
    setAnalogVolts: (channel, level) => analog.set(channel, level),
    setSupplyVolts,
    isPinHigh: (pin) => pins.isHigh(pin),
    get isServoPowerOn() {
      return pumpEdges >= PUMP_EDGES && core.cpu.cycles - lastPumpEdgeCycle <= PUMP_HOLD_CYCLES;
    },
    i2c,
    reset(cause) {
      // What else would reset a chip is without effect on one that its supply already holds in reset.
      if (isBrownedOut) return;
      core.twi.abandon();
      pins.release();
      start(cause, core);
    },
    get sram() {
      return core.cpu.data.subarray(SRAM_START);
    },
    eeprom: eeprom.bytes,
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
