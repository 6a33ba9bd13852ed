import type { GazeCondition } from '../../../protocol/clientMessages.ts';
import type { GateVerdict, ToEngage } from '../../../protocol/gateVerdict.ts';
import type { GazeSource, TrackerHealth } from '../../../protocol/gazeSample.ts';
import type { RefusalId } from '../../../protocol/refusals.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import type { GazeStrategyId } from '../../../protocol/steering.ts';

/** What a strategy would be used with. */
export interface Combination {
  readonly strategy: GazeStrategyId;
  readonly source: GazeSource;
  /** What the source tells; undefined while it has told nothing. */
  readonly reading: 'screen' | 'eyes' | undefined;
  readonly screen: ScreenGeometry | null;
  /** Whether the brace tells where the head is. */
  readonly isHeadKnown: boolean;
}

/** Whether a strategy suits source and screen, or in one sentence why it does not. */
export type Suits = (combination: Combination) => 'suits' | { readonly why: string };

/** What the gate would have to have said. */
export type GateSituation =
  /** The strategy closes no loop through the eyes. */
  | 'notNeeded'
  | {
      /** All there are, also of other strategies. */
      readonly verdicts: readonly GateVerdict[];
      readonly toEngage: ToEngage;
      readonly isDelayMeasured: boolean;
    };

/** Everything that speaks for or against steering by gaze. Undefined and null are unknown, which no check takes for healthy. */
export interface SteeringSituation {
  readonly strategy: GazeStrategyId;
  readonly source: GazeSource | undefined;
  readonly reading: Combination['reading'];
  readonly screen: ScreenGeometry | null;
  readonly isHeadKnown: boolean;
  readonly suits: Suits;
  readonly condition: GazeCondition;
  /** What the tracker last said of itself; undefined if it has not lately. */
  readonly health: TrackerHealth['state'] | undefined;
  readonly gate: GateSituation;
  /** Whether the strategy turns the head to the side of a look, or in one sentence why not, or why nobody can say. */
  readonly follows: 'unknown' | 'right' | { readonly is: 'wrong' | 'unproven'; readonly why: string };
  readonly sides: 'unknown' | 'right' | 'wrong';
  /** Whether the tracker's zero was corrected at a mark, and is not too far from there for one that is not worn. */
  readonly isStraightAheadKnown: boolean;
  /** The measured delay of the loop, or what an unmeasured one is taken for, admits no gain. */
  readonly isLoopTooSlow: boolean;
}

export interface Obstacle {
  readonly id: RefusalId;
  /** The particular reason, where there is one. */
  readonly detail: string | null;
}

/**
 * One reason against steering by gaze. Pure. `atEngagement`: before the clutch goes in. `atEveryAct`: and before an act that renews
 * intent. `always`: it also ends steering that is under way, which what the clutch itself waits for, as a blink, must not.
 */
export interface EngageCheck {
  readonly holds: 'always' | 'atEveryAct' | 'atEngagement';
  find(situation: SteeringSituation): Obstacle | undefined;
}
