import type { EngageCheck, Obstacle, SteeringSituation } from './engageCheck.ts';
import { gatePassed } from './gatePassed.ts';
import { gazeSeen } from './gazeSeen.ts';
import { loopFastEnough } from './loopFastEnough.ts';
import { sidesChecked } from './sidesChecked.ts';
import { suited } from './suited.ts';

const CHECKS: readonly EngageCheck[] = [gazeSeen, suited, loopFastEnough, gatePassed, sidesChecked];

/** The first reason against engaging now, or undefined. A strategy of 'none' is one. */
export function engageObstacle(situation: SteeringSituation): Obstacle | undefined {
  if (situation.strategy === 'none') return { id: 'steeringOff', detail: null };
  return firstOf(CHECKS, situation);
}

/** The first reason that ends steering under way, or undefined. */
export function steeringObstacle(situation: SteeringSituation): Obstacle | undefined {
  if (situation.strategy === 'none') return { id: 'steeringOff', detail: null };
  return firstOf(
    CHECKS.filter(({ holds }) => holds === 'always'),
    situation,
  );
}

function firstOf(checks: readonly EngageCheck[], situation: SteeringSituation): Obstacle | undefined {
  for (const check of checks) {
    const obstacle = check.find(situation);
    if (obstacle) return obstacle;
  }
  return undefined;
}
