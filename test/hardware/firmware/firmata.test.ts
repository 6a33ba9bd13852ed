import { EventEmitter } from 'node:events';
import { setImmediate as drained } from 'node:timers/promises';
import firmata, { type Firmata } from 'firmata-io';
import five from 'johnny-five';
import { describe, expect, test, vi } from 'vitest';
import { CENTRE, Rig } from './rig.ts';

/** The rig's line as a transport of firmata-io. */
class LineTransport {
  private readonly rig: Rig;
  private readonly events = new EventEmitter();
  private heard = 0;

  constructor(rig: Rig) {
    this.rig = rig;
  }

  on(event: string, listener: (payload: never) => void): this {
    this.events.on(event, listener as () => void);
    return this;
  }

  write(bytes: Buffer, done?: () => void): boolean {
    this.rig.sendBytes(bytes);
    done?.();
    return true;
  }

  /** Lets `ms` pass on the chip, and the program react to every message. */
  async run(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed++) {
      this.rig.run(1);
      for (const { bytes } of this.rig.messages.slice(this.heard))
        this.events.emit('data', Buffer.from(bytes));
      this.heard = this.rig.messages.length;
      await drained();
    }
  }
}

type Modes = Firmata & {
  readonly pins: readonly { readonly supportedModes: readonly number[]; readonly mode: number }[];
};

/** The real firmata-io and johnny-five on the committed firmware. */
async function connect(): Promise<{ rig: Rig; line: LineTransport; io: Modes; board: five.Board }> {
  const rig = new Rig();
  const line = new LineTransport(rig);
  const io = new firmata.Firmata(line, { samplingInterval: 10 }) as Modes;
  const options: five.BoardOption & { sigint: boolean } = { io, repl: false, sigint: false, debug: false };
  const board = new five.Board(options);
  await line.run(60);
  expect(io.isReady).toBe(true);
  return { rig, line, io, board };
}

/** johnny-five's components debounce and sample by wall time. */
async function eventually(line: LineTransport, expectation: () => void): Promise<void> {
  await vi.waitFor(() => line.run(5).then(expectation), { timeout: 5000, interval: 5 });
}

const INPUT = 0;
const OUTPUT = 1;
const ANALOG = 2;
const I2C = 6;
const PULLUP = 11;

