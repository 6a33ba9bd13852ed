import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { judge } from '../../../sim/scenarios/criteria.ts';
import type { Instant, Recording } from '../../../sim/scenarios/recording.ts';
import { type Criterion, criterion } from '../../../sim/scenarios/schema.ts';

const LASTS_MS = 1000;

function instant(yawDeg: number, pulseUs: number | null = 1500): Instant {
  const pose = { yawDeg, pitchDeg: 0, rollDeg: 0 };
  return { band: pose, skull: { ...pose, yawDeg: 0.9 * yawDeg }, pulsesUs: [pulseUs, 1500, 1500] };
}

function recordingOf(at: (ms: number) => Instant, more: Partial<Recording> = {}): Recording {
  return {
    instants: Array.from({ length: LASTS_MS + 1 }, (_, ms) => at(ms)),
    telemetry: [],
    statuses: [],
    replies: [],
    hostEnds: [],
    events: [],
    marks: new Map([
      ['start', 0],
      ['middle', 500],
      ['end', LASTS_MS],
    ]),
    ...more,
  };
}

const still = recordingOf(() => instant(0));
/** 10° to the left at 20°/s, from 0 to 500 ms, then still. */
const turning = recordingOf((ms) => instant(Math.min(ms, 500) / 50));

function verdict(fields: object, recording: Recording, from = 'start', to = 'end') {
  const whole: Criterion = criterion.parse({ id: 'it', sentence: 'It.', from, to, ...fields });
  return judge(whole, recording, DEFAULT_PARAMETERS);
}

const telemetryIn = (state: Telemetry['state'], faults: Telemetry['faults'] = []) =>
  ({ state, reason: 'moving', faults }) as unknown as Telemetry;

describe('bandChange', () => {
  const change = { measure: 'bandChange', axis: 'yaw', expectDeg: 10, withinDeg: 1 };
  it('compares the two moments, with the skull beside', () => {
    expect(verdict(change, turning)).toMatchObject({ isHeld: true, value: 10 });
    expect(verdict(change, turning).measured).toBe('yaw +10.00° (skull +9.00°)');
  });
  it.each([8.9, 11.1, -10])('fails when the head turned by 10° and %d° was expected', (expectDeg) => {
    expect(verdict({ ...change, expectDeg }, turning).isHeld).toBe(false);
  });
  it('reads the moments with their offsets', () => {
    const offsets = { fromPlusMs: 100, toPlusS: -0.6 };
    expect(verdict({ ...change, ...offsets }, turning).value).toBeCloseTo(6);
  });
});

describe('excursion', () => {
  it('finds the largest rotation, also one that went back', () => {
    const there = recordingOf((ms) => instant(ms === 300 ? 3 : 0));
    expect(verdict({ measure: 'excursion', atMostDeg: 2.9 }, there).isHeld).toBe(false);
    expect(verdict({ measure: 'excursion', atMostDeg: 3.1 }, there).isHeld).toBe(true);
    expect(verdict({ measure: 'excursion', atLeastDeg: 3.1 }, there).isHeld).toBe(false);
  });
  it('counts one rotation about any axis', () => {
    const tilted = recordingOf((ms) => {
      const pose = { yawDeg: ms === 1000 ? 3 : 0, pitchDeg: ms === 1000 ? 4 : 0, rollDeg: 0 };
      return { ...instant(0), band: pose };
    });
    expect(verdict({ measure: 'excursion', atMostDeg: 90 }, tilted).value).toBeCloseTo(5, 1);
  });
  it('is not held by a pose that is not a number', () => {
    const broken = recordingOf((ms) => instant(ms === 700 ? Number.NaN : 0));
    expect(verdict({ measure: 'excursion', atMostDeg: 2 }, broken).isHeld).toBe(false);
  });
});

describe('peakSpeed', () => {
  const speed = { measure: 'peakSpeed', axis: 'yaw' };
  it('measures the speed of the band', () => {
    expect(verdict({ ...speed, atMostDegPerS: 20.1 }, turning)).toMatchObject({ isHeld: true });
    expect(verdict({ ...speed, atMostDegPerS: 19.9 }, turning).isHeld).toBe(false);
    expect(verdict({ ...speed, atLeastDegPerS: 20.1 }, turning).isHeld).toBe(false);
  });
  it('can be bounded by the profile', () => {
    const fast = recordingOf((ms) => instant(ms * 0.033));
    expect(verdict({ ...speed, overProfileDegPerS: 2 }, fast).isHeld).toBe(false);
    expect(verdict({ ...speed, overProfileDegPerS: 4 }, fast).isHeld).toBe(true);
  });
  it('is unknown in a window that is too short for one', () => {
    expect(verdict({ ...speed, atMostDegPerS: 20, toPlusMs: -961 }, turning)).toMatchObject({
      isHeld: false,
      value: null,
    });
  });
});

