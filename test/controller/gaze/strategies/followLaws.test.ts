import { describe, expect, it } from 'vitest';
import { affine, DEFAULT_AFFINE } from '../../../../controller/gaze/strategies/affine.ts';
import { DEFAULT_LAG_VECTOR, lagVector } from '../../../../controller/gaze/strategies/lagVector.ts';
import { DEFAULT_QUADRANT, quadrant } from '../../../../controller/gaze/strategies/quadrant.ts';
import { softDeg, softSlope } from '../../../../controller/gaze/strategies/softZone.ts';
import {
  DEFAULT_VECTOR_QUADRATIC,
  vectorQuadratic,
} from '../../../../controller/gaze/strategies/vectorQuadratic.ts';
import {
  DEFAULT_VECTOR_SOFT,
  vectorSoft,
  vectorSoftSlopes,
} from '../../../../controller/gaze/strategies/vectorSoft.ts';
import { given, headAt, proposalAfter, QUICK, rateAfter, toward, UNSEEN } from './given.ts';

const NONE = { kind: 'none' };

describe('vectorSoft', () => {
  const strategy = vectorSoft(DEFAULT_VECTOR_SOFT);

  it('has the gains that were read off the published one: .456, .50, .63 and .70 of an angle of 0, 5, 20 and 30°', () => {
    const published: readonly (readonly [number, number, number])[] = [
      [1e-6, 0.456, 3],
      [5, 0.5, 3],
      [20, 0.63, 2],
      [30, 0.7, 1],
    ];
    for (const [deg, gain, digits] of published) expect(softDeg(deg, 2, 5) / deg).toBeCloseTo(gain, digits);
  });

  it('is steepest at 1.164 of its gain', () => {
    expect(softSlope(8, 5, 30).highest).toBeCloseTo(1.164, 3);
    expect(softSlope(8, 5, 30).lowest).toBeCloseTo(1 / (1 + Math.exp((8 * 5 * Math.PI) / 180)), 6);
  });

  it('turns at 39.2°/s for 20° to the left and comes to rest with the eyes 4.6° down', () => {
    const [yaw, pitch] = rateAfter(strategy, { eye: toward(20, 4.6) });
    expect(yaw).toBeCloseTo(44 / (1 + Math.exp((-15 * 8 * Math.PI) / 180)), 6);
    expect(yaw).toBeCloseTo(39.18, 2);
    expect(pitch).toBe(0);
  });

  it('moves nothing within 0.5° of where the eyes rest, everything beyond 1°, and makes no jump between', () => {
    const pitchAt = (deg: number): number => rateAfter(strategy, { eye: toward(0, 4.6 + deg) })[1];
    expect(pitchAt(0.5)).toBeCloseTo(0, 9);
    expect(pitchAt(-0.4)).toBeCloseTo(0, 9);
    expect(pitchAt(0.75)).toBeCloseTo(0.5 * 1.4 * softDeg(0.75, 8, 5), 9);
    expect(pitchAt(-1)).toBeCloseTo(1.4 * softDeg(-1, 8, 5), 9);
  });

  it.each([
    [DEFAULT_VECTOR_SOFT],
    [{ ...DEFAULT_VECTOR_SOFT, sharpnessPerRad: 2, edgeDeg: 3 }],
    [{ ...DEFAULT_VECTOR_SOFT, sharpnessPerRad: 40, centrePitchDeg: 0 }],
  ])('is nowhere steeper than it says, also where its rest ends: %o', (settings) => {
    const law = vectorSoft(settings);
    const yawAt = (deg: number): number => rateAfter(law, { eye: toward(deg, 0) })[0];
    const steps = Array.from(
      { length: 2900 },
      (_, index) => 100 * (yawAt(index / 100 + 0.01) - yawAt(index / 100)),
    );
    const said = vectorSoftSlopes(settings).yaw;
    expect(Math.max(...steps)).toBeLessThanOrEqual(said + 1e-5);
    expect(Math.max(...steps)).toBeGreaterThan(0.97 * said);
  });

  it('lowers each axis by itself to what the loop admits', () => {
    const slow = { ...QUICK, gainLimitPerS: 1.164 };
    const [yaw, pitch] = rateAfter(strategy, { eye: toward(20, 14.6), person: slow });
    expect(yaw).toBeCloseTo(39.176 / 2.2, 2);
    expect(pitch).toBeCloseTo(softDeg(10, 8, 5), 2);
  });
});

