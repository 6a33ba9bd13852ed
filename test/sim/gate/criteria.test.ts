import { beforeAll, describe, expect, it } from 'vitest';
import { CRITERIA } from '../../../sim/gate/criteria.ts';
import { CRITERION_IDS, type CriterionId } from '../../../sim/gate/criterionIds.ts';
import type { Evidence } from '../../../sim/gate/evidence.ts';
import type { Figures } from '../../../sim/gate/figures.ts';
import type { Found } from '../../../sim/gate/found.ts';
import { judgeEvidence } from '../../../sim/gate/judge.ts';
import { type LawFigures, lawFigures } from '../../../sim/gate/law.ts';
import { DEFAULT_GATE_PERSON } from '../../../sim/gate/person.ts';
import { rateDependence } from '../../../sim/gate/rateDependence.ts';
import { shipped } from '../../../sim/gate/shipped.ts';
import { type Result, runOnce, runsOf } from '../../../sim/gate/sweep.ts';

const PERSON = DEFAULT_GATE_PERSON;
let good: Evidence;

beforeAll(() => {
  const made = shipped('vectorLinear');
  if (made.kind === 'refused') throw new Error(made.sentence);
  const { candidate } = made;
  good = {
    candidate,
    law: lawFigures(candidate, PERSON),
    results: runsOf(PERSON, 1, 'smoke').map((run) => runOnce(candidate, PERSON, run)),
    rateDependence: rateDependence(candidate, PERSON, 1),
  };
});

const failures = (evidence: Evidence): readonly CriterionId[] =>
  judgeEvidence(evidence)
    .filter(({ isHeld }) => !isHeld)
    .map(({ criterion }) => criterion.id);

const just = (value: number): Found => ({ value, where: 'here' });
const ofLaw = (law: Partial<LawFigures>): Evidence => ({ ...good, law: { ...good.law, ...law } });
/** The same with one run of its kind that measured something else. */
function ofOneRun(which: (result: Result) => boolean, figures: Partial<Figures>): Evidence {
  const index = good.results.findIndex(which);
  return {
    ...good,
    results: good.results.map((result, at) =>
      at === index ? { ...result, figures: { ...result.figures, ...figures } } : result,
    ),
  };
}

const isStep = ({ scene: { id } }: Result): boolean => id === 'stepYaw';
const isFixation = ({ scene: { id } }: Result): boolean => id === 'fixation';
const isSearch =
  (isIdeal: boolean) =>
  ({ scene: { id }, conditions: { eyes, isLimited } }: Result): boolean =>
    id === 'search' && (eyes === 'ideal') === isIdeal && isLimited;

/** A little more than each admits, and nothing else. */
const WRONG: Readonly<Record<CriterionId, () => Evidence>> = {
  loopGain: () => ofLaw({ loopGain: just(0.521) }),
  jump: () => ofLaw({ jumpShare: just(1.01) }),
  wrongWay: () => ofLaw({ wrongWayDegPerS: just(0.01) }),
  outward: () => ofLaw({ outwardDegPerS: just(0.02) }),
  coupling: () => ofLaw({ coupling: just(0.21) }),
  blindTravel: () => ofLaw({ blindTravelDeg: just(2.7) }),
  rateDependence: () => ofLaw({ trackerRateShare: just(0.051) }),
  range: () => ofOneRun(isStep, { outsideDeg: 0.1 }),
  tail: () => ofOneRun(isStep, { tailPeakToPeakDeg: 2.1 }),
  reversals: () => ofOneRun(isStep, { reversalsPerS: 1.2 }),
  overshoot: () => ofOneRun(isStep, { overshootShare: 0.21 }),
  restError: () => ofOneRun(isStep, { restErrorDeg: 5.5 + 2.1 }),
  jitter: () => ofOneRun(isFixation, { jitterDeg: 1.1 }),
  creep: () => ofOneRun(isFixation, { driftDegPerS: 0.51 }),
  saturation: () => ofOneRun(isSearch(false), { saturatedShare: 0.9 }),
  searchError: () => ofOneRun(isSearch(true), { rmsErrorDeg: 22.1 }),
  personSearch: () => ofOneRun(isSearch(false), { rmsErrorDeg: 40 }),
};

describe('each criterion of the gate', () => {
  it('holds for the default law', () => {
    expect(failures(good)).toEqual([]);
  });

  it.each(CRITERION_IDS)('%s fails by itself on a little more than it admits', (id) => {
    expect(failures(WRONG[id]())).toEqual([id]);
  });

  it('none holds where nothing was measured', () => {
    const unknown = just(Number.NaN);
    const law = Object.fromEntries(Object.keys(good.law).map((key) => [key, unknown]));
    const nothing = { ...good, law: { ...good.law, ...law }, results: [], rateDependence: unknown };
    expect(failures(nothing).toSorted()).toEqual([...CRITERION_IDS].toSorted());
  });

  it('stands once in the list, with its source', () => {
    expect(CRITERIA.map(({ id }) => id).toSorted()).toEqual([...CRITERION_IDS].toSorted());
    expect(CRITERIA.every(({ source, sentence }) => source !== '' && sentence.endsWith('.'))).toBe(true);
  });

  it('does not ask about a delay beyond the person’s', () => {
    const [first] = good.results;
    if (!first) throw new Error('nothing was run');
    const figures = { ...first.figures, tailPeakToPeakDeg: 50, outsideDeg: 50 };
    const beyond: Result = { ...first, isBeyond: true, figures };
    expect(failures({ ...good, results: [...good.results, beyond] })).toEqual([]);
  });
});
