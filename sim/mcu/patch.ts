import {
  type AVRADC,
  type AVRIOPort,
  type AVRTimer,
  type AVRTimerConfig,
  avrInterrupt,
  type CPU,
} from 'avr8js';

// Everything that reaches into avr8js 0.21.1 behind its types stands in this file (reference/firmware.md §3). The comparison
// with avr8js' own timing is test/sim/mcu/patch.test.ts.

interface ClockEvent {
  readonly cycles: number;
  readonly callback: () => void;
  readonly next: ClockEvent | null;
}

interface CpuInternals {
  nextClockEvent: ClockEvent | null;
  readonly pendingInterrupts: readonly (Parameters<CPU['queueInterrupt']>[0] | null)[];
}

interface TimerInternals {
  readonly TOP: number;
  readonly config: AVRTimerConfig;
  readonly count: AVRTimer['count'];
  readonly divider: number;
  readonly lastCycle: number;
  readonly ocrA: number;
  readonly ocrB: number;
  readonly tcnt: number;
  readonly tcntUpdated: boolean;
  readonly timerMode: number;
  readonly updateDivider: boolean;
}

const cpuInternals = (cpu: CPU) => cpu as unknown as CpuInternals;
const timerInternals = (timer: AVRTimer) => timer as unknown as TimerInternals;

/** Cycle of the next peripheral event, or infinity. */
export function nextEventCycle(cpu: CPU): number {
  return cpuInternals(cpu).nextClockEvent?.cycles ?? Number.POSITIVE_INFINITY;
}

/** Runs every peripheral event that is due. avr8js runs one per instruction, so that two timers due together delay each other. */
export function runDueEvents(cpu: CPU): void {
  const internals = cpuInternals(cpu);
  for (let event = internals.nextClockEvent; event; event = internals.nextClockEvent) {
    if (event.cycles > cpu.cycles) return;
    internals.nextClockEvent = event.next;
    event.callback();
  }
}

/**
 * Enters the most urgent pending interrupt. avr8js counts two cycles for the response; the data sheet (DS40002061B §7.7.1) says four.
 */
export function enterInterrupt(cpu: CPU): void {
  const interrupt = cpuInternals(cpu).pendingInterrupts[cpu.nextInterrupt];
  if (!interrupt) throw new Error(`avr8js: interrupt ${cpu.nextInterrupt} is due but not pending`);
  avrInterrupt(cpu, interrupt.address);
  cpu.cycles += 2;
  if (!interrupt.constant) cpu.clearInterrupt(interrupt);
}

const NORMAL = 0;
const CLEAR_ON_COMPARE = 2;
const FAST_PWM = 3;

/** Timer ticks until the counter wraps or meets a compare register: all that can be seen without reading the counter. */
function ticksUntilVisible(timer: TimerInternals): number {
  const { TOP, tcnt } = timer;
  const isCountingStraightUp = [NORMAL, CLEAR_ON_COMPARE, FAST_PWM].includes(timer.timerMode);
  if (!isCountingStraightUp || tcnt > TOP) return 1;
  const period = TOP + 1;
  let ticks = period - tcnt;
  for (const compare of [timer.ocrA, timer.ocrB]) {
    const distance = compare > tcnt ? compare - tcnt : compare + period - tcnt;
    if (compare <= TOP && distance < ticks) ticks = distance;
  }
  // A step of one whole period would look to avr8js like no step at all, and swallow the overflow.
  return Math.max(1, Math.min(ticks, period - 1));
}

/**
 * Lets the timers sleep until something visible happens. avr8js posts one event per timer tick, every 8 cycles for a timer at
 * clk/8; flags, interrupts and pins come out at the same cycle here, and a read of the counter is brought up to date on the spot.
 */
export function makeTimersLazy(cpu: CPU, timers: readonly AVRTimer[]): void {
  const byCallback = new Map<unknown, TimerInternals>(
    timers.map((timer) => [timer.count, timerInternals(timer)]),
  );
  const addClockEvent = cpu.addClockEvent.bind(cpu);
  cpu.addClockEvent = (callback, cycles) => {
    const timer = byCallback.get(callback);
    if (!timer?.divider || timer.updateDivider || timer.tcntUpdated) return addClockEvent(callback, cycles);
    return addClockEvent(callback, cycles + (ticksUntilVisible(timer) - 1) * timer.divider);
  };
  for (const timer of byCallback.values()) {
    const { OCRA, OCRB, ICR, TCCRA, TCCRB, TCNT } = timer.config;
    for (const register of [OCRA, OCRB, ICR, TCCRA, TCCRB, TCNT]) {
      const stock = cpu.writeHooks[register];
      if (register === 0 || !stock) continue;
      cpu.writeHooks[register] = (value, oldValue, address, mask) => {
        timer.count(false);
        const isHandled = stock(value, oldValue, address, mask);
        const isSettled = timer.divider !== 0 && !timer.updateDivider && !timer.tcntUpdated;
        if (isSettled && cpu.clearClockEvent(timer.count)) {
          cpu.addClockEvent(timer.count, timer.lastCycle + timer.divider - cpu.cycles);
        }
        return isHandled;
      };
    }
  }
}