describe('plain Firmata', () => {
  test('F28: firmata-io is ready within 60 ms and sees 22 pins, reserved ones without a mode', async () => {
    const { io } = await connect();
    expect(io.firmware).toEqual({ name: 'Poise interlock', version: { major: 1, minor: 0 } });
    expect(io.pins).toHaveLength(22);
    expect(io.analogPins).toEqual([14, 15, 16, 17, 18, 19, 20, 21]);
    for (const pin of [0, 1, 4, 5, 9, 10, 11, 12]) expect(io.pins[pin]?.supportedModes).toEqual([]);
    for (const pin of [2, 3]) expect(io.pins[pin]?.supportedModes).toEqual([INPUT, PULLUP]);
    for (const pin of [6, 7, 8, 13]) expect(io.pins[pin]?.supportedModes).toEqual([INPUT, OUTPUT, PULLUP]);
    for (const pin of [14, 15, 16, 17, 20, 21]) expect(io.pins[pin]?.supportedModes).toEqual([ANALOG]);
    for (const pin of [18, 19]) expect(io.pins[pin]?.supportedModes).toEqual([ANALOG, I2C]);
  });

  test('F28: johnny-five Sensors on A3, A6 and A7 read what is measured', async () => {
    const { rig, line, board } = await connect();
    const volts = { A3: 3.3, A6: 1.2, A7: 4.9 };
    const sensors = Object.keys(volts).map(
      (pin) => new five.Sensor({ board, pin, freq: 20 } as five.SensorOption),
    );
    for (const [index, value] of Object.values(volts).entries())
      rig.chip.setAnalogVolts([3, 6, 7][index] ?? 0, value);
    const expected = Object.values(volts).map((value) => Math.floor((value / 5) * 1024));
    const raw = () => sensors.map((sensor) => (sensor as unknown as { raw: number }).raw);
    await eventually(line, () => expect(raw()).toEqual(expected));
    for (const sensor of sensors) (sensor as unknown as { disable(): void }).disable();
  });

  test('F28: a johnny-five Button on D2 sees the stop, an Led on D13 lights', async () => {
    const { rig, line, board } = await connect();
    const button = new five.Button({ board, pin: 2 } as five.ButtonOption);
    const led = new five.Led({ board, pin: 13 } as five.LedOption);
    const seen: string[] = [];
    button.on('down', () => seen.push('down'));
    led.on();
    await line.run(30);
    expect(rig.chip.isPinHigh(13)).toBe(true);
    rig.pressStop(true);
    await eventually(line, () => expect(seen).toEqual(['down']));
    led.off();
    await line.run(10);
    expect(rig.chip.isPinHigh(13)).toBe(false);
  });

  test('F29: no Firmata message changes a pulse, the power, the limits, the latch or a reserved pin', () => {
    const rig = new Rig().attach([1450, 1500, 1550]).keepAlive(40);
    const before = rig.status();
    const since = rig.chip.cycles;
    const ports = [0, 1, 2, 15].flatMap((port) => [
      0x90 | port,
      0x7f,
      0x01,
      0x90 | port,
      0,
      0,
      0xd0 | port,
      1,
    ]);
    const pins = Array.from({ length: 24 }, (_, pin) => pin);
    for (let round = 0; round < 5; round++) {
      for (const pin of pins) {
        for (const mode of [0, 1, 2, 3, 4, 6, 11]) rig.sendBytes([0xf4, pin, mode]);
        rig.sendBytes([0xf5, pin, 1, 0xf5, pin, 0, 0xe0 | (pin & 15), 0, 0, 0xf0, 0x6f, pin, 0, 0, 0xf7]);
        rig.sendBytes([0xf0, 0x70, pin, 0, 1, 0, 15, 0xf7, 0xf0, 0x6d, pin, 0xf7]);
        rig.keepAlive(10);
      }
      rig.sendBytes([...ports, 0xf0, 0x7a, 0, 0, 0xf7, 0xf0, 0x71, 65, 0, 0xf7, 0xff]).keepAlive(20);
    }
    expect(rig.widthsFit(since, [1450, 1500, 1550])).toBe(true);
    expect(rig.pulsesSince(since).length).toBeGreaterThan(3 * 60);
    expect(rig.chip.isServoPowerOn).toBe(true);
    expect(rig.status()).toMatchObject({
      state: 'hold',
      fault: 'none',
      limitsCrc: before.limitsCrc,
      refusalCount: 0,
    });
    expect(rig.latest.inputs).toEqual(before.inputs);
    rig.pressStop(true).run(10);
    expect(rig.latest).toMatchObject({ fault: 'stopInput' });
  });

  test('F29: any bytes at all leave a hold a hold', () => {
    const rig = new Rig().attach([1450, 1500, 1550]).keepAlive(40);
    const since = rig.chip.cycles;
    let random = 12345;
    for (let n = 0; n < 4000; n++) {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      rig.sendBytes([random >>> 24]);
      if (n % 20 === 0) rig.run(1);
    }
    rig.sendBytes([0xf7]).run(300);
    expect(rig.widthsFit(since, [1450, 1500, 1550])).toBe(true);
    expect(rig.chip.isServoPowerOn).toBe(true);
    expect(rig.status()).toMatchObject({ state: 'hold', appliedUs: [1450, 1500, 1550] });
    expect(rig.chip.resets.watchdog).toBe(0);
  });

  test('F30: a newly latched fault is told as a string', () => {
    const rig = new Rig().attach(CENTRE).run(250);
    const strings = rig.messages.filter(({ bytes }) => bytes[1] === 0x71).map(({ bytes }) => textOf(bytes));
    expect(strings).toEqual(['Hold: host silent']);
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'silence' });
    rig.keepAlive(30);
    const last = rig.messages.findLast(({ bytes }) => bytes[1] === 0x71);
    expect(textOf(last?.bytes ?? new Uint8Array())).toBe('Fault cleared');
  });
});

function textOf(bytes: Uint8Array): string {
  const septets = bytes.subarray(2, -1);
  return Array.from({ length: septets.length / 2 }, (_, n) =>
    String.fromCharCode((septets[2 * n] ?? 0) | ((septets[2 * n + 1] ?? 0) << 7)),
  ).join('');
}
