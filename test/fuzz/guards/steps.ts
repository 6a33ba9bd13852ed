import type { ParameterValues } from '../../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';

/** What one frame asks for. */
type Wish =
  /** A pose that a planner asks for; its pulses follow by the kinematics and the host guard judges both. */
  | { readonly kind: 'plan'; readonly pose: Pose }
  /** Pulses that no planner made. */
  | { readonly kind: 'poke'; readonly pulsesUs: PerServo<number> }
  /** Moving on, without a change. */
  | { readonly kind: 'repeat' }
  /** Without `moving`: a hold. */
  | { readonly kind: 'still' }
  /** A sequence number that was used before. */
  | { readonly kind: 'stale'; readonly back: number };

/** One motion frame and its time. */
export interface Step {
  readonly wish: Wish;
  /** From the frame before to the controller's tick of this one, in whole µs. */
  readonly afterUs: number;
  /** From the tick to the first bit on the wire, in whole µs. */
  readonly delayUs: number;
  readonly leaseMs: number;
  /** 1 for the next number, more where frames were lost. */
  readonly seqAhead: number;
  /** Bit n: something holds servo n since the frame before. */
  readonly held: number;
}

/** Where an episode begins; with its steps, all that a replay needs. */
export interface Setup {
  readonly chipSeed: number;
  readonly firstSeq: number;
  readonly parameters: ParameterValues;
  /** The potentiometers stand here and `attach` asks for it; if it is refused, the episode begins at the reference pose. */
  readonly startUs: PerServo<number>;
}

export interface Replay {
  readonly setup: Setup;
  readonly steps: readonly Step[];
}
