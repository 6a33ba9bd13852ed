import { describe, expect, it } from 'vitest';
import { buttons, DEFAULT_BUTTONS } from '../../../../controller/gaze/strategies/buttons.ts';
import { LIMITER_AT_REST, limit } from '../../../../controller/gaze/strategies/limiter.ts';
import type { Choice } from '../../../../controller/gaze/strategies/strategy.ts';
import { AHEAD, type Given, given, headAt, known, proposalAfter, toward, UNSEEN } from './given.ts';
import { LIMITS } from './loop.ts';

const strategy = buttons(DEFAULT_BUTTONS);
const NONE = { kind: 'none' };
const STEP: Choice = { id: 7, kind: 'step', step: toward(5, 0) };
const PRESET: Choice = { id: 8, kind: 'preset', name: 'Television', pose: toward(20, 5) };
const at = (tMs: number, choice: Choice | undefined, more: Given = {}): Given => ({
  ...more,
  tMs,
  gaze: { choice },
});
const BEGUN = at(0, undefined);

describe('buttons', () => {
  it('wishes the step that was chosen, at no more than 10°/s', () => {
    expect(proposalAfter(strategy, BEGUN, at(10, STEP)).wish).toEqual({
      kind: 'step',
      id: 7,
      step: toward(5, 0),
      atMost: { yawDegPerS: 10, pitchDegPerS: 10 },
    });
  });

  it('no step goes further than 5° on an axis, in its own direction', () => {
    const far: Choice = { id: 1, kind: 'step', step: toward(-40, 20) };
    expect(proposalAfter(strategy, BEGUN, at(10, far)).wish).toMatchObject({ step: toward(-5, 2.5) });
  });

  it('wishes a place until the head is there, and then no more, even if the head is moved away', () => {
    const moving = [BEGUN, at(10, PRESET)];
    expect(proposalAfter(strategy, ...moving).wish).toMatchObject({ kind: 'target', target: toward(20, 5) });
    const there = at(20, PRESET, { head: headAt(toward(19.5, 5.5)) });
    expect(proposalAfter(strategy, ...moving, there)).toMatchObject({
      wish: NONE,
      reason: 'The head is at "Television".',
    });
    expect(proposalAfter(strategy, ...moving, there, at(30, PRESET)).wish).toEqual(NONE);
    expect(proposalAfter(strategy, ...moving, at(20, PRESET, { head: UNSEEN })).wish).toMatchObject({
      kind: 'target',
    });
  });

  it('a choice that is there when the person engages belongs to the past; so does one with an older number', () => {
    expect(proposalAfter(strategy, at(0, STEP), at(10, STEP)).wish).toEqual(NONE);
    expect(proposalAfter(strategy, at(0, STEP), at(10, PRESET)).wish).toMatchObject({ kind: 'target' });
    expect(proposalAfter(strategy, at(0, PRESET), at(10, STEP)).wish).toEqual(NONE);
    expect(proposalAfter(strategy, BEGUN, at(10, STEP), at(20, undefined), at(30, STEP)).wish).toEqual(NONE);
  });

  it('a newer choice takes the place of the one before', () => {
    expect(proposalAfter(strategy, BEGUN, at(10, STEP), at(20, PRESET)).wish).toMatchObject({
      kind: 'target',
    });
  });

  it('is over after 10 s, when the time runs backwards, and for figures that are none', () => {
    expect(proposalAfter(strategy, BEGUN, at(10, STEP), at(10_010, STEP)).wish).toMatchObject({
      kind: 'step',
    });
    expect(proposalAfter(strategy, BEGUN, at(10, STEP), at(10_011, STEP)).wish).toEqual(NONE);
    expect(proposalAfter(strategy, BEGUN, at(10, STEP), at(10_011, STEP), at(10_012, STEP)).wish).toEqual(
      NONE,
    );
    expect(proposalAfter(strategy, BEGUN, at(10, STEP), at(0, STEP)).wish).toEqual(NONE);
    expect(proposalAfter(strategy, BEGUN, at(10, { ...STEP, step: toward(Number.NaN, 1) })).wish).toEqual(
      NONE,
    );
    expect(proposalAfter(strategy, BEGUN, at(10, { ...PRESET, pose: toward(1, Number.NaN) })).wish).toEqual(
      NONE,
    );
    expect(proposalAfter(strategy, BEGUN, at(10, { ...STEP, id: Number.NaN })).wish).toEqual(NONE);
  });

  it('moves the head through the limiter by exactly its step, never faster than 10°/s', () => {
    let [state, limiter, head, fastest] = [
      strategy.propose(strategy.initial, strategyInputs(0, undefined)).state,
      LIMITER_AT_REST,
      AHEAD,
      0,
    ];
    for (let tMs = 10; tMs < 3000; tMs += 10) {
      const proposal = strategy.propose(state, strategyInputs(tMs, STEP));
      const step = limit(limiter, proposal.wish, known(head), LIMITS, 0.01);
      [state, limiter] = [proposal.state, step.state];
      head = toward(head.yawDeg + step.rate.yawDegPerS * 0.01, head.pitchDeg);
      fastest = Math.max(fastest, step.rate.yawDegPerS);
    }
    expect(head.yawDeg).toBeCloseTo(5, 1);
    expect(fastest).toBeLessThanOrEqual(10 + 1e-9);
    expect(fastest).toBeGreaterThan(8);
  });

  it.each([Number.NaN, -5])('a speed of %s is no wish', (yawDegPerS) => {
    const wish = { kind: 'target', target: toward(20, 10), atMost: { yawDegPerS, pitchDegPerS: 5 } } as const;
    const { rate } = limit(LIMITER_AT_REST, wish, known(AHEAD), LIMITS, 0.01);
    expect(rate).toEqual({ yawDegPerS: 0, pitchDegPerS: 0 });
  });
});

function strategyInputs(tMs: number, choice: Choice | undefined) {
  return given(at(tMs, choice));
}
