import type { Direction } from '../../../protocol/gazeSample.ts';
import { LARGEST_GAIN_TIMES_DELAY } from '../loopDelay.ts';
import type { Person, Proposal, StrategyInputs } from './strategy.ts';

/** Where the eyes look from this person's straight ahead, no further than an eye turns; or why nothing can be said. */
export type Look =
  | { readonly kind: 'look'; readonly at: Direction; readonly eccentricityDeg: number }
  | { readonly kind: 'nothing'; readonly reason: string };

/**
 * The look that a law of the eyes follows. Nothing without eyes, with a figure that is no number, and while the highest gain that
 * the loop's delay admits is not known: such a law closes a loop through the person.
 */
export function lookOf({ tMs, gaze, person }: StrategyInputs, largestDeg: number): Look {
  const { eyeInHead } = gaze;
  if (eyeInHead.kind === 'unknown') return nothing(`The eyes are not known: ${eyeInHead.why}`);
  const yawDeg = eyeInHead.value.yawDeg - person.straightAhead.yawDeg;
  const pitchDeg = eyeInHead.value.pitchDeg - person.straightAhead.pitchDeg;
  const seenDeg = Math.hypot(yawDeg, pitchDeg);
  if (!Number.isFinite(seenDeg)) return nothing('The direction of the eyes is no number.');
  if (!Number.isFinite(tMs)) return nothing('The time is no number.');
  if (!(person.gainLimitPerS > 0 && Number.isFinite(person.gainLimitPerS)))
    return nothing('How fast the head may follow the eyes is not known.');
  const eccentricityDeg = Math.min(seenDeg, largestDeg);
  const share = seenDeg > 0 ? eccentricityDeg / seenDeg : 0;
  return { kind: 'look', at: { yawDeg: yawDeg * share, pitchDeg: pitchDeg * share }, eccentricityDeg };
}

/** No neck turns so far; a head that is measured there is not measured. */
const LARGEST_HEAD_DEG = 90;

/** The head of the look's own moment, for a law that takes its part from it; or why there is none to go by. */
export function headOf({ head }: StrategyInputs): Look {
  const { atGaze } = head;
  if (atGaze.kind === 'unknown') return nothing(`Where the head is is not known: ${atGaze.why}`);
  const { yawDeg, pitchDeg } = atGaze.value.pose;
  const eccentricityDeg = Math.hypot(yawDeg, pitchDeg);
  if (!(eccentricityDeg <= LARGEST_HEAD_DEG)) return nothing('Where the head is cannot be right.');
  return { kind: 'look', at: { yawDeg, pitchDeg }, eccentricityDeg };
}

function nothing(reason: string): Look {
  return { kind: 'nothing', reason };
}

/** The wish to come to rest. */
export function atRest<State>(state: State, reason: string): Proposal<State> {
  return { state, wish: { kind: 'none' }, reason };
}

/** Between two fixations the eyes say nothing; the head comes to rest and goes on with the next. */
export const ON_THEIR_WAY = 'The eyes are on their way.';
export const NEARLY_AHEAD = 'The eyes look nearly straight ahead.';

export function lookReason(eccentricityDeg: number): string {
  return `The eyes look ${Math.round(eccentricityDeg)}° from straight ahead.`;
}

/** By how much a law of this steepness has to be lowered for this person; never raised. */
export function gainShare(slopePerS: number, person: Person, addedDelayS = 0): number {
  const limitPerS = gainLimitWith(person.gainLimitPerS, addedDelayS);
  return slopePerS > limitPerS ? limitPerS / slopePerS : 1;
}

/** The gain that is left for a law that delays the head by itself: k · (T + T added) must not exceed what k · T may be. */
function gainLimitWith(gainLimitPerS: number, addedDelayS: number): number {
  return gainLimitPerS / (1 + (gainLimitPerS * addedDelayS) / LARGEST_GAIN_TIMES_DELAY);
}
