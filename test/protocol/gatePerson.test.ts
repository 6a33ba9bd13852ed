import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { putInForce } from '../../controller/control/profileInForce.ts';
import { envelopeOf } from '../../controller/safety/envelope.ts';
import { gatePersonOf, USUAL_DELAY_BUDGET_MS } from '../../protocol/gatePerson.ts';
import { gatePerson, gatePersonHash } from '../../protocol/gateVerdict.ts';
import {
  DEFAULT_PARAMETERS,
  findParameterProblem,
  PARAMETER_IDS,
  PARAMETERS,
} from '../../protocol/parameters.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import { DEFAULT_GATE_PERSON } from '../../sim/gate/person.ts';

/** What changes how a head that is steered may move. */
const OF_STEERING = [
  'yawSoftDeg',
  'gazeYawDeg',
  'yawHardDeg',
  'flexionSoftDeg',
  'flexionHardDeg',
  'extensionSoftDeg',
  'extensionHardDeg',
  'yawSpeedDegPerS',
  'pitchSpeedDegPerS',
  'accelerationDegPerS2',
  'jerkDegPerS3',
  'stopDecelerationDegPerS2',
  'stopJerkDegPerS3',
] as const;
const anyParameters = fc
  .record(
    Object.fromEntries(OF_STEERING.map((id) => [id, fc.integer(PARAMETERS[id].absolute)])) as Record<
      (typeof OF_STEERING)[number],
      fc.Arbitrary<number>
    >,
  )
  .map((changed) => ({ ...DEFAULT_PARAMETERS, ...changed }))
  .filter(
    (parameters) =>
      findParameterProblem(parameters) === null || findParameterProblem(parameters) === undefined,
  );

describe('for whom a verdict of the gate is', () => {
  test('S180: the figures of DESIGN, by default', () => {
    expect(gatePersonOf(DEFAULT_PARAMETERS)).toEqual({
      straightAhead: { yawDeg: 0, pitchDeg: 0 },
      delayBudgetMs: 200,
      limits: {
        largestRate: { yawDegPerS: 25.5, pitchDegPerS: 17 },
        ramp: { accelerationDegPerS2: 120, jerkDegPerS3: 600 },
        stopRamp: { accelerationDegPerS2: 240, jerkDegPerS3: 4800 },
        yaw: { lowDeg: -30, highDeg: 30 },
        pitch: { lowDeg: -15, highDeg: 15 },
      },
      range: { yawDeg: 40, upDeg: 25, downDeg: 25 },
    });
    expect(DEFAULT_GATE_PERSON).toEqual(gatePersonOf(DEFAULT_PARAMETERS));
    expect(USUAL_DELAY_BUDGET_MS).toBe(200);
  });

  test('S180: the range is the soft one that steering is held to, up is extension, and every profile has one', () => {
    fc.assert(
      fc.property(anyParameters, (parameters) => {
        const person = gatePersonOf(parameters);
        expect(gatePerson.safeParse(person).success).toBe(true);
        const { soft, hard } = envelopeOf(parameters);
        expect(person.limits.yaw.highDeg).toBe(soft.yawDeg);
        expect(person.limits.yaw.lowDeg + soft.yawDeg).toBe(0);
        expect(person.limits.pitch.highDeg).toBe(soft.flexionDeg);
        expect(person.limits.pitch.lowDeg + soft.extensionDeg).toBe(0);
        expect(person.range).toEqual({
          yawDeg: hard.yawDeg,
          upDeg: hard.extensionDeg,
          downDeg: hard.flexionDeg,
        });
      }),
      { numRuns: 100 },
    );
  });

  test('S180: every parameter that changes how the head is steered makes another person, and no other does', () => {
    const own = gatePersonHash(gatePersonOf(DEFAULT_PARAMETERS));
    const changing = PARAMETER_IDS.filter((id) => {
      const { default: usual, step, absolute } = PARAMETERS[id];
      // Downward, where the range by gaze and the soft one both count.
      const value = usual - step >= absolute.min ? usual - step : usual + step;
      const lowered = { ...DEFAULT_PARAMETERS, [id]: id === 'yawSoftDeg' ? 29 : value };
      return gatePersonHash(gatePersonOf(lowered)) !== own;
    });
    expect([...changing].sort()).toEqual([...OF_STEERING].sort());
  });

  test('S185: a profile whose settings of its strategy are unknown or outside their bounds is not put in force', () => {
    const force = putInForce(DEFAULT_PROFILE, 'saved-0');
    const withSettings = (gazeStrategySettings: Record<string, number>) =>
      putInForce(
        { ...DEFAULT_PROFILE, gazeStrategy: 'vectorLinear', gazeStrategySettings },
        'saved-1',
        force,
      );
    const usual = withSettings({}).steering?.engages;
    expect(withSettings({ gainPerS: 1.2 }).steering?.engages).not.toEqual(usual);
    for (const settings of [
      { gainPerS: 2.7 },
      { gainPerS: Number.NaN },
      { speedDegPerS: 5 },
      { releaseDeg: 6 },
    ])
      expect(() => withSettings(settings)).toThrow(/setting|bounds|end before it begins/);
  });
});
