import type { Strategy, StrategyInputs, Wish } from '../../gaze/strategies/strategy.ts';

/** A strategy at work, with what it remembers since it began. */
export interface Law {
  propose(inputs: StrategyInputs): { readonly law: Law; readonly wish: Wish; readonly reason: string };
}

/** A strategy from its beginning. */
export function begun<State>(strategy: Strategy<State>, state: State = strategy.initial): Law {
  return {
    propose(inputs) {
      const { wish, reason, ...proposal } = strategy.propose(state, inputs);
      return { law: begun(strategy, proposal.state), wish, reason };
    },
  };
}
