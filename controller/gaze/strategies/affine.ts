import { atRest, gainShare, headOf, lookOf, lookReason, ON_THEIR_WAY } from './look.ts';
import { defaultsOf, LARGEST_LOOK, type Refusal, setting, type ValuesOf } from './settings.ts';
import type { Strategy } from './strategy.ts';

/** Figures: reference/strategies.md §4.2 (6). Off by default is the pull: without it the head ends where the eyes look. */
export const AFFINE_SETTINGS = {
  yawGainPerS: setting(
    'Gain of turning',
    '1/s',
    [0.2, 2.6],
    1.5,
    0.1,
    'How fast the head turns for each degree.',
  ),
  pitchGainPerS: setting(
    'Gain of nodding',
    '1/s',
    [0.2, 2.6],
    1.5,
    0.1,
    'How fast the head nods for each degree.',
  ),
  headYawPerS: setting(
    'Head’s part in turning',
    '1/s',
    [-0.3, 0],
    0,
    0.05,
    'Below zero: how fast a turned head is drawn back, for each degree. It ends that much short of what the eyes look at.',
  ),
  headPitchPerS: setting(
    'Head’s part in nodding',
    '1/s',
    [-0.3, 0],
    0,
    0.05,
    'Below zero: how fast a nodding head is drawn back, for each degree.',
  ),
  centreYawDeg: setting(
    'Centre, left',
    'deg',
    [-4, 4],
    0,
    0.5,
    'Where the eyes come to rest; + is to the left.',
  ),
  centrePitchDeg: setting('Centre, down', 'deg', [-4, 4], 0, 0.5, 'Where the eyes come to rest; + is down.'),
  largestDeg: LARGEST_LOOK,
} as const;

export type AffineSettings = ValuesOf<typeof AFFINE_SETTINGS>;
export const DEFAULT_AFFINE: AffineSettings = defaultsOf(AFFINE_SETTINGS);

/** A weaker pull than this is none: friction and dead bands hide it (reference/strategies.md §4.2: ≤ −0.05, or 0). */
const WEAKEST_PULL_PER_S = 0.05;
/** The eyes rest nearer to straight ahead than this: further off, the head creeps (reference/strategies.md §4.3, 7). */
const LARGEST_CENTRE_DEG = 5;

/**
 * Nearer than this to where the head comes to rest nothing moves: twice what the filter leaves of a noise of 0.6°, and what an eye that
 * is lost and found again may differ from both. A law that follows the least of it is never still.
 */
const REST_DEG = 0.5;

/** How far from where it belongs the head may come to rest, both directions taken together. */
export const AFFINE_WITHIN_DEG = 2 * REST_DEG;

/** How steep the closed loop is: what follows the eyes and what draws the head back add up. */
export function affineSlopes(settings: AffineSettings): { readonly yaw: number; readonly pitch: number } {
  return {
    yaw: settings.yawGainPerS - settings.headYawPerS,
    pitch: settings.pitchGainPerS - settings.headPitchPerS,
  };
}

/**
 * The head turns in proportion to the eyes, and is, if wished, drawn back toward straight ahead of the trunk. A part of the head
 * that drives it further out is refused: it runs away once the head has left the middle (reference/strategies.md §4.3, 4).
 */
export function affine(
  settings: AffineSettings,
): { readonly kind: 'made'; readonly strategy: Strategy<null> } | Refusal {
  return affineRefusal(settings) ?? { kind: 'made', strategy: madeOf(settings) };
}

/** What a law without a pull goes by: it asks nothing of the head. */
const MIDDLE = { kind: 'look', at: { yawDeg: 0, pitchDeg: 0 } } as const;

function madeOf(settings: AffineSettings): Strategy<null> {
  const { yawGainPerS, pitchGainPerS, headYawPerS, headPitchPerS, centreYawDeg, centrePitchDeg } = settings;
  const slopes = affineSlopes(settings);
  const hasPull = headYawPerS < 0 || headPitchPerS < 0;
  return {
    id: 'affine',
    needs: 'eyeInHead',
    initial: null,
    propose(state, inputs) {
      const look = lookOf(inputs, settings.largestDeg);
      if (look.kind === 'nothing') return atRest(state, look.reason);
      if (!inputs.gaze.isFixating) return atRest(state, ON_THEIR_WAY);
      const head = hasPull ? headOf(inputs) : MIDDLE;
      if (head.kind === 'nothing') return atRest(state, head.reason);
      const { at } = look;
      // Both parts by the same share, so that where the head comes to rest is the same for everyone.
      const yawShare = gainShare(slopes.yaw, inputs.person);
      const pitchShare = gainShare(slopes.pitch, inputs.person);
      const yaw = yawGainPerS * (at.yawDeg - centreYawDeg) + headYawPerS * head.at.yawDeg;
      const pitch = pitchGainPerS * (at.pitchDeg - centrePitchDeg) + headPitchPerS * head.at.pitchDeg;
      const rate = {
        yawDegPerS: yawShare * slopes.yaw * beyondRest(yaw / slopes.yaw),
        pitchDegPerS: pitchShare * slopes.pitch * beyondRest(pitch / slopes.pitch),
      };
      return { state, wish: { kind: 'rate', rate }, reason: lookReason(look.eccentricityDeg) };
    },
  };
}

/** How far the head is beyond its zone of rest, from how far it is from where it belongs. */
function beyondRest(deg: number): number {
  return Math.sign(deg) * Math.max(0, Math.abs(deg) - REST_DEG);
}

function affineRefusal(settings: AffineSettings): Refusal | undefined {
  const { yawGainPerS, pitchGainPerS, headYawPerS, headPitchPerS, centreYawDeg, centrePitchDeg } = settings;
  const parts = [headYawPerS, headPitchPerS];
  if (!parts.every((part) => part <= 0))
    return {
      kind: 'refused',
      id: 'headDrivesItself',
      sentence: 'With these figures a turned head would drive itself further and further.',
      advice: 'Set the head’s part to 0, or below 0 to draw the head back.',
    };
  if (parts.some((part) => part < 0 && part > -WEAKEST_PULL_PER_S))
    return {
      kind: 'refused',
      id: 'pullTooWeak',
      sentence: 'The head would be drawn back too weakly to come back.',
      advice: `Set the head’s part to 0, or to −${WEAKEST_PULL_PER_S} per second or less.`,
    };
  if (!(yawGainPerS > 0 && pitchGainPerS > 0))
    return {
      kind: 'refused',
      id: 'gainNotPositive',
      sentence: 'With these figures the head would turn away from what the eyes look at, or not at all.',
      advice: 'Set both gains above 0.',
    };
  if (!(Math.hypot(centreYawDeg, centrePitchDeg) < LARGEST_CENTRE_DEG))
    return {
      kind: 'refused',
      id: 'centreTooFar',
      sentence: 'The head would come to rest beside what the eyes look at.',
      advice: `Set the centre to less than ${LARGEST_CENTRE_DEG}° from straight ahead.`,
    };
  return undefined;
}
