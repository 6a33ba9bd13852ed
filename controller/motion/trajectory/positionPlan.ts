import type { Trajectory } from './axis.ts';
import { type AxisProblem, axisProblem } from './axisProblem.ts';
import { type BlockedInterval, blockedInterval } from './blockedInterval.ts';
import { trajectoryOf } from './evaluation.ts';
import { fastestProfile } from './fastest.ts';
import { type Profile, profileSegments } from './profile.ts';
import { slowedProfile } from './slowed.ts';
import type { AxisRequest } from './validation.ts';

/** One axis, once its own fastest motion is known. */
interface PlannedAxis {
  readonly problem: AxisProblem;
  readonly fastest: Profile;
  readonly minimumDuration: number;
  readonly blocked: BlockedInterval | null;
}

/** The fastest common motion of checked axes that takes at least `minimumDuration` seconds. */
export function positionTrajectory(requests: readonly AxisRequest[], minimumDuration: number): Trajectory {
  const isAlone = requests.length === 1 && minimumDuration === 0;
  const axes = requests.map((request) => plannedAxis(request, isAlone));
  const minimumDurations = axes.map((axis) => axis.minimumDuration);
  const duration = commonDuration(Math.max(minimumDuration, ...minimumDurations), axes);
  const segments = axes.map((axis) =>
    profileSegments(axis.problem, profileOfDuration(axis, duration), duration),
  );
  return trajectoryOf(requests, segments, duration, minimumDurations);
}

function plannedAxis({ start, target, limits }: AxisRequest, isAlone: boolean): PlannedAxis {
  const problem = axisProblem(start, target, limits);
  const fastest = fastestProfile(problem);
  return {
    problem,
    fastest,
    // The square root of a subnormal's square can be short of it.
    minimumDuration: Math.max(0, problem.preludeDuration + fastest.duration),
    blocked: isAlone ? null : blockedInterval(problem, fastest),
  };
}

/**
 * Axes that arrive together differ by rounding in the time that they have left, which for an axis that must arrive moving would
 * be the difference between arriving and coming again. It may instead arrive too early by so little that it moves on by less
 * than this until the others are there, in deg and s.
 */
const ARRIVAL_MISS_DEG = 5e-7;
const ARRIVAL_MISS_S = 1e-7;

function arrivalTolerance({ targetVelocity }: AxisProblem): number {
  return Math.min(ARRIVAL_MISS_S, ARRIVAL_MISS_DEG / Math.abs(targetVelocity));
}

/** The first duration from `shortest` on that no axis is blocked from. */
function commonDuration(shortest: number, axes: readonly PlannedAxis[]): number {
  let duration = shortest;
  for (;;) {
    const blocking = axes.find((axis) => isBlocked(axis, duration));
    if (!blocking?.blocked) return duration;
    duration = blocking.blocked.to;
  }
}

function isBlocked({ blocked, problem }: PlannedAxis, duration: number): boolean {
  if (blocked === null) return false;
  return duration > blocked.from + arrivalTolerance(problem) && duration < blocked.to;
}

function profileOfDuration(axis: PlannedAxis, duration: number): Profile {
  if (duration <= axis.minimumDuration + arrivalTolerance(axis.problem)) return axis.fastest;
  if (axis.blocked?.to === duration) return axis.blocked.profileAtEnd;
  return slowedProfile(axis.problem, duration - axis.problem.preludeDuration, axis.fastest);
}
