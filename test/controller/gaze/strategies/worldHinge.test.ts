import { describe, expect, it } from 'vitest';
import { DEFAULT_WORLD_HINGE, worldHinge } from '../../../../controller/gaze/strategies/worldHinge.ts';
import type { Direction } from '../../../../protocol/gazeSample.ts';
import { type Given, known, proposalAfter, QUICK, toward } from './given.ts';

const strategy = worldHinge(DEFAULT_WORLD_HINGE);
const looking = (gazeInTrunk: Direction, more: Given = {}): Given => ({
  ...more,
  gaze: { gazeInTrunk: known(gazeInTrunk), ...more.gaze },
});
const placeFor = (...all: readonly Given[]): Direction => {
  const { wish, reason } = proposalAfter(strategy, ...all);
  if (wish.kind !== 'target') throw new Error(`no place: ${wish.kind}, ${reason}`);
  return wish.target;
};

describe('worldHinge', () => {
  it.each([
    ['to the left', toward(40, 0), toward(17.5, 0)],
    ['to the right', toward(-40, 0), toward(-17.5, 0)],
    ['down, with 0.4 of what lies beyond 15°', toward(0, 30), toward(0, 6)],
    ['up, with 0.4 of what lies beyond 12°', toward(0, -30), toward(0, -7.2)],
    ['within the hinge, in the middle', toward(13, -10), toward(0, 0)],
    ['at the hinge itself, on its soft bend', toward(15, 0), toward(0.7 * 0.375, 0)],
  ])('%s', (_, gaze, place) => {
    const found = placeFor(looking(gaze));
    expect(found.yawDeg).toBeCloseTo(place.yawDeg, 9);
    expect(found.pitchDeg).toBeCloseTo(place.pitchDeg, 9);
  });

  it('bends softly: no step and no kink anywhere', () => {
    const at = (deg: number): number => placeFor(looking(toward(deg, 0))).yawDeg;
    for (let deg = 10; deg < 22; deg += 0.05) {
      const slope = (at(deg + 0.05) - at(deg)) / 0.05;
      const before = (at(deg) - at(deg - 0.05)) / 0.05;
      expect(Math.abs(slope - before)).toBeLessThan(0.7 * 0.05);
      expect(slope).toBeGreaterThanOrEqual(0);
      expect(slope).toBeLessThanOrEqual(0.7 + 1e-9);
    }
  });

  it('a trembling gaze does not move the place; a new look does', () => {
    const begun = looking(toward(40, 0));
    expect(placeFor(begun, looking(toward(41.3, 0)))).toEqual(placeFor(begun));
    expect(placeFor(begun, looking(toward(42, 0))).yawDeg).toBeCloseTo(18.9, 9);
  });

  it('takes the device’s zero off first', () => {
    const person = { ...QUICK, straightAhead: toward(2, 4.6) };
    expect(placeFor(looking(toward(42, 4.6), { person })).yawDeg).toBeCloseTo(17.5, 9);
  });

  it('wishes no place while the gaze is on its way, unknown or no number, and begins anew after it was unknown', () => {
    const begun = looking(toward(40, 0));
    const none = { kind: 'none' };
    expect(
      proposalAfter(strategy, begun, looking(toward(40, 0), { gaze: { isFixating: false } })).wish,
    ).toEqual(none);
    expect(proposalAfter(strategy, begun, {})).toMatchObject({ state: undefined, wish: none });
    expect(proposalAfter(strategy, begun, looking(toward(Number.NaN, 0)))).toMatchObject({
      state: undefined,
      wish: none,
    });
    expect(placeFor(begun, {}, looking(toward(41.3, 0))).yawDeg).toBeCloseTo(0.7 * 26.3, 9);
  });
});
