import { describe, expect, it } from 'vitest';
import { endRangeTorqueNm, HEAD, LOWER_NECK, UPPER_JOINT, UPPER_NECK } from '../../../sim/body/anatomy.ts';

const series = (a: number, b: number): number => 1 / (1 / a + 1 / b);

describe('the neck', () => {
  it('has the stiffness and damping of the whole neck in series', () => {
    for (const [axis, stiffness, damping] of [
      ['pitch', 1.72, 0.7],
      ['roll', 1.72, 0.7],
      ['yaw', 0.86, 0.4],
    ] as const) {
      const [lower, upper] = [LOWER_NECK[axis], UPPER_NECK[axis]];
      expect(series(lower.stiffnessNmPerRad, upper.stiffnessNmPerRad)).toBeCloseTo(stiffness, 2);
      expect(series(lower.dampingNmSPerRad, upper.dampingNmSPerRad)).toBeCloseTo(damping, 2);
    }
  });

  it('stiffens only towards the end of its range, against the deflection, and ever more', () => {
    expect(endRangeTorqueNm('pitch', 38)).toBe(0);
    expect(endRangeTorqueNm('yaw', -43)).toBe(0);
    expect(endRangeTorqueNm('pitch', 50)).toBeLessThan(0);
    expect(endRangeTorqueNm('pitch', -50)).toBe(-endRangeTorqueNm('pitch', 50));
    // 0.3 Nm (e^(0.15 · 10) − 1) ten degrees beyond 70 % of 55°.
    expect(endRangeTorqueNm('pitch', 48.5)).toBeCloseTo(-0.3 * (Math.exp(1.5) - 1), 9);
    expect(Number.isFinite(endRangeTorqueNm('roll', 5000))).toBe(true);
  });

  it('carries a head whose weight asks 1.4 Nm about C7/T1 when straight', () => {
    expect(HEAD.massKg * 9.81 * HEAD.centreOfMass[0]).toBeCloseTo(1.4, 0);
    expect(HEAD.centreOfMass[0] - UPPER_JOINT[0]).toBeCloseTo(0.016, 9);
    expect(HEAD.centreOfMass[2] - UPPER_JOINT[2]).toBeCloseTo(0.06, 9);
  });
});
