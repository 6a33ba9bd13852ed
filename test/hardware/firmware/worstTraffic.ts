import { encodeHostFrame } from '../../../hardware/link/hostFrames.ts';
import { LinkError } from '../../../hardware/link/linkError.ts';
import { decodeStatus, type Status } from '../../../hardware/link/status.ts';
import { createMemoryDevice } from './i2cRig.ts';
import { type Pulses, potVolts, type Request, WIDE } from './rig.ts';
import { TracedCore } from './tracedCore.ts';

const STATUS_LENGTH = 50;
const OUTSIDE: Pulses = [1600, 1440, 1440];

/** Every report on, as often as can be asked for. */
export const EVERY_REPORT: readonly number[] = [
  ...[0xf0, 0x7a, 10, 0, 0xf7],
  ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((channel) => [0xc0 | channel, 1]),
  ...[0xd0, 1, 0xd1, 1],
];
const MOTION_SENSORS = [0x28, 0x29];
/** Six continuous reads of two motion sensors. */
const EVERY_I2C_READ: readonly number[] = [
  ...[0xf0, 0x78, 0, 0, 0xf7],
  ...MOTION_SENSORS.flatMap((address) =>
    [8, 26, 52].flatMap((register) => [0xf0, 0x76, address, 0x10, register, 0, 18, 0, 0xf7]),
  ),
];
/** The request with the longest reply. */
const CAPABILITY_QUERY: readonly number[] = [0xf0, 0x6b, 0xf7];
const PIN_STATE_QUERY: readonly number[] = [0xf0, 0x6d, 13, 0xf7];

/** Fills the line in up with queries, beside a frame every 10 ms. */
export function fillLine(receive: (bytes: readonly number[]) => void): void {
  for (let query = 0; query < 60; query++) receive(CAPABILITY_QUERY);
  for (let query = 0; query < 10; query++) receive(PIN_STATE_QUERY);
}

export interface WorstTraffic {
  readonly traced: TracedCore;
  /** Everything that came back, in order. */
  readonly statuses: readonly Status[];
  /** Of the last frame sent, a release that is accepted. */
  readonly lastSeq: number;
}

/**
 * 2.5 s of the traced chip: every kind of frame, accepted and refused, with every report on and the line in full, the longest
 * judgement, all inputs changing in every phase, faults of every kind that latch and are cleared, a release and its end.
 */
export function runWorstTraffic(program: Uint16Array): WorstTraffic {
  const traced = new TracedCore(program);
  const { ports, adc } = traced.core;
  for (const address of MOTION_SENSORS) traced.i2c.connect(createMemoryDevice(address));
  let seq = 0;
  const send = (request: Request) => traced.receive(encodeHostFrame({ ...request, seq: ++seq } as never));
  const latest = () => latestStatus(traced.transmitted);
  const hold = (ms: number, isMoving = false) => {
    for (let passed = 0; passed < ms; passed += 10) {
      send({ kind: 'motion', isMoving, leaseMs: 200, pulseUs: latest().appliedUs as Pulses });
      fillLine((bytes) => traced.receive(bytes));
      traced.run(10.03);
    }
  };
  const clear = () => {
    const { fault, nonce } = latest();
    if (fault !== 'none') send({ kind: 'clear', nonce, fault });
    hold(20);
  };
  const pot = (servo: number, volts: number) => {
    adc.channelValues[servo] = volts;
  };
  ports.d.setPin(2, false);
  ports.d.setPin(3, false);
  for (const servo of [0, 1, 2]) pot(servo, potVolts(OUTSIDE[servo] ?? 0));
  traced.run(60);
  traced.receive(EVERY_REPORT);
  traced.receive(EVERY_I2C_READ);
  send(WIDE);
  traced.run(20);
  send({ kind: 'attach', nonce: latest().nonce, pulseUs: OUTSIDE });
  traced.run(30);
  // From outside every half-space that it comes nearer to by more than 3°.
  send({ ...WIDE, offsetDeg32: WIDE.offsetDeg32.map(() => 96) });
  hold(30);
  hold(10, true);
  for (let n = 1; n <= 20; n++) {
    const pulseUs: Pulses = [1600 - 5 * n, 1440 + 3 * n, 1440 + 3 * n];
    send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs });
    fillLine((bytes) => traced.receive(bytes));
    ports.d.setPin(3, n % 7 > 3);
    for (const servo of [0, 1, 2] as const) pot(servo, potVolts(pulseUs[servo]));
    traced.run(10.03);
  }
  ports.d.setPin(3, false);
  for (let n = 0; n < 8; n++) send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: OUTSIDE });
  hold(40);
  clear();
  for (let n = 0; n < 30; n++) {
    ports.d.setPin(2, true);
    traced.run(0.31);
    ports.d.setPin(2, false);
    hold(30);
    clear();
  }
  pot(1, 0);
  hold(150);
  pot(1, potVolts(1500));
  hold(50);
  clear();
  send({ kind: 'release', nonce: latest().nonce, isHeadOutOfBrace: false });
  traced.run(40);
  ports.d.setPin(3, true);
  traced.receive([0xf0, 0x01, ...Array.from({ length: 400 }, () => 0x55), 0xf7]);
  traced.run(300);
  const statuses = traced.transmitted.flatMap((_, start, bytes) => statusAt(bytes, start) ?? []);
  return { traced, statuses, lastSeq: seq };
}

function statusAt(bytes: readonly number[], start: number): Status | undefined {
  if (bytes[start] !== 0xf0 || bytes[start + 1] !== 0x07) return undefined;
  const status = decodeStatus(Uint8Array.from(bytes.slice(start, start + STATUS_LENGTH)));
  return status instanceof LinkError ? undefined : status;
}

function latestStatus(bytes: readonly number[]): Status {
  for (let start = bytes.length - STATUS_LENGTH; start >= 0; start--) {
    const status = statusAt(bytes, start);
    if (status) return status;
  }
  throw new Error('no status yet');
}
