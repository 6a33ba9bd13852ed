import type { Direction } from '../../../protocol/gazeSample.ts';

/** Where a strategy says that the head comes to rest while the eyes stay on one thing. */
export interface Rest {
  readonly pose: Direction;
  /** The head may rest so far from there. */
  readonly withinDeg: number;
  /** How far the head then is from pointing at what the eyes look at; the strategy's own doing, not an error of the brace. */
  readonly declaredErrorDeg: number;
}

/** A goal is approached ever more slowly; so near to it nobody waits for the rest. A proposal, not from a source. */
const APPROACH_DEG = 0.5;

export function restAt(target: Direction, pose: Direction, withinDeg = APPROACH_DEG): Rest {
  const offDeg = Math.hypot(target.yawDeg - pose.yawDeg, target.pitchDeg - pose.pitchDeg);
  return { pose, withinDeg, declaredErrorDeg: offDeg + withinDeg };
}

/** A law with a dead zone, from a head in the middle: it does not begin within the zone, and stops `residueDeg` short. */
export function restShortOf(target: Direction, deadZoneDeg: number, residueDeg: number): Rest {
  const sizeDeg = Math.hypot(target.yawDeg, target.pitchDeg);
  if (!(sizeDeg > deadZoneDeg)) return restAt(target, { yawDeg: 0, pitchDeg: 0 });
  const share = 1 - residueDeg / sizeDeg;
  return restAt(target, { yawDeg: target.yawDeg * share, pitchDeg: target.pitchDeg * share });
}
