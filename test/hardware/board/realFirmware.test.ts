import '../../../sim/lockstep/virtualTime.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openBrace } from '../../../hardware/board/brace.ts';
import { type Limits, limitsCrc } from '../../../hardware/link/hostFrames.ts';
import type { PerServo } from '../../../hardware/link/septets.ts';
import { type BraceBody, createBrace } from '../../../sim/brace/brace.ts';
import { createLockstep, type Lockstep } from '../../../sim/lockstep/lockstep.ts';
import { type OpenedBoard, openOn } from './openOn.ts';

const HEX = readFileSync(new URL('../../../hardware/firmware/interlock.hex', import.meta.url), 'utf8');
const TICK_MS = 10;
const CENTRE: PerServo = [1500, 1500, 1500];
/** Inside whatever the firmware has compiled in. */
const LIMITS: Omit<Limits, 'seq'> = {
  kind: 'limits',
  speedUsPerS: [150, 150, 150],
  minUs: [1400, 1400, 1400],
  maxUs: [1600, 1600, 1600],
  offsetDeg32: Array.from({ length: 96 }, () => 400),
};

/** A brace whose potentiometers stay at the reference pose; nothing here depends on how a body moves. */
const STILL_BODY: BraceBody = {
  step: () => {},
  setServoPulse: () => {},
  setServoSupply: () => {},
  setHandHolds: () => {},
  // 511.5 of 1024 steps, in the middle of a step.
  potVolts: [2.5, 2.5, 2.5],
  supplyVolts: 7.4 / 4,
  servoTemperatureVolts: [0.75, 0.9],
  bandPose: () => ({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 }),
  skullPose: () => ({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 }),
};

interface Opened extends OpenedBoard {
  readonly chip: ReturnType<typeof createBrace>;
  readonly lockstep: Lockstep;
}

async function open(bootMs = 0): Promise<Opened> {
  const chip = createBrace({ hexText: HEX, body: STILL_BODY, seed: 7 });
  const lockstep = createLockstep(chip);
  await lockstep.advance(bootMs);
  return { ...(await openOn({ lockstep }, openBrace)), chip, lockstep };
}

/** Limits, head held, attach at the reference pulses. */
async function attach({ board, chip, lockstep, seq }: Opened): Promise<void> {
  chip.holdHead();
  await lockstep.advance(100);
  board.send({ ...LIMITS, seq: seq() });
  await lockstep.advance(30);
  board.send({ kind: 'attach', seq: seq(), nonce: board.latestStatus.nonce, pulseUs: CENTRE });
  await lockstep.advance(5);
}

/** `count` ticks of motion frames along `pulseUs`. */
async function move(opened: Opened, count: number, pulseUs: (tick: number) => PerServo): Promise<void> {
  for (let tick = 0; tick < count; tick++) {
    opened.board.send({
      kind: 'motion',
      seq: opened.seq(),
      isMoving: true,
      leaseMs: 200,
      pulseUs: pulseUs(tick),
    });
    await opened.lockstep.advance(TICK_MS);
  }
}

