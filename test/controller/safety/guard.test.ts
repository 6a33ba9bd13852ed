import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapPose } from '../../../controller/motion/kinematics/poseMap.ts';
import { pulsesFromAngles } from '../../../controller/motion/kinematics/servoMap.ts';
import { spherical3Rrs } from '../../../controller/motion/kinematics/spherical3Rrs.ts';
import { envelopeOf } from '../../../controller/safety/envelope.ts';
import {
  type GuardSituation,
  judgeFrame,
  remember,
  rememberReading,
} from '../../../controller/safety/guard.ts';
import { alongDirections, DIRECTIONS, growthAlong } from '../../../controller/safety/halfSpaces.ts';
import { limitsOfProfile, referencePulsesUs, speedOf } from '../../../controller/safety/pulseLimits.ts';
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
    readingsUs: [pulsesOf(pose)],
  };
}

const plus = ([a, b, c]: PerServo<number>, us: number): PerServo<number> => [a + us, b, c];

/** The half-space along whose direction these pulses take the mapped pose furthest. */
function furthestDirection(pulsesUs: PerServo<number>): { index: number; along: number } {
  const mapped = mapPose(limits.poseMap, pulsesUs, referencePulsesUs(DEFAULT_BUILD));
  const alongs = alongDirections(mapped);
  const along = Math.max(...alongs);
  return { index: alongs.indexOf(along), along };
}

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
    const torn = { ...at, limits: { ...limits, offsetsDeg32: limits.offsetsDeg32.slice(0, 95) } };
    // The last half-space, which is missing, lies along this change.
    const from = pulsesOf(STRAIGHT);
    const { referenceUs } = torn;
    const map = (pulsesUs: PerServo<number>) => mapPose(limits.poseMap, pulsesUs, referenceUs);
    const steps = [-3, 0, 3].flatMap((a) =>
      [-3, 0, 3].map((b): PerServo<number> => [from[0], from[1] + a, from[2] + b]),
    );
    const outward = steps.find((to) => growthAlong(DIRECTIONS[95] ?? [0, 0, 0], map(from), map(to)) > 0);
    if (!outward) throw new Error('no small step leads along the last direction');
    const before = { ...torn, history: [{ atMs: 0, pulsesUs: from }] };
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

    test('S160: a pulse that goes as far to the other side of its potentiometer comes no nearer and goes no further', () => {
      const at: GuardSituation = {
        ...standingAt(STRAIGHT),
        limits: { ...limits, followingUs: [0, 0, 0] },
        readingsUs: [plus(stood, 2)],
      };
      const judgeChange = (changeUs: number) => judgeFrame(STRAIGHT, plus(stood, changeUs), 10, at);
      expect(judgeChange(4)).toEqual({ kind: 'pass' });
      expect(judgeChange(5)).toEqual({
        kind: 'refuse',
        rule: 'following',
        detail: 'Servo 1: 3 µs from its potentiometer.',
      });
    });

    test('S160: the bound is 4° and 55 ms of the top speed, and always narrower than the firmware’s', () => {
      for (const servo of [0, 1, 2] as const) {
        expect(limits.followingUs[servo]).toBe(Math.floor(40 + limits.speedUsPerS[servo] * 0.055));
        const firmwareUs = 50 + Math.floor((limits.speedUsPerS[servo] * 55) / 1000);
        expect(limits.followingUs[servo]).toBeLessThan(firmwareUs);
      }
    });

    test('S160: each of the readings that the firmware may judge by must hold', () => {
      const [near, far] = [stood, plus(stood, -boundUs)];
      const at = (readingsUs: readonly PerServo<number>[]): GuardSituation => ({
        ...standingAt(STRAIGHT),
        readingsUs,
      });
      expect(judgeFrame(STRAIGHT, plus(stood, 1), 10, at([near, near]))).toEqual({ kind: 'pass' });
      for (const readings of [
        [near, far],
        [far, near],
      ])
        expect(judgeFrame(STRAIGHT, plus(stood, 1), 10, at(readings))).toEqual({
          kind: 'refuse',
          rule: 'following',
          detail: `Servo 1: ${boundUs + 1} µs from its potentiometer.`,
        });
      // Nearer to the one is further from the other, but within the bound of it.
      expect(judgeFrame(STRAIGHT, plus(stood, -1), 10, at([far, near]))).toEqual({ kind: 'pass' });
    });

    test('S160: readings are remembered for 30 ms, and the newest for as long as there is none', () => {
      const read = (atMs: number) => ({ atMs, name: `at ${atMs}` });
      const first = rememberReading([], read(0));
      expect(first).toEqual([read(0)]);
      const second = rememberReading(first, read(30));
      expect(second).toEqual([read(0), read(30)]);
      expect(rememberReading(second, read(31))).toEqual([read(30), read(31)]);
      expect(rememberReading(second, read(1000))).toEqual([read(1000)]);
    });

    test('S160: without a believed reading no pulse may change, and repeated ones pass', () => {
      const blind = { ...standingAt(STRAIGHT), readingsUs: [] };
      expect(judgeFrame(STRAIGHT, stood, 10, blind)).toEqual({ kind: 'pass' });
      expect(judgeFrame(STRAIGHT, plus(stood, 1), 10, blind)).toEqual({
        kind: 'refuse',
        rule: 'following',
        detail: 'Servo 1: no potentiometer is believed.',
      });
    });
  });

  test('S8: exactly the hard limit is inside, and standing still outside it is not going further out', () => {
    const limit = { ...STRAIGHT, yawDeg: envelope.hard.yawDeg };
    const before = { ...STRAIGHT, yawDeg: limit.yawDeg - 0.2 };
    expect(judgeFrame(limit, pulsesOf(limit), 10, standingAt(before))).toEqual({ kind: 'pass' });
    const outside = { ...STRAIGHT, yawDeg: limit.yawDeg + 1 };
    expect(judgeFrame(outside, pulsesOf(outside), 10, standingAt(outside))).toEqual({ kind: 'pass' });
  });

  test('S9: exactly a servo’s limit or a half-space’s is inside, and standing still outside passes', () => {
    const [, second, third] = pulsesOf(STRAIGHT);
    const atLimit: PerServo<number> = [limits.rangeUs[0].maxUs, second, third];
    const standing = { ...standingAt(STRAIGHT), history: [{ atMs: 0, pulsesUs: atLimit }] };
    // Such pulses, with the other servos straight ahead, are outside a half-space.
    expect(judgeFrame(STRAIGHT, plus(atLimit, 1), 10, standing)).toMatchObject({ rule: 'range' });
    expect(judgeFrame(STRAIGHT, atLimit, 10, standing)).toEqual({ kind: 'pass' });
    const next = plus(pulsesOf(STRAIGHT), 2);
    const { index, along } = furthestDirection(next);
    const withOffset = (bound: number): GuardSituation => ({
      ...standingAt(STRAIGHT),
      limits: { ...limits, offsetsDeg32: limits.offsetsDeg32.with(index, bound) },
    });
    expect(pulsesOf(STRAIGHT)).toEqual(referencePulsesUs(DEFAULT_BUILD));
    expect(along).toBeGreaterThan(0);
    expect(judgeFrame(STRAIGHT, next, 10, withOffset(along))).toEqual({ kind: 'pass' });
    expect(judgeFrame(STRAIGHT, next, 10, withOffset(along - 1))).toMatchObject({ rule: 'halfSpace' });
  });

  test.each(['minUs', 'maxUs'] as const)('S9: a servo beyond its %s may only come back', (end) => {
    const [, second, third] = pulsesOf(STRAIGHT);
    const out = end === 'maxUs' ? 1 : -1;
    const boundUs = limits.rangeUs[0][end];
    const judge = (fromUs: number, toUs: number) =>
      judgeFrame(STRAIGHT, [boundUs + out * toUs, second, third], 10, {
        ...standingAt(STRAIGHT),
        limits: { ...limits, offsetsDeg32: limits.offsetsDeg32.map(() => 10_000) },
        history: [{ atMs: 0, pulsesUs: [boundUs + out * fromUs, second, third] }],
        readingsUs: [[boundUs, second, third]],
      });
    expect(judge(-1, 0)).toEqual({ kind: 'pass' });
    expect(judge(-1, 1)).toMatchObject({ rule: 'range' });
    expect(judge(5, 6)).toMatchObject({ rule: 'range' });
    expect(judge(5, 4)).toEqual({ kind: 'pass' });
  });

  test('S10: exactly the way that the speed and the rounding allow is allowed, in a frame and in the window', () => {
    const at = { ...standingAt(STRAIGHT), limits: { ...limits, speedUsPerS: [1000, 1000, 1000] as const } };
    const judge = (changeUs: number) => judgeFrame(STRAIGHT, plus(pulsesOf(STRAIGHT), changeUs), 10, at);
    expect(judge(11)).toEqual({ kind: 'pass' });
    expect(judge(12)).toMatchObject({ rule: 'slewFrame' });
    // 250 ms ago is still within the window, which grants 250 µs and its own rounding.
    const since = (changeUs: number) => {
      const first = { atMs: -240, pulsesUs: plus(pulsesOf(STRAIGHT), -changeUs) };
      return judgeFrame(STRAIGHT, pulsesOf(STRAIGHT), 10, { ...at, history: [first, ...at.history] });
    };
    expect(since(252)).toEqual({ kind: 'pass' });
    expect(since(253)).toMatchObject({ rule: 'slewWindow' });
  });

  test('S10, S29: time counts from the frame before, whenever that was', () => {
    const later = (pose: Pose): GuardSituation => ({
      ...standingAt(pose),
      history: [{ atMs: 5000, pulsesUs: pulsesOf(pose) }],
    });
    const allowedUs = Math.floor((limits.speedUsPerS[0] * 10) / 1000 + 1);
    const judge = (changeUs: number) =>
      judgeFrame(STRAIGHT, plus(pulsesOf(STRAIGHT), changeUs), 5010, later(STRAIGHT));
    expect(judge(allowedUs)).toEqual({ kind: 'pass' });
    expect(judge(allowedUs + 1)).toMatchObject({ rule: 'slewFrame' });
    const tooFar = { ...STRAIGHT, yawDeg: 0.31 };
    expect(judgeFrame(tooFar, pulsesOf(tooFar), 5010, later(STRAIGHT))).toMatchObject({ rule: 'speed' });
    // Of a rounding of a millionth of a degree all is granted and no more.
    const just = { ...STRAIGHT, yawDeg: 30 * 0.01 + 1e-6 };
    expect(judgeFrame(just, pulsesOf(just), 5010, later(STRAIGHT))).toEqual({ kind: 'pass' });
  });

  test('S10: frames are remembered for 250 ms and no longer', () => {
    const sent = (atMs: number) => ({ atMs, pulsesUs: pulsesOf(STRAIGHT) });
    const history = [sent(1000), sent(1001), sent(1100)];
    expect(remember(history, sent(1250))).toEqual([...history, sent(1250)]);
    expect(remember(history, sent(1251))).toEqual([sent(1001), sent(1100), sent(1251)]);
    expect(remember(history, sent(2000))).toEqual([sent(2000)]);
  });

  test('S7, S8, S9, S10, S11, S29: a refusal says what was wrong with which servo, axis or half-space', () => {
    const at = standingAt(STRAIGHT);
    const pulses = pulsesOf(STRAIGHT);
    const refusal = (rule: string, detail: string) => ({ kind: 'refuse', rule, detail });
    const [first, second, third] = pulses;
    expect(judgeFrame(STRAIGHT, pulses, 10, { ...at, history: [] })).toEqual(
      refusal('slewFrame', 'No pulses are known to start from.'),
    );
    expect(judgeFrame(STRAIGHT, pulses, Number.NaN, at)).toEqual(
      refusal('slewFrame', 'The time is not known.'),
    );
    expect(judgeFrame(STRAIGHT, [first + 0.5, second, third], 10, at)).toEqual(
      refusal('notWhole', `Pulses ${first + 0.5}, ${second}, ${third}.`),
    );
    const turned = { ...STRAIGHT, yawDeg: 44 };
    expect(judgeFrame(turned, pulses, 10, at)).toEqual(refusal('pose', '1.210 of the hard envelope.'));
    const left = { ...STRAIGHT, yawDeg: 10 };
    const right = { ...STRAIGHT, yawDeg: 9.5 };
    expect(judgeFrame(right, pulsesOf(right), 10, standingAt(left))).toEqual(
      refusal('speed', 'yawDeg: -0.500° in 10 ms.'),
    );
    const outside = limits.rangeUs[1].maxUs + 1;
    expect(judgeFrame(STRAIGHT, [first, outside, third], 10, at)).toEqual(
      refusal('range', `Servo 2: ${outside} µs.`),
    );
    const { index, along } = furthestDirection(plus(pulses, 2));
    const narrow = { ...limits, offsetsDeg32: limits.offsetsDeg32.with(index, 0) };
    expect(judgeFrame(STRAIGHT, plus(pulses, 2), 10, { ...at, limits: narrow })).toEqual(
      refusal('halfSpace', `Half-space ${index}: ${along} over 0.`),
    );
    const slow = { ...at, limits: { ...limits, speedUsPerS: [1000, 1000, 1000] as const } };
    expect(judgeFrame(STRAIGHT, plus(pulses, 12), 10, slow)).toEqual(
      refusal('slewFrame', 'Servo 1: 12 µs in 10 ms.'),
    );
    const history = [{ atMs: -190, pulsesUs: [first, second - 300, third] as const }, ...at.history];
    expect(judgeFrame(STRAIGHT, pulses, 10, { ...slow, history })).toEqual(
      refusal('slewWindow', 'Servo 2: 300 µs in 200 ms.'),
    );
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
