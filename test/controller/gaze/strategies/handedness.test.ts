import { describe, expect, it } from 'vitest';
import { vectorOf } from '../../../../controller/gaze/frames.ts';
import { pointOnScreen } from '../../../../controller/gaze/screen.ts';
import {
  type Adapter,
  type DeviceVector,
  type EyeX,
  fromDevice,
  handednessRefusal,
} from '../../../../controller/gaze/strategies/handedness.ts';
import { STRATEGIES, STRATEGY_IDS } from '../../../../controller/gaze/strategies/registry.ts';
import { defaultsOf } from '../../../../controller/gaze/strategies/settings.ts';
import type { Strategy } from '../../../../controller/gaze/strategies/strategy.ts';
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
function glasses(counts: EyeX, told: EyeX): Adapter<DeviceVector> {
  return {
    deviceOf: (look) => {
      const [forward, left, up] = vectorOf(look);
      return { x: counts === 'left' ? left : -left, y: up, z: forward };
    },
    transform: (raw) => ({ kind: 'eyes', left: fromDevice(raw, told), right: fromDevice(raw, told) }),
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
const remote = (seen: (point: ScreenPoint) => ScreenPoint): Adapter<ScreenPoint> => ({
  deviceOf: (look) => pointOnScreen(look, DESK) ?? { x: -1, y: -1 },
  transform: (point) => ({ kind: 'screen', point: seen(point), eyesSeen: 'both' }),
});
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
    const { deviceOf } = glasses(eyeX, eyeX);
    const seen: Direction = fromDevice(deviceOf({ yawDeg: 10, pitchDeg: -4 }), eyeX);
    expect(seen.yawDeg).toBeCloseTo(10, 9);
    expect(seen.pitchDeg).toBeCloseTo(-4, 9);
  });
});

describe('the test at every start of a tracker', () => {
  it.each(OF_EYES)('passes glasses with the right option: %s', (_, strategy) => {
    expect(handednessRefusal(glasses('left', 'left'), strategy, null)).toBeUndefined();
    expect(handednessRefusal(glasses('right', 'right'), strategy, null)).toBeUndefined();
  });

  it.each(ALL)('refuses glasses with the wrong one: %s', (_, strategy) => {
    const refusal = handednessRefusal(glasses('left', 'right'), strategy, null);
    expect(refusal).toMatchObject({ kind: 'refused', id: 'eyeXWrong' });
    expect(refusal?.sentence && refusal.advice).toBeTruthy();
    expect(handednessRefusal(glasses('right', 'left'), strategy, null)).toMatchObject({ id: 'eyeXWrong' });
  });

  it('refuses a vertical the wrong way, axes that are exchanged and eyes that are not told', () => {
    const [, strategy] = OF_EYES[1] ?? [];
    if (!strategy) throw new Error('no strategy');
    const right = glasses('left', 'left');
    const through = (change: (raw: DeviceVector) => DeviceVector): Adapter<DeviceVector> => ({
      ...right,
      transform: (raw) => right.transform(change(raw)),
    });
    const refusalOf = (adapter: Adapter<DeviceVector>) => handednessRefusal(adapter, strategy, null);
    expect(refusalOf(through(({ x, y, z }) => ({ x, y: -y, z })))).toMatchObject({ id: 'eyeYWrong' });
    expect(refusalOf(through(({ x, y, z }) => ({ x: y, y: x, z })))).toMatchObject({ id: 'eyeXWrong' });
    expect(refusalOf({ ...right, transform: () => ({ kind: 'none', why: 'unknown' }) })).toMatchObject({
      id: 'eyeXWrong',
    });
    expect(refusalOf(through(() => ({ x: Number.NaN, y: 0, z: 1 })))).toMatchObject({ id: 'eyeXWrong' });
  });

  it.each(ALL)('passes a tracker of a screen on the chair: %s', (_, strategy) => {
    expect(
      handednessRefusal(
        remote((point) => point),
        strategy,
        DESK,
      ),
    ).toBeUndefined();
  });

  it('refuses a screen tracker that counts from the other side, measured or not', () => {
    const { edgeZones, vectorLinear } = Object.fromEntries(ALL);
    if (!edgeZones || !vectorLinear) throw new Error('no strategies');
    const flippedX = remote(({ x, y }) => ({ x: 1 - x, y }));
    const flippedY = remote(({ x, y }) => ({ x, y: 1 - y }));
    expect(handednessRefusal(flippedX, vectorLinear, DESK)).toMatchObject({ id: 'eyeXWrong' });
    expect(handednessRefusal(flippedY, vectorLinear, DESK)).toMatchObject({ id: 'eyeYWrong' });
    expect(
      handednessRefusal(
        remote((point) => point),
        edgeZones,
        null,
      ),
    ).toBeUndefined();
    expect(handednessRefusal(flippedX, edgeZones, null)).toMatchObject({ id: 'headTurnsWrongWay' });
    expect(handednessRefusal(flippedY, edgeZones, null)).toMatchObject({ id: 'headNodsWrongWay' });
  });

  it('refuses a strategy that turns the wrong way, and one that does not answer at all', () => {
    const right = glasses('left', 'left');
    for (const [, strategy] of OF_EYES.filter(([id]) => id !== 'worldHinge')) {
      expect(handednessRefusal(right, mirrored(strategy, 'yawDegPerS'), null)).toMatchObject({
        id: 'headTurnsWrongWay',
      });
      expect(handednessRefusal(right, mirrored(strategy, 'pitchDegPerS'), null)).toMatchObject({
        id: 'headNodsWrongWay',
      });
    }
    const { edgeZones } = Object.fromEntries(ALL);
    if (!edgeZones) throw new Error('no strategy');
    expect(handednessRefusal(right, edgeZones, null)).toMatchObject({ id: 'handednessUnproven' });
  });
});
