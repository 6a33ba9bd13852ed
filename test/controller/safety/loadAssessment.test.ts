import { describe, expect, test } from 'vitest';
import { length } from '../../../controller/motion/kinematics/rotation.ts';
import { pulsesFromAngles } from '../../../controller/motion/kinematics/servoMap.ts';
import { spherical3Rrs } from '../../../controller/motion/kinematics/spherical3Rrs.ts';
import { carriedMasses, holdingTorquesNm, UPRIGHT_GRAVITY } from '../../../controller/safety/gravity.ts';
import {
  assessLoad,
  type CarriedHead,
  type LoadModel,
  type LoadState,
  loadFlags,
  NO_LOAD_KNOWN,
} from '../../../controller/safety/loadAssessment.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';

const { geometry, servos, drive } = DEFAULT_BUILD;
if (geometry.kind !== 'spherical3Rrs') throw new Error('the default build is a spherical 3-RRS');
const kinematics = spherical3Rrs(geometry);
const model: LoadModel = {
  kinematics,
  build: DEFAULT_BUILD,
  parameters: DEFAULT_PARAMETERS,
  gravityMPerS2: UPRIGHT_GRAVITY,
};
const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
const NOTHING = {
  neckMomentHigh: false,
  neckMomentExcessive: false,
  flexionLong: false,
  flexionOverLimit: false,
};

/** A status of a brace whose band stands at `pose` and is pushed by `extraNm` about the trunk's y axis beyond what gravity asks. */
function headAt(pose: Pose, extraNm: number, uptimeMs: number): CarriedHead {
  const solution = kinematics.inverse(pose);
  const holding = holdingTorquesNm(kinematics, pose, carriedMasses(DEFAULT_PARAMETERS), UPRIGHT_GRAVITY);
  const pushing = holdingTorquesNm(
    kinematics,
    pose,
    [{ massKg: 1, centreM: [0.0075, 0, 1.06] }],
    [-extraNm, 0, 0],
  );
  if (solution.kind === 'unreachable' || !holding || !pushing) throw new Error('out of reach');
  const measured = solution.anglesDeg;
  const commanded = (servo: 0 | 1 | 2): number => {
    const torqueNm = holding[servo] + pushing[servo];
    return measured[servo] + torqueNm / drive.stiffnessNmPerDeg + Math.sign(torqueNm) * 0.1;
  };
  const pot = (servo: 0 | 1 | 2): number =>
    Math.round(servos[servo].potReferenceSum + servos[servo].potSumPerDeg * measured[servo]);
  return {
    uptimeMs,
    appliedUs: pulsesFromAngles([commanded(0), commanded(1), commanded(2)], servos),
    potSum: [pot(0), pot(1), pot(2)],
    pose,
  };
}

function watch(
  from: LoadState,
  fromMs: number,
  forMs: number,
  at: (nowMs: number) => CarriedHead | undefined,
): LoadState {
  let state = from;
  for (let nowMs = fromMs; nowMs < fromMs + forMs; nowMs += 10) {
    state = assessLoad(state, at(nowMs), model, nowMs);
  }
  return state;
}

