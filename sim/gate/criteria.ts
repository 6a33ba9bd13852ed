import type { CriterionId } from './criterionIds.ts';
import {
  type Evidence,
  isExactRest,
  isExactSearch,
  isExactStep,
  isNoisyFixation,
  isPersonSearch,
  meanSaturation,
  most,
} from './evidence.ts';
import { type Found, worst } from './found.ts';

/** One reason to refuse a strategy: what is measured must not be more than `most`. */
export interface Criterion {
  readonly id: CriterionId;
  readonly unit: string;
  readonly most: number;
  readonly source: string;
  /** What is wrong, in one plain sentence, where it is more. */
  readonly sentence: string;
  readonly measure: (evidence: Evidence) => Found;
}

const SECTION = 'reference/strategies.md §4.4';

export const CRITERIA: readonly Criterion[] = [
  {
    id: 'loopGain',
    unit: '',
    most: 0.52,
    source: `${SECTION}: slope × total delay; 60° of phase left (§4.1)`,
    sentence: 'The head answers too strongly for so late a loop.',
    measure: ({ law }) => law.loopGain,
  },
  {
    id: 'jump',
    unit: '',
    most: 1,
    source: 'reference/strategies.md §4.2 (1): v · τ < 2 · dead zone',
    sentence: 'The head sets off so fast that it is past the zone it should rest in before anybody sees it.',
    measure: ({ law }) => law.jumpShare,
  },
  {
    id: 'wrongWay',
    unit: '°/s',
    most: 0,
    source: `${SECTION}: wrong sign`,
    sentence: 'The head turns away from where the eyes look.',
    measure: ({ law }) => law.wrongWayDegPerS,
  },
  {
    id: 'outward',
    unit: '°/s',
    // Rounding of the frames' angles, far below any rate that moves a head.
    most: 0.01,
    source: `${SECTION}: rate increases with the head's angle while the eyes look straight ahead`,
    sentence: 'A turned head goes on turning by itself.',
    measure: ({ law }) => law.outwardDegPerS,
  },
  {
    id: 'coupling',
    unit: '',
    most: 0.2,
    source: 'reference/strategies.md §4.3 (11); the share of 0.2, 11° of direction, is a proposal',
    sentence: 'A look up or down turns the head aside, or the other way round.',
    measure: ({ law }) => law.coupling,
  },
  {
    id: 'blindTravel',
    unit: '°',
    most: 2.6,
    source: 'reference/strategies.md §4.2: hold to zero, never repeat; 2.6° is the stop of DESIGN from 30°/s',
    sentence: 'The head goes on turning while the eyes are shut.',
    measure: ({ law }) => law.blindTravelDeg,
  },
  {
    id: 'rateDependence',
    unit: '',
    most: 0.05,
    source: `${SECTION}: rate changes by more than 5 % between 45, 90 and 120 Hz`,
    sentence: 'Another tracker or a slower computer makes the head turn at another speed.',
    measure: ({ law, rateDependence }) => worst([law.trackerRateShare, rateDependence]),
  },
  {
    id: 'range',
    unit: '°',
    most: 0,
    source: `${SECTION}: the head leaves its range`,
    sentence: 'The head would leave the range it may move in.',
    measure: (evidence) =>
      most(
        evidence,
        () => true,
        ({ outsideDeg }) => outsideDeg,
      ),
  },
  {
    id: 'tail',
    unit: '°',
    most: 2,
    source: `${SECTION}: noise-free step, peak to peak of the last 5 s`,
    sentence: 'The head swings instead of coming to rest.',
    measure: (evidence) => most(evidence, isExactStep, ({ tailPeakToPeakDeg }) => tailPeakToPeakDeg),
  },
  {
    id: 'reversals',
    unit: '/s',
    most: 1,
    source: `${SECTION}: noise-free step, reversals above 1°/s in the last 5 s`,
    sentence: 'The head shakes to and fro.',
    measure: (evidence) => most(evidence, isExactStep, ({ reversalsPerS }) => reversalsPerS),
  },
  {
    id: 'overshoot',
    unit: '',
    most: 0.2,
    source: `${SECTION}: overshoot of a step at the total delay`,
    sentence: 'The head goes far past what is looked at.',
    measure: (evidence) => most(evidence, isExactStep, ({ overshootShare }) => overshootShare),
  },
  {
    id: 'restError',
    unit: '°',
    most: 2,
    source: `${SECTION}: steady error beyond the dead zone, or beyond what a pull to the middle declares`,
    sentence: 'The head comes to rest beside what is looked at.',
    measure: (evidence) =>
      most(
        evidence,
        isExactRest,
        ({ restErrorDeg }, { scene: { end } }) => restErrorDeg - evidence.candidate.restErrorDeg(end),
      ),
  },
  {
    id: 'jitter',
    unit: '°',
    most: 1,
    source: `${SECTION}: with noise, peak to peak in fixation`,
    sentence: 'The noise of the tracker moves the head of a person who just looks.',
    measure: (evidence) => most(evidence, isNoisyFixation, ({ jitterDeg }) => jitterDeg),
  },
  {
    id: 'creep',
    unit: '°/s',
    most: 0.5,
    source: `${SECTION}: creep within the dead zone`,
    sentence: 'The head creeps although the eyes look nearly straight ahead.',
    measure: (evidence) =>
      worst([
        evidence.law.deadZoneDegPerS,
        most(evidence, isNoisyFixation, ({ driftDegPerS }) => driftDegPerS),
      ]),
  },
  {
    id: 'saturation',
    unit: '',
    most: 0.2,
    source: `${SECTION}: mean saturation before the limiter, taken as the share of the wished rate that it cuts off`,
    sentence: 'The limiter, not the law, decides how the head turns.',
    measure: meanSaturation,
  },
  {
    id: 'searchError',
    unit: '°',
    most: 22,
    source: `${SECTION}: rms distance of head and target in the search; the simulation behind it had ideal eyes`,
    sentence: 'The head does not follow what is looked at.',
    measure: (evidence) => most(evidence, isExactSearch, ({ rmsErrorDeg }) => rmsErrorDeg),
  },
  {
    id: 'personSearch',
    unit: '',
    most: 1.5,
    source:
      'a proposal: rms distance in the search of a person with a reaction time, beside that of a head that stands still',
    sentence: 'The head is further from what the person looks at than if it stood still.',
    measure: (evidence) =>
      most(evidence, isPersonSearch, ({ rmsErrorDeg, rmsStillDeg }) => rmsErrorDeg / rmsStillDeg),
  },
];
