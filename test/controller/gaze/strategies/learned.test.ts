import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnedRest, learnedSlope } from '../../../../controller/gaze/strategies/learned/judge.ts';
import {
  alongOf,
  learnedRate,
  type Matrix,
  normOf,
} from '../../../../controller/gaze/strategies/learned/law.ts';
import { learned } from '../../../../controller/gaze/strategies/learned/learned.ts';
import { readLearnedModel } from '../../../../controller/gaze/strategies/learned/readModel.ts';
import { softDeg } from '../../../../controller/gaze/strategies/softZone.ts';
import type { AxisWeights, LearnedModel } from '../../../../protocol/learnedModel.ts';
import { AHEAD, headAt, proposalAfter, QUICK, rateAfter, toward, UNSEEN } from './given.ts';
import { MODEL, NO_WEIGHTS, sha256, signed } from './models.ts';

const strategyOf = (model: LearnedModel) => {
  const made = learned(model);
  if (made.kind === 'refused') throw new Error(made.sentence);
  return made.strategy;
};
const withAxes = (yaw: Partial<AxisWeights>, pitch: Partial<AxisWeights> = {}): LearnedModel =>
  signed({ ...MODEL, yaw: { ...MODEL.yaw, ...yaw }, pitch: { ...MODEL.pitch, ...pitch } });

describe('a learned law', () => {
  it('is the sum of its terms, term by term', () => {
    const [yaw, pitch] = rateAfter(strategyOf(MODEL), { eye: toward(12, -6), head: headAt(toward(10, 4)) });
    expect(yaw).toBeCloseTo(0.3 * 12 + 1.4 * softDeg(12, 8, 5) + 0.05 * softDeg(-6, 8, 5) - 0.1 * 10, 9);
    expect(pitch).toBeCloseTo(-0.5 + 0.2 * -6 + 1.1 * softDeg(-6, 8, 5) - 0.05 * 4, 9);
  });

  it('moves nothing without a head, with one that is no number, and between two fixations', () => {
    const strategy = strategyOf(MODEL);
    const eye = toward(12, 0);
    expect(proposalAfter(strategy, { eye, head: UNSEEN }).wish).toEqual({ kind: 'none' });
    expect(proposalAfter(strategy, { eye, head: headAt(toward(Number.NaN, 0)) }).wish).toEqual({
      kind: 'none',
    });
    expect(proposalAfter(strategy, { eye, gaze: { isFixating: false } }).wish).toEqual({ kind: 'none' });
  });

  it('is lowered as a whole to what the loop admits', () => {
    const person = { ...QUICK, gainLimitPerS: learnedSlope(MODEL) / 2 };
    const free = rateAfter(strategyOf(MODEL), { eye: toward(12, -6) });
    const held = rateAfter(strategyOf(MODEL), { eye: toward(12, -6), person });
    expect(held[0]).toBeCloseTo(free[0] / 2, 9);
    expect(held[1]).toBeCloseTo(free[1] / 2, 9);
  });

  it('knows its greatest slope: no two looks differ by more', () => {
    const look = fc.record({
      yawDeg: fc.double({ min: -20, max: 20, noNaN: true }),
      pitchDeg: fc.double({ min: -20, max: 20, noNaN: true }),
    });
    fc.assert(
      fc.property(look, look, (a, b) => {
        const [u, v] = [learnedRate(MODEL, a, AHEAD), learnedRate(MODEL, b, AHEAD)];
        const change = Math.hypot(u.yawDegPerS - v.yawDegPerS, u.pitchDegPerS - v.pitchDegPerS);
        const distance = Math.hypot(a.yawDeg - b.yawDeg, a.pitchDeg - b.pitchDeg);
        expect(change).toBeLessThanOrEqual(learnedSlope(MODEL) * distance + 1e-6);
      }),
      { numRuns: 200 },
    );
  });

  it('counts what draws the head back as part of its slope: 1.5 and 0.3 make 1.8 per second', () => {
    const yaw = { ...NO_WEIGHTS, eyeYawPerS: 1.5, headYawPerS: -0.3 };
    expect(learnedSlope({ ...MODEL, yaw, pitch: { ...NO_WEIGHTS, eyePitchPerS: 1 } })).toBeCloseTo(1.8, 9);
  });

  it('rests where its speed is nothing', () => {
    const rest = learnedRest(MODEL, toward(20, -8));
    const eye = toward(20 - rest.yawDeg, -8 - rest.pitchDeg);
    const rate = learnedRate(MODEL, eye, rest);
    expect(Math.hypot(rate.yawDegPerS, rate.pitchDegPerS)).toBeLessThan(1e-6);
  });
});

