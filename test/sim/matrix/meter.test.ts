import { describe, expect, it } from 'vitest';
import type { Pose } from '../../../protocol/pose.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import { beyondHardDeg, createMeter, type Meter, type Sight } from '../../../sim/matrix/meter.ts';

const HELD: Sight = {
  band: { yawDeg: 5, pitchDeg: 10, rollDeg: 0 },
  pulsesUs: [1500, 1500, 1500],
  isServoPowerOn: true,
  isMovementLive: false,
};
const turned = (band: Pose, deg: number): Pose => ({ ...band, yawDeg: band.yawDeg + deg });

/** So many ms of the same; `at` says what is different in each. */
function watch(meter: Meter, ms: number, at: (ms: number) => Partial<Sight> = () => ({})): void {
  for (let passed = 1; passed <= ms; passed += 1) meter.see({ ...HELD, ...at(passed) });
}

/** A head at rest, then a fault. */
function afterFault(slowestDegPerS?: number): Meter {
  const meter = createMeter(DEFAULT_PROFILE, slowestDegPerS);
  watch(meter, 60);
  meter.faultBegins();
  return meter;
}

describe('the meter of the matrix', () => {
  it('sees nothing in a head that stays', () => {
    const meter = afterFault();
    meter.reconnects();
    watch(meter, 600);
    expect(meter.figures()).toMatchObject({ speedRatio: 0, travelDeg: 0, reconnectDeg: 0, torqueOffMs: 0 });
    expect(meter.figures()).toMatchObject({ beyondHardDeg: 0, pulseStepUs: 0, oneDegreeAtMs: null });
  });

  it('measures a jerk of a resting head from the very ms of the reconnection', () => {
    const meter = afterFault();
    watch(meter, 100);
    meter.reconnects();
    watch(meter, 200, (ms) => ({ band: turned(HELD.band, Math.min(1.2, ms * 0.03)) }));
    const { reconnectDeg, travelDeg, oneDegreeAtMs } = meter.figures();
    // It compares with where the head was in the first ms after it.
    expect(reconnectDeg).toBeCloseTo(1.17, 1);
    expect(travelDeg).toBeCloseTo(1.2, 1);
    expect(oneDegreeAtMs).toBe(100 + 34);
  });

  it('waits for a head that is still being stopped, but not for ever', () => {
    const stopping = afterFault();
    stopping.reconnects();
    watch(stopping, 800, (ms) => ({
      band: turned(HELD.band, Math.min(3, ms * 0.015)),
      isMovementLive: ms < 100,
    }));
    expect(stopping.figures().reconnectDeg).toBeCloseTo(0, 1);
    expect(stopping.figures().travelDeg).toBeCloseTo(3, 1);
    const running = afterFault();
    running.reconnects();
    watch(running, 1000, (ms) => ({ band: turned(HELD.band, ms * 0.01) }));
    expect(running.figures().reconnectDeg).toBeGreaterThan(4);
  });

  it('has nothing to compare with where the movement went on', () => {
    const meter = afterFault();
    meter.reconnects();
    watch(meter, 900, (ms) => ({ band: turned(HELD.band, ms * 0.01), isMovementLive: ms < 700 }));
    expect(meter.figures().reconnectDeg).toBeNull();
  });

  it('knows the speed over any 250 ms, which a short start does not reach', () => {
    const short = afterFault();
    watch(short, 250, (ms) => ({ band: turned(HELD.band, Math.min(ms, 100) * 0.06) }));
    watch(short, 250, () => ({ band: turned(HELD.band, 6) }));
    expect(short.figures().faultOverDegPerS).toBeCloseTo(30, 5);
    expect(short.figures().sustainedOverDegPerS).toBeCloseTo(24 - 30, 5);
    const long = afterFault();
    watch(long, 600, (ms) => ({ band: turned(HELD.band, ms * 0.031) }));
    expect(long.figures().sustainedOverDegPerS).toBeCloseTo(1, 5);
  });

  it('knows the speed of each axis, over 40 ms, and of a retreat until the head is moved on purpose', () => {
    const at33 = (ms: number) => ({ band: turned(HELD.band, ms * 0.033) });
    const meter = afterFault();
    watch(meter, 200, at33);
    expect(meter.figures().faultSpeedRatio).toBeCloseTo(1.1, 5);
    expect(meter.figures().faultOverDegPerS).toBeCloseTo(3, 5);
    const retreat = afterFault(5);
    watch(retreat, 200, (ms) => ({ band: turned(HELD.band, ms * 0.006) }));
    expect(retreat.figures().faultOverDegPerS).toBeCloseTo(1, 5);
    retreat.movedOnPurpose();
    watch(retreat, 200, (ms) => ({ band: turned(HELD.band, 1.2 + ms * 0.02) }));
    expect(retreat.figures()).toMatchObject({ faultOverDegPerS: retreat.figures().overDegPerS });
  });

  it('knows when torque was off, and the largest step of a pulse, also across a gap', () => {
    const meter = afterFault();
    watch(meter, 30, () => ({ isServoPowerOn: false }));
    watch(meter, 20, () => ({ pulsesUs: [1500, null, 1500] }));
    watch(meter, 20, () => ({ pulsesUs: [1500, 1511, 1500] }));
    expect(meter.figures()).toMatchObject({ torqueOffMs: 50, pulseStepUs: 11 });
  });

  it('measures what lies outside the ellipsoid of the hard limits', () => {
    const { yawHardDeg, flexionHardDeg, extensionHardDeg } = DEFAULT_PROFILE.parameters;
    const straight = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
    const beyond = (pose: Partial<Pose>) => beyondHardDeg({ ...straight, ...pose }, DEFAULT_PROFILE);
    expect(beyond({ pitchDeg: flexionHardDeg })).toBe(0);
    expect(beyond({ pitchDeg: flexionHardDeg + 2 })).toBeCloseTo(2, 6);
    expect(beyond({ pitchDeg: -extensionHardDeg - 1 })).toBeCloseTo(1, 6);
    // Inside a box of the same limits, and outside the ellipsoid.
    expect(beyond({ yawDeg: yawHardDeg * 0.9, pitchDeg: flexionHardDeg * 0.9 })).toBeGreaterThan(5);
    const meter = afterFault();
    watch(meter, 50, (ms) => (ms < 20 ? {} : { band: { ...straight, pitchDeg: flexionHardDeg + 0.5 } }));
    expect(meter.figures().hardLimitAtMs).toBe(20);
  });
});
