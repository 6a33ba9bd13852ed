import '../../../sim/lockstep/virtualTime.ts';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { openBenchBoard } from '../../../hardware/board/benchBoard.ts';
import { openBrace } from '../../../hardware/board/brace.ts';
import { type Limits, limitsCrc } from '../../../hardware/link/hostFrames.ts';
import type { PerServo } from '../../../hardware/link/septets.ts';
import { type BenchChip, createBenchChip } from './benchRig.ts';
import { type OpenedBoard, openOn } from './openOn.ts';

const INTERLOCK = readFileSync(new URL('../../../hardware/firmware/interlock.hex', import.meta.url), 'utf8');
const LIMITS: Omit<Limits, 'seq'> = {
  kind: 'limits',
  speedUsPerS: [450, 450, 450],
  minUs: [1100, 1100, 1100],
  maxUs: [1900, 1900, 1900],
  offsetDeg32: Array.from({ length: 96 }, () => 400),
};
const TICK_MS = 10;
/** Of the library's own interrupts while the serial line is busy: 4.9 µs were seen. */
const JITTER_US = 10;

/** Limits, a hand, attach. */
async function attach(bench: BenchChip, { board, seq }: OpenedBoard, pulseUs: PerServo): Promise<void> {
  bench.chip.holdHead();
  await bench.lockstep.advance(30);
  board.send({ ...LIMITS, seq: seq() });
  await bench.lockstep.advance(20);
  board.send({ kind: 'attach', seq: seq(), nonce: board.latestStatus.nonce, pulseUs });
  await bench.lockstep.advance(60);
}

async function move(bench: BenchChip, { board, seq }: OpenedBoard, ...path: PerServo[]): Promise<void> {
  for (const pulseUs of path) {
    board.send({ kind: 'motion', seq: seq(), isMoving: true, leaseMs: 200, pulseUs });
    await bench.lockstep.advance(TICK_MS);
  }
}

const widths = ({ pulses }: BenchChip): number[] =>
  [...new Set(pulses.map(({ widthUs }) => Math.round(widthUs)))].sort((a, b) => a - b);

