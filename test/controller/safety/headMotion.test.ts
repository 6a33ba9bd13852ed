import { describe, expect, test } from 'vitest';
import {
  TILT_AS_COMMANDED,
  tiltBetweenDeg,
  tiltOffForMs,
  watchTilt,
} from '../../../controller/safety/headDropping.ts';
import {
  followHead,
  HEAD_UNSEEN,
  type HeadMotion,
  type HeadReading,
} from '../../../controller/safety/headMotion.ts';
import type { ObservedHead } from '../../../controller/safety/observation.ts';
import type { PerServo } from '../../../protocol/pose.ts';
import { at, STRAIGHT } from './observed.ts';

const NAN = Number.NaN;
const servos = (deg: number): PerServo<number> => [deg, 2 * deg, -deg];

/** A head that nods down at 20°/s, 1° behind its command; its servos follow 2° late. */
function nodding(nowMs: number): HeadReading {
  const deg = (20 * nowMs) / 1000;
  return {
    nowMs,
    measured: at(0, deg),
    commanded: at(0, deg + 1),
    commandedRateDegPerS: at(0, 20),
    imuPose: undefined,
    carried: {
      uptimeMs: nowMs + 7000,
      receivedAtMs: nowMs - 3,
      servosDeg: { applied: servos(deg + 2), measured: servos(deg) },
    },
  };
}

function watch(
  fromMs: number,
  toMs: number,
  reading: (nowMs: number) => HeadReading,
  from: HeadMotion = HEAD_UNSEEN,
): { readonly state: HeadMotion; readonly head: ObservedHead } {
  let step = followHead(from, reading(fromMs));
  for (let nowMs = fromMs + 10; nowMs <= toMs; nowMs += 10) step = followHead(step.state, reading(nowMs));
  return step;
}