const ADCSRA = 0x7a;
const ADIF = 0x10;
const ADSC = 0x40;
const ADATE = 0x20;

/**
 * Writing a one to ADIF clears it, and ADSC cannot be written to zero during a conversion (DS40002061B §24.9.2); avr8js stores
 * both bits as written. Auto-triggered conversions are not modelled, so asking for them is an error, not silence.
 */
export function correctAdcControl(cpu: CPU, adc: AVRADC): void {
  const stock = cpu.writeHooks[ADCSRA];
  if (!stock) throw new Error('avr8js: the converter has no control register');
  const state = adc as unknown as {
    readonly converting: boolean;
    readonly ADC: Parameters<CPU['queueInterrupt']>[0];
  };
  cpu.writeHooks[ADCSRA] = (value, oldValue, address, mask) => {
    if (value & ADATE) throw new Error('simulated chip: auto-triggered conversions (ADATE) are not modelled');
    if (value & ADIF) cpu.clearInterrupt(state.ADC);
    const flag = value & ADIF ? 0 : oldValue & ADIF;
    const stored = (value & ~ADIF) | flag | (state.converting ? ADSC : 0);
    if (!stock(stored, oldValue, address, mask)) cpu.data[ADCSRA] = stored;
    return true;
  };
}

const EICRA = 0x69;
const EIMSK = 0x3d;
/** INT0 and INT1 are the pins 2 and 3 of port D. */
const FIRST_EXTERNAL_PIN = 2;
const ANY_EDGE = 1;
const FALLING_EDGE = 2;
const RISING_EDGE = 3;

/**
 * An edge on INT0 or INT1 sets its flag whether or not the interrupt is enabled (DS40002061B §13.2.3), so that enabling it later
 * without clearing the flag enters it at once; avr8js forgets edges that come while EIMSK is clear.
 */
export function flagMaskedEdges(cpu: CPU, portD: AVRIOPort): void {
  const port = portD as unknown as {
    toggleInterrupt(pin: number, isRising: boolean): void;
    readonly externalInts: readonly (Parameters<CPU['setInterruptFlag']>[0] | null)[];
  };
  const stock = port.toggleInterrupt.bind(port);
  port.toggleInterrupt = (pin, isRising) => {
    stock(pin, isRising);
    const external = port.externalInts[pin];
    const number = pin - FIRST_EXTERNAL_PIN;
    if (!external || (cpu.data[EIMSK] ?? 0) & (1 << number)) return;
    const sense = ((cpu.data[EICRA] ?? 0) >> (2 * number)) & 3;
    if (sense === ANY_EDGE || sense === (isRising ? RISING_EDGE : FALLING_EDGE)) {
      external.constant = false;
      cpu.setInterruptFlag(external);
    }
  };
}

const MCUSR = 0x54;
const WDTCSR = 0x60;
const WDRF = 0x08;
const WDE = 0x08;
const WDCE = 0x10;

/** Writes a flag of MCUSR, and, after a watchdog reset, leaves the watchdog running at 16 ms (DS40002061B §11.9.2). */
export function setResetFlag(cpu: CPU, flag: number): void {
  cpu.data[MCUSR] = (cpu.data[MCUSR] ?? 0) | flag;
  if (flag !== WDRF) return;
  cpu.writeData(WDTCSR, WDCE | WDE);
  cpu.writeData(WDTCSR, WDE);
}

/** WDE cannot be cleared while WDRF is set: a firmware that forgets MCUSR is reset again and again, here as on the part. */
export function keepWatchdogWhileFlagged(cpu: CPU): void {
  const stock = cpu.writeHooks[WDTCSR];
  if (!stock) throw new Error('avr8js: the watchdog has no control register');
  cpu.writeHooks[WDTCSR] = (value, oldValue, address, mask) =>
    stock(value | ((cpu.data[MCUSR] ?? 0) & WDRF ? WDE : 0), oldValue, address, mask);
}