describe('lagVector', () => {
  const strategy = lagVector(DEFAULT_LAG_VECTOR);
  const eye = toward(15, 0);
  const wanted = 60 * Math.tanh((1.48 * 10) / 60);

  it('begins at rest and has done 63 % of its change after its lag of 150 ms', () => {
    expect(rateAfter(strategy, { eye })).toEqual([0, 0]);
    const calls = [0, 50, 100, 150].map((tMs) => ({ tMs, eye }));
    expect(rateAfter(strategy, ...calls)[0]).toBeCloseTo(wanted * (1 - Math.exp(-1)), 9);
  });

  it.each([45, 90, 120])('does so in calls at %s Hz, too', (rateHz) => {
    const calls = Array.from({ length: rateHz + 1 }, (_, index) => ({ tMs: (index * 1000) / rateHz, eye }));
    expect(rateAfter(strategy, ...calls)[0]).toBeCloseTo(wanted * (1 - Math.exp(-1 / 0.15)), 9);
  });

  it('carries nothing over a blink, a gap or a time that runs backwards', () => {
    const moving = [0, 50, 100, 150].map((tMs) => ({ tMs, eye }));
    expect(proposalAfter(strategy, ...moving, { tMs: 160 }).wish).toEqual(NONE);
    expect(rateAfter(strategy, ...moving, { tMs: 160 }, { tMs: 170, eye })).toEqual([0, 0]);
    expect(rateAfter(strategy, ...moving, { tMs: 251, eye })).toEqual([0, 0]);
    expect(rateAfter(strategy, ...moving, { tMs: 149, eye })).toEqual([0, 0]);
  });

  it('counts its lag as a delay: at the gain limit of 200 ms, 1.85/s, it uses 0.37 / 0.35 s', () => {
    const person = { ...QUICK, gainLimitPerS: 1.85 };
    const calls = Array.from({ length: 201 }, (_, index) => ({
      tMs: index * 10,
      eye: toward(5.1, 0),
      person,
    }));
    expect(rateAfter(strategy, ...calls)[0]).toBeCloseTo((0.37 / 0.35) * 0.1, 4);
  });
});

describe('vectorQuadratic', () => {
  const strategy = vectorQuadratic(DEFAULT_VECTOR_QUADRATIC);

  it('turns at 0.05 of the square: 5 at 10°, 20 at 20°, and 30 at 30° where the cap is', () => {
    expect(rateAfter(strategy, { eye: toward(10, 0) })[0]).toBeCloseTo(5, 9);
    expect(rateAfter(strategy, { eye: toward(0, -20) })[1]).toBeCloseTo(-20, 9);
    expect(rateAfter(strategy, { eye: toward(-30, 0) })[0]).toBeCloseTo(-30, 9);
  });

  it('begins beyond 5° and goes on down to 3°', () => {
    expect(proposalAfter(strategy, { eye: toward(4.9, 0) }).wish).toEqual(NONE);
    expect(rateAfter(strategy, { eye: toward(6, 0) }, { eye: toward(3.1, 0) })[0]).toBeCloseTo(
      0.05 * 3.1 ** 2,
      9,
    );
    expect(proposalAfter(strategy, { eye: toward(6, 0) }, { eye: toward(2.9, 0) }).wish).toEqual(NONE);
    expect(
      proposalAfter(strategy, { eye: toward(6, 0) }, { eye: toward(2.9, 0) }, { eye: toward(4, 0) }).wish,
    ).toEqual(NONE);
  });

  it('S196: a look that is still on its way begins nothing, and what the eyes pass through ends nothing', () => {
    const passing = { eye: toward(6, 0), gaze: { isFixating: false } };
    expect(proposalAfter(strategy, passing, { eye: toward(4, 0) }).wish).toEqual(NONE);
    const moving = { eye: toward(6, 0) };
    const elsewhere = { eye: toward(1, 0), gaze: { isFixating: false } };
    expect(rateAfter(strategy, moving, elsewhere, { eye: toward(4, 0) })[0]).toBeCloseTo(0.8, 9);
  });

  it('S196: goes on after a blink of 400 ms as far as it would have gone, and begins anew after a longer one', () => {
    const moving = { tMs: 0, eye: toward(6, 0) };
    expect(proposalAfter(strategy, moving, { tMs: 10 }).wish).toEqual(NONE);
    expect(rateAfter(strategy, moving, { tMs: 10 }, { tMs: 400, eye: toward(4, 0) })[0]).toBeCloseTo(0.8, 9);
    expect(proposalAfter(strategy, moving, { tMs: 10 }, { tMs: 401, eye: toward(4, 0) }).wish).toEqual(NONE);
    expect(proposalAfter(strategy, moving, { tMs: -1, eye: toward(4, 0) }).wish).toEqual(NONE);
  });

  it('is lowered as a whole where the loop admits less than its 2.45/s', () => {
    const person = { ...QUICK, gainLimitPerS: Math.sqrt(1.5) };
    expect(rateAfter(strategy, { eye: toward(20, 0), person })[0]).toBeCloseTo(10, 9);
  });
});

