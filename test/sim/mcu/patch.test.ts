import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CYCLES_PER_MS, readHex } from '../../../sim/mcu/chip.ts';
import { createRandom, randomInteger } from '../../../sim/random.ts';
import { createFrameHost } from '../host.ts';
import { PROBE } from './probe.ts';
import { runStock } from './stockChip.ts';
import { compare, createTracedChip, type TracedChip, type TraceEvent } from './trace.ts';

const FIRMWARE_HEX_URL = new URL('../../../hardware/firmware/interlock.hex', import.meta.url);

const text = (request: string) => [...Buffer.from(request)];
const PROBE_REQUESTS = ['r', 'a', 'i', 'p', 's', 'd12', 'rrrr', 'm', 'rasi', 'W', 'S', 'V', 'WV', 'x'].map(
  text,
);
const INTERLOCK = readHex(readFileSync(FIRMWARE_HEX_URL, 'utf8'));
const STANDARD_FIRMATA = readHex(
  readFileSync(new URL('../../fixtures/standardFirmata/StandardFirmata.uno.hex', import.meta.url), 'utf8'),
);

/** probe.c, with requests, contacts, voltages and a reset at seeded times. */
function probeTrace(isStockSpeed: boolean, requests: readonly number[][], seed: number): TracedChip {
  const random = createRandom(seed);
  const traced = createTracedChip(PROBE, { isStockSpeed, seed });
  const { chip, events } = traced;
  for (let step = 0; step < 400; step++) {
    const request = requests[randomInteger(random, requests.length * 3)];
    if (request) chip.receive(request);
    if (random() < 0.1) chip.setDigitalInput(2, random() < 0.5 ? 'open' : false);
    if (random() < 0.1) chip.setDigitalInput(3, random() < 0.5 ? 'open' : false);
    chip.setAnalogVolts(randomInteger(random, 8), 5 * random());
    if (step === 200) chip.reset('external');
    traced.runMs(2 * random());
    events.push({ what: `power ${chip.isServoPowerOn}, D7 ${chip.isPinHigh(7)}`, cycle: chip.cycles });
  }
  events.push({
    what: JSON.stringify([chip.resets, chip.receiveErrors, ...chip.eeprom]),
    cycle: chip.cycles,
  });
  return traced;
}

/** The interlock with a head on it: attached, reports on, moved at 100 Hz, stopped by its contact in between, reset, held on. */
function interlockTrace(isStockSpeed: boolean): TracedChip {
  const traced = createTracedChip(INTERLOCK, { isStockSpeed, seed: 5 });
  const { chip } = traced;
  const host = createFrameHost((bytes) => chip.receive(bytes));
  const run = (ms: number) => {
    traced.runMs(ms);
    host.hear(traced.taken());
  };
  chip.setDigitalInput(2, false);
  chip.setDigitalInput(3, false);
  for (const channel of [0, 1, 2]) chip.setAnalogVolts(channel, 2.5);
  run(60);
  host.attach([1500, 1500, 1500]);
  chip.receive([0xc0, 1, 0xc1, 1, 0xc3, 1, 0xc7, 1, 0xd0, 1]);
  run(40);
  for (let step = 0; step < 40; step++) {
    const pulseUs = 1500 + Math.min(step, 20);
    if (step === 24) chip.setDigitalInput(2, 'open');
    if (step === 25) chip.setDigitalInput(2, false);
    if (step === 32) chip.reset('watchdog');
    const isMoving = step < 25;
    host.tick([pulseUs, pulseUs, pulseUs], isMoving);
    run(10.03);
  }
  expect(host.latest).toMatchObject({ state: 'hold', fault: 'watchdogReset', appliedUs: [1520, 1520, 1520] });
  expect(host.statuses.some(({ fault }) => fault === 'stopInput')).toBe(true);
  return traced;
}

const FIRMATA_PINS = [9, 10, 11];
/** Long enough for the 1.88 s in which it blinks its version. */
const FIRMATA_BOOT_MS = 1890;
/** What johnny-five sends to such a board: queries, servos at 50 Hz, reports of six channels and a port every 10 ms. */
const FIRMATA_SCRIPT: readonly { readonly atMs: number; readonly bytes: readonly number[] }[] = [
  { atMs: 0, bytes: [0xf9, 0xf0, 0x79, 0xf7, 0xf0, 0x6b, 0xf7] },
  { atMs: 60, bytes: [0xf0, 0x69, 0xf7, 0xf0, 0x7a, 10, 0, 0xf7] },
  ...FIRMATA_PINS.map((pin, index) => ({
    atMs: 70 + index,
    bytes: [0xf0, 0x70, pin, 0x20, 4, 0x60, 0x12, 0xf7, 0xf4, pin, 4],
  })),
  { atMs: 80, bytes: [0xc0, 1, 0xc1, 1, 0xc2, 1, 0xc3, 1, 0xc4, 1, 0xc5, 1, 0xd0, 1] },
  ...Array.from({ length: 15 }, (_, turn) => ({
    atMs: 90 + 20 * turn,
    bytes: FIRMATA_PINS.flatMap((pin) => [0xe0 | pin, (pin * turn) & 0x7f, 11 + (turn % 2)]),
  })),
];
const FIRMATA_END_MS = 400;
const FIRMATA_VOLTS = [0, 0.7, 1.4, 2.1, 2.8, 3.5];

