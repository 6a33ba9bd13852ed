import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutBlinkEdges } from '../../../controller/gaze/fixation/blinks.ts';
import {
  COMMANDING_FIXATION,
  fixationsByDispersion,
  followDispersion,
  NO_DISPERSION,
  restingForMs,
} from '../../../controller/gaze/fixation/dispersion.ts';
import type { Fixation, GazePoint } from '../../../controller/gaze/fixation/fixation.ts';
import { fixationsByVelocity, VELOCITY_FIXATION } from '../../../controller/gaze/fixation/velocity.ts';
import { directionOnScreen } from '../../../controller/gaze/screen.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import { figure, readRecording } from '../../eyeHead.ts';

/** The screen of the recordings (test/fixtures/eyeHead/LICENSES.md). */
const SCREEN: ScreenGeometry = {
  mount: 'chair',
  widthMm: 533,
  heightMm: 301,
  distanceMm: 565,
  centre: { yawDeg: 0, pitchDeg: 0 },
};
const DISPERSION = { largestDispersionDeg: 1, shortestMs: 100 };

function recorded(name: string): {
  readonly points: readonly GazePoint[];
  readonly labels: readonly string[];
} {
  const rows = readRecording(`on-screen/${name}`);
  const points = rows.map((row) => ({
    tMs: figure(row, 't_s') * 1000,
    direction:
      figure(row, 'valid') === 1
        ? directionOnScreen({ x: figure(row, 'x'), y: figure(row, 'y') }, SCREEN)
        : undefined,
  }));
  return { points, labels: rows.map((row) => row.get('label') ?? '') };
}

/** How far found fixations and hand labels agree, sample by sample, where the hand said fixation or saccade. */
function agreement(name: string, find: (points: readonly GazePoint[]) => readonly Fixation[]) {
  const { points, labels } = recorded(name);
  const fixations = find(points);
  let [both, onlyFound, onlyLabelled, neither] = [0, 0, 0, 0];
  for (const [index, { tMs }] of points.entries()) {
    const label = labels[index];
    if (label !== 'fixation' && label !== 'saccade') continue;
    const isFound = fixations.some(({ startMs, endMs }) => tMs >= startMs && tMs <= endMs);
    if (isFound && label === 'fixation') both += 1;
    else if (isFound) onlyFound += 1;
    else if (label === 'fixation') onlyLabelled += 1;
    else neither += 1;
  }
  const all = both + onlyFound + onlyLabelled + neither;
  const share = (both + neither) / all;
  const byChance =
    ((both + onlyFound) * (both + onlyLabelled) + (neither + onlyFound) * (neither + onlyLabelled)) /
    all ** 2;
  return { share, kappa: (share - byChance) / (1 - byChance), missed: onlyLabelled / (both + onlyLabelled) };
}

describe('fixations of real people, against hand labels', () => {
  it.each([1, 2, 3, 4])(
    'by dispersion, of s%s: as the hand says for 95 of 100 samples, 3 of 100 of fixation missed, kappa 0.6',
    (person) => {
      const { share, kappa, missed } = agreement(`lookatpoint-s${person}`, (points) =>
        fixationsByDispersion(points, DISPERSION),
      );
      expect(share).toBeGreaterThan(0.95);
      expect(kappa).toBeGreaterThan(0.6);
      expect(missed).toBeLessThan(0.03);
    },
  );

  it.each([1, 2, 3, 4])(
    'by velocity, of s%s: as the hand says for 97 of 100 samples, 2 of 100 of fixation missed, kappa 0.79',
    (person) => {
      const { share, kappa, missed } = agreement(`lookatpoint-s${person}`, (points) =>
        fixationsByVelocity(points, VELOCITY_FIXATION),
      );
      expect(share).toBeGreaterThan(0.97);
      expect(kappa).toBeGreaterThan(0.79);
      expect(missed).toBeLessThan(0.02);
    },
  );
});

/** Two looks of 300 ms, 10° apart, with a jump of one sample. */
const twoLooks = (stepMs: number): GazePoint[] =>
  Array.from({ length: Math.round(600 / stepMs) }, (_, index) => ({
    tMs: index * stepMs,
    direction: { yawDeg: index * stepMs < 300 ? 0 : 10, pitchDeg: 0.1 * Math.sin(index) },
  }));