describe('quadrant', () => {
  const strategy = quadrant(DEFAULT_QUADRANT);

  it('turns or nods at 15°/s, whichever the eyes ask for most', () => {
    expect(rateAfter(strategy, { eye: toward(20, 12) })).toEqual([15, 0]);
    expect(rateAfter(strategy, { eye: toward(-12, -20) })).toEqual([0, -15]);
  });

  it('changes between the two only when the other asks for 2° more, and goes on from 5 down to 3°', () => {
    const begun = { eye: toward(10, 9) };
    expect(rateAfter(strategy, begun, { eye: toward(10, 11.9) })).toEqual([15, 0]);
    expect(rateAfter(strategy, begun, { eye: toward(10, 12.1) })).toEqual([0, 15]);
    expect(proposalAfter(strategy, { eye: toward(4.9, 0) }).wish).toEqual(NONE);
    expect(rateAfter(strategy, begun, { eye: toward(3.1, 0) })).toEqual([15, 0]);
    expect(proposalAfter(strategy, begun, { eye: toward(2.9, 0) }, { eye: toward(4, 0) }).wish).toEqual(NONE);
  });

  it('releases each direction by itself: what is left of the nod does not keep it turning', () => {
    const begun = { eye: toward(10, 2.9) };
    expect(rateAfter(strategy, begun, { eye: toward(3.1, 2.9) })).toEqual([15, 0]);
    expect(proposalAfter(strategy, begun, { eye: toward(2.9, 2.9) }).wish).toEqual(NONE);
    expect(rateAfter(strategy, begun, { eye: toward(2.9, -3.1) })).toEqual([0, -15]);
  });

  it('S196: a look that is still on its way begins nothing, and a blink of up to 400 ms ends nothing', () => {
    const passing = { eye: toward(6, 0), gaze: { isFixating: false } };
    expect(proposalAfter(strategy, passing, { eye: toward(4, 0) }).wish).toEqual(NONE);
    const moving = { tMs: 0, eye: toward(6, 0) };
    expect(rateAfter(strategy, moving, { tMs: 10 }, { tMs: 400, eye: toward(4, 0) })).toEqual([15, 0]);
    const between = { tMs: 390, eye: toward(1, 0), gaze: { isFixating: false } };
    expect(rateAfter(strategy, moving, between, { tMs: 790, eye: toward(4, 0) })).toEqual([15, 0]);
    expect(proposalAfter(strategy, moving, { tMs: 10 }, { tMs: 401, eye: toward(4, 0) }).wish).toEqual(NONE);
  });

  it('is as slow as stopping in time needs: with a delay of 400 ms it has not passed straight ahead when it stops', () => {
    const person = { ...QUICK, gainLimitPerS: 0.37 / 0.4 };
    expect(rateAfter(strategy, { eye: toward(20, 0), person })[0]).toBeCloseTo(3 / 0.4, 9);
  });
});

