import type {
  GazeInput,
  HeadMotion,
  Known,
  Person,
  Proposal,
  Strategy,
  StrategyInputs,
} from '../../../../controller/gaze/strategies/strategy.ts';
import type { Direction } from '../../../../protocol/gazeSample.ts';

export const AHEAD: Direction = { yawDeg: 0, pitchDeg: 0 };
export const UNSEEN = { kind: 'unknown', why: 'not seen' } as const;
/** A person whose loop is so fast that no gain is lowered. */
export const QUICK: Person = {
  straightAhead: AHEAD,
  gainLimitPerS: 100,
  largestRate: { yawDegPerS: 30, pitchDegPerS: 20 },
};

export const known = <Value>(value: Value): Known<Value> => ({ kind: 'known', value, ageMs: 0 });
export const toward = (yawDeg: number, pitchDeg: number): Direction => ({ yawDeg, pitchDeg });
export const headAt = (at: Direction): Known<HeadMotion> =>
  known({ pose: { ...at, rollDeg: 0 }, rate: { yawDegPerS: 0, pitchDegPerS: 0 } });

export interface Given {
  readonly tMs?: number;
  readonly eye?: Direction;
  readonly gaze?: Partial<GazeInput>;
  readonly head?: Known<HeadMotion>;
  readonly person?: Person;
}

/** Inputs of one call: eyes that rest in this direction, a head in the middle, and nothing else known. */
export function given({ tMs = 0, eye, gaze, head = headAt(AHEAD), person = QUICK }: Given): StrategyInputs {
  return {
    tMs,
    gaze: {
      eyeInHead: eye ? known(eye) : UNSEEN,
      gazeInTrunk: UNSEEN,
      screenPoint: UNSEEN,
      isFixating: true,
      choice: undefined,
      ...gaze,
    },
    head: { atGaze: head, now: head },
    person,
  };
}

/** What the strategy says to the last of these, after the others. */
export function proposalAfter<State>(strategy: Strategy<State>, ...all: readonly Given[]): Proposal<State> {
  let proposal: Proposal<State> = { state: strategy.initial, wish: { kind: 'none' }, reason: '' };
  for (const one of all) proposal = strategy.propose(proposal.state, given(one));
  return proposal;
}

/** The rate that is wished, [yaw, pitch] in deg/s; throws where none is. */
export function rateAfter<State>(strategy: Strategy<State>, ...all: readonly Given[]): [number, number] {
  const { wish, reason } = proposalAfter(strategy, ...all);
  if (wish.kind !== 'rate') throw new Error(`no rate: ${wish.kind}, ${reason}`);
  return [wish.rate.yawDegPerS, wish.rate.pitchDegPerS];
}
