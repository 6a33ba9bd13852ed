import { describe, expect, it } from 'vitest';
import { type Figures, figuresOf } from '../../../sim/gate/figures.ts';
import { lawOf, PLAIN, perAxis } from '../../../sim/gate/fixtures/laws.ts';
import { type Conditions, closeLoop } from '../../../sim/gate/loop.ts';
import { DEFAULT_GATE_PERSON } from '../../../sim/gate/person.ts';
import { LEAD_S, type Scene, STEP_YAW } from '../../../sim/gate/scenes.ts';

/** So fast that what the loop adds to the delay by itself, half a picture and half a tick, is small beside it. */
const CONDITIONS: Conditions = {
  eyes: 'ideal',
  delayMs: 400,
  lagMs: 0,
  trackerHz: 500,
  tickHz: 500,
  isLimited: false,
  seed: 1,
};
/** What a tick adds to the angle is there at its beginning, half a tick before a rate would have brought it. */
const OWN_DELAY_S = -0.001;

/** So near that a swing that grows meets no end of the eyes' range: there the answer is known no more. */
const NEAR: Scene = {
  ...STEP_YAW,
  end: { yawDeg: 1, pitchDeg: 0 },
  targetAt: (tS) => ({ yawDeg: tS < LEAD_S ? 0 : 1, pitchDeg: 0 }),
};

/** The ideal eye at k · T: the rate is k times what the eye was T ago. */
function stepAt(product: number, durationS = 8): Figures {
  const gainPerS = product / (CONDITIONS.delayMs / 1000 + OWN_DELAY_S);
  const law = lawOf(
    'k',
    PLAIN,
    perAxis((deg) => gainPerS * deg),
  );
  const scene = { ...NEAR, durationS, settledS: durationS - 5 };
  return figuresOf(closeLoop(law, DEFAULT_GATE_PERSON, scene, CONDITIONS), scene, DEFAULT_GATE_PERSON, 0);
}

/** Without a limit, a lag or noise: e' = −k e(t − T), step by step, as a second formulation. */
function exactOvershoot(product: number): number {
  const delaySteps = 2000;
  const history = Array.from({ length: delaySteps }, () => 0);
  let [error, least] = [1, 1];
  for (let step = 0; step < 20 * delaySteps; step += 1) {
    const late = history[step % delaySteps] ?? 0;
    history[step % delaySteps] = error;
    error -= (product / delaySteps) * late;
    least = Math.min(least, error);
  }
  return Math.max(0, -least);
}

describe('the simulator against the integrator with delay, whose answer is known (reference/strategies.md §4.1)', () => {
  it('does not pass the goal up to k · T = 1/e', () => {
    expect(stepAt(0.2).overshootShare).toBe(0);
    expect(stepAt(0.36).overshootShare).toBeLessThan(1e-4);
  });

  it('passes it beyond that, by as much as the equation says', () => {
    for (const product of [0.52, 0.7, 1, 1.3]) {
      expect(Math.abs(stepAt(product).overshootShare - exactOvershoot(product))).toBeLessThan(0.003);
    }
  });

  it('swings less and less below k · T = π/2 and more and more above', () => {
    const swings = (product: number): readonly number[] =>
      [8, 16].map((durationS) => stepAt(product, durationS).tailPeakToPeakDeg);
    const [early = 0, late = 0] = swings(0.95 * (Math.PI / 2));
    expect(late).toBeLessThan(0.8 * early);
    const [first = 0, second = 0] = swings(1.05 * (Math.PI / 2));
    expect(second).toBeGreaterThan(1.2 * first);
  });

  it('with a lag instead of a delay, passes the goal as a loop of second order does', () => {
    const [gainPerS, lagS] = [8, 0.15];
    const law = lawOf(
      'k',
      PLAIN,
      perAxis((deg) => gainPerS * deg),
    );
    const conditions = { ...CONDITIONS, delayMs: 0, lagMs: 1000 * lagS };
    const recording = closeLoop(law, DEFAULT_GATE_PERSON, NEAR, conditions);
    const damping = 1 / (2 * Math.sqrt(gainPerS * lagS));
    const exact = Math.exp((-Math.PI * damping) / Math.sqrt(1 - damping ** 2));
    const { overshootShare } = figuresOf(recording, NEAR, DEFAULT_GATE_PERSON, 0);
    expect(exact).toBeCloseTo(0.2, 2);
    expect(Math.abs(overshootShare - exact)).toBeLessThan(0.02);
  });
});
