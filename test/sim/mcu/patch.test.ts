import { existsSync, readFileSync } from 'node:fs';
import {
  AVRADC,
  AVRIOPort,
  AVRTimer,
  adcConfig,
  avrInstruction,
  CPU,
  portBConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
} from 'avr8js';
import { describe, expect, it } from 'vitest';
import { CYCLES_PER_MS, createChip, readHex } from '../../../sim/mcu/chip.ts';
import { createRandom, randomInteger } from '../../../sim/random.ts';
import { PROBE } from './probe.ts';

/** Every pulse edge, sent byte and reset of a run in which bytes, stop presses and voltages come at seeded times. */
function traceOf(
  program: Uint16Array,
  isStockSpeed: boolean,
  requests: readonly number[][],
  seed: number,
): string[] {
  const random = createRandom(seed);
  const chip = createChip(program, { isStockSpeed, seed });
  const trace: string[] = [];
  chip.onPulse = (pin, _width, rise, fall) => trace.push(`pin ${pin} high ${rise} low ${fall}`);
  chip.onTransmit = (byte, cycle) => trace.push(`byte ${byte} at ${cycle}`);
  for (let step = 0; step < 400; step++) {
    const request = requests[randomInteger(random, requests.length * 3)];
    if (request) chip.receive(request);
    if (random() < 0.1) chip.setDigitalInput(2, random() < 0.5 ? 'open' : false);
    chip.setAnalogVolts(randomInteger(random, 8), 5 * random());
    if (step === 200) chip.reset('external');
    chip.runUntil(chip.cycles + randomInteger(random, 2 * CYCLES_PER_MS));
    trace.push(`power ${chip.isServoPowerOn}`);
  }
  return [...trace, JSON.stringify(chip.resets), JSON.stringify(chip.receiveErrors)];
}

const text = (request: string) => [...Buffer.from(request)];
const PROBE_REQUESTS = ['r', 'a', 'i', 'p', 's', 'd12', 'rrrr', 'm', 'rasi'].map(text);

const FIRMWARE = new URL('../../../hardware/firmware/interlock.hex', import.meta.url);
const FIRMATA_REQUESTS = [
  [0xf9],
  [0xf0, 0x79, 0xf7],
  [0xf0, 0x6b, 0xf7],
  [0xf0, 0x06, 1, 0, 0x12, 0x34, 1, 0xf7],
  [0xc0, 1, 0xc1, 1, 0xc7, 1],
];

describe('fast timers and skipped sleep against avr8js timers and sleep stepped cycle by cycle', () => {
  it.each([1, 2, 3])('probe.c: the same events at the same cycles (seed %i)', (seed) => {
    const fast = traceOf(PROBE, false, PROBE_REQUESTS, seed);
    expect(fast.length).toBeGreaterThan(900);
    expect(fast).toEqual(traceOf(PROBE, true, PROBE_REQUESTS, seed));
  });

  it('probe.c hung: the watchdog bites at the same cycle', () => {
    const fast = traceOf(PROBE, false, [text('h'), text('m')], 4);
    expect(fast.at(-2)).toMatch(/"watchdog":[1-9]/);
    expect(fast).toEqual(traceOf(PROBE, true, [text('h'), text('m')], 4));
  });

  it.skipIf(!existsSync(FIRMWARE))('the interlock firmware: the same events at the same cycles', () => {
    const program = readHex(readFileSync(FIRMWARE, 'utf8'));
    const fast = traceOf(program, false, FIRMATA_REQUESTS, 5);
    expect(fast.filter((line) => line.startsWith('byte')).length).toBeGreaterThan(500);
    expect(fast).toEqual(traceOf(program, true, FIRMATA_REQUESTS, 5));
  });
});

describe('the chip against avr8js as its makers run it', () => {
  it('puts the same pulses on the three servo pins, within the interrupt response that avr8js counts short', () => {
    const reference = stockPulses(200);
    const chip = createChip(PROBE, { startUpMs: 0 });
    const own: Pulse[] = [];
    chip.onPulse = (pin, _width, rise, fall) => own.push({ pin, rise, fall });
    chip.runUntil(reference.untilCycle);
    for (const pin of [9, 10, 11]) {
      const expected = reference.pulses.filter((pulse) => pulse.pin === pin);
      const actual = own.filter((pulse) => pulse.pin === pin);
      expect(expected.length).toBeGreaterThan(8);
      expect(Math.abs(actual.length - expected.length)).toBeLessThanOrEqual(1);
      for (const [index, pulse] of actual.slice(0, expected.length).entries()) {
        expect(Math.abs(pulse.rise - (expected[index]?.rise ?? 0))).toBeLessThan(60);
        expect(Math.abs(pulse.fall - (expected[index]?.fall ?? 0))).toBeLessThan(60);
      }
    }
  });
});

interface Pulse {
  readonly pin: number;
  readonly rise: number;
  readonly fall: number;
}

/** probe.c on untouched avr8js: sleep is a no-op there, no serial line is attached. */
function stockPulses(ms: number): { pulses: Pulse[]; untilCycle: number } {
  const cpu = new CPU(PROBE, 2048);
  const port = new AVRIOPort(cpu, portBConfig);
  new AVRIOPort(cpu, portDConfig);
  for (const config of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, config);
  new AVRADC(cpu, adcConfig);
  const pulses: Pulse[] = [];
  const rise = [0, 0, 0];
  port.addListener((now, before) => {
    for (let servo = 0; servo < 3; servo++) {
      const mask = 2 << servo;
      if (!((now ^ before) & mask)) continue;
      if (now & mask) rise[servo] = cpu.cycles;
      else pulses.push({ pin: 9 + servo, rise: rise[servo] ?? 0, fall: cpu.cycles });
    }
  });
  while (cpu.cycles < ms * CYCLES_PER_MS) {
    avrInstruction(cpu);
    cpu.tick();
  }
  return { pulses, untilCycle: cpu.cycles };
}
