import type { GatePerson } from '../../protocol/gateVerdict.ts';
import type { Candidate } from './candidate.ts';
import { AXES, along, type Found, LARGEST_EYE_DEG, partOf, worst } from './found.ts';
import { ownLagS, steadyRate } from './probes.ts';

const TINY_DEG = 1e-6;
const SLOPE_OVER_DEG = 0.25;
const REFINED = 6;
/** A step that is still so much of itself when it is looked at 64 times as closely is a jump. */
const JUMP_SHARE = 0.5;

/** The steepest place of the curve and its largest jump, over the whole delay: what can be said before anything moves. */
export function slopes(
  candidate: Candidate,
  person: GatePerson,
): { readonly loopGain: Found; readonly jumpShare: Found } {
  const delayS = person.delayBudgetMs / 1000;
  const lagS = ownLagS(candidate, person);
  const { steepest } = candidate;
  // A slope that is steepest at a corner of the curve lies between two looks at it.
  const told: readonly Found[] = steepest
    ? [{ value: steepest.perS * (delayS + steepest.lagS), where: 'as the law says of itself' }]
    : [];
  const [gains, jumps]: [Found[], Found[]] = [[...told], []];
  for (const axis of AXES) {
    for (const side of [1, -1] as const) {
      const rateAt = remembered(
        (deg) => side * partOf(steadyRate(candidate, person, along(axis, side * deg)), axis),
      );
      const behind = (deg: number): number =>
        -side * partOf(steadyRate(candidate, person, along(axis, -side * deg)), axis);
      for (let deg = 0; deg < LARGEST_EYE_DEG; deg += SLOPE_OVER_DEG) {
        const rise = rateAt(deg + SLOPE_OVER_DEG) - rateAt(deg);
        const jump = deg === 0 ? rateAt(TINY_DEG) + behind(TINY_DEG) : jumpWithin(rateAt, deg, rise);
        const where = `${axis}, eyes ${side * deg}° aside`;
        if (Math.abs(jump) > 1e-3) jumps.push({ value: (jump * (delayS + lagS)) / (2 * deg), where });
        gains.push({
          value: ((rise - (deg === 0 ? jump / 2 : jump)) / SLOPE_OVER_DEG) * (delayS + lagS),
          where: `${where}, ${Math.round(1000 * (delayS + lagS))} ms with the law's own lag`,
        });
      }
    }
  }
  const none: Found = { value: 0, where: 'the curve has no jump' };
  return { loopGain: worst(gains), jumpShare: jumps.length > 0 ? worst(jumps) : none };
}

function remembered(figure: (deg: number) => number): (deg: number) => number {
  const seen = new Map<number, number>();
  return (deg) => {
    const value = seen.get(deg) ?? figure(deg);
    seen.set(deg, value);
    return value;
  };
}

function jumpWithin(rateAt: (deg: number) => number, fromDeg: number, rise: number): number {
  if (Math.abs(rise) < 1e-3) return 0;
  let [low, high] = [fromDeg, fromDeg + SLOPE_OVER_DEG];
  for (let round = 0; round < REFINED; round += 1) {
    const middle = (low + high) / 2;
    const first = rateAt(middle) - rateAt(low);
    const second = rateAt(high) - rateAt(middle);
    if (Math.abs(first) >= Math.abs(second)) high = middle;
    else low = middle;
    if (Math.abs(first + second) < JUMP_SHARE * Math.abs(rise)) return 0;
  }
  const left = rateAt(high) - rateAt(low);
  return Math.abs(left) > JUMP_SHARE * Math.abs(rise) ? left : 0;
}
