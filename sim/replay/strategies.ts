import { STRATEGIES } from '../../controller/gaze/strategies/registry.ts';
import { defaultsOf } from '../../controller/gaze/strategies/settings.ts';
import type { Strategy, StrategyInputs, Wish } from '../../controller/gaze/strategies/strategy.ts';

/** A strategy with its memory, whatever that is. */
export interface RunningStrategy {
  readonly id: string;
  /** As at every engagement. */
  begin(): void;
  propose(inputs: StrategyInputs): Wish;
}

function running<State>(strategy: Strategy<State>): RunningStrategy {
  let state = strategy.initial;
  return {
    id: strategy.id,
    begin() {
      state = strategy.initial;
    },
    propose(inputs) {
      const proposal = strategy.propose(state, inputs);
      state = proposal.state;
      return proposal.wish;
    },
  };
}

/**
 * Every strategy of the register with its defaults, at rest. What is learned has no defaults: it is judged by the recordings that it was
 * learned from.
 */
export function allStrategies(): readonly RunningStrategy[] {
  return Object.entries(STRATEGIES).flatMap(([id, entry]) => {
    if (entry.from === 'model') return [];
    const built = entry.build(defaultsOf(entry.settings));
    if (built.kind === 'refused') throw new Error(`${id}: its defaults are refused: ${built.sentence}`);
    return running(built.strategy);
  });
}
