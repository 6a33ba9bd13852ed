import { type GateVerdict, type VerdictProblemId, verdictProblem } from '../../../protocol/gateVerdict.ts';
import type { EngageCheck, GateSituation } from './engageCheck.ts';

/**
 * A strategy that could close a loop through the eyes steers nobody unless the gate has let it pass with exactly these settings for
 * exactly this person, and stands a loop as slow as this one (reference/strategies.md §4.3).
 */
export const gatePassed: EngageCheck = {
  holds: 'always',
  find({ gate }) {
    if (gate === 'notNeeded') return undefined;
    const { verdicts, toEngage } = gate;
    const own = verdicts.filter(({ strategyId }) => strategyId === toEngage.strategyId);
    // Of several, the worst word counts: one that passed does not outweigh one that was refused.
    for (const verdict of own.length > 0 ? own : [undefined]) {
      const id = verdictProblem(verdict, toEngage);
      if (id) return { id, detail: detailOf(id, gate, verdict) };
    }
    return undefined;
  },
};

function detailOf(
  id: VerdictProblemId,
  { toEngage: { strategyId, delayMs }, isDelayMeasured }: Exclude<GateSituation, 'notNeeded'>,
  verdict: GateVerdict | undefined,
): string | null {
  switch (id) {
    case 'gateNotPassed':
    case 'gateOutdated':
      return `npm run sim -- gate ${strategyId} --profile FILE --save`;
    case 'gateRefused':
      return verdict?.figures.find(({ isHeld }) => !isHeld)?.sentence ?? null;
    case 'gateLoopSlower': {
      const testedForMs = verdict?.delayBudgetMs;
      return `${isDelayMeasured ? '' : 'Not measured yet, counted as '}${Math.round(delayMs)} ms; tested for ${testedForMs} ms.`;
    }
  }
}
