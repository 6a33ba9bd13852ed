import type { Strategy } from './strategy.ts';

export interface VectorLinearSettings {
  /** Head rate per degree of eccentricity beyond the dead zone (reference/strategies.md §4.5: 1.767 for a delay of 200 ms). */
  readonly gainPerS: number;
  /** Motion begins beyond this eccentricity … */
  readonly deadZoneDeg: number;
  /** … and ends below this one. */
  readonly releaseDeg: number;
  /** Eccentricity beyond this counts as this: an eye turns no further, and a tracker may err. */
  readonly largestDeg: number;
}

/** reference/strategies.md §4.2 (3). */
export const DEFAULT_VECTOR_LINEAR: VectorLinearSettings = {
  gainPerS: 1.767,
  deadZoneDeg: 5,
  releaseDeg: 3,
  largestDeg: 30,
};

/**
 * The head turns after the eyes, the faster the further they look from straight ahead: with the eyes' own reflex that is a
 * negative feedback, which the gain and the loop's delay must keep stable (`Person.gainLimitPerS`).
 */
export function vectorLinear(settings: VectorLinearSettings): Strategy<{ readonly isFollowing: boolean }> {
  const atRest = { isFollowing: false };
  return {
    id: 'vectorLinear',
    label: 'Follow the eyes',
    needs: 'eyeInHead',
    initial: atRest,
    propose(state, { gaze, person }) {
      const { eyeInHead } = gaze;
      if (eyeInHead.kind === 'unknown')
        return { state: atRest, wish: { kind: 'none' }, reason: `The eyes are not known: ${eyeInHead.why}` };
      const yawDeg = eyeInHead.value.yawDeg - person.straightAhead.yawDeg;
      const pitchDeg = eyeInHead.value.pitchDeg - person.straightAhead.pitchDeg;
      const eccentricityDeg = Math.hypot(yawDeg, pitchDeg);
      if (!Number.isFinite(eccentricityDeg))
        return { state: atRest, wish: { kind: 'none' }, reason: 'The direction of the eyes is no number.' };
      const isFollowing = eccentricityDeg > (state.isFollowing ? settings.releaseDeg : settings.deadZoneDeg);
      const beyondDeg = Math.min(eccentricityDeg, settings.largestDeg) - settings.deadZoneDeg;
      if (!isFollowing || beyondDeg <= 0)
        return {
          state: { isFollowing },
          wish: { kind: 'none' },
          reason: 'The eyes look nearly straight ahead.',
        };
      // Between two fixations the eyes say nothing; the head comes to rest and goes on with the next.
      if (!gaze.isFixating)
        return { state: { isFollowing }, wish: { kind: 'none' }, reason: 'The eyes are on their way.' };
      const gainPerS = Math.min(settings.gainPerS, person.gainLimitPerS);
      const perDeg = (gainPerS * beyondDeg) / eccentricityDeg;
      const rate = { yawDegPerS: perDeg * yawDeg, pitchDegPerS: perDeg * pitchDeg };
      return {
        state: { isFollowing },
        wish: { kind: 'rate', rate },
        reason: `The eyes look ${Math.round(eccentricityDeg)}° from straight ahead.`,
      };
    },
  };
}
