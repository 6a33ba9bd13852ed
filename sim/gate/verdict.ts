import {
  figuresHash,
  GATE_VERSION,
  type GatePerson,
  type GateVerdict,
  gatePersonHash,
} from '../../protocol/gateVerdict.ts';
import type { Candidate } from './candidate.ts';
import { type Judgement, judge } from './judge.ts';
import type { Size } from './sweep.ts';

export interface GateOptions {
  readonly seed: number;
  readonly size: Size;
}

/** A judgement as data that outlives the process: what an arming check holds a strategy to. */
export function verdictOf(
  { isPassed, judged }: Judgement,
  candidate: Candidate,
  person: GatePerson,
  { seed, size }: GateOptions,
): GateVerdict {
  return {
    gateVersion: GATE_VERSION,
    strategyId: candidate.id,
    settingsHash: figuresHash(candidate.settings),
    personHash: gatePersonHash(person),
    delayBudgetMs: person.delayBudgetMs,
    seed,
    size,
    verdict: isPassed ? 'passed' : 'refused',
    figures: judged.map(({ criterion: { id, most, unit, sentence }, value, where, isHeld }) => ({
      criterion: id,
      value: Number.isFinite(value) ? value : null,
      most,
      unit,
      isHeld,
      where,
      sentence,
    })),
  };
}

/** Runs the gate. The same arguments give the same verdict. */
export function gateVerdictFor(
  candidate: Candidate,
  person: GatePerson,
  options: GateOptions = { seed: 1, size: 'full' },
): GateVerdict {
  return verdictOf(judge(candidate, person, options.seed, options.size), candidate, person, options);
}
