/** Measures the committed firmware on the emulated chip: `node test/hardware/firmware/measure.ts`. Figures, no verdicts. */
import { readFileSync } from 'node:fs';
import { CYCLES_PER_MS, readHex } from '../../../sim/mcu/chip.ts';
import { createMemoryDevice } from './i2cRig.ts';
import { CENTRE, type Pulses, Rig, WIDE } from './rig.ts';
import { EVERY_REPORT, fillLine, runWorstTraffic } from './worstTraffic.ts';

const HEX = new URL('../../../hardware/firmware/interlock.hex', import.meta.url);
const BYTE_MS = 0.04;
const VECTORS: Readonly<Record<number, string>> = {
  2: 'stop input',
  22: 'servo pulses (waits for the edge)',
  28: '1 kHz, until it lets others in',
  36: 'byte received',
  38: 'byte to send',
  48: 'I2C, until it lets others in',
  42: 'conversion done, until it lets others in',
};

const microseconds = (cycles: number): string => `${((cycles * 1000) / CYCLES_PER_MS).toFixed(1)} us`;
const say = (what: string, figure: string): void => console.log(`${what.padEnd(62)} ${figure}`);

function measureMemoryAndInterrupts(): void {
  const program = readHex(readFileSync(HEX, 'utf8'));
  const words = program.findLastIndex((word) => word !== 0xffff) + 1;
  const { traced } = runWorstTraffic(program);
  const { from, bytes } = traced.untouched();
  const variables = from - 0x100;
  const stack = 0x8ff - traced.lowestStackPointer;
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
  say('flash', `${2 * words} of 32768 bytes, ${share(2 * words, 32_768)}`);
  say('variables', `${variables} of 2048 bytes`);
  say('deepest stack', `${stack} bytes; ${bytes} bytes keep their paint`);
  say('variables and deepest stack', share(variables + stack, 2048));
  const stretches = [...traced.interruptsOff].sort(([, a], [, b]) => b - a).slice(0, 8);
  for (const [address, cycles] of stretches) {
    say(`interrupts off: ${VECTORS[address] ?? `from word 0x${address.toString(16)}`}`, microseconds(cycles));
  }
}

function measurePulses(): void {
  const rig = new Rig().attach([1400, 1500, 1601]).keepAlive(20);
  for (const address of [0x28, 0x29]) rig.chip.i2c.connect(createMemoryDevice(address));
  rig.motion([1400, 1500, 1601]);
  rig.run(20);
  const since = rig.chip.cycles;
  rig.sendBytes(EVERY_REPORT);
  for (let n = 0; n < 300; n++) {
    rig.send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: [1400, 1500, 1601] });
    fillLine((bytes) => rig.sendBytes(bytes));
    rig.run(10);
  }
  const errors = rig
    .pulsesSince(since)
    .map(({ pin, widthUs }) => widthUs - ([1400, 1500, 1601][pin - 9] ?? 0));
  say(
    'pulse width error, line full both ways',
    `${Math.min(...errors)} to ${Math.max(...errors)} us (n = ${errors.length})`,
  );
  const rises = rig.pulsesSince(since).filter(({ pin }) => pin === 9);
  const periods = rises
    .slice(1)
    .map((pulse, n) => ((pulse.riseCycle - (rises[n]?.riseCycle ?? 0)) * 1000) / CYCLES_PER_MS);
  say('pulse period', `${Math.min(...periods)} to ${Math.max(...periods)} us`);
  say(
    'bytes lost',
    `${rig.chip.receiveErrors.lost} (found the one before unread: ${rig.chip.receiveErrors.late})`,
  );
}

function measureReactions(): void {
  const silences: number[] = [];
  const stops: number[] = [];
  const resumptions: number[] = [];
  for (let offsetMs = 0; offsetMs < 20; offsetMs += 0.73) {
    const silent = new Rig().attach().keepAlive(20).run(offsetMs);
    const sentAt = silent.chip.cycles;
    silent.motion(CENTRE, false);
    silent.run(230);
    silences.push((silent.latest.cycle - sentAt) / CYCLES_PER_MS - (17 + 50) * BYTE_MS);
    const stopped = new Rig().attach().keepAlive(20).run(offsetMs);
    const pressedAt = stopped.pressStop(true).chip.cycles;
    stopped.run(10);
    stops.push(
      ((stopped.statuses.find(({ cycle }) => cycle > pressedAt)?.cycle ?? 0) - pressedAt) / CYCLES_PER_MS -
        50 * BYTE_MS,
    );
    const reset = new Rig().attach().keepAlive(20).run(offsetMs);
    const resetAt = reset.reset('watchdog').chip.cycles;
    reset.run(40);
    resumptions.push(
      ((reset.pulsesSince(resetAt)[0]?.riseCycle ?? Number.NaN) - resetAt) / CYCLES_PER_MS - 4.1,
    );
  }
  const range = (values: number[]) =>
    `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} ms (n = ${values.length})`;
  say('end of last motion frame to silence status begun, lease 200 ms', range(silences));
  say('stop contact opens to status begun', range(stops));
  say('first instruction after a watchdog reset to first pulse', range(resumptions));
}

