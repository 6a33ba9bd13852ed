import type { Direction } from '../../../../protocol/gazeSample.ts';
import type { Refusal } from '../settings.ts';
import { alongOf, eyeParts, headPart, type LearnedLaw, learnedRate, normOf } from './law.ts';

/** How far from straight ahead the eyes count (reference/strategies.md §4.2 'E clamp 30'). */
export const LARGEST_LOOK_DEG = 30;
/** What draws toward the look answers at least so much, in every direction and at every look; 1/s. A proposal, not from a source. */
const LEAST_GAIN_PER_S = 0.1;
/** The steepest law that was fitted to people: 3.6/s · 1.164 (reference/strategies.md §4.2 (4)). */
const LARGEST_SLOPE_PER_S = 4.2;
/** Further from straight ahead the head creeps (reference/strategies.md §4.2 (6), §4.3, 7). */
const LARGEST_CENTRE_DEG = 5;
/** Rounding of a fit that was held at exactly nothing. */
const ROUNDING_PER_S = 1e-9;

/** The greatest slope of the closed loop at any look: what follows the eyes and what draws the head back add up; 1/s. */
export function learnedSlope(law: LearnedLaw): number {
  return Math.max(...eyeParts(law, LARGEST_LOOK_DEG).map(normOf)) + normOf(headPart(law));
}

/**
 * Where the head ends for something in this direction of the trunk. A law that is not refused has exactly one such place, to which
 * small steps of its own speed lead.
 */
export function learnedRest(law: LearnedLaw, target: Direction): Direction {
  const stepS = 1 / learnedSlope(law);
  let head: Direction = { yawDeg: 0, pitchDeg: 0 };
  for (let step = 0; step < 2000; step += 1) {
    const eye = { yawDeg: target.yawDeg - head.yawDeg, pitchDeg: target.pitchDeg - head.pitchDeg };
    const rate = learnedRate(law, eye, head);
    head = {
      yawDeg: head.yawDeg + rate.yawDegPerS * stepS,
      pitchDeg: head.pitchDeg + rate.pitchDegPerS * stepS,
    };
  }
  return head;
}

/** What is wrong with the figures themselves, before any simulation: each of these classes is known to run away or to settle beside. */
export function lawRefusal(law: LearnedLaw): Refusal | undefined {
  const [, furthest] = alongOf(headPart(law));
  if (!(furthest <= ROUNDING_PER_S))
    return refused(
      'learnedHeadDrivesItself',
      'With this model a turned head would drive itself further and further.',
      'Fit it again with the head’s part held at or below 0.',
    );
  const gains = eyeParts(law, LARGEST_LOOK_DEG).map((part) => alongOf(part)[0]);
  if (!gains.every((gain) => gain >= LEAST_GAIN_PER_S))
    return refused(
      'learnedTurnsAway',
      'With this model the head would turn away from some looks, or not answer them.',
      'Fit it again with more recordings or a greater ridge.',
    );
  if (!(learnedSlope(law) <= LARGEST_SLOPE_PER_S))
    return refused(
      'learnedTooSteep',
      'This model answers the eyes more strongly than any person’s head does.',
      'Fit it again with a greater ridge.',
    );
  // Without the head's own part: where the eyes rest while the head is in the middle.
  const still = learnedRest({ ...law, yaw: withoutHead(law.yaw), pitch: withoutHead(law.pitch) }, AHEAD);
  if (!(Math.hypot(still.yawDeg, still.pitchDeg) < LARGEST_CENTRE_DEG))
    return refused(
      'learnedBiased',
      'With this model the head would come to rest beside what the eyes look at.',
      'Measure straight ahead again in the recordings, then fit anew.',
    );
  return undefined;
}

const AHEAD: Direction = { yawDeg: 0, pitchDeg: 0 };

function withoutHead(axis: LearnedLaw['yaw']): LearnedLaw['yaw'] {
  return { ...axis, headYawPerS: 0, headPitchPerS: 0 };
}

export function refused(id: string, sentence: string, advice: string): Refusal {
  return { kind: 'refused', id, sentence, advice };
}
