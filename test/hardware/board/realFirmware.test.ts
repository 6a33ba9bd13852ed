import '../../../sim/lockstep/virtualTime.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Brace, type BraceFault, openBrace } from '../../../hardware/board/brace.ts';
import { type Limits, limitsCrc } from '../../../hardware/link/hostFrames.ts';
import type { PerServo } from '../../../hardware/link/septets.ts';
import { nextSeq } from '../../../hardware/link/sequence.ts';
import type { Status } from '../../../hardware/link/status.ts';
import { type BraceBody, createBrace } from '../../../sim/brace/brace.ts';
import { createLockstep, type Lockstep } from '../../../sim/lockstep/lockstep.ts';

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

interface Opened {
  readonly brace: Brace;
  readonly chip: ReturnType<typeof createBrace>;
  readonly lockstep: Lockstep;
  readonly statuses: Status[];
  readonly faults: BraceFault[];
  /** The number of the next frame. */
  seq(): number;
}

async function open(bootMs = 0): Promise<Opened> {
  const chip = createBrace({ hexText: HEX, body: STILL_BODY, seed: 7 });
  const lockstep = createLockstep(chip);
  await lockstep.advance(bootMs);
  let brace: Brace | undefined;
  let failure: unknown;
  openBrace({ port: lockstep.connect(), nowMs: () => lockstep.timeMs }).then(
    (opened) => {
      brace = opened;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  await lockstep.until(() => brace !== undefined || failure !== undefined, 6_000, 'the brace answers');
  if (brace === undefined) throw failure;
  const opened = brace;
  onTestFinished(() => opened.close());
  const statuses: Status[] = [];
  const faults: BraceFault[] = [];
  opened.onStatus = (status) => statuses.push(status);
  opened.onFault = (fault) => faults.push(fault);
  let seq = opened.latestStatus.acceptedSeq;
  return {
    brace: opened,
    chip,
    lockstep,
    statuses,
    faults,
    seq: () => {
      seq = nextSeq(seq);
      return seq;
    },
  };
}

/** Limits, head held, attach at the reference pulses. */
async function attach({ brace, chip, lockstep, seq }: Opened): Promise<void> {
  chip.holdHead();
  await lockstep.advance(100);
  brace.send({ ...LIMITS, seq: seq() });
  await lockstep.advance(30);
  brace.send({ kind: 'attach', seq: seq(), nonce: brace.latestStatus.nonce, pulseUs: CENTRE });
  await lockstep.advance(5);
}

/** `count` ticks of motion frames along `pulseUs`. */
async function move(opened: Opened, count: number, pulseUs: (tick: number) => PerServo): Promise<void> {
  for (let tick = 0; tick < count; tick++) {
    opened.brace.send({
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
      const { brace, lockstep, faults } = await open(bootMs);
      expect(brace.latestStatus.state).toBe('off');
      expect(brace.latestStatus.nonce).not.toBe(0);
      await lockstep.advance(500);
      expect(faults).toEqual([]);
      await brace.close();
    }
  });

  it('reads supply, temperatures and stop through johnny-five', async () => {
    const { brace, chip, lockstep } = await open();
    await lockstep.advance(400);
    expect(brace.sensors.supplyVolts).toBeCloseTo(7.4, 1);
    expect(brace.sensors.servoTemperaturesC[0]).toBeCloseTo(25, 0);
    expect(brace.sensors.servoTemperaturesC[1]).toBeCloseTo(40, 0);
    expect(brace.sensors.isStopPressed).toBe(false);
    chip.pressStop();
    await lockstep.advance(30);
    expect(brace.sensors.isStopPressed).toBe(true);
    expect(brace.latestStatus.inputs.isStopPressed).toBe(true);
    chip.releaseStop();
    await lockstep.advance(50);
    expect(brace.sensors.isStopPressed).toBe(false);
    expect(brace.noiseBytes).toBe(0);
  });

  it('agrees with it on limits, attach and motion, frame by frame', async () => {
    const opened = await open();
    const { brace, statuses, faults } = opened;
    await attach(opened);
    expect(brace.latestStatus).toMatchObject({ state: 'hold', isRefused: false, appliedUs: CENTRE });
    expect(brace.latestStatus.limitsCrc).toBe(limitsCrc(LIMITS));
    statuses.length = 0;
    // 50 µs/s, a third of the permitted speed.
    await move(opened, 100, (tick) => [1500 + Math.floor(tick / 2), 1500, 1500]);
    expect(statuses).toHaveLength(100);
    expect(statuses.filter((status) => status.isRefused)).toEqual([]);
    expect(brace.latestStatus).toMatchObject({ state: 'moving', appliedUs: [1549, 1500, 1500] });
    expect(brace.unechoed).toBe(0);
    expect(faults).toEqual([]);
    expect(opened.chip.truth().pulsesUs[0]).toBeCloseTo(1549, 0);
  });

  it('hears its refusals by name and reports no mismatch for them', async () => {
    const opened = await open();
    await attach(opened);
    await move(opened, 1, () => [1540, 1500, 1500]);
    expect(opened.brace.latestStatus).toMatchObject({ isRefused: true, lastRefusal: 'movingStart' });
    expect(opened.faults).toEqual([]);
    expect(opened.brace.latestStatus.appliedUs).toEqual(CENTRE);
  });

  it('leaves a stalled line two old frames and the newest; the brace holds meanwhile', async () => {
    const opened = await open();
    const { brace, chip, lockstep, statuses } = opened;
    await attach(opened);
    await move(opened, 20, () => CENTRE);
    chip.line.stall();
    const before = opened.seq();
    await move(opened, 300, (tick) => [1500 + (tick % 2), 1500, 1500]);
    expect(brace.unechoed).toBe(2);
    expect(brace.oldestUnechoedSinceMs).toBeLessThan(lockstep.timeMs - 2_900);
    statuses.length = 0;
    chip.line.resume();
    await lockstep.advance(50);
    const answered = statuses.filter((status) => status.inReplyTo === 'motion').map((status) => status.seq);
    expect(answered.length).toBeLessThanOrEqual(3);
    expect(answered.at(-1)).toBe(before + 300);
    expect(brace.latestStatus).toMatchObject({ fault: 'silence', state: 'hold', appliedUs: CENTRE });
    expect(chip.truth().pulsesUs).toEqual([
      expect.closeTo(1500, 0),
      expect.closeTo(1500, 0),
      expect.closeTo(1500, 0),
    ]);
  });

  it('notices a reset of the chip twice over: banner and nonce', async () => {
    const { chip, lockstep, faults, brace } = await open();
    const before = brace.latestStatus.nonce;
    chip.resetChip('external');
    await lockstep.advance(100);
    expect(faults.map((fault) => fault.kind)).toEqual(['rebooted', 'nonceChanged']);
    expect(brace.latestStatus.nonce).not.toBe(before);
    expect(brace.isOpen).toBe(true);
  });

  it('survives a noisy line: damaged frames are refused or reported, sending goes on, nothing wrong is applied', async () => {
    const opened = await open();
    const { brace, chip, lockstep, statuses, faults } = opened;
    await attach(opened);
    chip.line.setByteErrorRate(0.01);
    const applied = new Set<string>();
    const sent = new Set<string>([CENTRE.join()]);
    for (let tick = 0; tick < 400; tick++) {
      // In step with what is applied, as the control process does; a lost frame must not make the next one jump.
      const [first, second, third] = brace.latestStatus.appliedUs;
      const isLatched = brace.latestStatus.fault !== 'none';
      const pulseUs: PerServo = isLatched
        ? [first, second, third]
        : [Math.min(first + 1, 1590), second, third];
      sent.add(pulseUs.join());
      brace.send({ kind: 'motion', seq: opened.seq(), isMoving: !isLatched, leaseMs: 200, pulseUs });
      await lockstep.advance(TICK_MS);
      applied.add(brace.latestStatus.appliedUs.join());
    }
    chip.line.setByteErrorRate(0);
    await lockstep.advance(300);
    brace.send({ kind: 'statusRequest', seq: 0 });
    await lockstep.advance(20);
    expect(brace.latestStatus.inReplyTo).toBe('statusRequest');
    expect(brace.isOpen).toBe(true);
    expect([...applied].filter((pulses) => !sent.has(pulses))).toEqual([]);
    expect(chip.line.counts.toChip.corrupted).toBeGreaterThan(20);
    expect(faults.some((fault) => fault.kind === 'badStatus')).toBe(true);
    expect(statuses.some((status) => status.lastRefusal === 'crc')).toBe(true);
    expect(faults.filter((fault) => fault.kind === 'echoMismatch')).toEqual([]);
  });

  it('loses the brace when the cable is pulled, once, and the brace holds', async () => {
    const opened = await open();
    const { brace, chip, lockstep, faults } = opened;
    await attach(opened);
    await move(opened, 10, () => CENTRE);
    chip.line.cut();
    await lockstep.advance(400);
    expect(faults.map((fault) => fault.kind)).toEqual(['closed']);
    expect(brace.isOpen).toBe(false);
    expect(chip.truth().pulsesUs[0]).toBeCloseTo(1500, 0);
  });
});