const unseen = (points: readonly GazePoint[], fromMs: number, toMs: number): GazePoint[] =>
  points.map((point) =>
    point.tMs >= fromMs && point.tMs < toMs ? { tMs: point.tMs, direction: undefined } : point,
  );

describe('fixations', () => {
  it.each([10, 16, 33])('two looks are two fixations, with a sample every %s ms', (stepMs) => {
    for (const found of [
      fixationsByDispersion(twoLooks(stepMs), DISPERSION),
      fixationsByVelocity(twoLooks(stepMs), VELOCITY_FIXATION),
    ]) {
      expect(found).toHaveLength(2);
      expect(found[1]?.centre.yawDeg).toBeCloseTo(10, 1);
      expect(Math.abs((found[0]?.endMs ?? 0) - 300)).toBeLessThanOrEqual(2 * stepMs);
    }
  });

  it('a gap of 70 ms between two samples is bridged, of 80 ms is an end', () => {
    const still = twoLooks(10).map(({ tMs }) => ({ tMs, direction: { yawDeg: 0, pitchDeg: 0 } }));
    expect(fixationsByDispersion(unseen(still, 300, 360), DISPERSION)).toHaveLength(1);
    expect(fixationsByDispersion(unseen(still, 300, 370), DISPERSION)).toHaveLength(2);
  });

  it('a gap ends a short look too: what was before it does not count as resting', () => {
    let state = NO_DISPERSION;
    for (const tMs of [0, 20, 40, 240, 260]) {
      ({ state } = followDispersion(
        state,
        { tMs, direction: { yawDeg: 0, pitchDeg: 0 } },
        COMMANDING_FIXATION,
      ));
    }
    expect(restingForMs(state)).toBe(20);
  });

  it('what is around a blink is the lid: 100 ms on both sides are not seen, around a lost sample they are', () => {
    const points = twoLooks(10).map(({ tMs }) => ({ tMs, direction: { yawDeg: 0, pitchDeg: 0 } }));
    const seenAt = (seen: readonly GazePoint[]) =>
      seen.flatMap(({ tMs, direction }) => (direction ? [tMs] : []));
    const blinked = seenAt(withoutBlinkEdges(unseen(points, 200, 300)));
    expect(blinked.filter((tMs) => tMs > 100 && tMs < 400)).toEqual([]);
    expect(blinked).toEqual(expect.arrayContaining([100, 400]));
    expect(seenAt(withoutBlinkEdges(unseen(points, 200, 230)))).toHaveLength(57);
  });

  it('resting is never claimed over samples further apart than the dispersion, however they come', () => {
    const step = fc.tuple(
      fc.integer({ min: -20, max: 120 }),
      fc.option(fc.record({ yawDeg: fc.double({ min: -3, max: 3, noNaN: true }), pitchDeg: fc.constant(0) })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let [state, tMs] = [NO_DISPERSION, 0];
        const seen: { readonly tMs: number; readonly yawDeg: number }[] = [];
        for (const [stepMs, direction] of steps) {
          tMs += stepMs;
          const isNew = !(tMs <= (seen.at(-1)?.tMs ?? Number.NEGATIVE_INFINITY));
          ({ state } = followDispersion(
            state,
            { tMs, direction: direction ?? undefined },
            COMMANDING_FIXATION,
          ));
          if (direction && isNew) seen.push({ tMs, yawDeg: direction.yawDeg });
          const newest = seen.at(-1);
          const resting = seen.filter((one) => newest && one.tMs >= newest.tMs - restingForMs(state));
          if (state.run && newest) {
            const yaws = resting.map(({ yawDeg }) => yawDeg);
            expect(Math.max(...yaws) - Math.min(...yaws)).toBeLessThanOrEqual(1.5);
          }
        }
      }),
    );
  });

  it('a stare of any length is remembered as a box', () => {
    let state = NO_DISPERSION;
    for (let index = 0; index < 5000; index += 1) {
      const point = { tMs: index * 10, direction: { yawDeg: Math.sin(index) / 4, pitchDeg: 0 } };
      ({ state } = followDispersion(state, point, COMMANDING_FIXATION));
    }
    expect(restingForMs(state)).toBe(49_990);
    expect(state.loose).toEqual([]);
  });
});
