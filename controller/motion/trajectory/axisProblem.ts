import type { AxisLimits, AxisState, AxisTarget } from './axis.ts';

/**
 * One axis' task after its *prelude*: if the start acceleration is outside its limits, it is first brought onto the limit at
 * full jerk, which nothing can shorten. `distance` and the rest of the fields are counted from the prelude's end.
 */
export interface AxisProblem {
  readonly preludeDuration: number;
  readonly preludeJerk: number;
  /** From the prelude's end to the target. */
  readonly distance: number;
  /** Below this, a difference of positions is rounding noise. */
  readonly noise: number;
  readonly velocity: number;
  /** Inside its limits. */
  readonly acceleration: number;
  /** The velocity reached when the acceleration is taken to zero at full jerk. */
  readonly naturalVelocity: number;
  readonly targetVelocity: number;
  readonly minVelocity: number;
  readonly maxVelocity: number;
  /** Magnitude of the strongest acceleration towards negative velocities. */
  readonly decelerationLimit: number;
  /** Magnitude of the strongest acceleration towards positive velocities. */
  readonly accelerationLimit: number;
  readonly jerk: number;
}

/** An estimate of the rounding error in a sum of positions of this size. */
const ROUNDING = 4 * Number.EPSILON;

export function axisProblem(start: AxisState, target: AxisTarget, limits: AxisLimits): AxisProblem {
  const { maxJerk } = limits;
  let { velocity, acceleration } = start;
  let distance = target.position - start.position;
  let preludeDuration = 0;
  let preludeJerk = 0;
  const inside = Math.min(limits.maxAcceleration, Math.max(limits.minAcceleration, acceleration));
  if (inside !== acceleration) {
    preludeDuration = Math.abs(acceleration - inside) / maxJerk;
    preludeJerk = acceleration > inside ? -maxJerk : maxJerk;
    distance -=
      preludeDuration *
      (velocity + preludeDuration * (acceleration / 2 + (preludeDuration * preludeJerk) / 6));
    velocity += preludeDuration * (acceleration + (preludeDuration * preludeJerk) / 2);
    acceleration = inside;
  }
  return {
    preludeDuration,
    preludeJerk,
    distance,
    noise: ROUNDING * (Math.abs(start.position) + Math.abs(target.position) + Math.abs(distance)),
    velocity,
    acceleration,
    naturalVelocity: velocity + (acceleration * Math.abs(acceleration)) / (2 * maxJerk),
    targetVelocity: target.velocity,
    minVelocity: limits.minVelocity,
    maxVelocity: limits.maxVelocity,
    decelerationLimit: -limits.minAcceleration,
    accelerationLimit: limits.maxAcceleration,
    jerk: maxJerk,
  };
}

/** The same task seen in a mirror, so that a solver need only know one direction. */
export function mirrored(problem: AxisProblem): AxisProblem {
  return {
    preludeDuration: problem.preludeDuration,
    preludeJerk: -problem.preludeJerk,
    distance: -problem.distance,
    noise: problem.noise,
    velocity: -problem.velocity,
    acceleration: -problem.acceleration,
    naturalVelocity: -problem.naturalVelocity,
    targetVelocity: -problem.targetVelocity,
    minVelocity: -problem.maxVelocity,
    maxVelocity: -problem.minVelocity,
    decelerationLimit: problem.accelerationLimit,
    accelerationLimit: problem.decelerationLimit,
    jerk: problem.jerk,
  };
}
