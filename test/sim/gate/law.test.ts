import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../sim/gate/candidate.ts';
import { lawOf, PLAIN, perAxis, radial, withMemory, ZONE_OF_5 } from '../../../sim/gate/fixtures/laws.ts';
import { lawFigures } from '../../../sim/gate/law.ts';
import { DEFAULT_GATE_PERSON } from '../../../sim/gate/person.ts';
import { ownLagS, steadyRate } from '../../../sim/gate/probes.ts';
import { type GatedId, shipped } from '../../../sim/gate/shipped.ts';

const PERSON = DEFAULT_GATE_PERSON;
const figures = (candidate: Candidate) => lawFigures(candidate, PERSON);

function made(id: GatedId): Candidate {
  const one = shipped(id);
  if (one.kind === 'refused') throw new Error(one.sentence);
  return one.candidate;
}

/** Measured from the curve alone, without what the law says of itself. */
function withoutItsWord({ steepest: _, ...candidate }: Candidate): Candidate {
  return candidate;
}

describe('what is measured of a law at rest', () => {
  it('its slope times the delay, as the analytic figure says', () => {
    const gainOf = (id: GatedId): number => figures(withoutItsWord(made(id))).loopGain.value;
    expect(gainOf('vectorLinear')).toBeCloseTo(1.767 * 0.2, 3);
    expect(gainOf('vectorSoft')).toBeCloseTo(2.2 * 1.164 * 0.2, 2);
    expect(gainOf('affine')).toBeCloseTo(1.5 * 0.2, 3);
    expect(gainOf('vectorQuadratic')).toBeCloseTo(2 * Math.sqrt(0.05 * 30) * 0.2, 1);
  });

  it('its own lag, which counts as delay', () => {
    expect(ownLagS(made('vectorLinear'), PERSON)).toBe(0);
    expect(ownLagS(made('lagVector'), PERSON)).toBeCloseTo(0.15, 2);
  });

  it('a law that says it is steeper than it looks is believed', () => {
    const told = {
      ...lawOf(
        'told',
        PLAIN,
        perAxis((deg) => deg),
      ),
      steepest: { perS: 3, lagS: 0 },
    };
    expect(figures(told).loopGain.value).toBeCloseTo(0.6, 6);
  });

  it('a jump at the edge of the zone, by how far the head goes before anybody sees it', () => {
    const switched = lawOf(
      'switch',
      ZONE_OF_5,
      radial(5, () => 45),
    );
    // 45°/s · 0.2 s = 9° of a zone of 10°: barely (reference/strategies.md §4.2, 1).
    expect(figures(switched).jumpShare.value).toBeCloseTo(0.9, 2);
    expect(figures(made('vectorLinear')).jumpShare.value).toBe(0);
  });

  it('what it does within the zone in which it promised to do nothing', () => {
    const creeping = lawOf(
      'creeping',
      ZONE_OF_5,
      perAxis((deg) => 0.2 * deg),
    );
    expect(figures(creeping).deadZoneDegPerS.value).toBeCloseTo(0.9, 6);
  });

  it('a law that answers to nothing is as wrong as one that answers the wrong way', () => {
    const dead = lawOf('dead', PLAIN, ({ eye }) => ({ yawDegPerS: eye.yawDeg, pitchDegPerS: 0 }));
    expect(figures(dead).wrongWayDegPerS).toMatchObject({ value: Number.POSITIVE_INFINITY });
    expect(figures(dead).wrongWayDegPerS.where).toContain('pitch');
  });

  it('a pull to the middle is not outward; a push from it is', () => {
    const pulled = (perS: number): Candidate =>
      lawOf('pulled', PLAIN, ({ eye, head }) => ({
        yawDegPerS: eye.yawDeg + perS * head.yawDeg,
        pitchDegPerS: eye.pitchDeg + perS * head.pitchDeg,
      }));
    expect(figures(pulled(-0.3)).outwardDegPerS.value).toBe(0);
    expect(figures(pulled(0.01)).outwardDegPerS.value).toBeCloseTo(1, 6);
  });

  it('a law that answers late is waited for', () => {
    const late = withMemory('late', PLAIN, 0, (ticks, { eye }) => ({
      own: ticks + 1,
      rate: ticks < 30 ? { yawDegPerS: 0, pitchDegPerS: 0 } : { yawDegPerS: eye.yawDeg, pitchDegPerS: 0 },
    }));
    expect(steadyRate(late, PERSON, { yawDeg: 10, pitchDeg: 0 }).yawDegPerS).toBe(10);
    expect(ownLagS(late, PERSON)).toBeCloseTo(0.3, 1);
  });
});