describe('the board with the real firmware on its chip', () => {
  it('opens it whether it boots just now or has run for a while', async () => {
    for (const bootMs of [0, 3, 500]) {
      const { board, lockstep, faults } = await open(bootMs);
      expect(board.latestStatus.state).toBe('off');
      expect(board.latestStatus.nonce).not.toBe(0);
      await lockstep.advance(500);
      expect(faults).toEqual([]);
      await board.close();
    }
  });

  it('reads supply, temperatures and stop through johnny-five', async () => {
    const { board, chip, lockstep } = await open();
    await lockstep.advance(400);
    expect(board.sensors.supplyVolts).toBeCloseTo(7.4, 1);
    expect(board.sensors.servoTemperaturesC[0]).toBeCloseTo(25, 0);
    expect(board.sensors.servoTemperaturesC[1]).toBeCloseTo(40, 0);
    expect(board.sensors.isStopPressed).toBe(false);
    chip.pressStop();
    await lockstep.advance(30);
    expect(board.sensors.isStopPressed).toBe(true);
    expect(board.latestStatus.inputs.isStopPressed).toBe(true);
    chip.releaseStop();
    await lockstep.advance(50);
    expect(board.sensors.isStopPressed).toBe(false);
    expect(board.noiseBytes).toBe(0);
  });

  it('agrees with it on limits, attach and motion, frame by frame', async () => {
    const opened = await open();
    const { board, statuses, faults } = opened;
    await attach(opened);
    expect(board.latestStatus).toMatchObject({ state: 'hold', isRefused: false, appliedUs: CENTRE });
    expect(board.latestStatus.limitsCrc).toBe(limitsCrc(LIMITS));
    statuses.length = 0;
    // 50 µs/s, a third of the permitted speed.
    await move(opened, 100, (tick) => [1500 + Math.floor(tick / 2), 1500, 1500]);
    expect(statuses).toHaveLength(100);
    expect(statuses.filter((status) => status.isRefused)).toEqual([]);
    expect(board.latestStatus).toMatchObject({ state: 'moving', appliedUs: [1549, 1500, 1500] });
    expect(board.unechoed).toBe(0);
    expect(faults).toEqual([]);
    expect(opened.chip.truth().pulsesUs[0]).toBeCloseTo(1549, 0);
  });

  it('hears its refusals by name and reports no mismatch for them', async () => {
    const opened = await open();
    await attach(opened);
    await move(opened, 1, () => [1540, 1500, 1500]);
    expect(opened.board.latestStatus).toMatchObject({ isRefused: true, lastRefusal: 'movingStart' });
    expect(opened.faults).toEqual([]);
    expect(opened.board.latestStatus.appliedUs).toEqual(CENTRE);
  });

  it('leaves a stalled line two old frames and the newest; the brace holds meanwhile', async () => {
    const opened = await open();
    const { board, chip, lockstep, statuses } = opened;
    await attach(opened);
    await move(opened, 20, () => CENTRE);
    chip.line.stall();
    const before = opened.seq();
    await move(opened, 300, (tick) => [1500 + (tick % 2), 1500, 1500]);
    expect(board.unechoed).toBe(2);
    expect(board.oldestUnechoedSinceMs).toBeLessThan(lockstep.timeMs - 2_900);
    statuses.length = 0;
    chip.line.resume();
    await lockstep.advance(50);
    const answered = statuses.filter((status) => status.inReplyTo === 'motion').map((status) => status.seq);
    expect(answered.length).toBeLessThanOrEqual(3);
    expect(answered.at(-1)).toBe(before + 300);
    expect(board.latestStatus).toMatchObject({ fault: 'silence', state: 'hold', appliedUs: CENTRE });
    expect(chip.truth().pulsesUs).toEqual([
      expect.closeTo(1500, 0),
      expect.closeTo(1500, 0),
      expect.closeTo(1500, 0),
    ]);
  });

  it('notices a reset of the chip twice over: banner and nonce', async () => {
    const { chip, lockstep, faults, board } = await open();
    const before = board.latestStatus.nonce;
    chip.resetChip('external');
    await lockstep.advance(100);
    expect(faults.map((fault) => fault.kind)).toEqual(['rebooted', 'nonceChanged']);
    expect(board.latestStatus.nonce).not.toBe(before);
    expect(board.isOpen).toBe(true);
  });

  it('survives a noisy line: damaged frames are refused or reported, sending goes on, nothing wrong is applied', async () => {
    const opened = await open();
    const { board, chip, lockstep, statuses, faults } = opened;
    await attach(opened);
    chip.line.setByteErrorRate(0.01);
    const applied = new Set<string>();
    const sent = new Set<string>([CENTRE.join()]);
    for (let tick = 0; tick < 400; tick++) {
      // In step with what is applied, as the control process does; a lost frame must not make the next one jump.
      const [first, second, third] = board.latestStatus.appliedUs;
      const isLatched = board.latestStatus.fault !== 'none';
      const pulseUs: PerServo = isLatched
        ? [first, second, third]
        : [Math.min(first + 1, 1590), second, third];
      sent.add(pulseUs.join());
      board.send({ kind: 'motion', seq: opened.seq(), isMoving: !isLatched, leaseMs: 200, pulseUs });
      await lockstep.advance(TICK_MS);
      applied.add(board.latestStatus.appliedUs.join());
    }
    chip.line.setByteErrorRate(0);
    await lockstep.advance(300);
    board.send({ kind: 'statusRequest', seq: 0 });
    await lockstep.advance(20);
    expect(board.latestStatus.inReplyTo).toBe('statusRequest');
    expect(board.isOpen).toBe(true);
    expect([...applied].filter((pulses) => !sent.has(pulses))).toEqual([]);
    expect(chip.line.counts.toChip.corrupted).toBeGreaterThan(20);
    expect(faults.some((fault) => fault.kind === 'badStatus')).toBe(true);
    expect(statuses.some((status) => status.lastRefusal === 'crc')).toBe(true);
    expect(faults.filter((fault) => fault.kind === 'echoMismatch')).toEqual([]);
  });

  it('loses the brace when the cable is pulled, once, and the brace holds', async () => {
    const opened = await open();
    const { board, chip, lockstep, faults } = opened;
    await attach(opened);
    await move(opened, 10, () => CENTRE);
    chip.line.cut();
    await lockstep.advance(400);
    expect(faults.map((fault) => fault.kind)).toEqual(['closed']);
    expect(board.isOpen).toBe(false);
    expect(chip.truth().pulsesUs[0]).toBeCloseTo(1500, 0);
  });
});
