import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Recording } from './loop.ts';
import { LEAD_S, type Scene } from './scenes.ts';

/** Of everything at rest: the last five seconds (reference/strategies.md §4.4). */
const TAIL_S = 5;
/** Slower than this a change of direction is no reversal. */
const REVERSING_DEG_PER_S = 1;

/** What one run measured. */
export interface Figures {
  /** Beyond the range that the head may never leave; 0 within. */
  readonly outsideDeg: number;
  readonly tailPeakToPeakDeg: number;
  readonly reversalsPerS: number;
  /** Past the goal, as a share of the step. */
  readonly overshootShare: number;
  /** Mean distance from the goal at rest. */
  readonly restErrorDeg: number;
  readonly jitterDeg: number;
  readonly driftDegPerS: number;
  /** Share of a wished rate that is beyond what the head may turn, mean over time. */
  readonly saturatedShare: number;
  readonly rmsErrorDeg: number;
  /** The same for a head that stands still. */
  readonly rmsStillDeg: number;
}

/** Everything that a recording says, for whom and how much the tracker was off. A recording broken off says the worst. */
export function figuresOf(
  recording: Recording,
  { settledS }: Scene,
  person: GatePerson,
  offsetDeg: number,
): Figures {
  const { tickS, headYawDeg: yaw, headPitchDeg: pitch, goalYawDeg, goalPitchDeg, isBrokenOff } = recording;
  const count = yaw.length;
  const tail = Math.max(1, count - Math.round(TAIL_S / tickS));
  const lead = Math.round(LEAD_S / tickS);
  const settled = Math.min(count - 1, Math.round(settledS / tickS));
  const errors = yaw.map((at, index) =>
    Math.hypot(at - (goalYawDeg[index] ?? 0), (pitch[index] ?? 0) - (goalPitchDeg[index] ?? 0)),
  );
  const worst = Number.POSITIVE_INFINITY;
  const seen = (value: number): number => (isBrokenOff ? worst : value);
  return {
    outsideDeg: seen(outside(recording, person, offsetDeg)),
    tailPeakToPeakDeg: seen(Math.max(span(yaw, tail), span(pitch, tail))),
    reversalsPerS: seen(Math.max(reversals(yaw, tail, tickS), reversals(pitch, tail, tickS))),
    overshootShare: seen(
      Math.max(overshoot(yaw, goalYawDeg.at(-1) ?? 0), overshoot(pitch, goalPitchDeg.at(-1) ?? 0)),
    ),
    restErrorDeg: seen(mean(errors.slice(tail))),
    jitterDeg: seen(Math.max(span(yaw, settled), span(pitch, settled))),
    driftDegPerS: seen(Math.max(drift(yaw, settled, tickS), drift(pitch, settled, tickS))),
    saturatedShare: saturated(recording, person, lead),
    rmsErrorDeg: seen(rms(errors.slice(lead))),
    rmsStillDeg: rms(
      goalYawDeg.slice(lead).map((at, index) => Math.hypot(at, goalPitchDeg[lead + index] ?? 0)),
    ),
  };
}

/** An offset of the tracker moves every place at which the head rests by itself; only what goes beyond that is the law's. */
function outside({ headYawDeg, headPitchDeg }: Recording, { range }: GatePerson, offsetDeg: number): number {
  const beyond = (deg: number, low: number, high: number): number =>
    Math.max(0, low - offsetDeg - deg, deg - high - offsetDeg);
  return Math.max(
    0,
    ...extremes(headYawDeg).map((deg) => beyond(deg, -range.yawDeg, range.yawDeg)),
    ...extremes(headPitchDeg).map((deg) => beyond(deg, -range.upDeg, range.downDeg)),
  );
}

function extremes(values: readonly number[], from = 0): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = from; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function span(values: readonly number[], from: number): number {
  const [low, high] = extremes(values, from);
  return high - low;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rms(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => value * value)));
}

function overshoot(values: readonly number[], goalDeg: number): number {
  if (goalDeg === 0) return 0;
  const [low, high] = extremes(values);
  return Math.max(0, (goalDeg > 0 ? high - goalDeg : goalDeg - low) / Math.abs(goalDeg));
}

function reversals(values: readonly number[], from: number, tickS: number): number {
  let [count, side] = [0, 0];
  for (let index = Math.max(1, from); index < values.length; index += 1) {
    const rate = ((values[index] ?? 0) - (values[index - 1] ?? 0)) / tickS;
    if (Math.abs(rate) <= REVERSING_DEG_PER_S) continue;
    if (side !== 0 && Math.sign(rate) !== side) count += 1;
    side = Math.sign(rate);
  }
  return count / Math.max(tickS, (values.length - from) * tickS);
}

function drift(values: readonly number[], from: number, tickS: number): number {
  const passedS = (values.length - 1 - from) * tickS;
  return passedS > 0 ? Math.abs((values.at(-1) ?? 0) - (values[from] ?? 0)) / passedS : 0;
}

function saturated({ wishes }: Recording, { limits }: GatePerson, from: number): number {
  const { yawDegPerS, pitchDegPerS } = limits.largestRate;
  const cut = (wish: (typeof wishes)[number]): number =>
    wish === undefined
      ? 0
      : Math.max(
          0,
          1 - yawDegPerS / Math.abs(wish.yawDegPerS),
          1 - pitchDegPerS / Math.abs(wish.pitchDegPerS),
        );
  return mean(wishes.slice(from).map(cut));
}
