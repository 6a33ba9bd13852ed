import type { Proposal, Strategy, StrategyInputs, Wish } from '../../controller/gaze/strategies/strategy.ts';
import { DEFAULT_VECTOR_LINEAR, vectorLinear } from '../../controller/gaze/strategies/vectorLinear.ts';

/** A strategy with its memory, whatever that is. */
export interface RunningStrategy {
  readonly id: string;
  readonly needs: Strategy<unknown>['needs'];
  /** As at every engagement. */
  begin(): void;
  propose(inputs: StrategyInputs): Wish;
}

function running<State>(strategy: Strategy<State>): RunningStrategy {
  let state = strategy.initial;
  return {
    id: strategy.id,
    needs: strategy.needs,
    begin() {
      state = strategy.initial;
    },
    propose(inputs) {
      const proposal: Proposal<State> = strategy.propose(state, inputs);
      state = proposal.state;
      return proposal.wish;
    },
  };
}

/** Every strategy that follows the eyes, with its defaults, at rest. */
export function allStrategies(): readonly RunningStrategy[] {
  return [running(vectorLinear(DEFAULT_VECTOR_LINEAR))];
}