function measureJudging(): void {
  const answerMs = (rig: Rig, pulseUs: Pulses): number => {
    const sentAt = rig.chip.cycles;
    rig.motion(pulseUs);
    return (rig.latest.cycle - sentAt) / CYCLES_PER_MS - (17 + 50) * BYTE_MS;
  };
  const rig = new Rig().attach().keepAlive(20);
  rig.motion(CENTRE);
  const repeats: number[] = [];
  const moves: number[] = [];
  for (let n = 0; n < 100; n++) {
    moves.push(answerMs(rig.run(7.13), [1500 + (n % 2), 1500, 1500]));
    repeats.push(answerMs(rig.run(7.13), rig.latest.appliedUs as Pulses));
  }
  const median = (values: number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  say('frame in to answer begun, pulses repeated', `${median(repeats).toFixed(2)} ms median`);
  say(
    'frame in to answer begun, pulses moved and judged',
    `${median(moves).toFixed(2)} ms median, ${Math.max(...moves).toFixed(2)} most`,
  );
  const outside = outsideMs();
  say('the same from outside all narrowed half-spaces', `${outside.toFixed(2)} ms`);
}

/** From the first bit of a frame on the wire to the end of the first pulse that carries it, at every phase of the pulses. */
function measureLatency(): void {
  const rig = new Rig().attach().keepAlive(20);
  rig.motion(CENTRE);
  const latencies: number[] = [];
  for (let n = 1; n <= 600; n++) {
    rig.run(20 + ((n * 7.13) % 20));
    const pulseUs = 1500 + 2 * (n % 2);
    const sentAt = rig.chip.cycles;
    rig.send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: [pulseUs, 1500, 1500] });
    rig.run(50);
    const carrier = rig
      .pulsesSince(sentAt)
      .find(({ pin, widthUs }) => pin === 9 && Math.abs(widthUs - pulseUs) < 1);
    if (!carrier) throw new Error(`no pulse of ${pulseUs} us`);
    latencies.push((carrier.fallCycle - sentAt) / CYCLES_PER_MS);
    rig.pulses.length = 0;
  }
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
  say(
    'command on the wire to the end of its pulse',
    `p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)} ms (n = ${sorted.length})`,
  );
}

/** The longest judgement: half-spaces that the applied pulses violate are computed for them too. */
function outsideMs(): number {
  const start: Pulses = [1600, 1440, 1440];
  const rig = new Rig().attach(start).keepAlive(20);
  rig.ask({ ...WIDE, offsetDeg32: WIDE.offsetDeg32.map(() => 96) });
  rig.motion(start);
  rig.run(20);
  const sentAt = rig.chip.cycles;
  const answer = rig.motion([1590, 1445, 1445]);
  if (answer.isRefused) throw new Error(`refused: ${answer.lastRefusal}`);
  return (rig.latest.cycle - sentAt) / CYCLES_PER_MS - (17 + 50) * BYTE_MS;
}

function measureLine(): void {
  const rig = new Rig().attach().keepAlive(20);
  rig.sendBytes([0xf0, 0x7a, 100, 0, 0xf7, ...[0, 1, 2, 3, 6, 7].flatMap((channel) => [0xc0 | channel, 1])]);
  const before = rig.messages.length;
  const since = rig.ms;
  rig.keepAlive(2000);
  const perSecond = new Map<string, number>();
  for (const { bytes } of rig.messages.slice(before)) {
    const kind = bytes[1] === 0x07 ? 'status' : (bytes[0] ?? 0) >= 0xe0 ? 'analog' : 'other';
    perSecond.set(kind, (perSecond.get(kind) ?? 0) + (bytes.length * 1000) / (rig.ms - since));
  }
  const total = [...perSecond.values()].reduce((sum, rate) => sum + rate, 0);
  for (const [kind, rate] of perSecond) say(`line out: ${kind}`, `${rate.toFixed(0)} bytes/s`);
  say(
    'line out: 100 Hz motion, six analog channels every 100 ms',
    `${total.toFixed(0)} bytes/s, ${(total / 250).toFixed(1)} %`,
  );
  const startedAt = performance.now();
  rig.keepAlive(5000);
  say(
    'emulation speed at that traffic (wall clock, noisy)',
    `${(5000 / (performance.now() - startedAt)).toFixed(0)} x real time`,
  );
}

measureMemoryAndInterrupts();
measurePulses();
measureReactions();
measureJudging();
measureLatency();
measureLine();
