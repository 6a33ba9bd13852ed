import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openBrace } from '../../../hardware/board/brace.ts';
import { servoTemperatureC, supplyVolts } from '../../../hardware/board/sensorScaling.ts';
import { makePipePeer, settle } from './pipePeer.ts';

// johnny-five's components read at intervals; here time passes only when told.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function open() {
  const peer = makePipePeer();
  const clock = { nowMs: 0 };
  const brace = await openBrace({ port: peer.pipe, nowMs: () => clock.nowMs });
  onTestFinished(() => brace.close());
  await settle();
  const pass = async (ms: number) => {
    await settle();
    clock.nowMs += ms;
    vi.advanceTimersByTime(ms);
    await settle();
  };
  return { brace, peer, pass };
}

/** 7.4 V behind the divider of four, and TMP36 at 25 °C and 40 °C, in steps of 5 V / 1024. */
const SUPPLY_READING = Math.floor((7.4 / 4 / 5) * 1024);
const READING_AT_25_C = Math.floor((0.75 / 5) * 1024);
const READING_AT_40_C = Math.floor((0.9 / 5) * 1024);

describe('supply and temperatures', () => {
  it('are unknown until reported, whatever johnny-five says meanwhile', async () => {
    const { brace, pass } = await open();
    await pass(300);
    expect(brace.sensors).toEqual({
      supplyVolts: null,
      servoTemperaturesC: [null, null],
      isStopPressed: null,
    });
  });

  it('are asked for, and come in volts and degrees', async () => {
    const { brace, peer, pass } = await open();
    // Reports of A3, A6, A7 and of the port of D2; the sampling interval of 20 ms.
    expect(peer.firmware.messages).toEqual(
      expect.arrayContaining(['c301', 'c601', 'c701', 'd001', 'f07a1400f7']),
    );
    peer.firmware.reportAnalog(3, SUPPLY_READING);
    peer.firmware.reportAnalog(6, READING_AT_25_C);
    peer.firmware.reportAnalog(7, READING_AT_40_C);
    await pass(100);
    expect(brace.sensors.supplyVolts).toBeCloseTo(7.4, 1);
    expect(brace.sensors.servoTemperaturesC[0]).toBeCloseTo(25, 0);
    expect(brace.sensors.servoTemperaturesC[1]).toBeCloseTo(40, 0);
  });

  it('are the median of the reports in between, so that one wrong report does not show', async () => {
    const { brace, peer, pass } = await open();
    for (const reading of [378, 379, 1000, 378, 379]) peer.firmware.reportAnalog(3, reading);
    await pass(100);
    expect(brace.sensors.supplyVolts).toBe(supplyVolts(379));
  });

  it('become unknown when reports stop, though johnny-five goes on emitting them', async () => {
    const { brace, peer, pass } = await open();
    peer.firmware.reportAnalog(3, SUPPLY_READING);
    await pass(100);
    await pass(500);
    expect(brace.sensors.supplyVolts).not.toBeNull();
    await pass(100);
    expect(brace.sensors.supplyVolts).toBeNull();
    peer.firmware.reportAnalog(3, SUPPLY_READING);
    await pass(100);
    expect(brace.sensors.supplyVolts).not.toBeNull();
  });

  it('are unknown where the reading cannot be right', () => {
    // 0 V and 5 V: a TMP36 with a broken wire.
    expect(servoTemperatureC(0)).toBeNull();
    expect(servoTemperatureC(1023)).toBeNull();
    expect(supplyVolts(1023)).toBeNull();
    expect(supplyVolts(Number.NaN)).toBeNull();
    expect(servoTemperatureC(Number.NaN)).toBeNull();
    expect(servoTemperatureC(2000)).toBeNull();
    expect(supplyVolts(0)).toBeCloseTo(0, 1);
  });
});

describe('the stop', () => {
  it('is unknown, then released, then pressed: high means pressed or a cut wire', async () => {
    const { brace, peer } = await open();
    expect(brace.sensors.isStopPressed).toBeNull();
    peer.firmware.reportPortZero(0b000);
    await settle();
    expect(brace.sensors.isStopPressed).toBe(false);
    peer.firmware.reportPortZero(0b100);
    await settle();
    expect(brace.sensors.isStopPressed).toBe(true);
    // Another pin of the port changes.
    peer.firmware.reportPortZero(0b101);
    await settle();
    expect(brace.sensors.isStopPressed).toBe(true);
    peer.firmware.reportPortZero(0b001);
    await settle();
    expect(brace.sensors.isStopPressed).toBe(false);
  });

  it('pressed from the start is seen as pressed', async () => {
    const { brace, peer } = await open();
    peer.firmware.reportPortZero(0b100);
    await settle();
    expect(brace.sensors.isStopPressed).toBe(true);
  });
});

describe('closing', () => {
  it('leaves no timer behind, not even with the stop pressed', async () => {
    const { brace, peer, pass } = await open();
    peer.firmware.reportPortZero(0b100);
    await pass(100);
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    await brace.close();
    await pass(20);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when the line is lost or the brace never answered', async () => {
    const { peer, pass } = await open();
    peer.firmware.reportPortZero(0b100);
    await settle();
    peer.vanish();
    await pass(20);
    expect(vi.getTimerCount()).toBe(0);

    const mute = makePipePeer();
    mute.firmware.isMute = true;
    const refused = openBrace({ port: mute.pipe, nowMs: () => 0 }).catch((error: unknown) => error);
    await settle();
    await pass(5_000);
    expect(await refused).toMatchObject({ id: 'noAnswer' });
    expect(mute.isClosed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);

    const gone = makePipePeer();
    gone.firmware.isMute = true;
    const lost = openBrace({ port: gone.pipe, nowMs: () => 0 }).catch((error: unknown) => error);
    await settle();
    gone.vanish();
    expect(await lost).toMatchObject({ id: 'lostWhileOpening' });
    expect(vi.getTimerCount()).toBe(0);
  });
});
