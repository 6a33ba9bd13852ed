import type { ParameterValues } from '../../protocol/parameters.ts';

/** How hard an axis may brake; 240°/s² and 4,800°/s³ by default (DESIGN 'States', stopping ramp). */
export interface StoppingRamp {
  readonly decelerationDegPerS2: number;
  readonly jerkDegPerS3: number;
}

/** What one axis is doing when the stop begins. */
export interface AxisMotion {
  readonly velocityDegPerS: number;
  readonly accelerationDegPerS2: number;
}

/** What a stop will take, known before it begins. Degrees count from where it begins, with their sign. */
export interface StopAhead {
  readonly durationS: number;
  /** Where the axis comes to rest. */
  readonly travelDeg: number;
  /** The furthest it gets to the positive side on the way, at least 0. */
  readonly highestDeg: number;
  /** The furthest it gets to the negative side on the way, at most 0. */
  readonly lowestDeg: number;
}

interface Phase {
  readonly durationS: number;
  readonly jerk: number;
}

/** The stopping ramp of a profile. */
export function stoppingRampOf(parameters: ParameterValues): StoppingRamp {
  return {
    decelerationDegPerS2: parameters.stopDecelerationDegPerS2,
    jerkDegPerS3: parameters.stopJerkDegPerS3,
  };
}

/**
 * The shortest stop in closed form: acceleration goes to its peak at full jerk, stays there if the ramp's deceleration was
 * reached, and is released at full jerk. The motion planner's `planStop` is held to it by test. NaN in, NaN out.
 */
export function stopAhead(motion: AxisMotion, ramp: StoppingRamp): StopAhead {
  let [position, velocity, acceleration] = [0, motion.velocityDegPerS, motion.accelerationDegPerS2];
  let [durationS, highestDeg, lowestDeg] = [0, 0, 0];
  for (const phase of phasesOfStop(motion, ramp)) {
    const at = (seconds: number): number =>
      position + seconds * (velocity + seconds * (acceleration / 2 + (seconds * phase.jerk) / 6));
    for (const seconds of [...turns(velocity, acceleration, phase), phase.durationS]) {
      highestDeg = Math.max(highestDeg, at(seconds));
      lowestDeg = Math.min(lowestDeg, at(seconds));
    }
    position = at(phase.durationS);
    velocity += phase.durationS * (acceleration + (phase.durationS * phase.jerk) / 2);
    acceleration += phase.durationS * phase.jerk;
    durationS += phase.durationS;
  }
  return { durationS, travelDeg: position, highestDeg, lowestDeg };
}

function phasesOfStop(motion: AxisMotion, ramp: StoppingRamp): readonly Phase[] {
  const { decelerationDegPerS2: limit, jerkDegPerS3: jerk } = ramp;
  const { velocityDegPerS, accelerationDegPerS2 } = motion;
  // Where the velocity would settle if the acceleration were only released decides which way to brake.
  const coasting = velocityDegPerS + (accelerationDegPerS2 * Math.abs(accelerationDegPerS2)) / (2 * jerk);
  const side = coasting < 0 ? -1 : 1;
  const velocity = side * velocityDegPerS;
  const acceleration = side * accelerationDegPerS2;
  const peak = Math.min(limit, Math.sqrt(Math.max(0, jerk * velocity + acceleration ** 2 / 2)));
  const toPeakS = Math.abs(acceleration + peak) / jerk;
  const velocityAtPeak = velocity + (toPeakS * (acceleration - peak)) / 2;
  const holdS = peak === limit ? Math.max(0, velocityAtPeak / peak - peak / (2 * jerk)) : 0;
  return [
    { durationS: toPeakS, jerk: -side * Math.sign(acceleration + peak) * jerk },
    { durationS: holdS, jerk: 0 },
    { durationS: peak / jerk, jerk: side * jerk },
  ];
}

/**
 * The moment inside a phase at which the axis turns back, if it does. A stop turns it at most once: where it still moves against
 * its acceleration, at the nearer root of the velocity, by the formula that loses no digits. Without a root it is NaN, which is no
 * moment inside.
 */
function turns(velocity: number, acceleration: number, { durationS, jerk }: Phase): number[] {
  const root = Math.sqrt(acceleration ** 2 - 2 * jerk * velocity);
  const seconds = (-2 * velocity) / (acceleration + Math.sign(acceleration) * root);
  return seconds > 0 && seconds < durationS ? [seconds] : [];
}

/** Time to standstill from a steady velocity, in seconds: 175 ms from 30°/s with the default ramp. */
export function stopDurationS(speedDegPerS: number, ramp: StoppingRamp): number {
  const { decelerationDegPerS2: limit, jerkDegPerS3: jerk } = ramp;
  const reachesLimit = speedDegPerS * jerk >= limit ** 2;
  return reachesLimit ? speedDegPerS / limit + limit / jerk : 2 * Math.sqrt(speedDegPerS / jerk);
}

/** One Newton step halves the digits that are missing; from above it never passes the root of a convex function. */
const NEWTON_STEPS = 12;

/**
 * The highest steady speed (deg/s) from which a stop that begins `reactionS` later ends within `distanceDeg`; 0 for a distance
 * that is zero, negative or unknown.
 */
export function fastestStoppableDegPerS(distanceDeg: number, ramp: StoppingRamp, reactionS: number): number {
  if (!(distanceDeg > 0)) return 0;
  const { decelerationDegPerS2: limit, jerkDegPerS3: jerk } = ramp;
  const lossS = limit / (2 * jerk) + reactionS;
  const speed = (2 * distanceDeg) / (lossS + Math.sqrt(lossS ** 2 + (2 * distanceDeg) / limit));
  if (speed * jerk >= limit ** 2) return speed;
  // The ramp's deceleration is not reached: root³/√jerk + reaction · root² = distance, with root = √speed.
  const cube = 1 / Math.sqrt(jerk);
  let root = Math.cbrt(distanceDeg / cube);
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const excess = cube * root ** 3 + reactionS * root ** 2 - distanceDeg;
    root -= excess / (3 * cube * root ** 2 + 2 * reactionS * root);
  }
  return root ** 2;
}