describe('a board with StandardFirmata on its chip', () => {
  const bench = createBenchChip();
  beforeEach(() => bench.quiet());

  test('S153: is told from a brace by what it answers, each opened one way only, and without touching a servo', async () => {
    await expect(openOn(bench, openBrace)).rejects.toMatchObject({
      id: 'benchOnly',
      message: expect.stringContaining('StandardFirmata.ino'),
    });
    expect(bench.wire()).not.toContain('f4');
    const { board } = await openOn(bench, openBenchBoard);
    expect(board.isBenchBoard).toBe(true);
    await bench.lockstep.advance(100);
    expect(bench.pulses).toEqual([]);

    const ours = createBenchChip(INTERLOCK);
    await expect(openOn(ours, openBenchBoard)).rejects.toMatchObject({ id: 'notBench' });
    expect(ours.wire()).not.toContain('f4');
  });

  test('S154: puts out no pulse but those it was told, from the first after attach to the last', async () => {
    const opened = await openOn(bench, openBenchBoard);
    const first: PerServo = [1203, 1777, 1650];
    await attach(bench, opened, first);
    expect(opened.board.latestStatus).toMatchObject({ state: 'hold', appliedUs: first, firmwareHash: 0 });
    expect(opened.board.latestStatus.limitsCrc).toBe(limitsCrc(LIMITS));
    const told = (pin: number) => first[pin - 9] ?? Number.NaN;
    expect(bench.pulses.length).toBeGreaterThanOrEqual(3);
    for (const { pin, widthUs } of bench.pulses)
      expect(Math.abs(widthUs - told(pin))).toBeLessThanOrEqual(JITTER_US);

    // 3 µs a tick, under the 4.5 of the limits.
    const path = Array.from({ length: 20 }, (_, tick): PerServo => [1203 + 3 * tick, 1777 - 3 * tick, 1650]);
    await move(bench, opened, ...path);
    expect(opened.statuses.filter(({ isRefused }) => isRefused)).toEqual([]);
    expect(opened.faults).toEqual([]);
    await bench.lockstep.advance(60);
    expect(opened.board.latestStatus.appliedUs).toEqual([1260, 1720, 1650]);
    const last = [9, 10, 11].map((pin) => bench.pulses.filter((pulse) => pulse.pin === pin).at(-1)?.widthUs);
    for (const [servo, target] of [1260, 1720, 1650].entries()) {
      expect(Math.abs((last[servo] ?? 0) - target)).toBeLessThanOrEqual(JITTER_US);
    }
    expect(Math.min(...widths(bench))).toBeGreaterThan(1190);
    expect(Math.max(...widths(bench))).toBeLessThan(1790);
  });

  test('S155: what is no pulse never reaches the wire, and neither does a jump', async () => {
    const opened = await openOn(bench, openBenchBoard);
    await attach(bench, opened, [1500, 1500, 1500]);
    await move(bench, opened, [1500, 1500, 1500]);
    await bench.lockstep.advance(20);
    bench.wire();
    const send = (pulseUs: PerServo) =>
      opened.board.send({ kind: 'motion', seq: opened.seq(), isMoving: true, leaseMs: 200, pulseUs });

    for (const wrong of [
      Number.NaN,
      undefined as unknown as number,
      -5,
      20_000,
      1500.5,
      Number.POSITIVE_INFINITY,
    ]) {
      expect(() => send([1500, wrong, 1500]), String(wrong)).toThrow('fieldInvalid');
    }
    expect(bench.wire()).toBe('');

    const refusals: string[] = [];
    for (const wrong of [0, 3, 533, 543, 2401, 16_383, 1099, 1901, 1520]) {
      send([1500, wrong, 1500]);
      await bench.lockstep.advance(20);
      refusals.push(opened.board.latestStatus.lastRefusal);
    }
    expect(refusals).toEqual([...Array.from({ length: 8 }, () => 'range'), 'slewFrame']);
    // Only questions went out: no servo write (e9, ea, eb) and no configuration (f070).
    expect(bench.wire()).toMatch(/^(f06d(09|0a|0b)f7)+$/);
    expect(widths(bench).every((width) => Math.abs(width - 1500) <= JITTER_US)).toBe(true);
  });

  test('S155: limits that StandardFirmata would wrap or misread are refused', async () => {
    const opened = await openOn(bench, openBenchBoard);
    for (const wider of [
      { minUs: [543, 1100, 1100] },
      { maxUs: [1900, 1900, 2401] },
      { minUs: [1900, 1100, 1100] },
    ] as const) {
      opened.board.send({ ...LIMITS, ...(wider as Partial<Limits>), seq: opened.seq() });
      await bench.lockstep.advance(20);
      expect(opened.board.latestStatus).toMatchObject({
        isRefused: true,
        lastRefusal: 'beyondCompiled',
        limitsCrc: 0,
      });
    }
    await attach(bench, opened, [1500, 1500, 1500]);
    // The library's own bounds, 544 and 2400, whatever the profile's are.
    expect(bench.wire().match(/f070(09|0a|0b)\w{8}f7/g)).toEqual([
      'f0700920046012f7',
      'f0700a20046012f7',
      'f0700b20046012f7',
    ]);
  });

  test('S154: an attach without a hand, with the stop open, or outside the range begins nothing', async () => {
    const { board, seq } = await openOn(bench, openBenchBoard);
    const tryAttach = async (pulseUs: PerServo, nonce = board.latestStatus.nonce) => {
      board.send({ kind: 'attach', seq: seq(), nonce, pulseUs });
      await bench.lockstep.advance(30);
      return board.latestStatus.lastRefusal;
    };
    expect(await tryAttach([1500, 1500, 1500])).toBe('noLimits');
    board.send({ ...LIMITS, seq: seq() });
    await bench.lockstep.advance(20);
    expect(await tryAttach([1500, 1500, 1500])).toBe('headNotHeld');
    bench.chip.holdHead();
    await bench.lockstep.advance(30);
    expect(await tryAttach([1500, 1000, 1500])).toBe('range');
    expect(await tryAttach([1500, 1500, 1500], 77)).toBe('nonce');
    bench.chip.overrideVolts(1, 0);
    await bench.lockstep.advance(60);
    expect(await tryAttach([1500, 1500, 1500])).toBe('potImplausible');
    expect(board.latestStatus.inputs.arePotsBelieved).toBe(false);
    bench.chip.overrideVolts(1, 2.5);
    await bench.lockstep.advance(60);
    bench.chip.pressStop();
    await bench.lockstep.advance(30);
    expect(board.latestStatus.inputs.isStopPressed).toBe(true);
    expect(await tryAttach([1500, 1500, 1500])).toBe('stopPressed');
    expect(bench.pulses).toEqual([]);
  });

  test('S156: a stop latches, a still frame holds on, and only its acknowledgement lets anything move', async () => {
    const opened = await openOn(bench, openBenchBoard);
    const { board, seq } = opened;
    await attach(bench, opened, [1500, 1500, 1500]);
    await move(bench, opened, [1500, 1500, 1500], [1502, 1500, 1500]);
    bench.chip.pressStop();
    await bench.lockstep.advance(40);
    expect(board.latestStatus).toMatchObject({ state: 'hold', fault: 'stopInput' });
    await move(bench, opened, [1504, 1500, 1500]);
    await bench.lockstep.advance(20);
    expect(board.latestStatus).toMatchObject({ lastRefusal: 'latched', appliedUs: [1502, 1500, 1500] });
    board.send({ kind: 'motion', seq: seq(), isMoving: false, leaseMs: 200, pulseUs: [1502, 1500, 1500] });
    bench.chip.releaseStop();
    await bench.lockstep.advance(40);
    board.send({ kind: 'clear', seq: seq(), nonce: board.latestStatus.nonce, fault: 'stopInput' });
    await bench.lockstep.advance(30);
    expect(board.latestStatus).toMatchObject({ state: 'hold', fault: 'none', appliedUs: [1502, 1500, 1500] });
  });

  test('S156: a board that starts again is noticed, puts out nothing, and is told everything anew', async () => {
    const opened = await openOn(bench, openBenchBoard);
    const { board, seq } = opened;
    await attach(bench, opened, [1320, 1500, 1500]);
    const { nonce } = board.latestStatus;
    bench.chip.resetChip('external');
    const resetAtMs = bench.lockstep.timeMs;
    await bench.lockstep.advance(30);
    for (let tick = 0; tick < 10; tick++) {
      board.send({ kind: 'motion', seq: seq(), isMoving: false, leaseMs: 200, pulseUs: [1320, 1500, 1500] });
      await bench.lockstep.advance(TICK_MS);
    }
    // No word of its pins: nothing is answered in its name.
    expect(board.oldestUnechoedSinceMs).not.toBeNull();
    await bench.lockstep.until(() => board.latestStatus.nonce !== nonce, 4000, 'a new nonce');
    expect(opened.faults.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['rebooted', 'nonceChanged']),
    );
    expect(board.latestStatus).toMatchObject({ state: 'off', appliedUs: [0, 0, 0], limitsCrc: 0 });
    await bench.lockstep.advance(100);
    expect(bench.pulses.filter(({ atMs }) => atMs > resetAtMs + 1)).toEqual([]);

    // Hand and stop have not changed meanwhile, and are known all the same, after a question or two.
    for (let question = 0; question < 4; question++) {
      board.send({ kind: 'statusRequest', seq: seq() });
      await bench.lockstep.advance(30);
    }
    expect(board.latestStatus.inputs).toMatchObject({ isStopPressed: false, isHeadHeld: true });
    // The same pulses as before: johnny-five would not send them a second time.
    await attach(bench, opened, [1320, 1500, 1500]);
    expect(board.latestStatus).toMatchObject({ state: 'hold', appliedUs: [1320, 1500, 1500] });
    const after = bench.pulses.filter(({ atMs, pin }) => atMs > resetAtMs + 1 && pin === 9);
    expect(after.length).toBeGreaterThan(0);
    for (const { widthUs } of after) expect(Math.abs(widthUs - 1320)).toBeLessThanOrEqual(JITTER_US);
  });

  test('S156: a banner tells of a start that changed no pulse, too', async () => {
    const { board, seq, faults } = await openOn(bench, openBenchBoard);
    const { nonce } = board.latestStatus;
    for (const byte of [0xf9, 2, 4]) bench.chip.chip.onTransmit(byte, 0);
    await bench.lockstep.advance(60);
    board.send({ kind: 'statusRequest', seq: seq() });
    await bench.lockstep.advance(20);
    expect(faults.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['rebooted', 'nonceChanged']));
    expect(board.latestStatus).toMatchObject({ nonce: nonce + 1, state: 'off', inReplyTo: 'statusRequest' });
  });

  test('S156: what is sent after the cable was pulled is never delivered, and a new host goes on from the pulses that it finds', async () => {
    const first = await openOn(bench, openBenchBoard);
    await attach(bench, first, [1400, 1500, 1500]);
    bench.chip.line.cut();
    await bench.lockstep.advance(20);
    expect(first.board.isOpen).toBe(false);
    bench.wire();
    await move(bench, first, [1400, 1500, 1500], [1600, 1500, 1500]);
    expect(first.board.send({ kind: 'statusRequest', seq: first.seq() })).toBe('closed');
    bench.chip.line.mend();
    const second = await openOn(bench, openBenchBoard);
    expect(second.board.latestStatus).toMatchObject({ state: 'hold', appliedUs: [1400, 1500, 1500] });
    second.board.send({ ...LIMITS, seq: second.seq() });
    await bench.lockstep.advance(20);
    await move(bench, second, [1400, 1500, 1500], [1404, 1500, 1500]);
    await bench.lockstep.advance(60);
    expect(second.board.latestStatus.appliedUs).toEqual([1404, 1500, 1500]);
    // 1600 µs would be e9 40 0c; 1400, told again to a library that is new, e9 78 0a.
    const wire = bench.wire();
    expect(wire).not.toContain('e9400c');
    expect(wire).toContain('e9780a');
    const seen = bench.pulses.filter(({ pin }) => pin === 9).map(({ widthUs }) => widthUs);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(1400 - JITTER_US);
    expect(Math.max(...seen)).toBeLessThanOrEqual(1404 + JITTER_US);
  });
});
