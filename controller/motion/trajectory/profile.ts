import type { Segment } from './axis.ts';
import type { AxisProblem } from './axisProblem.ts';

/**
 * How one axis moves, in the few numbers that a solver finds. `cruise` goes to a cruise velocity, stays, and goes to the target
 * velocity. `landing` decelerates first, lets the deceleration fall as if to land on a velocity, gives that up when only
 * `decelerationLeft` is left, and goes to the target velocity. `blend` mixes two motions of equal duration.
 */
export type Profile = CruiseProfile | LandingProfile | BlendProfile;

export interface CruiseProfile {
  readonly kind: 'cruise';
  readonly duration: number;
  readonly firstDirection: number;
  readonly firstPeak: number;
  readonly firstPlateau: number;
  readonly cruiseDuration: number;
  readonly secondDirection: number;
  readonly secondPeak: number;
  readonly secondPlateau: number;
}

export interface LandingProfile {
  readonly kind: 'landing';
  readonly duration: number;
  /** 1: lands on a velocity from above; −1: from below. */
  readonly side: number;
  readonly firstPeak: number;
  readonly firstPlateau: number;
  readonly decelerationLeft: number;
  readonly secondPeak: number;
  readonly secondPlateau: number;
}

export interface BlendProfile {
  readonly kind: 'blend';
  readonly duration: number;
  readonly lower: readonly Segment[];
  readonly upper: readonly Segment[];
  /** 0: lower, 1: upper. */
  readonly weight: number;
}

/** The profile of the mirrored problem, seen in the mirror. */
export function mirroredProfile(profile: Profile): Profile {
  switch (profile.kind) {
    case 'cruise':
      return {
        ...profile,
        firstDirection: -profile.firstDirection,
        secondDirection: -profile.secondDirection,
      };
    case 'landing':
      return { ...profile, side: -profile.side };
    case 'blend':
      return {
        ...profile,
        lower: profile.lower.map(({ duration, jerk }) => ({ duration, jerk: -jerk })),
        upper: profile.upper.map(({ duration, jerk }) => ({ duration, jerk: -jerk })),
      };
  }
}

/**
 * The segments of a profile behind the problem's prelude, without the empty ones. What `duration` leaves over is spent at the
 * end, where the axis moves with its target velocity.
 */
export function profileSegments(problem: AxisProblem, profile: Profile, duration: number): Segment[] {
  const segments: Segment[] = [];
  push(segments, problem.preludeDuration, problem.preludeJerk);
  switch (profile.kind) {
    case 'cruise':
      pushCruise(segments, problem, profile);
      break;
    case 'landing':
      pushLanding(segments, problem, profile);
      break;
    case 'blend':
      pushBlend(segments, profile);
      break;
  }
  push(segments, duration - problem.preludeDuration - profile.duration, 0);
  return segments;
}

function push(segments: Segment[], duration: number, jerk: number): void {
  if (duration > 0) segments.push({ duration, jerk });
}

function pushCruise(segments: Segment[], problem: AxisProblem, profile: CruiseProfile): void {
  const { jerk } = problem;
  const first = profile.firstDirection * jerk;
  const second = profile.secondDirection * jerk;
  push(segments, (profile.firstPeak - profile.firstDirection * problem.acceleration) / jerk, first);
  push(segments, profile.firstPlateau, 0);
  push(segments, profile.firstPeak / jerk, -first);
  push(segments, profile.cruiseDuration, 0);
  push(segments, profile.secondPeak / jerk, second);
  push(segments, profile.secondPlateau, 0);
  push(segments, profile.secondPeak / jerk, -second);
}

function pushLanding(segments: Segment[], problem: AxisProblem, profile: LandingProfile): void {
  const { jerk } = problem;
  const down = -profile.side * jerk;
  push(segments, (profile.firstPeak + profile.side * problem.acceleration) / jerk, down);
  push(segments, profile.firstPlateau, 0);
  push(segments, (profile.firstPeak - profile.decelerationLeft) / jerk, -down);
  push(segments, (profile.secondPeak - profile.decelerationLeft) / jerk, down);
  push(segments, profile.secondPlateau, 0);
  push(segments, profile.secondPeak / jerk, -down);
}

function pushBlend(segments: Segment[], { lower, upper, weight }: BlendProfile): void {
  let [lowerIndex, upperIndex] = [0, 0];
  let lowerLeft = lower[0]?.duration ?? Infinity;
  let upperLeft = upper[0]?.duration ?? Infinity;
  while (lowerIndex < lower.length || upperIndex < upper.length) {
    const duration = Math.min(lowerLeft, upperLeft);
    const lowerJerk = lower[lowerIndex]?.jerk ?? 0;
    const upperJerk = upper[upperIndex]?.jerk ?? 0;
    push(segments, duration, lowerJerk + weight * (upperJerk - lowerJerk));
    lowerLeft -= duration;
    upperLeft -= duration;
    if (lowerLeft <= 0) lowerLeft = lower[++lowerIndex]?.duration ?? Infinity;
    if (upperLeft <= 0) upperLeft = upper[++upperIndex]?.duration ?? Infinity;
  }
}