describe('load assessment', () => {
  test.each([0, 3, 4.5, 5.5, 7.5, 8.5])(
    'S53: %f Nm on the neck are seen as such: 5 warn, 8 hold',
    (extraNm) => {
      const state = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, extraNm, nowMs));
      // Pulses are whole microseconds: half of one is 0.05°, 0.18 Nm of a servo.
      expect(Math.abs(length(state.neckMomentNm ?? [Number.NaN, 0, 0]) - extraNm)).toBeLessThan(0.45);
      expect(loadFlags(state)).toEqual({
        ...NOTHING,
        neckMomentHigh: extraNm > 5,
        neckMomentExcessive: extraNm > 8,
      });
    },
  );

  test('S54: while the pose is unknown the flags of the moment stay as they were', () => {
    const unknown = (nowMs: number) => ({ ...headAt(STRAIGHT, 0, nowMs), pose: undefined });
    const high = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, 9, nowMs));
    const lost = watch(high, 200, 500, unknown);
    expect(lost.neckMomentNm).toBeUndefined();
    expect(loadFlags(lost)).toMatchObject({ neckMomentHigh: true, neckMomentExcessive: true });
    const calm = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, 0, nowMs));
    expect(loadFlags(watch(calm, 200, 500, unknown))).toEqual(NOTHING);
  });

  test('S54: nothing is estimated from one reading, however often it is looked at', () => {
    const once = watch(NO_LOAD_KNOWN, 0, 500, () => headAt(STRAIGHT, 9, 0));
    expect(once.neckMomentNm).toBeUndefined();
    expect(loadFlags(once)).toEqual(NOTHING);
  });

  test('S54: the same status, looked at again, takes nothing back', () => {
    const known = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, 9, nowMs));
    const again = assessLoad(known, headAt(STRAIGHT, 9, 190), model, 195);
    expect(again.neckMomentNm).toEqual(known.neckMomentNm);
    expect(again.applied).toEqual(known.applied);
  });

  test('S54: a brace whose clock has gone back was restarted: what it applied before tells nothing', () => {
    const known = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, 9, nowMs));
    expect(known.neckMomentNm).toBeDefined();
    expect(assessLoad(known, headAt(STRAIGHT, 9, 185), model, 200).neckMomentNm).toBeUndefined();
  });

  test('S54: the oldest pulses remembered are the newest that a shaft has had the time to follow; at first there are none', () => {
    expect(NO_LOAD_KNOWN.applied).toEqual([]);
    let state = NO_LOAD_KNOWN;
    for (const nowMs of [0, 5, 50, 5 + drive.followingLagMs]) {
      state = assessLoad(state, headAt(STRAIGHT, 0, nowMs), model, nowMs);
    }
    expect(state.applied.map(({ atMs }) => atMs)).toEqual([5, 50, 60]);
  });

  test('S53: a moment of exactly the threshold neither warns nor holds', () => {
    const state = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, 9, nowMs));
    const size = length(state.neckMomentNm ?? [Number.NaN, 0, 0]);
    const under = (nm: number) => {
      const parameters = { ...DEFAULT_PARAMETERS, neckMomentWarnNm: nm, neckMomentHoldNm: nm };
      return loadFlags(assessLoad(state, headAt(STRAIGHT, 9, 190), { ...model, parameters }, 190));
    };
    expect(under(size)).toMatchObject({ neckMomentHigh: false, neckMomentExcessive: false });
    expect(under(size - 1e-9)).toMatchObject({ neckMomentHigh: true, neckMomentExcessive: true });
  });

  test('S54: torque off ends every flag: a person carries the head', () => {
    const high = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, 9, nowMs));
    expect(assessLoad(high, undefined, model, 210)).toBe(NO_LOAD_KNOWN);
  });

  test('S52: pulses that a free shaft has not had the time to follow are no load', () => {
    const at = (atMs: number): CarriedHead => {
      const yawDeg = (angleMs: number): number => (20 * angleMs) / 1000;
      const { appliedUs } = headAt({ ...STRAIGHT, yawDeg: yawDeg(atMs) }, 0, atMs);
      const pose = { ...STRAIGHT, yawDeg: yawDeg(atMs - drive.followingLagMs) };
      return { ...headAt(pose, 0, atMs), appliedUs };
    };
    const state = watch(NO_LOAD_KNOWN, 0, 300, at);
    expect(length(state.neckMomentNm ?? [Number.NaN, 0, 0])).toBeLessThan(0.45);
    // The same shaft without its lag taken out would seem to carry this much.
    const drives = { ...DEFAULT_BUILD, drive: { ...drive, followingLagMs: 0 } };
    const naive = assessLoad(NO_LOAD_KNOWN, at(290), { ...model, build: drives }, 290);
    expect(length(naive.neckMomentNm ?? [Number.NaN, 0, 0])).toBeGreaterThan(5);
  });

  test('S54: after a gap in the statuses the moment is unknown until the lag has passed again', () => {
    const before = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, 9, nowMs));
    const after = watch(before, 300, 50, (nowMs) => headAt(STRAIGHT, 0, nowMs));
    expect(after.neckMomentNm).toBeUndefined();
    expect(loadFlags(after).neckMomentHigh).toBe(true);
    const later = watch(after, 350, 50, (nowMs) => headAt(STRAIGHT, 0, nowMs));
    expect(loadFlags(later)).toEqual(NOTHING);
  });

  test('S54: statuses 50 ms apart leave no gap, ones further apart do', () => {
    const before = watch(NO_LOAD_KNOWN, 0, 200, (nowMs) => headAt(STRAIGHT, 9, nowMs));
    const next = (gapMs: number) => watch(before, 190 + gapMs, 10, (nowMs) => headAt(STRAIGHT, 9, nowMs));
    expect(next(50).neckMomentNm).toBeDefined();
    expect(next(51).neckMomentNm).toBeUndefined();
  });

  test('S54: what is remembered does not grow with time', () => {
    const state = watch(NO_LOAD_KNOWN, 0, 5000, (nowMs) => headAt(STRAIGHT, 0, nowMs));
    expect(state.applied.length).toBeLessThanOrEqual(8);
  });

  test('S48, S49: the flags of the airway follow the measured flexion and the profile’s hard limit', () => {
    const bent = (pitchDeg: number) => (nowMs: number) => headAt({ ...STRAIGHT, pitchDeg }, 0, nowMs);
    const over = watch(NO_LOAD_KNOWN, 0, 1100, bent(DEFAULT_PARAMETERS.flexionHardDeg + 1));
    expect(loadFlags(over)).toEqual({ ...NOTHING, flexionOverLimit: true });
    const long = watch(NO_LOAD_KNOWN, 0, 60_100, bent(16));
    expect(loadFlags(long)).toEqual({ ...NOTHING, flexionLong: true });
  });

  test('S54: a threshold that is not a number counts as exceeded', () => {
    const parameters = { ...DEFAULT_PARAMETERS, neckMomentHoldNm: Number.NaN } as const;
    let state = NO_LOAD_KNOWN;
    for (let nowMs = 0; nowMs < 100; nowMs += 10) {
      state = assessLoad(state, headAt(STRAIGHT, 0, nowMs), { ...model, parameters }, nowMs);
    }
    expect(loadFlags(state)).toMatchObject({ neckMomentHigh: false, neckMomentExcessive: true });
  });

  test('S54: readings that are not numbers are an error, not a load of none', () => {
    const head = { ...headAt(STRAIGHT, 0, 0), potSum: [Number.NaN, 0, 0] as PerServo<number> };
    expect(() => assessLoad(NO_LOAD_KNOWN, head, model, 0)).toThrow(/not a number/);
  });
});
