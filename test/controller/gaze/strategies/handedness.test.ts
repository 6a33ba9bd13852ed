import { describe, expect, it } from 'vitest';
import { vectorOf } from '../../../../controller/gaze/frames.ts';
import { pointOnScreen } from '../../../../controller/gaze/screen.ts';
import {
  exactTracker,
  type ReadingOf,
  SELF_TEST_BEGUN,
  stepSelfTest,
} from '../../../../controller/gaze/strategies/handedness.ts';
import { STRATEGIES, STRATEGY_IDS } from '../../../../controller/gaze/strategies/registry.ts';
import { defaultsOf } from '../../../../controller/gaze/strategies/settings.ts';
import type { Strategy } from '../../../../controller/gaze/strategies/strategy.ts';
import { directionOfEye, type EyeVector, type EyeX } from '../../../../hardware/trackers/plain/eyeVector.ts';
import type { Direction, ScreenPoint } from '../../../../protocol/gazeSample.ts';
import type { ScreenGeometry } from '../../../../protocol/screenGeometry.ts';
import { MODEL } from './models.ts';

const ALL = STRATEGY_IDS.map((id) => {
  const entry = STRATEGIES[id];
  const built = entry.from === 'model' ? entry.build(MODEL) : entry.build(defaultsOf(entry.settings));
  if (built.kind === 'refused') throw new Error(built.sentence);
  return [id, built.strategy] as const;
});
const OF_EYES = ALL.filter(([, { needs }]) => needs === 'eyeInHead' || needs === 'gazeInTrunk');

/** Glasses that count x to this side, behind an adapter that is told they count it to that one. */
function glasses(counts: EyeX, told: EyeX, change = (raw: EyeVector): EyeVector => raw): ReadingOf {
  return (look) => {
    const [forward, left, up] = vectorOf(look);
    const raw = change({ x: counts === 'left' ? left : -left, y: up, z: forward });
    return { kind: 'eyes', left: directionOfEye(raw, told), right: directionOfEye(raw, told) };
  };
}

const DESK: ScreenGeometry = {
  mount: 'chair',
  widthMm: 531,
  heightMm: 299,
  distanceMm: 650,
  centre: { yawDeg: 0, pitchDeg: 0 },
};
/** A screen tracker; `seen` is what its adapter makes of the place. */
const remote =
  (seen: (point: ScreenPoint) => ScreenPoint): ReadingOf =>
  (look) => ({
    kind: 'screen',
    point: seen(pointOnScreen(look, DESK) ?? { x: -1, y: -1 }),
    eyesSeen: 'both',
  });

/** The whole test, one look after another, as control goes through it. */
function refusalOf(readingOf: ReadingOf, strategy: Strategy<unknown>, screen: ScreenGeometry | null) {
  let test = SELF_TEST_BEGUN;
  for (let step = 0; step < 90 && test.kind === 'running'; step += 1)
    test = stepSelfTest(test, readingOf, strategy, screen);
  if (test.kind === 'running') throw new Error('The test has no end.');
  return test.kind === 'refused' ? test : undefined;
}

const mirrored = (strategy: Strategy<unknown>, axis: 'yawDegPerS' | 'pitchDegPerS'): Strategy<unknown> => ({
  ...strategy,
  propose(state, inputs) {
    const proposal = strategy.propose(state, inputs);
    const { wish } = proposal;
    return wish.kind === 'rate'
      ? { ...proposal, wish: { kind: 'rate', rate: { ...wish.rate, [axis]: -wish.rate[axis] } } }
      : proposal;
  },
});

describe('to which side a device counts x', () => {
  it.each(['left', 'right'] as const)('is taken into account: %s', (eyeX) => {
    for (const [yawDeg, pitchDeg] of [
      [10, -4],
      [-35, 20],
      [0, 0],
      [60, 50],
    ] as const) {
      const [forward, left, up] = vectorOf({ yawDeg, pitchDeg });
      const raw = { x: 3 * (eyeX === 'left' ? left : -left), y: 3 * up, z: 3 * forward };
      const seen: Direction | null = directionOfEye(raw, eyeX);
      expect(seen?.yawDeg).toBeCloseTo(yawDeg, 9);
      expect(seen?.pitchDeg).toBeCloseTo(pitchDeg, 9);
    }
  });

  it('is nothing to an eye that looks nowhere, or into the head', () => {
    for (const z of [0, -1, Number.NaN]) expect(directionOfEye({ x: 0, y: 0, z }, 'left')).toBeNull();
  });
});

