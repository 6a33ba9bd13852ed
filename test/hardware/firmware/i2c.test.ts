import { describe, expect, test } from 'vitest';
import {
  createMemoryDevice,
  I2cRig,
  type MemoryDevice,
  READ_CONTINUOUSLY,
  READ_ONCE,
  STOP_READING,
  WRITE,
} from './i2cRig.ts';
import { CENTRE, type Pulses } from './rig.ts';

const HEAD = 0x28;
const TRUNK = 0x29;
const NOBODY = 0x50;
const BIT_US = 10;
const LONGEST = 18;

function withDevices(): { rig: I2cRig; head: MemoryDevice; trunk: MemoryDevice } {
  const rig = new I2cRig();
  const [head, trunk] = [createMemoryDevice(HEAD), createMemoryDevice(TRUNK)];
  rig.chip.i2c.connect(head);
  rig.chip.i2c.connect(trunk);
  rig.run(30).configure().run(2);
  return { rig, head, trunk };
}

const countingFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

describe('I2C through Firmata', () => {
  test('F50: a write, a single read with and without a register, and continuous reads reach the device and come back', () => {
    const { rig, head } = withDevices();
    rig.request(HEAD, WRITE, 5, 200, 201).request(HEAD, READ_ONCE, 5, 2).run(5);
    expect(head.written).toEqual([
      [5, 200],
      [6, 201],
    ]);
    expect(rig.replies).toMatchObject([{ address: HEAD, register: 5, bytes: [200, 201] }]);
    rig.request(TRUNK, READ_ONCE, 9, LONGEST).run(5).request(TRUNK, READ_ONCE, 1).run(5);
    expect(rig.replies.slice(1)).toMatchObject([
      { address: TRUNK, register: 9, bytes: countingFrom(TRUNK + 9, LONGEST) },
      { address: TRUNK, register: 0, bytes: [TRUNK + 9 + LONGEST] },
    ]);
    expect(rig.sayings).toEqual([]);
  });

  test('F50: continuous reads come once in every sampling interval until they are stopped', () => {
    const { rig } = withDevices();
    rig.sendBytes([0xf0, 0x7a, 20, 0, 0xf7]);
    rig
      .request(HEAD, READ_CONTINUOUSLY, 32, 14)
      .request(TRUNK, READ_CONTINUOUSLY, 32, 14)
      .request(TRUNK, READ_CONTINUOUSLY, 53, 1);
    rig.run(1000);
    const count = (address: number, register: number) =>
      rig.replies.filter((reply) => reply.address === address && reply.register === register).length;
    for (const [address, register] of [
      [HEAD, 32],
      [TRUNK, 32],
      [TRUNK, 53],
    ] as const) {
      expect(count(address, register)).toBeGreaterThanOrEqual(48);
      expect(count(address, register)).toBeLessThanOrEqual(51);
    }
    rig.request(TRUNK, STOP_READING).run(10);
    const [heads, trunks] = [count(HEAD, 32), count(TRUNK, 32) + count(TRUNK, 53)];
    rig.run(200);
    expect(count(TRUNK, 32) + count(TRUNK, 53)).toBe(trunks);
    expect(count(HEAD, 32)).toBeGreaterThanOrEqual(heads + 9);
  });

  test('F50: the bus runs at 100 kHz', () => {
    const { rig } = withDevices();
    rig.request(HEAD, READ_ONCE, 9, LONGEST);
    const since = rig.ms;
    while (rig.chip.i2c.counts.bytes < 3 + LONGEST) rig.run(0.01);
    const busMs = ((3 + LONGEST) * 9 * BIT_US) / 1000;
    expect(rig.ms - since).toBeGreaterThan(busMs);
    // The request's own 9 bytes on the serial line, starts, and the program's turns.
    expect(rig.ms - since).toBeLessThan(busMs + 0.36 + 0.4);
  });

  test.each<[string, readonly number[]]>([
    ['no mode', [HEAD]],
    ['half a pair', [HEAD, READ_ONCE, 5]],
    ['a ten-bit address', [HEAD, READ_ONCE | 0x20, 5, 0, 2, 0]],
    ['high address bits', [HEAD, READ_ONCE | 0x01, 5, 0, 2, 0]],
    ['a reserved address', [0x03, READ_ONCE, 5, 0, 2, 0]],
    ['a reserved address', [0x78, WRITE, 5, 0]],
    ['a read of nothing', [HEAD, READ_ONCE, 5, 0, 0, 0]],
    ['a read without a count', [HEAD, READ_ONCE]],
    ['a read of 19 bytes', [HEAD, READ_ONCE, 5, 0, LONGEST + 1, 0]],
    ['a continuous read of 19 bytes', [HEAD, READ_CONTINUOUSLY, 5, 0, LONGEST + 1, 0]],
    ['a read of 2 + 128 bytes', [HEAD, READ_ONCE, 5, 0, 2, 1]],
    ['a read with three numbers', [HEAD, READ_ONCE, 5, 0, 2, 0, 1, 0]],
    ['a register over 255', [HEAD, READ_ONCE, 5, 2, 2, 0]],
    ['a write of nothing', [HEAD, WRITE]],
    ['a write of a byte over 255', [HEAD, WRITE, 5, 0, 1, 2]],
    ['a write of 19 bytes', [HEAD, WRITE, ...countingFrom(0, 2 * (LONGEST + 1)).map(() => 1)]],
    ['a write as long as a sysex can be', [HEAD, WRITE, ...countingFrom(0, 300).map(() => 1)]],
  ])('F51: %s is refused with a string and reaches no device', (_, septets) => {
    const { rig, head } = withDevices();
    rig.sendBytes([0xf0, 0x76, ...septets, 0xf7]).run(30);
    expect(rig.sayings).toEqual([`I2C 0x${(septets[0] ?? 0).toString(16).padStart(2, '0')}: malformed`]);
    expect(rig.chip.i2c.counts.starts).toBe(0);
    expect(head.written).toEqual([]);
  });

  test('F51: requests before I2C_CONFIG, and a configuration with a delay, are refused', () => {
    const rig = new I2cRig();
    rig.run(30).request(HEAD, READ_ONCE, 5, 2).run(10).configure(10, 0).run(10);
    rig.request(HEAD, READ_ONCE, 5, 2).run(20);
    expect(rig.sayings).toEqual([
      'I2C 0x28: not configured',
      'I2C 0x00: malformed',
      'I2C 0x28: not configured',
    ]);
    expect(rig.chip.i2c.counts.starts).toBe(0);
  });

  test('F51: six continuous reads and what fits into the queue are taken, one more is refused; the same read again is no new one', () => {
    const { rig, head } = withDevices();
    for (let register = 0; register < 6; register++) rig.request(HEAD, READ_CONTINUOUSLY, register, 1);
    rig.request(HEAD, READ_CONTINUOUSLY, 3, 2).run(10);
    expect(rig.sayings).toEqual([]);
    rig.request(HEAD, READ_CONTINUOUSLY, 6, 1).run(60);
    expect(rig.sayings).toEqual(['I2C 0x28: too many']);
    expect(rig.replies.findLast(({ register }) => register === 3)?.bytes).toHaveLength(2);
    rig.request(HEAD, STOP_READING).run(30);
    head.stretchCycles = 16_000;
    for (let register = 64; register < 74; register++) rig.request(HEAD, WRITE, register, 1);
    rig.run(60);
    // One on the bus and five behind it.
    expect(head.written.map(([register]) => register).slice(0, 6)).toEqual(countingFrom(64, 6));
    expect(rig.sayings.length - 1 + head.written.length).toBe(10);
  });

  test('F52: a device that does not answer is named once for a continuous read, each time for a single one, and delays nobody', () => {
    const { rig, trunk } = withDevices();
    rig.request(NOBODY, READ_ONCE, 5, 2).request(NOBODY, WRITE, 5, 2).run(10);
    expect(rig.sayings).toEqual(['I2C 0x50: no answer', 'I2C 0x50: no answer']);
    rig.request(TRUNK, READ_CONTINUOUSLY, 32, 14).request(HEAD, READ_CONTINUOUSLY, 32, 14).run(500);
    rig.chip.i2c.disconnect(TRUNK);
    const before = rig.replies.length;
    rig.run(500);
    expect(rig.sayings.slice(2)).toEqual(['I2C 0x29: no answer']);
    const since = rig.replies.slice(before);
    expect(since.filter(({ address }) => address === HEAD).length).toBeGreaterThanOrEqual(24);
    expect(since.filter(({ address }) => address === TRUNK).length).toBeLessThanOrEqual(1);
    rig.chip.i2c.connect(trunk);
    rig.run(60);
    expect(rig.replies.slice(-4).some(({ address }) => address === TRUNK)).toBe(true);
    rig.chip.i2c.disconnect(TRUNK);
    rig.run(100);
    expect(rig.sayings.slice(2)).toEqual(['I2C 0x29: no answer', 'I2C 0x29: no answer']);
  });

  test('F52: a device that takes its address but not a byte has not answered', () => {
    const { rig, head } = withDevices();
    head.write = () => false;
    rig.request(HEAD, WRITE, 5, 200).run(5);
    expect(rig.sayings).toEqual(['I2C 0x28: no answer']);
    expect(rig.chip.i2c.counts.handClocks).toBe(0);
    rig.request(TRUNK, READ_ONCE, 5, 1).run(5);
    expect(rig.replies).toHaveLength(1);
  });

  test('F53: a device that holds the clock for ever is given up after 10 ms, and the other goes on', () => {
    const { rig, trunk } = withDevices();
    rig.request(TRUNK, READ_CONTINUOUSLY, 32, 14).request(HEAD, READ_CONTINUOUSLY, 32, 14).run(100);
    trunk.stretchCycles = 16_000 * 30;
    const before = rig.replies.length;
    rig.run(1000);
    expect(rig.sayings).toEqual(['I2C 0x29: timed out']);
    const since = rig.replies.slice(before);
    // Each sample costs 10 ms of waiting and a recovery; every second sampling interval is missed at worst.
    expect(since.filter(({ address }) => address === HEAD).length).toBeGreaterThanOrEqual(24);
    trunk.stretchCycles = 0;
    rig.run(60);
    expect(rig.replies.slice(-4).some(({ address }) => address === TRUNK)).toBe(true);
  });

  test('F53: a device that was cut off amid a byte by a reset of the chip is clocked free', () => {
    let stuckAtStart = 0;
    for (let cutUs = 0; cutUs < 2400; cutUs += 83) {
      const { rig, head } = withDevices();
      head.registers.fill(0);
      rig.request(HEAD, READ_ONCE, 9, LONGEST).run(0.4 + cutUs / 1000);
      rig.reset('external');
      if (rig.chip.i2c.isSdaHeld) stuckAtStart++;
      rig.run(30).configure();
      rig.request(HEAD, READ_CONTINUOUSLY, 9, LONGEST).run(100);
      expect(rig.chip.i2c.isSdaHeld).toBe(false);
      expect(rig.replies.length).toBeGreaterThanOrEqual(3);
    }
    expect(stuckAtStart).toBeGreaterThan(10);
  });

  test.each(['sdaShorted', 'sclShorted'] as const)(
    'F54: a bus with %s is reported once, refuses requests, and works again within 250 ms after the short is gone',
    (fault) => {
      const { rig } = withDevices();
      rig.request(TRUNK, READ_CONTINUOUSLY, 32, 14).run(100);
      rig.chip.i2c.fault = fault;
      rig.run(700);
      expect(rig.sayings).toEqual(['I2C 0x00: bus stuck']);
      rig.request(HEAD, READ_ONCE, 5, 2).run(20);
      expect(rig.sayings.slice(1)).toEqual(['I2C 0x28: bus stuck']);
      for (let phaseMs = 56; phaseMs < 400; phaseMs += phaseMs < 70 ? 3 : 41) {
        const before = rig.replies.length;
        rig.chip.i2c.fault = 'none';
        rig.run(250);
        expect(rig.replies.length).toBeGreaterThan(before);
        const stuck = rig.sayings.filter((text) => text.endsWith('bus stuck')).length;
        rig.chip.i2c.fault = fault;
        rig.run(phaseMs);
        expect(rig.sayings.filter((text) => text.endsWith('bus stuck'))).toHaveLength(stuck + 1);
      }
    },
  );

  test.each(['none', 'sdaShorted', 'sclShorted'] as const)(
    'F55: with the line full both ways and the bus %s, pulses keep their width and no byte is lost',
    (fault) => {
      const wanted: Pulses = [1400, 1500, 1601];
      const { rig } = withDevices();
      // The potentiometers come to the pulses no faster than a servo could have turned them.
      rig.putPots(wanted).run(500).attach(wanted).motion(wanted);
      rig.sendBytes([0xf0, 0x7a, 10, 0, 0xf7]);
      rig
        .request(HEAD, READ_CONTINUOUSLY, 9, LONGEST)
        .request(TRUNK, READ_CONTINUOUSLY, 9, LONGEST)
        .request(NOBODY, READ_CONTINUOUSLY, 9, LONGEST)
        .run(25);
      rig.chip.i2c.fault = fault;
      const since = rig.chip.cycles;
      const statuses = rig.statuses.length;
      for (let tick = 0; tick < 100; tick++) {
        rig.send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: wanted });
        for (let query = 0; query < 50; query++) rig.sendBytes([0xf0, 0x6b, 0xf7]);
        rig.request(HEAD, READ_ONCE, 9, LONGEST).run(10);
      }
      expect(rig.widthsFit(since, wanted)).toBe(true);
      expect(rig.pulsesSince(since).length).toBeGreaterThanOrEqual(147);
      expect(rig.chip.receiveErrors).toMatchObject({ lost: 0, deaf: 0 });
      expect(rig.statuses.length - statuses).toBeGreaterThanOrEqual(99);
      expect(rig.latest).toMatchObject({ state: 'moving', fault: 'none', refusalCount: 0 });
    },
  );

  test('F55: whatever happens on the bus, a frame is answered as fast as without it', () => {
    const answerMs = (prepare: (rig: I2cRig) => void): number => {
      const { rig, trunk } = withDevices();
      trunk.stretchCycles = 16_000 * 30;
      rig.attach();
      prepare(rig);
      let longest = 0;
      for (let n = 0; n < 40; n++) {
        rig.run(7.3);
        const sentAt = rig.ms;
        rig.motion(CENTRE, false);
        longest = Math.max(longest, rig.ms - sentAt);
      }
      return longest;
    };
    const quiet = answerMs(() => {});
    for (const fault of ['none', 'sdaShorted', 'sclShorted'] as const) {
      const busy = answerMs((rig) => {
        rig.request(TRUNK, READ_CONTINUOUSLY, 32, 14).request(HEAD, READ_CONTINUOUSLY, 32, 14).run(10);
        rig.chip.i2c.fault = fault;
      });
      // One reply of 14 bytes may be leaving; rig.ask looks once a millisecond.
      expect(busy).toBeLessThanOrEqual(quiet + 35 * 0.04 + 1);
    }
  });

  test('F56: SYSTEM_RESET ends all reading and asks for a new I2C_CONFIG', () => {
    const { rig } = withDevices();
    rig.request(TRUNK, READ_CONTINUOUSLY, 32, 14).run(61.3).sendBytes([0xff]).run(10);
    const before = rig.replies.length;
    rig.run(200).request(HEAD, READ_ONCE, 5, 2).run(10);
    expect(rig.replies.length).toBe(before);
    expect(rig.sayings).toEqual(['I2C 0x28: not configured']);
    rig.configure().request(HEAD, READ_ONCE, 5, 2).run(10);
    expect(rig.replies.at(-1)).toMatchObject({ address: HEAD, bytes: [HEAD + 5, HEAD + 6] });
  });

  test('F57: motion at 100 Hz, three analog channels and two sensors of 14 bytes at 50 Hz take at most half of the line', () => {
    const { rig } = withDevices();
    rig.attach();
    rig.sendBytes([0xf0, 0x7a, 20, 0, 0xf7, 0xc3, 1, 0xc6, 1, 0xc7, 1, 0xd0, 1]);
    rig.request(HEAD, READ_CONTINUOUSLY, 32, 14).request(TRUNK, READ_CONTINUOUSLY, 32, 14);
    rig.keepAlive(40);
    const [before, since] = [rig.messages.length, rig.ms];
    for (let n = 0; n < 100; n++) {
      if (n % 50 === 0) rig.request(HEAD, READ_ONCE, 53, 9).request(TRUNK, READ_ONCE, 53, 9);
      rig.keepAlive(10);
    }
    const bytes = rig.messages.slice(before).reduce((sum, message) => sum + message.bytes.length, 0);
    const share = bytes / (rig.ms - since) / 25;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThanOrEqual(0.5);
  });
});
