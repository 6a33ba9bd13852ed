import type { AxisProblem } from './axisProblem.ts';
import type { Growth } from './peakStage.ts';
import type { LandingProfile } from './profile.ts';
import { cappedPlateau, velocityTransition } from './velocityTransition.ts';

/*
 * The extremal motions that give up a landing. A landing takes a deceleration to zero at full jerk, just when a velocity is
 * reached from above: the maximum velocity if the axis is, or is bound to get, above it (so that nothing dips below a limit that
 * was lowered on the way), else the natural velocity of an axis that decelerates at the start. Given up while a
 * deceleration γ is left, the motion goes on to the target velocity as if it had come from velocity + γ²/jerk without
 * acceleration. The more is left, the shorter the motion.
 */

export interface Landing {
  /** Where it would end. */
  readonly velocity: number;
  readonly peak: number;
  readonly plateau: number;
  readonly duration: number;
  readonly travel: number;
}

/** Null if the farthest motions begin by accelerating, or by taking an inherited acceleration to zero. */
export function landingOf(problem: AxisProblem): Landing | null {
  const { velocity, acceleration, naturalVelocity, maxVelocity, jerk } = problem;
  if (naturalVelocity > maxVelocity) {
    const transition = velocityTransition(velocity, acceleration, maxVelocity, problem);
    const { peak, plateau, duration, travel } = transition;
    return { velocity: maxVelocity, peak, plateau, duration, travel };
  }
  if (acceleration >= 0 || naturalVelocity <= problem.targetVelocity) return null;
  const duration = -acceleration / jerk;
  const travel = duration * (naturalVelocity + (jerk * duration * duration) / 6);
  return { velocity: naturalVelocity, peak: -acceleration, plateau: 0, duration, travel };
}

/** Square of the second deceleration peak, were there no limit to it. */
function secondPeakSquared(problem: AxisProblem, landing: Landing, left: number): number {
  return problem.jerk * (landing.velocity - problem.targetVelocity) + left * left;
}

/** `left` is the deceleration at which the landing is given up, from 0 to its peak. */
export function landingProfile(problem: AxisProblem, landing: Landing, left: number): LandingProfile {
  const { jerk } = problem;
  const secondSquared = secondPeakSquared(problem, landing, left);
  const secondPeak = Math.min(problem.decelerationLimit, Math.sqrt(secondSquared));
  const secondPlateau = cappedPlateau(secondSquared, problem.decelerationLimit, jerk);
  return {
    kind: 'landing',
    duration: landing.duration + (2 * (secondPeak - left)) / jerk + secondPlateau,
    side: 1,
    firstPeak: landing.peak,
    firstPlateau: landing.plateau,
    decelerationLeft: left,
    secondPeak,
    secondPlateau,
  };
}

export function landingTravel(problem: AxisProblem, landing: Landing, left: number): number {
  const { targetVelocity, jerk } = problem;
  const origin = landing.velocity + (left * left) / jerk;
  const secondSquared = secondPeakSquared(problem, landing, left);
  const secondPeak = Math.min(problem.decelerationLimit, Math.sqrt(secondSquared));
  const secondDuration =
    (2 * secondPeak) / jerk + cappedPlateau(secondSquared, problem.decelerationLimit, jerk);
  // The last of the landing and the first of the change from `origin` are left out; both last left/jerk.
  return (
    landing.travel +
    ((origin + targetVelocity) / 2) * secondDuration -
    (left / jerk) * (landing.velocity + origin)
  );
}

/** How the motion grows as less is left: d(travel)/d(duration) in deg/s, and d(duration)/d(−left). */
export function landingGrowth(problem: AxisProblem, landing: Landing, left: number): Growth {
  const { jerk } = problem;
  const secondPeak = Math.min(
    problem.decelerationLimit,
    Math.sqrt(secondPeakSquared(problem, landing, left)),
  );
  return {
    travelPerTime: landing.velocity - (left * (secondPeak - 2 * left)) / (2 * jerk),
    durationSlope: left > 0 ? (2 * (1 - left / secondPeak)) / jerk : 2 / jerk,
  };
}

/**
 * The deceleration left at which the travel grows least with time: where left·(second peak − 2·left) is greatest, which has one
 * maximum where the second peak is capped, and one where it is sqrt(constant + left²).
 */
export function slowestGrowth(problem: AxisProblem, landing: Landing): number {
  const limit = problem.decelerationLimit;
  const constant = secondPeakSquared(problem, landing, 0);
  const uncapped = Math.sqrt(constant * (1 / Math.sqrt(3) - 1 / 2));
  const cap = Math.sqrt(Math.max(0, limit * limit - constant));
  return Math.min(landing.peak, uncapped <= cap ? uncapped : Math.max(cap, limit / 4));
}
