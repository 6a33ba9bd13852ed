import { atRest, gainShare, lookOf, lookReason, NEARLY_AHEAD, ON_THEIR_WAY } from './look.ts';
import { defaultsOf, LARGEST_LOOK, setting, type ValuesOf } from './settings.ts';
import type { Strategy } from './strategy.ts';

/** Defaults: reference/strategies.md §4.2 (3); the gain is §4.5's for a delay of 200 ms. */
export const VECTOR_LINEAR_SETTINGS = {
  gainPerS: setting(
    'Gain',
    '1/s',
    [0.2, 2.6],
    1.767,
    0.1,
    'How fast the head turns for each degree that the eyes look beyond the dead zone.',
  ),
  deadZoneDeg: setting('Dead zone', 'deg', [3, 15], 5, 0.5, 'The head begins to move beyond this.'),
  releaseDeg: setting(
    'Release',
    'deg',
    [1, 15],
    3,
    0.5,
    'Once it has moved, looking nearer to straight ahead than this ends the following.',
  ),
  largestDeg: LARGEST_LOOK,
} as const;

export type VectorLinearSettings = ValuesOf<typeof VECTOR_LINEAR_SETTINGS>;
export const DEFAULT_VECTOR_LINEAR: VectorLinearSettings = defaultsOf(VECTOR_LINEAR_SETTINGS);

/**
 * The head turns after the eyes, the faster the further they look from straight ahead: with the eyes' own reflex that is a
 * negative feedback, which the gain and the loop's delay must keep stable (`Person.gainLimitPerS`).
 */
export function vectorLinear(settings: VectorLinearSettings): Strategy<{ readonly isFollowing: boolean }> {
  const { gainPerS, deadZoneDeg, releaseDeg, largestDeg } = settings;
  const initial = { isFollowing: false };
  return {
    id: 'vectorLinear',
    needs: 'eyeInHead',
    initial,
    propose(before, inputs) {
      const look = lookOf(inputs, largestDeg);
      if (look.kind === 'nothing') return atRest(initial, look.reason);
      const { at, eccentricityDeg } = look;
      const state = { isFollowing: eccentricityDeg > (before.isFollowing ? releaseDeg : deadZoneDeg) };
      const beyondDeg = eccentricityDeg - deadZoneDeg;
      if (!state.isFollowing || beyondDeg <= 0) return atRest(state, NEARLY_AHEAD);
      if (!inputs.gaze.isFixating) return atRest(state, ON_THEIR_WAY);
      const perDeg = (gainPerS * gainShare(gainPerS, inputs.person) * beyondDeg) / eccentricityDeg;
      const rate = { yawDegPerS: perDeg * at.yawDeg, pitchDegPerS: perDeg * at.pitchDeg };
      return { state, wish: { kind: 'rate', rate }, reason: lookReason(eccentricityDeg) };
    },
  };
}