describe('affine', () => {
  const of = (changes: Partial<typeof DEFAULT_AFFINE>) => affine({ ...DEFAULT_AFFINE, ...changes });
  const made = (changes: Partial<typeof DEFAULT_AFFINE>) => {
    const result = of(changes);
    if (result.kind === 'refused') throw new Error(result.sentence);
    return result.strategy;
  };

  it('turns at 1.5/s of what the eye is beyond 0.5°, less what draws a turned head back', () => {
    expect(rateAfter(made({}), { eye: toward(10, -4) })).toEqual([1.5 * 9.5, -1.5 * 3.5]);
    expect(rateAfter(made({}), { eye: toward(0.4, -0.5) }).map(Math.abs)).toEqual([0, 0]);
    const drawn = made({ headYawPerS: -0.1, centrePitchDeg: 2 });
    const [yaw, pitch] = rateAfter(drawn, { eye: toward(5, 2), head: headAt(toward(20, 10)) });
    // 1.6/s in all, of which 0.5° rest.
    expect(yaw).toBeCloseTo(7.5 - 2 - 0.8, 9);
    expect(pitch).toBeCloseTo(0, 9);
  });

  it('is lowered as a whole, so that it rests at the same place for everyone', () => {
    const drawn = made({ headYawPerS: -0.3 });
    const person = { ...QUICK, gainLimitPerS: 0.9 };
    // 25° away, with k / (k + |M|) of it done, eye and head are in balance.
    const at = (25 * 1.5) / 1.8;
    const [yaw] = rateAfter(drawn, { eye: toward(25 - at, 0), head: headAt(toward(at, 0)), person });
    expect(yaw).toBeCloseTo(0, 9);
    expect(rateAfter(drawn, { eye: toward(10, 0), person })[0]).toBeCloseTo(7.5 - 0.9 * 0.5, 9);
  });

  it('with a pull moves nothing while the head is not known; without one it needs no head', () => {
    const eye = toward(10, 0);
    expect(proposalAfter(made({ headYawPerS: -0.1 }), { eye, head: UNSEEN }).wish).toEqual(NONE);
    expect(
      proposalAfter(made({ headYawPerS: -0.1 }), { eye, head: headAt(toward(Number.NaN, 0)) }).wish,
    ).toEqual(NONE);
    expect(rateAfter(made({}), { eye, head: UNSEEN })).toEqual([14.25, 0]);
  });

  it.each([
    ['headDrivesItself', { headYawPerS: 1.6 }],
    ['headDrivesItself', { headPitchPerS: 1e-9 }],
    ['headDrivesItself', { headPitchPerS: Number.NaN }],
    ['pullTooWeak', { headYawPerS: -0.04 }],
    ['gainNotPositive', { pitchGainPerS: 0 }],
    ['gainNotPositive', { yawGainPerS: Number.NaN }],
    ['centreTooFar', { centreYawDeg: 3, centrePitchDeg: 4 }],
  ])('is refused by construction: %s for %o', (id, changes) => {
    const refusal = of(changes);
    expect(refusal).toMatchObject({ kind: 'refused', id });
    expect(refusal.kind === 'refused' && refusal.sentence && refusal.advice).toBeTruthy();
  });
});

it('no law of the eyes moves anything between two fixations, and says why', () => {
  const made = affine(DEFAULT_AFFINE);
  if (made.kind === 'refused') throw new Error(made.sentence);
  const inputs = given({ eye: toward(20, 0), gaze: { isFixating: false } });
  for (const { propose, initial } of [lagVector(DEFAULT_LAG_VECTOR), quadrant(DEFAULT_QUADRANT)] as const)
    expect(propose(initial as never, inputs)).toMatchObject({
      wish: NONE,
      reason: 'The eyes are on their way.',
    });
  for (const { propose } of [made.strategy, vectorSoft(DEFAULT_VECTOR_SOFT)])
    expect(propose(null, inputs)).toMatchObject({ wish: NONE, reason: 'The eyes are on their way.' });
});
