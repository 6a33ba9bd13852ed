import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Person, StrategyInputs } from '../../../controller/gaze/strategies/strategy.ts';
import { DEFAULT_VECTOR_LINEAR, vectorLinear } from '../../../controller/gaze/strategies/vectorLinear.ts';

const PERSON: Person = {
  straightAhead: { yawDeg: 0, pitchDeg: 0 },
  gainLimitPerS: 10,
  largestRate: { yawDegPerS: 30, pitchDegPerS: 20 },
};
const UNSEEN = { kind: 'unknown', why: 'not seen' } as const;

const inputs = (yawDeg: number, pitchDeg: number, person = PERSON, isFixating = true): StrategyInputs => ({
  tMs: 0,
  gaze: {
    eyeInHead: { kind: 'known', value: { yawDeg, pitchDeg }, ageMs: 0 },
    gazeInTrunk: UNSEEN,
    screenPoint: UNSEEN,
    isFixating,
    choice: undefined,
  },
  head: { atGaze: UNSEEN, now: UNSEEN },
  person,
});
const strategy = vectorLinear(DEFAULT_VECTOR_LINEAR);
const wishOf = (given: StrategyInputs, state = strategy.initial) => strategy.propose(state, given).wish;

test('eyes to the left turn the head to the left, eyes down tip it down, each by 1.767/s of what is beyond 5°', () => {
  const left = wishOf(inputs(15, 0));
  expect(left.kind === 'rate' && left.rate.yawDegPerS).toBeCloseTo(17.67, 6);
  const down = wishOf(inputs(0, 10));
  expect(down.kind === 'rate' && down.rate.pitchDegPerS).toBeCloseTo(8.835, 6);
});

test('within 5° nothing moves; once it moves it goes on to 5° and does not begin again before that', () => {
  expect(wishOf(inputs(4.9, 0))).toEqual({ kind: 'none' });
  const moving = strategy.propose(strategy.initial, inputs(6, 0)).state;
  expect(strategy.propose(moving, inputs(4, 0))).toMatchObject({
    state: { isFollowing: true },
    wish: { kind: 'none' },
  });
  expect(strategy.propose(moving, inputs(2.9, 0)).state).toEqual({ isFollowing: false });
});

test('what is not known, not a number, or on its way between two fixations moves nothing, and never what was before', () => {
  const moving = { isFollowing: true };
  const unseen = { ...inputs(20, 0), gaze: { ...inputs(20, 0).gaze, eyeInHead: UNSEEN } };
  expect(wishOf(unseen, moving)).toEqual({ kind: 'none' });
  expect(wishOf(inputs(Number.NaN, 0), moving)).toEqual({ kind: 'none' });
  expect(wishOf(inputs(20, 0, PERSON, false), moving)).toEqual({ kind: 'none' });
});

test('the person’s own straight ahead is where nothing moves, and the measured delay lowers the gain', () => {
  const person = { ...PERSON, straightAhead: { yawDeg: 2, pitchDeg: 4.6 }, gainLimitPerS: 1 };
  expect(wishOf(inputs(2, 4.6, person))).toEqual({ kind: 'none' });
  expect(wishOf(inputs(17, 4.6, person))).toEqual({
    kind: 'rate',
    rate: { yawDegPerS: 10, pitchDegPerS: 0 },
  });
});

test('the wish points where the eyes do and is never faster than the gain times 25°', () => {
  const angle = fc.double({ min: -90, max: 90, noNaN: true });
  fc.assert(
    fc.property(angle, angle, (yawDeg, pitchDeg) => {
      const wish = wishOf(inputs(yawDeg, pitchDeg));
      if (wish.kind !== 'rate') return;
      const { yawDegPerS, pitchDegPerS } = wish.rate;
      expect(yawDegPerS * yawDeg + pitchDegPerS * pitchDeg).toBeGreaterThan(0);
      expect(Math.abs(yawDegPerS * pitchDeg - pitchDegPerS * yawDeg)).toBeLessThan(1e-6);
      expect(Math.hypot(yawDegPerS, pitchDegPerS)).toBeLessThanOrEqual(1.767 * 25 + 1e-9);
    }),
  );
});
