import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_CLOCK, sampleTime } from '../../../controller/gaze/deviceClock.ts';
import { retryDelayMs } from '../../../hardware/trackers/backoff.ts';
import { CAMERA_MS, createDelayGauge } from '../../../hardware/trackers/delayGauge.ts';
import { createDeviceClock } from '../../../hardware/trackers/deviceClock.ts';
import { createMeter } from '../../../hardware/trackers/meter.ts';
import { isAllowedAddress } from '../../../hardware/trackers/plain/allowList.ts';
import { isTokenRight } from '../../../hardware/trackers/plain/token.ts';
import { createClockSync } from '../../../hardware/trackers/pupilCore/clockSync.ts';
import { healthOf } from '../../../hardware/trackers/troubles.ts';
import { createRandom } from '../../../sim/random.ts';

const SEEN = { kind: 'screen', point: { x: 0.5, y: 0.5 }, eyesSeen: 'both' } as const;
const UNSEEN = { kind: 'none', why: 'noEyes' } as const;

describe('the wait before the next try', () => {
  it('doubles up to 5 s, and half of it is drawn', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((failures) => retryDelayMs(failures, () => 1))).toEqual([
      250, 500, 1000, 2000, 4000, 5000, 5000,
    ]);
    expect(retryDelayMs(3, () => 0)).toBe(1000);
  });

  it('is the same for the same seed', () => {
    const waits = (seed: number) => {
      const random = createRandom(seed);
      return [0, 1, 2, 3].map((failures) => retryDelayMs(failures, random));
    };
    expect(waits(7)).toEqual(waits(7));
    expect(waits(7)).not.toEqual(waits(8));
  });
});

describe('what the samples of the last 2 s say', () => {
  const fed = (hz: number, forMs: number, isSeen: (atMs: number) => boolean) => {
    const meter = createMeter();
    for (let n = 1; (n * 1000) / hz <= forMs; n += 1) {
      const atMs = (n * 1000) / hz;
      meter.note(atMs, isSeen(atMs) ? SEEN : UNSEEN, atMs < 3000 ? 20 : 40);
    }
    return meter;
  };

  it.each([60, 120, 150])('rate at %i Hz', (hz) => {
    expect(fed(hz, 5000, () => true).read(5000).rateHz).toBeCloseTo(hz, -0.5);
  });

  it('share of valid samples, and latency', () => {
    const reading = fed(100, 5000, (atMs) => atMs % 40 !== 0).read(5000);
    expect(reading.validShare).toBeCloseTo(0.75, 1);
    expect(reading.latencyMs).toBe(40);
    expect(reading.leastLatencyMs).toBe(40);
  });

  it('the mean and the least delay are of the last 2 s', () => {
    const meter = createMeter();
    [5, 60, 54, 66].forEach((delayMs, index) => {
      meter.note(index * 1500, SEEN, delayMs);
    });
    meter.note(4600, SEEN, null);
    expect(meter.read(4600)).toMatchObject({ latencyMs: 60, leastLatencyMs: 54 });
  });

  it('without samples nothing is known', () => {
    const nothing = { rateHz: null, validShare: null, latencyMs: null, leastLatencyMs: null };
    expect(createMeter().read(99)).toMatchObject(nothing);
    expect(fed(100, 1000, () => true).read(9000)).toMatchObject({ rateHz: null, validShare: null });
  });

  const healthAt = (meter: ReturnType<typeof createMeter>, nowMs: number) =>
    healthOf(
      {
        source: 'eyeTribe',
        canCalibrate: false,
        calibrationErrorDeg: null,
        calibrations: 0,
        meter: meter.read(nowMs),
        trouble: null,
      },
      nowMs,
    ).state;

  it('lost after 250 ms without a sample', () => {
    const meter = fed(100, 1000, () => true);
    expect(healthAt(meter, 1250)).toBe('streaming');
    expect(healthAt(meter, 1251)).toBe('lost');
  });

  it('no eyes after 1 s without a valid sample', () => {
    expect(
      healthAt(
        fed(100, 1900, (atMs) => atMs <= 900),
        1900,
      ),
    ).toBe('streaming');
    expect(
      healthAt(
        fed(100, 1910, (atMs) => atMs <= 900),
        1910,
      ),
    ).toBe('noEyes');
  });

  it('advice is empty only while all is well', () => {
    const facts = {
      source: 'udp',
      canCalibrate: false,
      calibrationErrorDeg: null,
      calibrations: 0,
    } as const;
    const meter = fed(100, 1000, () => true).read(1000);
    expect(healthOf({ ...facts, meter, trouble: null }, 1000).advice).toBe('');
    for (const trouble of ['closed', 'silent', 'frozen', 'noEyes', 'packagesMissing'] as const)
      expect(healthOf({ ...facts, meter, trouble }, 1000).advice).not.toBe('');
  });
});

describe('the device’s own time', () => {
  it('a stream never reorders: every step back is a restart', () => {
    const clock = createDeviceClock({ canReorder: false });
    expect([100, 120, 120, 5].map((time) => clock.judge(time, 0))).toEqual([
      'newer',
      'newer',
      'repeated',
      'restarted',
    ]);
  });

  it('datagrams may: a small step back is an older one and moves nothing', () => {
    const clock = createDeviceClock({ canReorder: true });
    expect([5000, 4990, 5001, 10].map((time) => clock.judge(time, 0))).toEqual([
      'newer',
      'older',
      'newer',
      'restarted',
    ]);
  });

  it('frozen: repeats, and nothing new for 250 ms', () => {
    const clock = createDeviceClock({ canReorder: false });
    clock.judge(1, 0);
    clock.judge(1, 200);
    expect(clock.isFrozen(240)).toBe(false);
    clock.judge(1, 260);
    expect(clock.isFrozen(260)).toBe(true);
    clock.judge(2, 270);
    expect(clock.isFrozen(280)).toBe(false);
  });
});

