/** The id of a rule in a RULES.md: S… of the safety rooms, F… of the firmware. */
export type RuleId = `S${number}` | `F${number}`;

/** 1 negligible to 5 fatal, and 1 improbable to 5 frequent (ISO 14971; reference/domain.md §4.2). */
export type Rank = 1 | 2 | 3 | 4 | 5;

/**
 * Where the head is safe (reference/domain.md §4.1). 'hold': slowed down and carried, the pose kept. 'retreat': brought slowly to
 * the rest pose. 'supportedOff': torque off while a person carries the head. There is no fourth: hobby servos cannot yield.
 */
export type SafeState = 'hold' | 'retreat' | 'supportedOff';

/** What can harm the person, and what stands in its way. Ids are never reused. */
export interface Hazard {
  readonly id: `HZ${number}`;
  readonly title: string;
  readonly cause: string;
  readonly harm: string;
  readonly severity: Rank;
  /** Before any control. */
  readonly probability: Rank;
  readonly safeState: SafeState;
  /** How soon it is found and answered, with the figures. */
  readonly answeredWithin: string;
  readonly rules: readonly [RuleId, ...RuleId[]];
  /** What controls it besides software: mechanics, wiring, people. Not proven here. */
  readonly otherControls: string;
  /** What is left. */
  readonly residual: string;
  readonly source: string;
}

/** A hazard that no software can control, listed so that nobody takes it for forgotten. */
export interface OutsideSoftware {
  readonly title: string;
  readonly control: string;
  readonly source: string;
}
