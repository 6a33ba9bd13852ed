export type CounterexampleKind =
  /** The host guard passed a frame and the firmware refused it. */
  | 'refused'
  /** The firmware accepted pulses whose pose lies more than 3° beyond the hard limits, or has no pose. */
  | 'outside'
  /** The firmware applies other pulses than those it accepted. */
  | 'applied'
  /** A frame that repeats the applied pulses, or the profile's own limits, was refused. */
  | 'repeatRefused'
  /** No answer came. */
  | 'silent';

/** The two guards disagree, or the brace would stand where it may not. */
export class Counterexample extends Error {
  readonly kind: CounterexampleKind;

  constructor(kind: CounterexampleKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