describe('pulses', () => {
  const jump = recordingOf((ms) => instant(0, ms < 500 ? 1500 : 1530));
  const gap = recordingOf((ms) => instant(0, ms === 500 ? null : 1500));
  it.each(['pulseStep', 'pulseDrift'])('%s sees a jump and a missing pulse', (measure) => {
    expect(verdict({ measure, atMostUs: 29 }, jump)).toMatchObject({ isHeld: false, value: 30 });
    expect(verdict({ measure, atMostUs: 31 }, jump)).toMatchObject({ isHeld: true, value: 30 });
    expect(verdict({ measure, atMostUs: 31 }, gap)).toMatchObject({ isHeld: false, value: null });
    expect(verdict({ measure, atMostUs: 1 }, still)).toMatchObject({ isHeld: true, value: 0 });
  });
  it('a drift across gaps compares what comes back, and something must come back', () => {
    const across = { measure: 'pulseDrift', acrossGaps: true };
    const moved = recordingOf((ms) => instant(0, ms < 400 ? 1500 : ms < 450 ? null : 1530));
    const gone = recordingOf((ms) => instant(0, ms < 400 ? 1500 : null));
    expect(verdict({ ...across, atMostUs: 1 }, gap)).toMatchObject({ isHeld: true, value: 0 });
    expect(verdict({ ...across, atMostUs: 29 }, moved)).toMatchObject({ isHeld: false, value: 30 });
    expect(verdict({ ...across, atMostUs: 31 }, gone)).toMatchObject({ isHeld: false, value: null });
  });
  it('a gap lasts as long as any servo is without pulses', () => {
    const gaps = recordingOf((ms) => instant(0, (ms >= 100 && ms < 130) || ms >= 990 ? null : 1500));
    expect(verdict({ measure: 'pulseGap', atMostMs: 29 }, gaps)).toMatchObject({ isHeld: false, value: 30 });
    expect(verdict({ measure: 'pulseGap', atMostMs: 30 }, gaps).isHeld).toBe(true);
    expect(verdict({ measure: 'pulseGap', atMostMs: 0 }, still).isHeld).toBe(true);
  });
  it('a slow way is a drift and no step', () => {
    const slow = recordingOf((ms) => instant(0, 1500 + ms / 10));
    expect(verdict({ measure: 'pulseStep', atMostUs: 1 }, slow).isHeld).toBe(true);
    expect(verdict({ measure: 'pulseDrift', atMostUs: 1 }, slow).isHeld).toBe(false);
  });
});

describe('states, faults and words', () => {
  const heard = recordingOf(() => instant(0), {
    telemetry: [
      { atMs: 100, what: telemetryIn('ready') },
      { atMs: 600, what: telemetryIn('engaged', [{ id: 'linkLate', sinceTick: 0, isLatched: true }]) },
    ],
  });
  it('finds a state only between the two moments', () => {
    const reached = { measure: 'stateReached', state: 'engaged' };
    expect(verdict(reached, heard)).toMatchObject({ isHeld: true, value: 600 });
    expect(verdict(reached, heard, 'start', 'middle').isHeld).toBe(false);
  });
  it('"never" fails when it came, and is unknown when nothing was heard', () => {
    const never = { measure: 'stateNever', state: 'engaged' };
    expect(verdict(never, heard).isHeld).toBe(false);
    expect(verdict(never, heard, 'start', 'middle').isHeld).toBe(true);
    expect(verdict(never, still)).toMatchObject({ isHeld: false, measured: 'unknown: no telemetry' });
  });
  it('finds reasons and faults', () => {
    expect(verdict({ measure: 'reasonReached', reason: 'moving' }, heard).isHeld).toBe(true);
    expect(verdict({ measure: 'reasonReached', reason: 'gazeLost' }, heard).isHeld).toBe(false);
    expect(verdict({ measure: 'faultReported', fault: 'linkLate' }, heard).isHeld).toBe(true);
    expect(verdict({ measure: 'faultReported', fault: 'servoHot' }, heard).isHeld).toBe(false);
  });
  it('counts refusals and knows how the host ended', () => {
    const refusal = {
      type: 'refused',
      requestId: null,
      id: 'leaseUnknown',
      sentence: '',
      advice: '',
      detail: null,
    } as const;
    const recording = recordingOf(() => instant(0), {
      replies: [1, 2, 3].map((atMs) => ({ atMs, what: refusal })),
      hostEnds: [{ atMs: 5, what: { cause: 'lineLost', pose: null, isPowered: null } }],
    });
    const refused = { measure: 'refused', refusal: 'leaseUnknown' };
    expect(verdict({ ...refused, atLeastTimes: 3 }, recording).isHeld).toBe(true);
    expect(verdict({ ...refused, atLeastTimes: 4 }, recording).isHeld).toBe(false);
    expect(verdict({ ...refused, atMostTimes: 2 }, recording).isHeld).toBe(false);
    expect(verdict({ measure: 'hostEnded', cause: 'lineLost' }, recording).isHeld).toBe(true);
    expect(verdict({ measure: 'hostEnded', cause: 'asked' }, recording).isHeld).toBe(false);
    expect(verdict({ measure: 'firmwareLatched', fault: 'silence' }, recording).isHeld).toBe(false);
  });
});

describe('a moment', () => {
  const held = { measure: 'excursion', atMostDeg: 90 };
  it('that never came leaves the criterion unknown, and not held', () => {
    const recording = { ...still, marks: new Map([['start', 0]]) };
    expect(verdict(held, recording)).toMatchObject({ isHeld: false, measured: 'unknown: "end" never came' });
  });
  it('beyond the recording leaves it unknown', () => {
    expect(verdict({ ...held, toPlusMs: 1 }, still)).toMatchObject({ isHeld: false, value: null });
    expect(verdict({ ...held, fromPlusMs: 1000 }, still)).toMatchObject({ isHeld: false, value: null });
  });
});
