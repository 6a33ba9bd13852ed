import type { Strategy, StrategyInputs, Wish } from '../../controller/gaze/strategies/strategy.ts';
import type { Direction } from '../../protocol/gazeSample.ts';

/** What a law says of itself, and what it is then held to. */
export interface Declared {
  /** Within this eccentricity it wishes nothing; 0 where there is no such zone. */
  readonly deadZoneDeg: number;
  /** How far from a target it means to leave the head, which began in the middle: by its dead zone, or a pull to the middle. */
  readonly restErrorDeg: (target: Direction) => number;
  /** Its largest slope, if it knows that, and its own delay; measured as well, and the worse counts. */
  readonly steepest?: { readonly perS: number; readonly lagS: number };
}

/** A strategy whose state nobody outside needs to name. */
export interface Candidate extends Declared {
  readonly id: string;
  readonly settings: unknown;
  /** From its initial state: nothing is carried over from another run. */
  readonly open: () => (inputs: StrategyInputs) => Wish;
}

export function candidateOf<State>(
  strategy: Strategy<State>,
  settings: unknown,
  declared: Declared,
): Candidate {
  return {
    id: strategy.id,
    settings,
    ...declared,
    open: () => {
      let state = strategy.initial;
      return (inputs) => {
        const proposal = strategy.propose(state, inputs);
        state = proposal.state;
        return proposal.wish;
      };
    },
  };
}
