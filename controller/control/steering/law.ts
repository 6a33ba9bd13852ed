import type { GazeStrategyId } from '../../../protocol/steering.ts';
import type { Strategy, StrategyInputs, Wish } from '../../gaze/strategies/strategy.ts';
import { DEFAULT_VECTOR_LINEAR, vectorLinear } from '../../gaze/strategies/vectorLinear.ts';

/** A strategy at work, with what it remembers since it began. */
export interface Law {
  propose(inputs: StrategyInputs): { readonly law: Law; readonly wish: Wish; readonly reason: string };
}

/** The strategy from its beginning; undefined where none is chosen. */
export function lawOf(id: GazeStrategyId): Law | undefined {
  switch (id) {
    case 'none':
      return undefined;
    case 'vectorLinear':
      return begun(vectorLinear(DEFAULT_VECTOR_LINEAR));
  }
}

function begun<State>(strategy: Strategy<State>, state: State = strategy.initial): Law {
  return {
    propose(inputs) {
      const proposal = strategy.propose(state, inputs);
      return {
        law: begun(strategy, proposal.state),
        wish: proposal.wish,
        reason: proposal.reason,
      };
    },
  };
}
