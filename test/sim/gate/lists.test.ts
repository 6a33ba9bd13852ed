import { describe, expect, it } from 'vitest';
import { REFUSE_LIST } from '../../../sim/gate/fixtures/refuseList.ts';
import { firstBreach, judge } from '../../../sim/gate/judge.ts';
import { LISTED_BUT_REFUSED, MUST_PASS } from '../../../sim/gate/mustPass.ts';
import { DEFAULT_GATE_PERSON } from '../../../sim/gate/person.ts';
import { measured, PUBLISHED } from '../../../sim/gate/published.ts';
import { runOnce, runsOf, whereOf } from '../../../sim/gate/sweep.ts';

describe('the refuse list of reference/strategies.md §4.3', () => {
  it('has all fifteen rows', () => {
    expect(new Set(REFUSE_LIST.map(({ row }) => row))).toEqual(
      new Set(Array.from({ length: 15 }, (_, index) => index + 1)),
    );
  });

  it.each(REFUSE_LIST.map((one) => ({ name: one.candidate.id, ...one })))(
    '$row: $name is refused for $because in the whole sweep',
    ({ candidate, because }) => {
      const breach = firstBreach(candidate, DEFAULT_GATE_PERSON, 1, 'full', because);
      expect(breach?.judged).toMatchObject({ criterion: { id: because }, isHeld: false });
      expect(breach?.judged.value).toBeGreaterThan(breach?.judged.criterion.most ?? Number.NaN);
    },
  );

  it('nothing is run after what breaks a law, nor anything where the law itself does', () => {
    const breachOf = (name: string) => {
      const one = REFUSE_LIST.find(({ candidate: { id } }) => id === name);
      return one && firstBreach(one.candidate, DEFAULT_GATE_PERSON, 1, 'full', one.because);
    };
    expect(breachOf('linear-10')).toMatchObject({ runs: 1, of: expect.any(Number) });
    expect(breachOf('sign-flip-yaw')).toMatchObject({ runs: 0 });
  });

  it('what holds to the end, and what cannot be measured, is not broken', () => {
    const [linear] = MUST_PASS;
    if (!linear) throw new Error('no list');
    expect(firstBreach(linear.candidate, DEFAULT_GATE_PERSON, 1, 'smoke', 'tail')).toBeUndefined();
    const still = { ...linear.candidate, restErrorDeg: () => Number.NaN };
    expect(firstBreach(still, DEFAULT_GATE_PERSON, 1, 'smoke', 'restError')).toBeUndefined();
  });
});

describe('the set that must pass (reference/strategies.md §4.3)', () => {
  it.each(MUST_PASS)('$name', ({ candidate, delayBudgetMs }) => {
    const { judged } = judge(candidate, { ...DEFAULT_GATE_PERSON, delayBudgetMs }, 1, 'smoke');
    expect(judged.filter(({ isHeld }) => !isHeld)).toEqual([]);
  });

  it('two that are listed are not in it, each for what the same reference refuses', () => {
    const [quadratic, soft] = LISTED_BUT_REFUSED;
    if (!quadratic || !soft) throw new Error('no list');
    const fast = { ...DEFAULT_GATE_PERSON, delayBudgetMs: 100 };
    const { judged } = judge(quadratic.candidate, fast, 1, 'smoke');
    const failed = judged.filter(({ isHeld }) => !isHeld);
    expect(failed.map(({ criterion: { id } }) => id)).toEqual([quadratic.because]);
    expect(failed[0]?.value).toBeCloseTo(2 * Math.sqrt(0.4418 * 30) * 0.1, 2);
    const where = 'search, ideal eyes, 100 ms, lag 150 ms, 90 Hz, no limiter';
    const run = runsOf(fast, 2, 'full').find((one) => whereOf(one) === where);
    expect(soft.because).toBe('range');
    expect(run && runOnce(soft.candidate, fast, run).figures.outsideDeg).toBeGreaterThan(0.1);
  });
});

it('the published figures that an exact equation gives come out again', () => {
  const exact = PUBLISHED.filter(
    ({ unit, claimed }) => unit === ' %' || /^(1\.6|4\.2|11\.0|109)$/.test(claimed),
  );
  expect(exact).toHaveLength(7);
  for (const one of exact) {
    const value = measured(one, DEFAULT_GATE_PERSON);
    expect(Math.abs(value - Number(one.claimed)), one.what).toBeLessThanOrEqual(2);
  }
});