describe('the test at every start of a tracker', () => {
  it.each(OF_EYES)('passes glasses with the right option: %s', (_, strategy) => {
    expect(refusalOf(glasses('left', 'left'), strategy, null)).toBeUndefined();
    expect(refusalOf(glasses('right', 'right'), strategy, null)).toBeUndefined();
  });

  it.each(ALL)('refuses glasses with the wrong one: %s', (_, strategy) => {
    const refusal = refusalOf(glasses('left', 'right'), strategy, null);
    expect(refusal).toMatchObject({ kind: 'refused', id: 'eyeXWrong' });
    expect(refusal?.sentence && refusal.advice).toBeTruthy();
    expect(refusalOf(glasses('right', 'left'), strategy, null)).toMatchObject({ id: 'eyeXWrong' });
  });

  it('refuses a vertical the wrong way, axes that are exchanged and eyes that are not told', () => {
    const [, strategy] = OF_EYES[1] ?? [];
    if (!strategy) throw new Error('no strategy');
    const through = (change: (raw: EyeVector) => EyeVector) =>
      refusalOf(glasses('left', 'left', change), strategy, null);
    expect(through(({ x, y, z }) => ({ x, y: -y, z }))).toMatchObject({ id: 'eyeYWrong' });
    expect(through(({ x, y, z }) => ({ x: y, y: x, z }))).toMatchObject({ id: 'eyeXWrong' });
    expect(through(() => ({ x: Number.NaN, y: 0, z: 1 }))).toMatchObject({ id: 'eyeXWrong' });
    const blind: ReadingOf = () => ({ kind: 'none', why: 'unknown' });
    expect(refusalOf(blind, strategy, null)).toMatchObject({ id: 'eyeXWrong' });
  });

  it.each(ALL)('passes a tracker of a screen on the chair: %s', (_, strategy) => {
    expect(
      refusalOf(
        remote((point) => point),
        strategy,
        DESK,
      ),
    ).toBeUndefined();
  });

  it.each(ALL)(
    'passes what control makes of a look, before a screen that stands aside too: %s',
    (_, strategy) => {
      for (const yawDeg of [0, -20, 20])
        for (const reading of ['screen', 'eyes'] as const) {
          const screen = { ...DESK, centre: { yawDeg, pitchDeg: 5 } };
          if (reading === 'eyes' && strategy.needs === 'screenPoint') continue;
          expect(refusalOf(exactTracker(reading, screen), strategy, screen)).toBeUndefined();
        }
    },
  );

  it.each([0.08, 0.1, 0.12, 0.15, 0.25])(
    'passes zones of %d of the screen at the edge of every usual one',
    (edgeShare) => {
      const built = STRATEGIES.edgeZones.build({ ...defaultsOf(STRATEGIES.edgeZones.settings), edgeShare });
      if (built.kind === 'refused') throw new Error(built.sentence);
      for (const [widthMm, heightMm] of [
        [217, 136],
        [310, 174],
        [345, 194],
        [476, 268],
        [531, 299],
        [598, 336],
      ] as const)
        for (const distanceMm of [450, 550, 600, 650, 700, 800]) {
          const screen = { ...DESK, widthMm, heightMm, distanceMm };
          expect(refusalOf(exactTracker('screen', screen), built.strategy, screen)).toBeUndefined();
        }
    },
  );

  it('passes a law whose eyes rest below straight ahead, however slowly it turns', () => {
    const settings = { ...defaultsOf(STRATEGIES.vectorSoft.settings), yawGainPerS: 0.2 };
    const built = STRATEGIES.vectorSoft.build(settings);
    if (built.kind === 'refused') throw new Error(built.sentence);
    expect(refusalOf(exactTracker('eyes', DESK), built.strategy, DESK)).toBeUndefined();
  });

  it('refuses a screen tracker that counts from the other side, measured or not', () => {
    const { edgeZones, vectorLinear } = Object.fromEntries(ALL);
    if (!edgeZones || !vectorLinear) throw new Error('no strategies');
    const flippedX = remote(({ x, y }) => ({ x: 1 - x, y }));
    const flippedY = remote(({ x, y }) => ({ x, y: 1 - y }));
    expect(refusalOf(flippedX, vectorLinear, DESK)).toMatchObject({ id: 'eyeXWrong' });
    expect(refusalOf(flippedY, vectorLinear, DESK)).toMatchObject({ id: 'eyeYWrong' });
    expect(
      refusalOf(
        remote((point) => point),
        edgeZones,
        null,
      ),
    ).toBeUndefined();
    expect(refusalOf(flippedX, edgeZones, null)).toMatchObject({ id: 'headTurnsWrongWay' });
    expect(refusalOf(flippedY, edgeZones, null)).toMatchObject({ id: 'headNodsWrongWay' });
  });

  it('refuses a strategy that turns the wrong way, and one that does not answer at all', () => {
    const right = glasses('left', 'left');
    for (const [, strategy] of OF_EYES.filter(([id]) => id !== 'worldHinge')) {
      expect(refusalOf(right, mirrored(strategy, 'yawDegPerS'), null)).toMatchObject({
        id: 'headTurnsWrongWay',
      });
      expect(refusalOf(right, mirrored(strategy, 'pitchDegPerS'), null)).toMatchObject({
        id: 'headNodsWrongWay',
      });
    }
    const { edgeZones } = Object.fromEntries(ALL);
    if (!edgeZones) throw new Error('no strategy');
    expect(refusalOf(right, edgeZones, null)).toMatchObject({ id: 'handednessUnproven' });
  });
});