describe('what is judged of a matrix', () => {
  it('its length and what it gives along a direction are those of every direction', () => {
    const part = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(part, part, part, part, (a, b, c, d) => {
        const matrix: Matrix = [
          [a, b],
          [c, d],
        ];
        const [lowest, highest] = alongOf(matrix);
        let [least, most, longest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
        for (let angle = 0; angle < Math.PI; angle += 0.002) {
          const [x, y] = [Math.cos(angle), Math.sin(angle)];
          const [u, v] = [a * x + b * y, c * x + d * y];
          least = Math.min(least, u * x + v * y);
          most = Math.max(most, u * x + v * y);
          longest = Math.max(longest, Math.hypot(u, v));
        }
        expect(lowest).toBeCloseTo(least, 3);
        expect(highest).toBeCloseTo(most, 3);
        expect(normOf(matrix)).toBeCloseTo(longest, 3);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the file of a learned law', () => {
  const text = (model: unknown): string => JSON.stringify(model);
  const readId = (given: string): string => {
    const result = readLearnedModel(given, sha256);
    if (result.kind === 'read') return 'read';
    expect(result.sentence).toMatch(/^[A-Z].*\.$/);
    expect(result.advice).toMatch(/^[A-Z].*\.$/);
    return result.id;
  };

  it('is read, whatever the order of its fields', () => {
    expect(readLearnedModel(text(MODEL), sha256)).toEqual({ kind: 'read', model: MODEL });
    const turned = Object.fromEntries(Object.entries(MODEL).reverse());
    expect(readId(text({ ...turned, yaw: Object.fromEntries(Object.entries(MODEL.yaw).reverse()) }))).toBe(
      'read',
    );
  });

  it.each([
    ['learnedTooLarge', `${text(MODEL)}${' '.repeat(70_000)}`],
    ['learnedNotJson', ''],
    ['learnedNotJson', text(MODEL).slice(0, -5)],
    ['learnedNotJson', text(MODEL).replace('0.3', 'NaN')],
    ['learnedMalformed', 'null'],
    ['learnedMalformed', '[]'],
    ['learnedMalformed', text(MODEL).replace('0.3', '1e999')],
    ['learnedMalformed', text(MODEL).replace('0.3', 'null')],
    ['learnedMalformed', text(MODEL).replace('0.3', '"0.3"')],
    ['learnedMalformed', text({ ...MODEL, schemaVersion: 2 })],
    ['learnedMalformed', text({ ...MODEL, extra: 1 })],
    ['learnedMalformed', text({ ...MODEL, yaw: { ...MODEL.yaw, eyeYawPerS: 11 } })],
    ['learnedMalformed', text({ ...MODEL, pitch: undefined })],
    ['learnedMalformed', text({ ...MODEL, provenance: { tool: 'none', sources: [] } })],
    ['learnedMalformed', text({ ...MODEL, hash: 'no hash' })],
    ['learnedChanged', text({ ...MODEL, yaw: { ...MODEL.yaw, eyeYawPerS: 0.31 } })],
    ['learnedChanged', text({ ...MODEL, training: { ...MODEL.training, people: 25 } })],
  ])('%s', (id, given) => {
    expect(readId(given)).toBe(id);
  });

  it.each<readonly [string, string, LearnedModel]>([
    ['learnedHeadDrivesItself', 'a head that drives itself', withAxes({ headYawPerS: 0.1 })],
    ['learnedHeadDrivesItself', 'one that does so across its axes', withAxes({ headPitchPerS: 0.9 })],
    ['learnedTurnsAway', 'yaw the wrong way', withAxes({ eyeYawPerS: -0.3, softYawPerS: -1.4 })],
    [
      'learnedTurnsAway',
      'a gain that turns round further out',
      withAxes({ eyeYawPerS: 2, softYawPerS: -2.2 }),
    ],
    ['learnedTurnsAway', 'pitch that answers to yaw', withAxes({}, { eyeYawPerS: 3 })],
    [
      'learnedTurnsAway',
      'a law that answers nothing',
      signed({ ...MODEL, yaw: NO_WEIGHTS, pitch: NO_WEIGHTS }),
    ],
    ['learnedTooSteep', 'the gain of a frame taken for one of a second', withAxes({ eyeYawPerS: 9 })],
    ['learnedBiased', 'a head that would settle 11° off', withAxes({}, { biasDegPerS: -7 })],
  ])('is refused for its law: %s, %s', (id, _, model) => {
    expect(readId(text(model))).toBe(id);
    expect(learned(model)).toMatchObject({ kind: 'refused', id });
  });

  it('never throws, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (given) => {
        expect(readLearnedModel(given, sha256).kind).toBe('refused');
      }),
      { numRuns: 100 },
    );
  });
});
