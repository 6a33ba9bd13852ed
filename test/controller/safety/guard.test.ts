import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pulsesFromAngles } from '../../../controller/motion/kinematics/servoMap.ts';
import { spherical3Rrs } from '../../../controller/motion/kinematics/spherical3Rrs.ts';
import { envelopeOf } from '../../../controller/safety/envelope.ts';
import { type GuardSituation, judgeFrame, remember } from '../../../controller/safety/guard.ts';
import {
  DIRECTIONS,
  limitsOfProfile,
  referencePulsesUs,
  speedOf,
} from '../../../controller/safety/pulseLimits.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';

const kinematics = spherical3Rrs(DEFAULT_BUILD.geometry);
const envelope = envelopeOf(DEFAULT_PARAMETERS);
const limits = limitsOfProfile(DEFAULT_BUILD, envelope.hard, DEFAULT_PARAMETERS);
const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

function pulsesOf(pose: Pose): PerServo<number> {
  const solution = kinematics.inverse(pose);
  if (solution.kind === 'unreachable') throw new Error(solution.reason);
  return pulsesFromAngles(solution.anglesDeg, DEFAULT_BUILD.servos);
}

function standingAt(pose: Pose): GuardSituation {
  return {
    limits,
    referenceUs: referencePulsesUs(DEFAULT_BUILD),
    envelope,
    speed: speedOf(DEFAULT_PARAMETERS),
    previousPose: pose,
    history: [{ atMs: 0, pulsesUs: pulsesOf(pose) }],
    measuredUs: pulsesOf(pose),
  };
}

const plus = ([a, b, c]: PerServo<number>, us: number): PerServo<number> => [a + us, b, c];

