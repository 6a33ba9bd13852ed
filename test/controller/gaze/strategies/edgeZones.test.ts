import { describe, expect, it } from 'vitest';
import { DEFAULT_EDGE_ZONES, edgeZones } from '../../../../controller/gaze/strategies/edgeZones.ts';
import { type Given, known, proposalAfter, rateAfter, UNSEEN } from './given.ts';

const strategy = edgeZones(DEFAULT_EDGE_ZONES);
type Part = readonly [point: readonly [number, number] | undefined, calls: number];
/** Looks at these places, one every 10 ms, for as many calls each; `undefined` is not seen. */
function looks(...parts: readonly Part[]): Given[] {
  const points = parts.flatMap(([point, calls]) => Array.from({ length: calls }, () => point));
  return points.map((point, index) => ({
    tMs: index * 10,
    gaze: { screenPoint: point ? known({ x: point[0], y: point[1] }) : UNSEEN, isFixating: false },
  }));
}
const wishAfter = (...parts: readonly Part[]) => proposalAfter(strategy, ...looks(...parts)).wish;
const NONE = { kind: 'none' };
const MIDDLE: Part = [[0.5, 0.5], 1];
const LEFT = [0.05, 0.5] as const;

describe('edgeZones, a dead man’s switch', () => {
  it.each<readonly [string, readonly [number, number], readonly [number, number]]>([
    ['left', LEFT, [15, 0]],
    ['right', [0.95, 0.5], [-15, 0]],
    ['up', [0.5, 0.05], [0, -10]],
    ['down', [0.5, 0.95], [0, 10]],
  ])('turns at one speed while the gaze stays at the edge: %s', (_, point, rate) => {
    expect(rateAfter(strategy, ...looks(MIDDLE, [point, 26]))).toEqual(rate);
  });

  it('begins after 250 ms in the zone', () => {
    expect(wishAfter(MIDDLE, [LEFT, 25])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 26])).toMatchObject({ kind: 'rate' });
  });

  it('stops in the same call in which the gaze leaves, and begins anew with the full onset', () => {
    expect(wishAfter(MIDDLE, [LEFT, 50], [[0.3, 0.5], 1])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 50], [[0.3, 0.5], 1], [LEFT, 25])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 50], [[0.3, 0.5], 1], [LEFT, 26])).toMatchObject({ kind: 'rate' });
  });

  it('a zone that was entered ends 3 % further in', () => {
    expect(wishAfter(MIDDLE, [[0.17, 0.5], 50])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 50], [[0.17, 0.5], 1])).toMatchObject({ kind: 'rate' });
    expect(wishAfter(MIDDLE, [LEFT, 50], [[0.19, 0.5], 1])).toEqual(NONE);
  });

  it('an unseen gaze stops at once; after a blink it goes on, after more than 400 ms only by way of the middle', () => {
    expect(wishAfter(MIDDLE, [LEFT, 50], [undefined, 1])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 50], [undefined, 39], [LEFT, 10])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 50], [undefined, 39], [LEFT, 11])).toMatchObject({ kind: 'rate' });
    expect(wishAfter(MIDDLE, [LEFT, 50], [undefined, 40], [LEFT, 100])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 50], [undefined, 40], MIDDLE, [LEFT, 26])).toMatchObject({
      kind: 'rate',
    });
  });

  it('a blink is no part of the onset: what was not seen was not looked at', () => {
    expect(wishAfter(MIDDLE, [LEFT, 1], [undefined, 30], [LEFT, 1])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 1], [undefined, 30], [LEFT, 15])).toEqual(NONE);
    expect(wishAfter(MIDDLE, [LEFT, 1], [undefined, 30], [LEFT, 16])).toMatchObject({ kind: 'rate' });
  });

  it('a gaze that was never seen in the middle moves nothing, however long it stays at the edge', () => {
    expect(wishAfter([LEFT, 300])).toEqual(NONE);
  });

  it('corners and what lies beside the screen let go, and so does the way into another zone', () => {
    for (const point of [
      [0.05, 0.05],
      [-0.04, 0.5],
      [0.95, 0.5],
      [Number.NaN, 0.5],
    ] as const) {
      expect(wishAfter(MIDDLE, [LEFT, 50], [point, 1])).toEqual(NONE);
      expect(wishAfter(MIDDLE, [LEFT, 50], [point, 1], [LEFT, 100])).toEqual(NONE);
    }
    expect(wishAfter(MIDDLE, [LEFT, 50], [[-0.02, 0.5], 1])).toMatchObject({ kind: 'rate' });
  });

  it('a clock that runs backwards, or is no number, lets go', () => {
    const held = looks(MIDDLE, [LEFT, 50]);
    const last = held.at(-1) ?? {};
    expect(proposalAfter(strategy, ...held, { ...last, tMs: 0 }).wish).toEqual(NONE);
    expect(proposalAfter(strategy, ...held, { ...last, tMs: Number.NaN }).wish).toEqual(NONE);
  });
});
