import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Candidate } from './candidate.ts';
import { CRITERIA, type Criterion } from './criteria.ts';
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
