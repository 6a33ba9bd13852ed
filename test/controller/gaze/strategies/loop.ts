import {
  LIMITER_AT_REST,
  type LimiterLimits,
  limit,
} from '../../../../controller/gaze/strategies/limiter.ts';
import type { Person, Strategy, StrategyInputs } from '../../../../controller/gaze/strategies/strategy.ts';
import type { Direction } from '../../../../protocol/gazeSample.ts';
import { AHEAD, given, headAt, known, QUICK, toward } from './given.ts';

export const LIMITS: LimiterLimits = {
  largestRate: QUICK.largestRate,
  ramp: { accelerationDegPerS2: 120, jerkDegPerS3: 600 },
  stopRamp: { accelerationDegPerS2: 240, jerkDegPerS3: 4800 },
  yaw: { lowDeg: -40, highDeg: 40 },
  pitch: { lowDeg: -25, highDeg: 25 },
};

export interface LoopSettings {
  /** What the eyes hold, against the trunk. */
  readonly target: Direction;
  readonly person: Person;
  readonly rateHz?: number;
  readonly delayMs?: number;
  readonly seconds?: number;
  /** A choice or a place on the screen, by its moment; without it the eyes hold the target. */
  readonly gazeAt?: (tMs: number) => Partial<StrategyInputs['gaze']>;
}

export interface Moment {
  readonly tMs: number;
  readonly head: Direction;
}

/** Eyes that hold a place perfectly, the strategy, and the limiter; eye and head are of one moment, seen late. */
export function closedLoop<State>(strategy: Strategy<State>, settings: LoopSettings): readonly Moment[] {
  const { target, person, rateHz = 100, delayMs = 0, seconds = 8, gazeAt } = settings;
  const dtS = 1 / rateHz;
  const moments: Moment[] = [{ tMs: 0, head: AHEAD }];
  let [state, limiter, head] = [strategy.initial, LIMITER_AT_REST, AHEAD];
  for (let tick = 0; tick < seconds * rateHz; tick += 1) {
    const tMs = tick * dtS * 1000;
    const seen = moments[Math.max(0, tick - Math.round(delayMs / 1000 / dtS))]?.head ?? AHEAD;
    const eye = toward(target.yawDeg - seen.yawDeg, target.pitchDeg - seen.pitchDeg);
    const gaze = { gazeInTrunk: known(target), ...gazeAt?.(tMs) };
    const proposal = strategy.propose(state, given({ tMs, eye, gaze, head: headAt(seen), person }));
    const step = limit(
      limiter,
      proposal.wish,
      known(head),
      { ...LIMITS, largestRate: person.largestRate },
      dtS,
    );
    [state, limiter] = [proposal.state, step.state];
    head = toward(head.yawDeg + step.rate.yawDegPerS * dtS, head.pitchDeg + step.rate.pitchDegPerS * dtS);
    moments.push({ tMs: (tick + 1) * dtS * 1000, head });
  }
  return moments;
}

/** Where the head was at a moment between two of the loop's. */
export function headAtTime(moments: readonly Moment[], tMs: number): Direction {
  const index = moments.findIndex((moment) => moment.tMs >= tMs);
  const [before, after] = [moments[index - 1] ?? moments[0], moments[index] ?? moments.at(-1)];
  if (!before || !after) throw new Error('no moments');
  const share = after.tMs > before.tMs ? (tMs - before.tMs) / (after.tMs - before.tMs) : 0;
  return toward(
    before.head.yawDeg + share * (after.head.yawDeg - before.head.yawDeg),
    before.head.pitchDeg + share * (after.head.pitchDeg - before.head.pitchDeg),
  );
}