describe('latency', () => {
  it('of an unknown clock: the camera, half the quickest answer, and what a sample took longer than the quickest one', () => {
    const gauge = createDelayGauge();
    expect(gauge.delayMs(1000, 5)).toBeNull();
    gauge.noteRoundTrip(30, 1000);
    gauge.noteRoundTrip(8, 1010);
    expect(gauge.delayMs(1016, 21)).toBe(50 + 4);
    expect(gauge.delayMs(1116, 71)).toBe(50 + 54);
    expect(gauge.delayMs(1116, null)).toBeNull();
  });

  it.each<[string, (atMs: number, random: () => number) => number, number]>([
    ['a steady line', () => 0, 0],
    ['a line that is up to 40 ms late, as Wi-Fi', (_, random) => 40 * random(), 20],
    ['a line that stood still for 600 ms', (atMs) => (atMs < 10_000 ? 0 : Math.max(0, 10_600 - atMs)), 0],
  ])('control takes the head of the moment of the light, on %s', (_, lateMs, meanLateMs) => {
    const random = createRandom(3);
    const [gauge, meter] = [createDelayGauge(), createMeter()];
    let clock = NO_CLOCK;
    let arrivedAtMs = 0;
    const offMs: number[] = [];
    for (let n = 0; n < 60 * 14; n += 1) {
      const lightAtMs = (n * 1000) / 60;
      arrivedAtMs = Math.max(arrivedAtMs, lightAtMs + CAMERA_MS + 4 + lateMs(lightAtMs, random));
      if (n % 30 === 0) gauge.noteRoundTrip(8, arrivedAtMs);
      // The device's clock is any.
      const deviceMs = lightAtMs + 1e6;
      meter.note(arrivedAtMs, SEEN, gauge.delayMs(arrivedAtMs, deviceMs));
      const timed = sampleTime(clock, arrivedAtMs, deviceMs);
      clock = timed.clock;
      const { leastLatencyMs } = meter.read(arrivedAtMs);
      if (timed.tMs !== undefined && leastLatencyMs !== null && lightAtMs > 9000)
        offMs.push(Math.abs(timed.tMs - leastLatencyMs - lightAtMs));
    }
    expect(offMs.length).toBeGreaterThan(200);
    expect(Math.max(...offMs)).toBeLessThan(6);
    expect(meter.read(arrivedAtMs).latencyMs ?? Number.NaN).toBeCloseTo(CAMERA_MS + 4 + meanLateMs, -1);
  });

  it('of Pupil’s clock: within half the quickest round trip, whatever the offset', () => {
    const figures = fc.record({
      offsetMs: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      thereMs: fc.double({ min: 0, max: 50, noNaN: true }),
      backMs: fc.double({ min: 0, max: 50, noNaN: true }),
      ageMs: fc.double({ min: 0, max: 500, noNaN: true }),
    });
    fc.assert(
      fc.property(figures, ({ offsetMs, thereMs, backMs, ageMs }) => {
        const sync = createClockSync();
        expect(sync.ageMs(0, 0)).toBeNull();
        sync.note({
          askedAtMs: 100,
          answeredAtMs: 100 + thereMs + backMs,
          deviceMs: 100 + thereMs + offsetMs,
        });
        const told = sync.ageMs(1000, 1000 - ageMs + offsetMs) ?? Number.NaN;
        expect(Math.abs(told - ageMs)).toBeLessThanOrEqual((thereMs + backMs) / 2 + 1e-3);
      }),
    );
  });

  it('a clock that jumped is known from the next answer on', () => {
    const sync = createClockSync();
    sync.note({ askedAtMs: 0, answeredAtMs: 2, deviceMs: 1 });
    sync.note({ askedAtMs: 1000, answeredAtMs: 1040, deviceMs: 900_020 });
    expect(sync.ageMs(1100, 900_090)).toBeCloseTo(10);
  });
});

describe('who may send', () => {
  it('this machine, and addresses written out in full', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every((a) => isAllowedAddress(a, []))).toBe(
      true,
    );
    expect(isAllowedAddress('192.168.1.20', ['192.168.1.20'])).toBe(true);
    expect(isAllowedAddress('::ffff:192.168.1.20', ['192.168.1.20'])).toBe(true);
    for (const stranger of ['192.168.1.21', '128.0.0.1', 'localhost', '', undefined])
      expect(isAllowedAddress(stranger, ['192.168.1.20'])).toBe(false);
  });

  it('only the whole token is right', () => {
    const token = 'a'.repeat(32);
    expect(isTokenRight(`Bearer ${token}`, token)).toBe(true);
    for (const wrong of [
      undefined,
      '',
      token,
      `Bearer ${token}a`,
      `Bearer ${token.slice(1)}`,
      `bearer ${token}`,
    ])
      expect(isTokenRight(wrong, token)).toBe(false);
    fc.assert(fc.property(fc.string(), (text) => !isTokenRight(`Bearer ${text}`, token) || text === token));
  });
});