function firmataTrace(isStockSpeed: boolean): TracedChip {
  const traced = createTracedChip(STANDARD_FIRMATA, { isStockSpeed, startUpMs: 0 });
  for (const channel of FIRMATA_VOLTS.keys())
    traced.chip.setAnalogVolts(channel, FIRMATA_VOLTS[channel] ?? 0);
  traced.runMs(FIRMATA_BOOT_MS);
  for (const { atMs, bytes } of FIRMATA_SCRIPT) {
    traced.chip.runUntil((FIRMATA_BOOT_MS + atMs) * CYCLES_PER_MS);
    traced.chip.receive(bytes);
  }
  traced.chip.runUntil((FIRMATA_BOOT_MS + FIRMATA_END_MS) * CYCLES_PER_MS);
  return traced;
}

let fastFirmataTrace: TracedChip | undefined;
/** Run once for both comparisons: its start alone is two seconds of simulated time. */
function fastFirmata(): TracedChip {
  fastFirmataTrace ??= firmataTrace(false);
  return fastFirmataTrace;
}

/** Every one at its cycle. */
function expectIdentical(fast: TracedChip, stock: TracedChip, atLeastEvents: number): void {
  const { events, ...rest } = compare(fast.events, stock.events);
  expect(events).toBeGreaterThan(atLeastEvents);
  expect(rest).toEqual({ identical: events, largestDifferenceCycles: 0 });
}

describe('fast timers, instructions and skipped sleep against those of avr8js, cycle by cycle', () => {
  it.each([1, 2, 3])('probe.c: the same events at the same cycles (seed %i)', (seed) => {
    const [fast, stock] = [false, true].map((isStock) => probeTrace(isStock, PROBE_REQUESTS, seed));
    if (fast && stock) expectIdentical(fast, stock, 900);
    expect(fast?.chip.eeprom.some((byte) => byte !== 0xff)).toBe(true);
  });

  it('probe.c hung: the watchdog bites at the same cycle', () => {
    const hanging = [text('h'), text('m')];
    const fast = probeTrace(false, hanging, 4);
    expect(fast.chip.resets.watchdog).toBeGreaterThan(0);
    expectIdentical(fast, probeTrace(true, hanging, 4), 400);
  });

  it('the interlock under servo traffic, reports, a stop and a reset: the same events at the same cycles', () => {
    expectIdentical(interlockTrace(false), interlockTrace(true), 2500);
  });

  it('StandardFirmata under servo traffic and reports: the same events at the same cycles', () => {
    expectIdentical(fastFirmata(), firmataTrace(true), 900);
  });
});

/** Pulse edges alone, by pin and in order: a stock chip finds two pins' edges in another order. */
const edgesOf = (events: readonly TraceEvent[], pin: number) =>
  events.filter(({ what }) => what.startsWith(`pin ${pin} `));
const bytesOf = (events: readonly TraceEvent[]) =>
  events.filter(({ what }) => what.startsWith('byte')).map(({ what }) => what);

describe('the chip against avr8js as its makers run it', () => {
  it('probe.c: the same pulses on the three servo pins, within 60 cycles', () => {
    const reference = runStock(PROBE, 200 * CYCLES_PER_MS);
    const own = createTracedChip(PROBE, { startUpMs: 0 });
    own.chip.runUntil(reference.untilCycle);
    for (const pin of [9, 10, 11]) {
      const expected = edgesOf(reference.pulses, pin);
      const actual = edgesOf(own.events, pin);
      const common = Math.min(expected.length, actual.length);
      expect(common).toBeGreaterThan(16);
      expect(Math.abs(actual.length - expected.length)).toBeLessThanOrEqual(1);
      const { largestDifferenceCycles } = compare(actual.slice(0, common), expected.slice(0, common));
      expect(largestDifferenceCycles).toBeLessThan(60);
    }
  });

  it('StandardFirmata: the same bytes in the same order, and the same pulses, within 100 cycles', () => {
    const inputs = FIRMATA_SCRIPT.flatMap(({ atMs, bytes }) =>
      bytes.map((byte) => ({ fromCycle: (FIRMATA_BOOT_MS + atMs) * CYCLES_PER_MS, byte })),
    );
    const untilCycle = (FIRMATA_BOOT_MS + FIRMATA_END_MS) * CYCLES_PER_MS;
    const reference = runStock(STANDARD_FIRMATA, untilCycle, inputs, FIRMATA_VOLTS);
    const own = fastFirmata();
    const bytes = bytesOf(own.events);
    for (const pin of FIRMATA_PINS) {
      const expected = edgesOf(reference.pulses, pin);
      const actual = edgesOf(own.events, pin);
      const { events, largestDifferenceCycles } = compare(actual, expected);
      expect(events).toBeGreaterThan(24);
      expect(largestDifferenceCycles).toBeLessThan(100);
    }
    expect(bytes.length).toBeGreaterThan(800);
    expect(bytes).toEqual(bytesOf(reference.bytes));
  });
});
