import type { Direction } from '../../protocol/gazeSample.ts';
import { type Random, randomNormal } from '../random.ts';

/** One person's eyes and what a tracker makes of them. Angles as everywhere: yaw + to the person's left, pitch + down. */
export interface GazePerson {
  /** From seeing that the eyes are not on the target until they leave for it. */
  readonly reactionMs: number;
  /** Share of a head's turn that the eyes take back by reflex. */
  readonly vorGain: number;
  /** Share of a saccade's way that its first jump covers. */
  readonly saccadeGain: number;
  /** Standard deviation of the middle of both eyes, each direction. */
  readonly noiseDeg: number;
  /** What the tracker is off by. */
  readonly offset: Direction;
  /** How far the left eye is measured beside the right one, for this person … */
  readonly eyeDifference: Direction;
  /** … and how much that varies from one fixation to the next, standard deviation in each direction. */
  readonly eyeDifferenceSdDeg: number;
  readonly blinksPerMin: number;
  readonly blinkMs: { readonly shortest: number; readonly median: number; readonly longest: number };
  /** How often, and for how long, the tracker sees one eye only. */
  readonly oneEyePerMin: number;
  readonly oneEyeMs: number;
}

/**
 * The person of reference/strategies.md §4.4: reaction 200 ms, noise 0.6°, blinks 10/min of 46–250 ms (median 98, §3). The reflex is
 * the median of eleven recordings (reference/people.md §1). The eyes differ by SD 1.5° in all (strategies.md §3), which is
 * taken half as the person's own and half as that of a fixation: nobody has told them apart. How often one eye is lost is an
 * assumption.
 */
export const USUAL_GAZE_PERSON: GazePerson = {
  reactionMs: 200,
  vorGain: 0.95,
  saccadeGain: 0.95,
  noiseDeg: 0.6,
  offset: { yawDeg: 0, pitchDeg: 0 },
  eyeDifference: { yawDeg: 1.06, pitchDeg: -1.06 },
  eyeDifferenceSdDeg: 1.06,
  blinksPerMin: 10,
  blinkMs: { shortest: 46, median: 98, longest: 250 },
  oneEyePerMin: 2,
  oneEyeMs: 600,
};

/** Nothing but saccades, reaction and the reflex: what a swing is told by must not be noise. The rest of the noise shows it lives. */
export const QUIET_GAZE_PERSON: GazePerson = {
  ...USUAL_GAZE_PERSON,
  noiseDeg: 0.03,
  eyeDifference: { yawDeg: 0, pitchDeg: 0 },
  eyeDifferenceSdDeg: 0,
  blinksPerMin: 0,
  oneEyePerMin: 0,
};

/** Gaps cover 43 % of the time of one of 25 people: 103 a minute of 250 ms (reference/strategies.md §3). */
export const GAPPED_GAZE_PERSON: GazePerson = {
  ...USUAL_GAZE_PERSON,
  blinksPerMin: 103,
  blinkMs: { shortest: 250, median: 250, longest: 250 },
};

/**
 * A person drawn from what is known of people: VOR gain 0.75–1.00 over recordings (reference/people.md §1), gaps 1.5–103 a minute
 * with a median of 9.7 and mean lengths of 46–251 ms (strategies.md §3), noise 0.3–0.6° as of good and usual trackers, a zero that
 * differs by several degrees (people.md §1; ±5° at most, strategies.md §4.4). Reaction 150–300 ms is an assumption.
 */
export function drawGazePerson(random: Random): GazePerson {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const bounded = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
  const direction = (sdDeg: number, largestDeg: number): Direction => ({
    yawDeg: bounded(sdDeg * randomNormal(random), -largestDeg, largestDeg),
    pitchDeg: bounded(sdDeg * randomNormal(random), -largestDeg, largestDeg),
  });
  const blinkMedianMs = bounded(98 * Math.exp(0.4 * randomNormal(random)), 46, 250);
  return {
    reactionMs: between(150, 300),
    vorGain: between(0.75, 1),
    saccadeGain: between(0.9, 1),
    noiseDeg: between(0.3, 0.6),
    offset: direction(2.5, 5),
    eyeDifference: direction(1.06, 3),
    eyeDifferenceSdDeg: 1.06,
    blinksPerMin: bounded(9.7 * Math.exp(0.9 * randomNormal(random)), 1.5, 103),
    blinkMs: { shortest: 46, median: blinkMedianMs, longest: 250 },
    oneEyePerMin: between(0, 6),
    oneEyeMs: between(200, 2000),
  };
}
