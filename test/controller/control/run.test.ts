import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runControl } from '../../../controller/control/run.ts';
import type { Brace } from '../../../hardware/board/brace.ts';
import { NO_MOTION_SAMPLES } from '../../../protocol/motionSample.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { APPROVED } from '../../standing.ts';
import { HOLDING } from './holdingBrace.ts';

/** A brace that answers each frame of motion as accepted. Only here: no real clock can be made to run backwards. */
function createObedientBrace(nowMs: () => number): Brace {
  const brace: Brace = {
    isOpen: true,
    latestStatus: HOLDING,
    unechoed: 0,
    oldestUnechoedSinceMs: null,
    expiredFrames: 0,
    noiseBytes: 0,
    isBenchBoard: false,
    isLowLatency: null,
    sensors: { supplyVolts: 12, servoTemperaturesC: [30, 30], isStopPressed: false },
    readMotion: () => NO_MOTION_SAMPLES,
    onStatus: () => {},
    onFault: () => {},
    send(frame) {
      if (frame.kind === 'motion') brace.onStatus({ ...HOLDING, appliedUs: frame.pulseUs }, nowMs());
      return 'sent';
    },
    setStatusLed: () => {},
    close: async () => {},
  };
  return brace;
}

function startControl() {
  const run = {
    clockOffsetMs: 0,
    ticks: 0,
    latenessesMs: [] as number[],
    telemetry: undefined as Telemetry | undefined,
    onSend: () => {},
  };
  const nowMs = (): number => performance.now() + run.clockOffsetMs;
  const control = runControl({
    brace: createObedientBrace(nowMs),
    beginning: { version: '0.1.0', isAfterCrash: false },
    nowMs,
    send(message) {
      if (message.type === 'telemetry') run.telemetry = message;
      run.onSend();
    },
    note: () => {},
    onTick(latenessMs) {
      run.ticks += 1;
      run.latenessesMs.push(latenessMs);
    },
  });
  control.setGatewayConnected(true);
  control.receive({ type: 'profile', profile: DEFAULT_PROFILE, hash: 'saved-0', standing: APPROVED });
  vi.advanceTimersByTime(1000);
  expect(run.telemetry?.state).toBe('standby');
  return { run, control };
}

describe('the loop of control', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a clock that jumps back by an hour is noticed within two ticks, and ticks go on', () => {
    const { run } = startControl();
    run.clockOffsetMs = -3_600_000;
    vi.advanceTimersByTime(20);
    expect(run.telemetry?.state).toBe('protectiveHold');
    expect(run.telemetry?.faults.map(({ id }) => id)).toContain('clockAnomaly');
    run.ticks = 0;
    vi.advanceTimersByTime(1000);
    expect(run.ticks).toBeGreaterThanOrEqual(99);
  });

  test('a tick that takes 200 ms itself makes the next one late by as much', () => {
    const { run } = startControl();
    run.onSend = () => {
      run.clockOffsetMs += 200;
      run.onSend = () => {};
    };
    vi.advanceTimersByTime(10);
    run.latenessesMs = [];
    vi.advanceTimersByTime(20);
    expect(Math.max(...run.latenessesMs)).toBeGreaterThanOrEqual(190);
  });

  test('S19: a STOP among more messages than one tick takes is not lost', () => {
    const { run, control } = startControl();
    control.receive({ type: 'command', clientId: 'page', message: { type: 'stop' } });
    for (let sequence = 0; sequence < 1000; sequence += 1) {
      const message = {
        type: 'presence',
        sequence,
        renderedTick: 0,
        gaze: 'valid',
        version: '0.1.0',
        secondInput: 'none',
      } as const;
      control.receive({ type: 'command', clientId: 'flood', message });
    }
    vi.advanceTimersByTime(10);
    expect(run.telemetry?.state).toBe('stopped');
  });
});
