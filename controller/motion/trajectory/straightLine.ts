import type { PlanOptions } from '../trajectory.ts';
import type { AxisLimits, AxisState, AxisTarget, Trajectory } from './axis.ts';
import { axisProblem } from './axisProblem.ts';
import { trajectoryOf } from './evaluation.ts';
import { fastestProfile } from './fastest.ts';
import { positionTrajectory } from './positionPlan.ts';
import { type AxisRequest, checkDuration, positionRequest } from './validation.ts';
import { velocityTrajectory } from './velocityPlan.ts';

/**
 * The fastest motion on which all axes keep one proportion, so that the path is the straight line from start to target: one axis'
 * motion along that line, within the tightest limits of all. It takes as long as or longer than `planPosition`. Null if the start
 * does not allow it: its velocity or acceleration leads off the line, or cannot be kept inside the limits on it.
 *
 * @throws MotionInputError for numbers that describe no motion, before anything is computed.
 */
export function planStraightLine(
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
  { minimumDuration = 0 }: PlanOptions = {},
): Trajectory | null {
  checkDuration(minimumDuration, 'minimum duration');
  const requests = positionRequest(start, target, limits);
  const line = lineOf(requests);
  return line && alongLine(requests, line, positionTrajectory([line.request], minimumDuration));
}

/** The fastest stop on the line to the target, and where it ends; null if the start does not allow it. */
export function planStraightStop(
  start: readonly AxisState[],
  target: readonly AxisTarget[],
  limits: readonly AxisLimits[],
): Trajectory | null {
  const requests = positionRequest(start, target, limits);
  const line = lineOf(requests);
  if (!line) return null;
  const stop = velocityTrajectory([{ ...line.request, target: { position: 0, velocity: 0 } }], 'soonest');
  const [end] = stop.at(stop.duration);
  const ends = requests.map((request, axis) => ({
    ...request,
    target: {
      position: request.start.position + (line.shares[axis] ?? 0) * (end?.position ?? 0),
      velocity: 0,
    },
  }));
  return alongLine(ends, line, stop);
}

interface Line {
  /** What each axis moves while the line's own coordinate moves 1 deg; the largest is 1. */
  readonly shares: readonly number[];
  /** Along the line, counted from the start. */
  readonly request: AxisRequest;
}

/** How far off the line counts as on it, in deg, deg/s and deg/s²: far below any servo's step. */
const OFF_LINE = 1e-9;

function lineOf(requests: readonly AxisRequest[]): Line | null {
  const distances = requests.map(({ start, target }) => target.position - start.position);
  const velocities = requests.map(({ start }) => start.velocity);
  const accelerations = requests.map(({ start }) => start.acceleration);
  const finalVelocities = requests.map(({ target }) => target.velocity);
  const vectors = [distances, velocities, accelerations, finalVelocities];
  // The longest vector tells the direction with the most digits.
  const longest = vectors.reduce((best, vector) => (longestOf(vector) > longestOf(best) ? vector : best));
  const leading = longest.findIndex((value) => Math.abs(value) === longestOf(longest));
  const scale = longest[leading] ?? 0;
  const shares = longest.map((value) => (scale === 0 ? 0 : value / scale));
  for (const vector of vectors) {
    const along = vector[leading] ?? 0;
    const tolerance = OFF_LINE * (1 + Math.abs(along));
    if (vector.some((value, axis) => Math.abs(value - along * (shares[axis] ?? 0)) > tolerance)) return null;
  }
  const limits = limitsAlong(shares, requests);
  const start = {
    position: 0,
    velocity: velocities[leading] ?? 0,
    acceleration: accelerations[leading] ?? 0,
  };
  const finalVelocity = finalVelocities[leading] ?? 0;
  const target = {
    position: distances[leading] ?? 0,
    velocity: Math.min(limits.maxVelocity, Math.max(limits.minVelocity, finalVelocity)),
  };
  return staysInside(start, limits) ? { shares, request: { start, target, limits } } : null;
}

function longestOf(vector: readonly number[]): number {
  return vector.reduce((longest, value) => Math.max(longest, Math.abs(value)), 0);
}

/** The limits of all axes as limits of the line's coordinate. An axis with a negative share moves backwards along it. */
function limitsAlong(shares: readonly number[], requests: readonly AxisRequest[]): AxisLimits {
  const along = { ...UNLIMITED };
  for (const [axis, { limits }] of requests.entries()) {
    const share = shares[axis] ?? 0;
    if (share === 0) continue;
    const [minVelocity, maxVelocity] = scaled(limits.minVelocity, limits.maxVelocity, share);
    const [minAcceleration, maxAcceleration] = scaled(limits.minAcceleration, limits.maxAcceleration, share);
    along.minVelocity = Math.max(along.minVelocity, minVelocity);
    along.maxVelocity = Math.min(along.maxVelocity, maxVelocity);
    along.minAcceleration = Math.max(along.minAcceleration, minAcceleration);
    along.maxAcceleration = Math.min(along.maxAcceleration, maxAcceleration);
    along.maxJerk = Math.min(along.maxJerk, limits.maxJerk / Math.abs(share));
  }
  return along;
}

/** For the line of length zero, on which nothing moves. */
const UNLIMITED: AxisLimits = {
  minVelocity: -1e9,
  maxVelocity: 1e9,
  minAcceleration: -1e9,
  maxAcceleration: 1e9,
  maxJerk: 1e9,
};

function scaled(min: number, max: number, share: number): [number, number] {
  return share > 0 ? [min / share, max / share] : [max / share, min / share];
}

/** Neither outside the limits nor bound to leave them: what brings an axis back on its own would lead off the line. */
function staysInside({ velocity, acceleration }: AxisState, limits: AxisLimits): boolean {
  const natural = velocity + (acceleration * Math.abs(acceleration)) / (2 * limits.maxJerk);
  const isWithin = (value: number, min: number, max: number): boolean =>
    value >= min * (1 + OFF_LINE) && value <= max * (1 + OFF_LINE);
  return (
    isWithin(acceleration, limits.minAcceleration, limits.maxAcceleration) &&
    isWithin(velocity, limits.minVelocity, limits.maxVelocity) &&
    isWithin(natural, limits.minVelocity, limits.maxVelocity)
  );
}

function alongLine(requests: readonly AxisRequest[], { shares }: Line, motion: Trajectory): Trajectory {
  const [segments = []] = motion.segments;
  const perAxis = shares.map((share) =>
    segments.map(({ duration, jerk }) => ({ duration, jerk: jerk * share })),
  );
  const minimumDurations = requests.map(({ start, target, limits }) => {
    const problem = axisProblem(start, target, limits);
    return problem.preludeDuration + fastestProfile(problem).duration;
  });
  return trajectoryOf(requests, perAxis, motion.duration, minimumDurations);
}
