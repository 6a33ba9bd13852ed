import type { AxisProblem } from './axisProblem.ts';

/**
 * The fastest change from velocity and acceleration to a velocity held without acceleration: jerk towards it up to a peak
 * acceleration, a plateau if the acceleration limit caps the peak, jerk back to zero. Counted in the direction of the change, the
 * peak adds peak²/jerk to the velocity that is reached anyway; an inherited acceleration of the same direction has added its
 * part already. The square is taken from the natural velocity, as it is throughout: near zero its root magnifies rounding,
 * and two ways to compute it would disagree.
 */
export interface VelocityTransition {
  /** 1 towards higher velocities, −1 towards lower. */
  readonly direction: number;
  readonly peak: number;
  readonly plateau: number;
  readonly duration: number;
  readonly travel: number;
}

type Limits = Pick<AxisProblem, 'accelerationLimit' | 'decelerationLimit' | 'jerk'>;

/** `acceleration` must lie inside its limits. */
export function velocityTransition(
  velocity: number,
  acceleration: number,
  targetVelocity: number,
  limits: Limits,
): VelocityTransition {
  const { jerk } = limits;
  const natural = velocity + (acceleration * Math.abs(acceleration)) / (2 * jerk);
  const direction = targetVelocity >= natural ? 1 : -1;
  const highest = direction > 0 ? limits.accelerationLimit : limits.decelerationLimit;
  const inherited = direction * acceleration;
  const peakSquared =
    jerk * direction * (targetVelocity - natural) + (inherited > 0 ? inherited * inherited : 0);
  const peak = Math.min(highest, Math.sqrt(peakSquared));
  const plateau = cappedPlateau(peakSquared, highest, jerk);
  const rise = (peak - inherited) / jerk;
  const fall = peak / jerk;
  return {
    direction,
    peak,
    plateau,
    duration: rise + plateau + fall,
    travel: transitionTravel(velocity, acceleration, targetVelocity, direction, peak, plateau, jerk),
  };
}

/** How long a peak capped by its limit must last, given the square of the peak that would have done without a cap. */
export function cappedPlateau(peakSquared: number, limit: number, jerk: number): number {
  const excess = peakSquared - limit * limit;
  return excess > 0 ? excess / (jerk * limit) : 0;
}

/** How far a transition goes. Its last piece is summed backwards from the velocity that it ends with. */
export function transitionTravel(
  velocity: number,
  acceleration: number,
  targetVelocity: number,
  direction: number,
  peak: number,
  plateau: number,
  jerk: number,
): number {
  const rise = (peak - direction * acceleration) / jerk;
  const fall = peak / jerk;
  const plateauVelocity = velocity + rise * (acceleration + (direction * jerk * rise) / 2);
  return (
    rise * (velocity + rise * (acceleration / 2 + (direction * jerk * rise) / 6)) +
    plateau * (plateauVelocity + (direction * peak * plateau) / 2) +
    fall * (targetVelocity - (direction * jerk * fall * fall) / 6)
  );
}
