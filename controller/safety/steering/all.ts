import type { EngageCheck, Obstacle, SteeringSituation } from './engageCheck.ts';
import { followsLook } from './followsLook.ts';
import { gatePassed } from './gatePassed.ts';
import { gazeSeen } from './gazeSeen.ts';
import { loopFastEnough } from './loopFastEnough.ts';
import { sidesChecked } from './sidesChecked.ts';
import { straightAheadKnown } from './straightAheadKnown.ts';
import { suited } from './suited.ts';

const CHECKS: readonly EngageCheck[] = [
  gazeSeen,
  suited,
  loopFastEnough,
  gatePassed,
  followsLook,
  straightAheadKnown,
  sidesChecked,
];

/** The first reason against engaging now, or undefined. A strategy of 'none' is one. */
export function engageObstacle(situation: SteeringSituation): Obstacle | undefined {
  return firstOf(['always', 'atEveryAct', 'atEngagement'], situation);
}

/** The first reason against an act that renews intent, or undefined. */
export function renewalObstacle(situation: SteeringSituation): Obstacle | undefined {
  return firstOf(['always', 'atEveryAct'], situation);
}

/** The first reason that ends steering under way, or undefined. */
export function steeringObstacle(situation: SteeringSituation): Obstacle | undefined {
  return firstOf(['always'], situation);
}

function firstOf(asked: readonly EngageCheck['holds'][], situation: SteeringSituation): Obstacle | undefined {
  if (situation.strategy === 'none') return { id: 'steeringOff', detail: null };
  for (const { holds, find } of CHECKS) {
    const obstacle = asked.includes(holds) ? find(situation) : undefined;
    if (obstacle) return obstacle;
  }
  return undefined;
}
