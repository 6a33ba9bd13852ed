import type { AxisProblem } from './axisProblem.ts';
import { solveMonotone } from './monotoneRoot.ts';
import type { LandingProfile } from './profile.ts';
import { transitionTravel, velocityTransition } from './velocityTransition.ts';

/**
 * The extremal motions of an axis that is, or is bound to get, above its maximum velocity: it lands on that limit from above,
 * with its acceleration rising to zero just when the limit is reached, and nothing makes it dip below. The earlier the landing
 * is given up, that is, the more deceleration is left, the less far it goes.
 */
export function landingProfile(problem: AxisProblem, landingDeceleration: number): LandingProfile {
  const { velocity, acceleration, maxVelocity, targetVelocity, deceleration, jerk } = problem;
  const landing = velocityTransition(velocity, acceleration, maxVelocity, problem);
  const secondSquared = jerk * (maxVelocity - targetVelocity) + landingDeceleration * landingDeceleration;
  const secondPeak = Math.min(deceleration, Math.sqrt(secondSquared));
  const secondPlateau =
    secondPeak === deceleration ? (secondSquared - secondPeak * secondPeak) / (jerk * secondPeak) : 0;
  return {
    kind: 'landing',
    duration:
      (2 * (landing.peak + secondPeak - landingDeceleration) + acceleration) / jerk +
      landing.plateauDuration +
      secondPlateau,
    side: 1,
    firstPeak: landing.peak,
    firstPlateau: landing.plateauDuration,
    landingDeceleration,
    secondPeak,
    secondPlateau,
  };
}

function landingTravel(problem: AxisProblem, profile: LandingProfile): number {
  const { velocity, acceleration, maxVelocity, targetVelocity, jerk } = problem;
  const { firstPeak, firstPlateau, landingDeceleration: left, secondPeak, secondPlateau } = profile;
  const cut = left / jerk;
  const whole = transitionTravel(velocity, acceleration, maxVelocity, -1, firstPeak, firstPlateau, jerk);
  // What the landing would still have gone from the moment it is given up.
  const forgone = cut * (maxVelocity + (jerk * cut * cut) / 6);
  const giveUpVelocity = maxVelocity + (left * cut) / 2;
  return (
    whole -
    forgone +
    transitionTravel(giveUpVelocity, -left, targetVelocity, -1, secondPeak, secondPlateau, jerk)
  );
}

/** The landing given up such that the travel equals the distance; null if it must be completed. */
export function landingToDistance(problem: AxisProblem): LandingProfile | null {
  if (landingTravel(problem, landingProfile(problem, 0)) <= problem.distance) return null;
  const { peak } = velocityTransition(problem.velocity, problem.acceleration, problem.maxVelocity, problem);
  const shortfall = (left: number): number =>
    problem.distance - landingTravel(problem, landingProfile(problem, left));
  return landingProfile(problem, solveMonotone(shortfall, 0, peak));
}

/** The landing given up such that it lasts so long; null if it must be completed. */
export function landingOfDuration(problem: AxisProblem, duration: number): LandingProfile | null {
  if (landingProfile(problem, 0).duration <= duration) return null;
  const { peak } = velocityTransition(problem.velocity, problem.acceleration, problem.maxVelocity, problem);
  const timeLeft = (left: number): number => duration - landingProfile(problem, left).duration;
  return landingProfile(problem, solveMonotone(timeLeft, 0, peak));
}
