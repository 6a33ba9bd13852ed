import { atRest, gainShare, lookOf, lookReason, NEARLY_AHEAD, ON_THEIR_WAY } from './look.ts';
import { defaultsOf, LARGEST_LOOK, setting, type ValuesOf } from './settings.ts';
import type { Strategy } from './strategy.ts';
import { NOT_UNDER_WAY, overBlink, type UnderWay } from './underWay.ts';

/**
 * Defaults and bounds: reference/strategies.md §4.2 (2) with §4.5. The published study has 0.4418 and no cap, which swings by 81° at
 * a delay of 200 ms (§4.3, 9). Its gate at 70° from the trunk is not taken over: the range of the head ends long before, and
 * such a gate leaves the head at the edge (§4.3, 15).
 */
export const VECTOR_QUADRATIC_SETTINGS = {
  gainPerDegS: setting(
    'Growth',
    '1/(deg·s)',
    [0.005, 0.05],
    0.05,
    0.005,
    'The head turns at this times the square of how far the eyes look from straight ahead.',
  ),
  capDegPerS: setting('Cap', 'deg/s', [5, 30], 30, 1, 'The head never wishes to turn faster.'),
  deadZoneDeg: setting('Dead zone', 'deg', [3, 15], 5, 0.5, 'The head begins to move beyond this.'),
  releaseDeg: setting('Release', 'deg', [1, 15], 3, 0.5, 'Once it moves, it goes on down to this.'),
  largestDeg: LARGEST_LOOK,
} as const;

export type VectorQuadraticSettings = ValuesOf<typeof VECTOR_QUADRATIC_SETTINGS>;
export const DEFAULT_VECTOR_QUADRATIC: VectorQuadraticSettings = defaultsOf(VECTOR_QUADRATIC_SETTINGS);

/** Steepest where the cap is reached, or at the furthest look: 2 q E, in 1/s. */
export function vectorQuadraticSlope({
  gainPerDegS,
  capDegPerS,
  largestDeg,
}: VectorQuadraticSettings): number {
  return 2 * gainPerDegS * Math.min(largestDeg, Math.sqrt(capDegPerS / gainPerDegS));
}

/** The further the eyes look, the faster and faster the head turns: the published user-study baseline, made slow and capped. */
export function vectorQuadratic(settings: VectorQuadraticSettings): Strategy<UnderWay<'following'>> {
  const { gainPerDegS, capDegPerS, deadZoneDeg, releaseDeg, largestDeg } = settings;
  const slopePerS = vectorQuadraticSlope(settings);
  return {
    id: 'vectorQuadratic',
    needs: 'eyeInHead',
    initial: NOT_UNDER_WAY,
    propose(before, inputs) {
      const look = lookOf(inputs, largestDeg);
      const kept = overBlink(before, inputs.tMs);
      if (look.kind === 'nothing') return atRest(kept, look.reason);
      // Where the eyes are on their way is one noisy sample: it neither begins nor ends anything.
      if (!inputs.gaze.isFixating) return atRest({ ...kept, seenMs: inputs.tMs }, ON_THEIR_WAY);
      const { at, eccentricityDeg } = look;
      if (!(eccentricityDeg > (kept.what ? releaseDeg : deadZoneDeg)))
        return atRest(NOT_UNDER_WAY, NEARLY_AHEAD);
      const speed = Math.min(capDegPerS, gainPerDegS * eccentricityDeg ** 2);
      const perDeg = (gainShare(slopePerS, inputs.person) * speed) / eccentricityDeg;
      const rate = { yawDegPerS: perDeg * at.yawDeg, pitchDegPerS: perDeg * at.pitchDeg };
      const state = { what: 'following' as const, seenMs: inputs.tMs };
      return { state, wish: { kind: 'rate', rate }, reason: lookReason(eccentricityDeg) };
    },
  };
}
