import { atRest, gainShare, lookOf, lookReason, ON_THEIR_WAY } from './look.ts';
import { defaultsOf, LARGEST_LOOK, setting, type ValuesOf } from './settings.ts';
import { softDeg, softSlope } from './softZone.ts';
import type { Strategy } from './strategy.ts';

/**
 * Defaults: reference/strategies.md §4.2 (4) with §4.5: the fit to people turns at 3.6/s, too steep for a delay of 200 ms, so 2.2.
 * The largest gain is that fit; it is admitted only where the measured delay admits it. Both centres together stay below 5°,
 * beyond which the head creeps (§4.2 (6)).
 */
export const VECTOR_SOFT_SETTINGS = {
  yawGainPerS: setting('Gain of turning', '1/s', [0.2, 3.6], 2.2, 0.1, 'How fast the head turns far out.'),
  pitchGainPerS: setting('Gain of nodding', '1/s', [0.2, 3.6], 1.4, 0.1, 'How fast the head nods far out.'),
  sharpnessPerRad: setting(
    'Sharpness',
    '1/rad',
    [2, 40],
    8,
    1,
    'How sharp the edge of the soft dead zone is.',
  ),
  edgeDeg: setting('Edge', 'deg', [3, 15], 5, 0.5, 'Where the soft dead zone ends.'),
  centreYawDeg: setting(
    'Centre, left',
    'deg',
    [-1.5, 1.5],
    0,
    0.5,
    'Where the eyes come to rest, from straight ahead; + is to the left.',
  ),
  centrePitchDeg: setting(
    'Centre, down',
    'deg',
    [-4.6, 4.6],
    4.6,
    0.1,
    'Where the eyes come to rest, from straight ahead; + is down, where people’s eyes mostly are.',
  ),
  largestDeg: LARGEST_LOOK,
} as const;

export type VectorSoftSettings = ValuesOf<typeof VECTOR_SOFT_SETTINGS>;
export const DEFAULT_VECTOR_SOFT: VectorSoftSettings = defaultsOf(VECTOR_SOFT_SETTINGS);

/**
 * Nearer than this to where the eyes rest nothing moves, and beyond twice this everything does: 0.5° is twice what the filter leaves of
 * a noise of 0.6°. Without it the head also follows each small look by which eyes correct themselves (up to 1°).
 */
const REST_DEG = 0.5;

/** How far from where its eyes rest the head may come to rest, both directions taken together. */
export const VECTOR_SOFT_WITHIN_DEG = 2 * REST_DEG;

/** How steeply the rate of each axis grows at most, in 1/s. */
export function vectorSoftSlopes(settings: VectorSoftSettings): {
  readonly yaw: number;
  readonly pitch: number;
} {
  const { sharpnessPerRad, edgeDeg, centreYawDeg, centrePitchDeg, largestDeg } = settings;
  const bendSlope =
    softSlope(sharpnessPerRad, edgeDeg, 2 * REST_DEG).highest +
    softDeg(2 * REST_DEG, sharpnessPerRad, edgeDeg) / REST_DEG;
  const upTo = (centreDeg: number): number =>
    Math.max(bendSlope, softSlope(sharpnessPerRad, edgeDeg, largestDeg + Math.abs(centreDeg)).highest);
  return {
    yaw: settings.yawGainPerS * upTo(centreYawDeg),
    pitch: settings.pitchGainPerS * upTo(centrePitchDeg),
  };
}

/** The head turns after the eyes as people's does: little at first, then in proportion, each axis by itself. */
export function vectorSoft(settings: VectorSoftSettings): Strategy<null> {
  const slopes = vectorSoftSlopes(settings);
  const { yawGainPerS, pitchGainPerS, centreYawDeg, centrePitchDeg } = settings;
  const soft = (deg: number): number =>
    Math.max(0, Math.min(1, Math.abs(deg) / REST_DEG - 1)) *
    softDeg(deg, settings.sharpnessPerRad, settings.edgeDeg);
  return {
    id: 'vectorSoft',
    needs: 'eyeInHead',
    initial: null,
    propose(state, inputs) {
      const look = lookOf(inputs, settings.largestDeg);
      if (look.kind === 'nothing') return atRest(state, look.reason);
      if (!inputs.gaze.isFixating) return atRest(state, ON_THEIR_WAY);
      const { at, eccentricityDeg } = look;
      const yawPerS = yawGainPerS * gainShare(slopes.yaw, inputs.person);
      const pitchPerS = pitchGainPerS * gainShare(slopes.pitch, inputs.person);
      const rate = {
        yawDegPerS: yawPerS * soft(at.yawDeg - centreYawDeg),
        pitchDegPerS: pitchPerS * soft(at.pitchDeg - centrePitchDeg),
      };
      return { state, wish: { kind: 'rate', rate }, reason: lookReason(eccentricityDeg) };
    },
  };
}
