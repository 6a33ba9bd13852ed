import type { Direction, ScreenPoint } from '../../../protocol/gazeSample.ts';
import type { Pose } from '../../../protocol/pose.ts';

/** A figure with its age, or the plain reason why there is none. What is not known is never a number. */
export type Known<Value> =
  | { readonly kind: 'known'; readonly value: Value; readonly ageMs: number }
  | { readonly kind: 'unknown'; readonly why: string };

/** Angular speed of the head: yaw + to the person's left, pitch + down. */
export interface Rate {
  readonly yawDegPerS: number;
  readonly pitchDegPerS: number;
}

export interface HeadMotion {
  readonly pose: Pose;
  readonly rate: Rate;
}

/** What the person chose by a deliberate act of its own; `id` grows with every choice, so that none is obeyed twice. */
export type Choice =
  | { readonly id: number; readonly kind: 'step'; readonly step: Direction }
  | { readonly id: number; readonly kind: 'preset'; readonly name: string; readonly pose: Direction };

export interface GazeInput {
  /** Direction of the eyes in the head; zero is the device's, not the person's straight ahead. */
  readonly eyeInHead: Known<Direction>;
  /** Direction of the gaze against the trunk: head and eye of the same moment. */
  readonly gazeInTrunk: Known<Direction>;
  readonly screenPoint: Known<ScreenPoint>;
  /** The eyes rest on one thing. A saccade, a blink and what surrounds it command nothing (reference/domain.md §3.2). */
  readonly isFixating: boolean;
  /** The newest choice; it stays here until there is another. */
  readonly choice: Choice | undefined;
}

export interface HeadInput {
  /** The head at the moment the gaze was seen: the only one that may be added to the gaze or taken from it. */
  readonly atGaze: Known<HeadMotion>;
  readonly now: Known<HeadMotion>;
}

/** What is this person's, whichever strategy they use; a strategy's own settings are given to it when it is made. */
export interface Person {
  /** Eye in head when the person looks straight ahead. */
  readonly straightAhead: Direction;
  /** The highest gain that the measured loop delay admits, in 1/s (loopDelay.ts). */
  readonly gainLimitPerS: number;
  readonly largestRate: Rate;
}

export interface StrategyInputs {
  readonly tMs: number;
  readonly gaze: GazeInput;
  readonly head: HeadInput;
  readonly person: Person;
}

/**
 * What a strategy would like the head to do. It is only a wish: the clutch, the limiter, the safety machine and the envelope
 * come after it.
 */
export type Wish =
  /** Come to rest. Whatever is not known ends here, never in what was wished before. */
  | { readonly kind: 'none' }
  | { readonly kind: 'rate'; readonly rate: Rate }
  /** A place against the trunk, approached no faster than `atMost` where that is given. */
  | { readonly kind: 'target'; readonly target: Direction; readonly atMost?: Rate }
  /** One bounded step from where the head is when it begins; goes on for as long as it is wished with the same `id`. */
  | { readonly kind: 'step'; readonly id: number; readonly step: Direction; readonly atMost?: Rate };

export interface Proposal<State> {
  readonly state: State;
  readonly wish: Wish;
  /** One plain sentence for the person: why the head would move so, or why not. */
  readonly reason: string;
}

/**
 * A law from gaze to head. Pure: the same state and inputs give the same proposal, at any rate of calls, since every figure is
 * per second and `tMs` says how much time has passed.
 */
export interface Strategy<State> {
  readonly id: string;
  /** Without this the strategy proposes nothing. */
  readonly needs: 'eyeInHead' | 'gazeInTrunk' | 'screenPoint' | 'choice';
  /** The state with which every engagement begins: nothing is carried over from the one before. */
  readonly initial: State;
  propose(state: State, inputs: StrategyInputs): Proposal<State>;
}
