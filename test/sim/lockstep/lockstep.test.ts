import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { installVirtualClock } from '../../../sim/lockstep/clock.ts';
import { createLockstep, LockstepTimeout } from '../../../sim/lockstep/lockstep.ts';
import { createBraceRig } from '../brace/rig.ts';
import { runStack } from './run.ts';

const RUN = fileURLToPath(new URL('run.ts', import.meta.url));

describe('the whole stack in virtual time', () => {
  it('runs johnny-five, serialport, firmware and body together, bit-identical here, again, and in another process', async () => {
    const first = await runStack(1, 4000);
    expect(first).toMatchObject({ fault: 'none' });
    expect(first.pulses).toBeGreaterThan(500);
    expect(first.bytesToHost).toBeGreaterThan(15_000);
    expect(Math.abs(first.yawDeg)).toBeGreaterThan(1);
    expect(first.supplyVolts).toBeGreaterThan(11);
    expect((await runStack(1, 4000)).hash).toBe(first.hash);
    const elsewhere = JSON.parse(execFileSync(process.execPath, [RUN, '1', '4000'], { encoding: 'utf8' }));
    expect(elsewhere.hash).toBe(first.hash);
    expect((await runStack(2, 4000)).hash).not.toBe(first.hash);
  });
});

describe('virtual time', () => {
  it('passes only with the brace, and timers run at their millisecond', async () => {
    const { brace } = await createBraceRig();
    const lockstep = createLockstep(brace);
    const clock = installVirtualClock();
    const startMs = clock.nowMs;
    const ticks: number[] = [];
    const timer = setInterval(() => ticks.push(lockstep.timeMs), 10);
    let isLate = false;
    setTimeout(() => {
      isLate = true;
    }, 25);
    await lockstep.advance(20);
    expect(isLate).toBe(false);
    await lockstep.advance(15);
    clearInterval(timer);
    expect(isLate).toBe(true);
    expect(ticks).toEqual([10, 20, 30]);
    expect(clock.nowMs - startMs).toBe(35);
    expect(performance.now() - startMs).toBeCloseTo(35, 6);
    expect(brace.truth().timeMs).toBe(35);
  });

  it('waits for a condition, and says what did not happen', async () => {
    const { brace } = await createBraceRig();
    const lockstep = createLockstep(brace);
    await lockstep.until(() => lockstep.timeMs === 7, 10, 'seven');
    expect(lockstep.timeMs).toBe(7);
    const never = lockstep.until(() => false, 5, 'pigs fly');
    await expect(never).rejects.toThrow(LockstepTimeout);
    await expect(never).rejects.toThrow(/5 simulated ms.*pigs fly/);
    expect(lockstep.timeMs).toBe(12);
  });

  it('is advanced by one caller at a time', async () => {
    const { brace } = await createBraceRig();
    const lockstep = createLockstep(brace);
    const first = lockstep.advance(5);
    await expect(lockstep.advance(5)).rejects.toThrow(/two callers/);
    await first;
    expect(lockstep.timeMs).toBe(5);
  });
});

describe('the line into virtual time', () => {
  it('carries bytes both ways, once at a time, and closes with the cable', async () => {
    const { brace } = await createBraceRig();
    const lockstep = createLockstep(brace);
    await lockstep.advance(50);
    const pipe = lockstep.connect();
    expect(() => lockstep.connect()).toThrow(/open already/);
    const got: number[] = [];
    const reasons: string[] = [];
    pipe.onData = (bytes) => got.push(...bytes);
    pipe.onClose = (reason) => reasons.push(reason.message);
    pipe.write(Uint8Array.of(0xf9));
    await lockstep.advance(10);
    expect(got[0]).toBe(0xf9);
    brace.line.cut();
    expect(reasons).toHaveLength(1);
    expect(() => lockstep.connect()).toThrow(/cut/);
    brace.line.mend();
    const again = lockstep.connect();
    again.onData = (bytes) => got.push(...bytes);
    got.length = 0;
    pipe.write(Uint8Array.of(0xf9));
    await lockstep.advance(10);
    expect(got).toEqual([]);
    again.close();
    brace.line.cut();
    expect(reasons).toHaveLength(1);
  });
});

describe('a host that is stopped and goes on', () => {
  it.each([true, false])(
    'finds its clock gone on, each overdue timer once, and all the bytes; input first: %s',
    async (isInputFirst) => {
      const { brace } = await createBraceRig();
      const lockstep = createLockstep(brace);
      const happened: string[] = [];
      let bytes = 0;
      lockstep.connect().onData = (data) => {
        bytes += data.length;
        if (happened.at(-1) !== 'input') happened.push('input');
      };
      await lockstep.advance(100);
      brace.fromHost(Uint8Array.of(0xf9));
      const timer = setInterval(() => happened.push('timer'), 10);
      happened.length = 0;
      const heard = bytes;
      const startMs = performance.now();
      lockstep.stopHost();
      expect(() => lockstep.stopHost()).toThrow(/stopped already/);
      await lockstep.advance(5000);
      expect({ happened, bytes }).toEqual({ happened: [], bytes: heard });
      expect(performance.now()).toBe(startMs);
      await lockstep.continueHost(isInputFirst);
      clearInterval(timer);
      expect(performance.now() - startMs).toBeCloseTo(5000, 6);
      expect(bytes).toBeGreaterThan(heard);
      expect(happened).toEqual(isInputFirst ? ['input', 'timer'] : ['timer', 'input']);
      await expect(lockstep.continueHost(isInputFirst)).rejects.toThrow(/not stopped/);
    },
  );

  it('does not notice on any monotonic clock that the wall clock is set', async () => {
    const { brace } = await createBraceRig();
    const lockstep = createLockstep(brace);
    const clock = installVirtualClock();
    const [wallMs, monotonicMs, clockMs] = [Date.now(), performance.now(), clock.nowMs];
    const ticks: number[] = [];
    const timer = setInterval(() => ticks.push(lockstep.timeMs), 10);
    await lockstep.advance(15);
    clock.stepWallClock(-3_600_000);
    await lockstep.advance(15);
    clearInterval(timer);
    expect(Date.now() - wallMs).toBe(30 - 3_600_000);
    expect(performance.now() - monotonicMs).toBeCloseTo(30, 6);
    expect(clock.nowMs - clockMs).toBe(30);
    expect(ticks).toEqual([10, 20, 30]);
    clock.stepWallClock(3_600_000);
  });
});