describe('how the head moves', () => {
  test('S109: rates of pose, potentiometers and pulses, and what was commanded', () => {
    const { head } = watch(0, 200, nodding);
    expect(head.measured).toEqual(nodding(200).measured);
    expect(head.commanded).toEqual(nodding(200).commanded);
    expect(head.measuredRateDegPerS?.pitchDeg).toBeCloseTo(20, 9);
    expect(head.measuredRateDegPerS?.yawDeg).toBe(0);
    expect(head.commandedRates).toEqual({ min: at(0, 20), max: at(0, 20) });
    expect(head.servoErrorDeg?.map((deg) => Math.round(deg))).toEqual([2, 4, -2]);
    expect(head.servoRateDegPerS?.measured.map(Math.round)).toEqual([20, 40, -20]);
    expect(head.servoRateDegPerS?.commanded.map(Math.round)).toEqual([20, 40, -20]);
    expect(head.tiltOffForMs).toBeUndefined();
  });

  test('S109: statuses that arrive in a bunch are timed by the brace’s own clock', () => {
    const bunched = (nowMs: number): HeadReading => {
      const heard = nodding(Math.floor(nowMs / 40) * 40);
      return { ...heard, nowMs };
    };
    expect(watch(0, 200, bunched).head.measuredRateDegPerS?.pitchDeg).toBeCloseTo(20, 9);
  });

  test('S109: without a status for more than 50 ms every rate is unknown, and so for 50 ms after it', () => {
    const { state } = watch(0, 200, nodding);
    const silent = (forMs: number) => followHead(state, { ...nodding(200), nowMs: 197 + forMs });
    expect(silent(50).head.measuredRateDegPerS).toBeDefined();
    expect(silent(51).head.measuredRateDegPerS).toBeUndefined();
    expect(silent(51).head.servoRateDegPerS).toBeUndefined();
    expect(silent(NAN).head.measuredRateDegPerS).toBeUndefined();
    expect(silent(51).head.servoErrorDeg).toBeDefined();
    expect(watch(260, 300, nodding, silent(60).state).head.measuredRateDegPerS).toBeUndefined();
    expect(watch(260, 310, nodding, silent(60).state).head.measuredRateDegPerS).toBeDefined();
  });

  test('S106: an unknown pose has no rate; servos without a build have none either', () => {
    const noPose = watch(0, 200, (nowMs) => ({ ...nodding(nowMs), measured: undefined })).head;
    expect(noPose.measuredRateDegPerS).toBeUndefined();
    expect(noPose.servoRateDegPerS).toBeDefined();
    const noBuild = watch(0, 200, (nowMs) => ({
      ...nodding(nowMs),
      carried: { uptimeMs: nowMs, receivedAtMs: nowMs, servosDeg: undefined },
    })).head;
    expect(noBuild.servoErrorDeg).toBeUndefined();
    expect(noBuild.servoRateDegPerS).toBeUndefined();
    expect(noBuild.measuredRateDegPerS).toBeDefined();
  });

  test('S129: a head that is not carried is forgotten; its pose is still told', () => {
    const { state } = watch(0, 200, (nowMs) => ({ ...nodding(nowMs), commanded: at(0, 60) }));
    const off = followHead(state, { ...nodding(210), carried: undefined });
    expect(off.state).toEqual(HEAD_UNSEEN);
    expect(off.head).toEqual({
      measured: nodding(210).measured,
      commanded: nodding(210).commanded,
      measuredRateDegPerS: undefined,
      commandedRates: undefined,
      tiltOffForMs: undefined,
      servoErrorDeg: undefined,
      servoRateDegPerS: undefined,
    });
  });

  test('S110: the tilt is off for as long as it is 8° from the command, by the worse of two sensors', () => {
    const held = (measuredDeg: number, imuDeg: number | undefined) => (nowMs: number) => ({
      ...nodding(nowMs),
      commanded: STRAIGHT,
      measured: at(0, measuredDeg),
      imuPose: imuDeg === undefined ? undefined : at(0, imuDeg),
    });
    expect(watch(0, 120, held(8.1, undefined)).head.tiltOffForMs).toBe(120);
    expect(watch(0, 120, held(7.9, undefined)).head.tiltOffForMs).toBeUndefined();
    expect(watch(0, 120, held(0, 8.1)).head.tiltOffForMs).toBe(120);
    expect(watch(0, 120, held(8.1, 0)).head.tiltOffForMs).toBe(120);
    const unmeasured = (nowMs: number) => ({ ...held(0, 8.1)(nowMs), measured: undefined });
    expect(watch(0, 120, unmeasured).head.tiltOffForMs).toBe(120);
  });

  test('S110: a tilt that becomes unknown is not over', () => {
    const off = watch(0, 60, (nowMs) => ({ ...nodding(nowMs), commanded: STRAIGHT, measured: at(0, 9) }));
    const lost = watch(70, 120, (nowMs) => ({ ...nodding(nowMs), measured: undefined }), off.state);
    expect(lost.head.tiltOffForMs).toBe(120);
    const uncommanded = watch(70, 120, (nowMs) => ({ ...nodding(nowMs), commanded: undefined }), off.state);
    expect(uncommanded.head.tiltOffForMs).toBe(120);
    expect(watch(70, 120, nodding, off.state).head.tiltOffForMs).toBeUndefined();
    const never = watch(0, 120, (nowMs) => ({ ...nodding(nowMs), measured: undefined }));
    expect(never.head.tiltOffForMs).toBeUndefined();
  });
});

describe('tilt', () => {
  test.each([
    ['turning tilts nothing', at(0), at(35), 0],
    ['nodding', at(0), at(0, 9), 9],
    ['tilting', at(0), at(0, 0, -9), 9],
    ['the other way round', at(0, 9), at(0), 9],
    ['upside down', at(0), at(0, 0, 180), 180],
  ])('S110: %s', (_, from, to, deg) => {
    expect(tiltBetweenDeg(from, to)).toBeCloseTo(deg, 9);
  });

  test('S101: a tilt that is not a number counts as off', () => {
    const off = watchTilt(TILT_AS_COMMANDED, tiltBetweenDeg(at(0), at(0, NAN)), 10);
    expect(tiltOffForMs(off, 110)).toBe(100);
  });

  test('S110: exactly 8° is not off, and a clock that runs backwards does not prolong the wait', () => {
    expect(watchTilt(TILT_AS_COMMANDED, 8, 0)).toBe(TILT_AS_COMMANDED);
    const off = watchTilt(TILT_AS_COMMANDED, 8.01, 5000);
    expect(watchTilt(off, 20, 5050)).toEqual(off);
    expect(tiltOffForMs(off, 1000)).toBe(4000);
  });
});
