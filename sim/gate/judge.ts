import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Candidate } from './candidate.ts';
import { CRITERIA, type Criterion } from './criteria.ts';
import type { CriterionId } from './criterionIds.ts';
import type { Evidence } from './evidence.ts';
import { lawFigures } from './law.ts';
import { rateDependence } from './rateDependence.ts';
import { type Result, runOnce, runsOf, type Size } from './sweep.ts';

/** One criterion's word. */
export interface Judged {
  readonly criterion: Criterion;
  readonly value: number;
  readonly where: string;
  readonly isHeld: boolean;
}

export interface Judgement {
  readonly id: string;
  readonly isPassed: boolean;
  readonly judged: readonly Judged[];
  /** Beyond the person's delay: shown, not judged. */
  readonly beyond: readonly Result[];
  readonly runs: number;
  readonly simulatedS: number;
}

/** Every criterion over what was measured. What could not be measured is never held. */
export function judgeEvidence(evidence: Evidence): readonly Judged[] {
  return CRITERIA.map((criterion) => {
    const { value, where } = criterion.measure(evidence);
    return { criterion, value, where, isHeld: value <= criterion.most };
  });
}

/** Criteria that one run can break; the other one is a mean over all of them, which cannot be told before the last. */
export type Breakable = Exclude<CriterionId, 'saturation'>;

/** The first that breaks a criterion. */
export interface Breach {
  readonly judged: Judged;
  /** Runs until then, the breaking one included: 0 where the law itself breaks it. */
  readonly runs: number;
  readonly of: number;
}

/**
 * Looks for what breaks that one criterion and runs nothing after it: enough to refuse, and no verdict. Undefined if the whole sweep
 * holds it, or if it could not be measured.
 */
export function firstBreach(
  candidate: Candidate,
  person: GatePerson,
  seed: number,
  size: Size,
  id: Breakable,
): Breach | undefined {
  const criterion = CRITERIA.find((one) => one.id === id);
  if (!criterion) return undefined;
  const runs = runsOf(person, seed, size);
  const law = lawFigures(candidate, person);
  const ofRates = rateDependence(candidate, person, seed);
  const brokenBy = (results: readonly Result[]): Judged | undefined => {
    const { value, where } = criterion.measure({ candidate, law, results, rateDependence: ofRates });
    return value > criterion.most ? { criterion, value, where, isHeld: false } : undefined;
  };
  const atOnce = brokenBy([]);
  if (atOnce) return { judged: atOnce, runs: 0, of: runs.length };
  for (const [index, run] of runs.entries()) {
    const judged = brokenBy([runOnce(candidate, person, run)]);
    if (judged) return { judged, runs: index + 1, of: runs.length };
  }
  return undefined;
}

/** The whole gate for one strategy and one person. The same arguments give the same figures. */
export function judge(
  candidate: Candidate,
  person: GatePerson,
  seed: number,
  size: Size,
  onRun: (done: number, of: number) => void = () => {},
): Judgement {
  const runs = runsOf(person, seed, size);
  const results = runs.map((run, index) => {
    onRun(index, runs.length);
    return runOnce(candidate, person, run);
  });
  const judged = judgeEvidence({
    candidate,
    law: lawFigures(candidate, person),
    results,
    rateDependence: rateDependence(candidate, person, seed),
  });
  return {
    id: candidate.id,
    isPassed: judged.every(({ isHeld }) => isHeld),
    judged,
    beyond: results.filter(({ isBeyond }) => isBeyond),
    runs: runs.length,
    simulatedS: runs.reduce((sum, { scene }) => sum + scene.durationS, 0),
  };
}