describe('guard', () => {
  test('S7: half a microsecond is refused, the same pulses pass', () => {
    const at = standingAt(STRAIGHT);
    expect(judgeFrame(STRAIGHT, pulsesOf(STRAIGHT), 10, at)).toEqual({ kind: 'pass' });
    expect(judgeFrame(STRAIGHT, plus(pulsesOf(STRAIGHT), 0.5), 10, at)).toMatchObject({ rule: 'notWhole' });
  });

  test('S11: without known pulses to start from, or with a limit that is missing, nothing passes', () => {
    const at = standingAt(STRAIGHT);
    const nowhere = { ...at, history: [] };
    expect(judgeFrame(STRAIGHT, pulsesOf(STRAIGHT), 10, nowhere)).toMatchObject({ rule: 'slewFrame' });
    const torn = { ...at, limits: { ...limits, offsetsUs: limits.offsetsUs.slice(0, 95) } };
    // The last half-space, which is missing, lies along this change.
    const moved = plus(pulsesOf(STRAIGHT), 1);
    const before = { ...torn, history: [{ atMs: 0, pulsesUs: pulsesOf(STRAIGHT) }] };
    const last = DIRECTIONS[95]?.[0] ?? 0;
    const outward = last > 0 ? moved : plus(pulsesOf(STRAIGHT), -1);
    expect(judgeFrame(STRAIGHT, outward, 10, before)).toMatchObject({ rule: 'halfSpace' });
  });

  test('S10: what was sent more than 250 ms ago limits nothing', () => {
    const at = standingAt(STRAIGHT);
    const long = { atMs: -245, pulsesUs: plus(pulsesOf(STRAIGHT), 400) };
    expect(judgeFrame(STRAIGHT, pulsesOf(STRAIGHT), 10, { ...at, history: [long, ...at.history] })).toEqual({
      kind: 'pass',
    });
    const recent = { ...long, atMs: -200 };
    expect(
      judgeFrame(STRAIGHT, pulsesOf(STRAIGHT), 10, { ...at, history: [recent, ...at.history] }),
    ).toMatchObject({ rule: 'slewWindow' });
  });

  test('S8: a pose outside the hard range is refused, and back toward the inside passes', () => {
    const outside = { ...STRAIGHT, yawDeg: envelope.hard.yawDeg + 1 };
    const further = { ...STRAIGHT, yawDeg: outside.yawDeg + 0.1 };
    const back = { ...STRAIGHT, yawDeg: outside.yawDeg - 0.1 };
    expect(judgeFrame(further, pulsesOf(further), 10, standingAt(outside))).toMatchObject({ rule: 'pose' });
    expect(judgeFrame(back, pulsesOf(back), 10, standingAt(outside))).toEqual({ kind: 'pass' });
  });

  test('S9: pulses outside a servo’s range or a half-space are refused although the pose claims to be inside', () => {
    const [first, second, third] = pulsesOf(STRAIGHT);
    const maxUs = limits.rangeUs[0].maxUs;
    const at: GuardSituation = {
      ...standingAt(STRAIGHT),
      history: [{ atMs: 0, pulsesUs: [maxUs, second, third] }],
    };
    expect(judgeFrame(STRAIGHT, [maxUs + 1, second, third], 10, at)).toMatchObject({ rule: 'range' });
    const corner: PerServo<number> = [first + 300, second + 300, third + 300];
    const nearCorner: GuardSituation = { ...standingAt(STRAIGHT), history: [{ atMs: 0, pulsesUs: corner }] };
    const further: PerServo<number> = [corner[0] + 1, corner[1] + 1, corner[2] + 1];
    expect(judgeFrame(STRAIGHT, further, 10, nearCorner)).toMatchObject({ rule: 'halfSpace' });
  });

  test('S10: one frame may change by speed × time, of which 30 ms count at most', () => {
    const at = standingAt(STRAIGHT);
    const speed = limits.speedUsPerS[0];
    const allowedUs = (ms: number) => Math.floor((speed * ms) / 1000 + 1);
    const judge = (changeUs: number, afterMs: number) =>
      judgeFrame(STRAIGHT, plus(pulsesOf(STRAIGHT), changeUs), afterMs, at);
    expect(judge(allowedUs(10), 10)).toEqual({ kind: 'pass' });
    expect(judge(allowedUs(10) + 1, 10)).toMatchObject({ rule: 'slewFrame' });
    expect(judge(allowedUs(30), 200)).toEqual({ kind: 'pass' });
    expect(judge(allowedUs(30) + 1, 200)).toMatchObject({ rule: 'slewFrame' });
  });

  test('S10: the rounding that each frame is granted does not add up over the window', () => {
    let at = standingAt(STRAIGHT);
    let pulsesUs = pulsesOf(STRAIGHT);
    const perFrameUs = Math.floor((limits.speedUsPerS[0] * 10) / 1000 + 1);
    let rule: string | undefined;
    for (let nowMs = 10; nowMs <= 250 && !rule; nowMs += 10) {
      const next = plus(pulsesUs, perFrameUs);
      const verdict = judgeFrame(STRAIGHT, next, nowMs, at);
      if (verdict.kind === 'refuse') rule = verdict.rule;
      else at = { ...at, history: remember(at.history, { atMs: nowMs, pulsesUs: next }) };
      pulsesUs = next;
    }
    expect(rule).toBe('slewWindow');
  });

  test.each([
    ['yawDeg', 30],
    ['pitchDeg', 20],
    ['rollDeg', 10],
  ] as const)('S29: %s alone goes no faster than %i°/s, although the servos might', (axis, speedDegPerS) => {
    const at = standingAt(STRAIGHT);
    const judge = (stepDeg: number, afterMs: number) => {
      const pose = { ...STRAIGHT, [axis]: stepDeg };
      return judgeFrame(pose, pulsesOf(pose), afterMs, at);
    };
    expect(judge(speedDegPerS * 0.01, 10)).toEqual({ kind: 'pass' });
    expect(judge(speedDegPerS * 0.0101, 10)).toMatchObject({ rule: 'speed' });
    expect(judge(-speedDegPerS * 0.0101, 10)).toMatchObject({ rule: 'speed' });
    expect(judge(speedDegPerS * 0.03, 200)).toEqual({ kind: 'pass' });
    expect(judge(speedDegPerS * 0.0301, 200)).toMatchObject({ rule: 'speed' });
  });

  describe('following distance', () => {
    const stood = pulsesOf(STRAIGHT);
    const boundUs = limits.followingUs[0];
    const judge = (leadUs: number, changeUs: number) =>
      judgeFrame(STRAIGHT, plus(stood, leadUs + changeUs), 10, {
        ...standingAt(STRAIGHT),
        history: [{ atMs: 0, pulsesUs: plus(stood, leadUs) }],
      });

    test.each([1, -1])('S160: no pulse runs further ahead of its potentiometer (side %i)', (side) => {
      expect(judge(side * (boundUs - 1), side)).toEqual({ kind: 'pass' });
      expect(judge(side * boundUs, side)).toMatchObject({ rule: 'following' });
      expect(judge(side * 2 * boundUs, side)).toMatchObject({ rule: 'following' });
    });

    test('S160: what comes nearer passes however far it is, and a servo that stays where it is does too', () => {
      expect(judge(3 * boundUs, -1)).toEqual({ kind: 'pass' });
      expect(judge(-3 * boundUs, 1)).toEqual({ kind: 'pass' });
      expect(judge(3 * boundUs, 0)).toEqual({ kind: 'pass' });
    });

    test('S160: the bound is 4° and 55 ms of the top speed, and always narrower than the firmware’s', () => {
      for (const servo of [0, 1, 2] as const) {
        expect(limits.followingUs[servo]).toBe(Math.floor(40 + limits.speedUsPerS[servo] * 0.055));
        const firmwareUs = 50 + Math.floor((limits.speedUsPerS[servo] * 55) / 1000);
        expect(limits.followingUs[servo]).toBeLessThan(firmwareUs);
      }
    });

    test('S160: without a believed reading no pulse may change, and repeated ones pass', () => {
      const blind = { ...standingAt(STRAIGHT), measuredUs: undefined };
      expect(judgeFrame(STRAIGHT, stood, 10, blind)).toEqual({ kind: 'pass' });
      expect(judgeFrame(STRAIGHT, plus(stood, 1), 10, blind)).toMatchObject({ rule: 'following' });
    });
  });

  test('S11: nothing that is not a number passes, whichever field holds it', () => {
    const at = standingAt(STRAIGHT);
    const bad = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    fc.assert(
      fc.property(bad, fc.constantFrom('yawDeg', 'pitchDeg', 'rollDeg'), fc.nat(2), (value, axis, servo) => {
        const pulses = [...pulsesOf(STRAIGHT)] as [number, number, number];
        expect(judgeFrame({ ...STRAIGHT, [axis]: value }, pulses, 10, at).kind).toBe('refuse');
        pulses[servo] = value;
        expect(judgeFrame(STRAIGHT, pulses, 10, at).kind).toBe('refuse');
        expect(judgeFrame(STRAIGHT, pulsesOf(STRAIGHT), value, at).kind).toBe('refuse');
      }),
    );
  });
});
