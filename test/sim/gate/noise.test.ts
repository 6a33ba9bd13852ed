import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../sim/gate/candidate.ts';
import { CRITERIA } from '../../../sim/gate/criteria.ts';
import { lawOf, PLAIN, perAxis } from '../../../sim/gate/fixtures/laws.ts';
import { LISTED_BUT_REFUSED, MUST_PASS } from '../../../sim/gate/mustPass.ts';
import { DEFAULT_GATE_PERSON } from '../../../sim/gate/person.ts';
import { runOnce, runsOf, whereOf } from '../../../sim/gate/sweep.ts';

const BOUND_DEG = CRITERIA.find(({ id }) => id === 'jitter')?.most ?? Number.NaN;

/** How far the head of somebody who looks at one thing goes to and fro in that one run of the whole sweep. */
function jitterDeg(candidate: Candidate, delayBudgetMs: number, seed: number, where: string): number {
  const person = { ...DEFAULT_GATE_PERSON, delayBudgetMs };
  const run = runsOf(person, seed, 'full').find((one) => whereOf(one) === `fixation, ${where}`);
  if (!run) throw new Error(`no such run: ${where}`);
  return runOnce(candidate, person, run).figures.jitterDeg;
}

describe('the noise of a tracker does not move the head of somebody who looks at one thing', () => {
  // Each of these once moved it by more than 1°, by the cause that stands beside it.
  it.each([
    ['affine', 1, 'one eye often lost, 50 ms, no lag, 120 Hz, limiter', 'eyes differ from look to look'],
    ['affine', 3, 'one eye often lost, 100 ms, lag 150 ms, 120 Hz, limiter', 'no zone of rest'],
    ['quadrant', 1, 'person 1, 200 ms, lag 150 ms, 120 Hz, limiter', 'one sample after a blink began a turn'],
    ['quadrant', 2, 'person 3, 200 ms, lag 150 ms, 90 Hz, limiter', 'a turn had to make up for the nod'],
    [
      'vectorQuadratic',
      1,
      'usual eyes, 50 ms, no lag, 45 Hz, no limiter',
      'a blink forgot that it was under way',
    ],
    [
      'vectorSoft 3.6',
      1,
      'person 3, 50 ms, lag 150 ms, 45 Hz, no limiter',
      'eyes that corrected themselves by 1°',
    ],
    ['vectorSoft 2.2', 1, '43 % unseen, 50 ms, no lag, 45 Hz, limiter', 'every blink made a look a new one'],
  ])('%s, seed %s, %s: %s', (name, seed, where) => {
    const listed = [...MUST_PASS, ...LISTED_BUT_REFUSED].find((one) => one.name.startsWith(name));
    if (!listed) throw new Error(`not listed: ${name}`);
    expect(jitterDeg(listed.candidate, listed.delayBudgetMs, seed, where)).toBeLessThan(0.7 * BOUND_DEG);
  });

  it('and a law that follows the least of it still fails', () => {
    const nervous = lawOf(
      'nervous',
      PLAIN,
      perAxis((deg) => 8 * Math.tanh(deg)),
    );
    const where = 'usual eyes, 50 ms, no lag, 45 Hz, no limiter';
    expect(jitterDeg(nervous, 200, 1, where)).toBeGreaterThan(BOUND_DEG);
  });
});
