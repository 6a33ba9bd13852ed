import type { AxisLimits, AxisState, AxisTarget, Trajectory } from './trajectory/axis.ts';
import { positionTrajectory } from './trajectory/positionPlan.ts';
import { checkDuration, positionRequest, velocityRequest } from './trajectory/validation.ts';
import { velocityTrajectory } from './trajectory/velocityPlan.ts';

export type { AxisLimits, AxisState, AxisTarget, Segment, Trajectory } from './trajectory/axis.ts';
export { MotionInputError } from './trajectory/validation.ts';

export interface PlanOptions {
  /** The motion shall take at least so many seconds. */
  readonly minimumDuration?: number;
}

/**
 * The fastest motion of all axes to their targets within their limits, all arriving at the same time and without acceleration.
 * One entry per axis in each list; deg and s. Axes with time to spare are slowed. A start outside the limits is brought back at
 * once and softly: excessive acceleration at full jerk, excessive velocity by landing on its limit without dipping below.
 *
 * @throws MotionInputError for numbers that describe no motion, before anything is computed.
 */
export function planPosition(
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
  { minimumDuration = 0 }: PlanOptions = {},
): Trajectory {
  checkDuration(minimumDuration, 'minimum duration');
  return positionTrajectory(positionRequest(start, target, limits), minimumDuration);
}

/**
 * The fastest change of all axes to their target velocities, all reaching them at the same time and without acceleration,
 * wherever that leads: velocity limits do not apply. One entry per axis in each list; deg and s.
 *
 * @throws MotionInputError for numbers that describe no motion, before anything is computed.
 */
export function planVelocity(
  start: readonly AxisState[],
  targetVelocity: readonly number[],
  limits: readonly AxisLimits[],
): Trajectory {
  return velocityTrajectory(velocityRequest(start, targetVelocity, limits), 'together');
}
