import {
  AVRADC,
  AVRIOPort,
  AVRTimer,
  AVRUSART,
  adcConfig,
  avrInstruction,
  CPU,
  portBConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  usart0Config,
} from 'avr8js';
import type { TraceEvent } from './trace.ts';

/** Bytes for the serial line of a stock chip, each put on it from a cycle on. */
export interface Input {
  readonly fromCycle: number;
  readonly byte: number;
}

/**
 * A program on avr8js as its makers run it, untouched: their USART, their timers, sleep that does nothing, interrupts that take
 * two cycles for four. Bytes are those that begin to leave; pulses are those on D9, D10 and D11.
 */
export function runStock(
  program: Uint16Array,
  untilCycle: number,
  inputs: readonly Input[] = [],
  volts: readonly number[] = [],
): {
  readonly pulses: readonly TraceEvent[];
  readonly bytes: readonly TraceEvent[];
  readonly untilCycle: number;
} {
  const cpu = new CPU(program, 2048);
  const port = new AVRIOPort(cpu, portBConfig);
  new AVRIOPort(cpu, portDConfig);
  for (const config of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, config);
  const adc = new AVRADC(cpu, adcConfig);
  volts.forEach((value, channel) => {
    adc.channelValues[channel] = value;
  });
  const usart = new AVRUSART(cpu, usart0Config, 16_000_000);
  const bytes: TraceEvent[] = [];
  usart.onByteTransmit = (byte) => bytes.push({ what: `byte ${byte}`, cycle: cpu.cycles });
  const pulses: TraceEvent[] = [];
  port.addListener((now, before) => {
    for (const pin of [9, 10, 11]) {
      const mask = 1 << (pin - 8);
      if ((now ^ before) & mask) {
        pulses.push({ what: `pin ${pin} ${now & mask ? 'high' : 'low'}`, cycle: cpu.cycles });
      }
    }
  });
  let next = 0;
  while (cpu.cycles < untilCycle) {
    avrInstruction(cpu);
    cpu.tick();
    const input = inputs[next];
    if (input && cpu.cycles >= input.fromCycle && !usart.rxBusy && usart.writeByte(input.byte)) next++;
  }
  return { pulses, bytes, untilCycle: cpu.cycles };
}
