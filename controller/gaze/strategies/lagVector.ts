import type { Direction } from '../../../protocol/gazeSample.ts';
import { atRest, gainShare, lookOf, lookReason, NEARLY_AHEAD, ON_THEIR_WAY } from './look.ts';
import { defaultsOf, LARGEST_LOOK, setting, type ValuesOf } from './settings.ts';
import type { Rate, Strategy } from './strategy.ts';

/** Defaults: reference/strategies.md §4.2 (5); the gain is §4.5's, with which k · (T + τF) stays at 0.52 for T = 200 ms. */
export const LAG_VECTOR_SETTINGS = {
  gainPerS: setting(
    'Gain',
    '1/s',
    [0.2, 2.5],
    1.48,
    0.02,
    'How fast the head turns for each degree that the eyes look beyond the dead zone, once it has caught up.',
  ),
  deadZoneDeg: setting('Dead zone', 'deg', [3, 15], 5, 0.5, 'Within this the eyes ask for nothing.'),
  lagS: setting(
    'Lag',
    's',
    [0.02, 0.4],
    0.15,
    0.01,
    'How long the head takes to catch up. It counts as a delay of the loop, and lowers the gain that is admitted.',
  ),
  saturationDegPerS: setting(
    'Levelling off',
    'deg/s',
    [10, 60],
    60,
    5,
    'The speed toward which a far look levels off.',
  ),
  largestDeg: LARGEST_LOOK,
} as const;

export type LagVectorSettings = ValuesOf<typeof LAG_VECTOR_SETTINGS>;
export const DEFAULT_LAG_VECTOR: LagVectorSettings = defaultsOf(LAG_VECTOR_SETTINGS);

/** A longer time between two calls is a gap, over which nothing is carried (reference/strategies.md §4.2 'staleness 100 ms'). */
const LONGEST_STEP_MS = 100;
/** Slower than this is rest; the lag alone would never reach it. */
const RESTING_DEG_PER_S = 0.05;

/** The lagging rate and its moment; undefined: the head begins from rest. */
type LagState = { readonly tMs: number; readonly rate: Rate } | undefined;

/**
 * The head turns after the eyes with a lag of its own, and levels off for far looks: what the two-unit LSTM does that came closest
 * to people in the published closed loop (reference/strategies.md §2), with four figures that can be read.
 */
export function lagVector(settings: LagVectorSettings): Strategy<LagState> {
  const { gainPerS, lagS, deadZoneDeg, saturationDegPerS, largestDeg } = settings;
  return {
    id: 'lagVector',
    needs: 'eyeInHead',
    initial: undefined,
    propose(before, inputs) {
      const look = lookOf(inputs, largestDeg);
      if (look.kind === 'nothing') return atRest(undefined, look.reason);
      if (!inputs.gaze.isFixating) return atRest(undefined, ON_THEIR_WAY);
      const gain = gainPerS * gainShare(gainPerS, inputs.person, lagS);
      const wanted = levelled(look.at, look.eccentricityDeg, gain);
      const state = { tMs: inputs.tMs, rate: lagging(before, inputs.tMs, wanted, lagS) };
      const isResting = Math.hypot(state.rate.yawDegPerS, state.rate.pitchDegPerS) < RESTING_DEG_PER_S;
      if (isResting && look.eccentricityDeg <= deadZoneDeg) return atRest(state, NEARLY_AHEAD);
      return { state, wish: { kind: 'rate', rate: state.rate }, reason: lookReason(look.eccentricityDeg) };
    },
  };

  function levelled(at: Direction, eccentricityDeg: number, gain: number): Rate {
    const beyondDeg = Math.max(0, eccentricityDeg - deadZoneDeg);
    if (beyondDeg === 0) return { yawDegPerS: 0, pitchDegPerS: 0 };
    const speed = saturationDegPerS * Math.tanh((gain * beyondDeg) / saturationDegPerS);
    const perDeg = speed / eccentricityDeg;
    return { yawDegPerS: perDeg * at.yawDeg, pitchDegPerS: perDeg * at.pitchDeg };
  }
}

/** The exact answer of a first-order lag to a wish that stood still since the last call, so that the rate of calls does not matter. */
function lagging(before: LagState, tMs: number, wanted: Rate, lagS: number): Rate {
  const passedMs = tMs - (before?.tMs ?? Number.NaN);
  if (!before || !(passedMs >= 0 && passedMs <= LONGEST_STEP_MS)) return { yawDegPerS: 0, pitchDegPerS: 0 };
  const weight = 1 - Math.exp(-passedMs / 1000 / lagS);
  return {
    yawDegPerS: before.rate.yawDegPerS + weight * (wanted.yawDegPerS - before.rate.yawDegPerS),
    pitchDegPerS: before.rate.pitchDegPerS + weight * (wanted.pitchDegPerS - before.rate.pitchDegPerS),
  };
}
