import type { Segment } from './axis.ts';
import type { AxisProblem } from './axisProblem.ts';

/**
 * The change to the target velocity that takes a given time, from the prelude's end: jerk to one acceleration, hold it, jerk to
 * zero. In the direction of the change, with inherited acceleration A, the velocity gained by holding `h` is
 * h·(T + A/j) − h²/j − A²/2j if h is above A and h·(T − A/j) + A²/2j if it is below, so that h has a closed form.
 */
export function velocityChangeOfDuration(problem: AxisProblem, duration: number): Segment[] {
  const { velocity, acceleration, naturalVelocity, targetVelocity, jerk } = problem;
  const direction = targetVelocity >= naturalVelocity ? 1 : -1;
  const inherited = direction * acceleration;
  const gain = direction * (targetVelocity - velocity);
  const highest = direction > 0 ? problem.accelerationLimit : problem.decelerationLimit;
  const held = Math.min(highest, Math.max(0, heldAcceleration(inherited, gain, duration, jerk)));
  const first = Math.abs(held - inherited) / jerk;
  const last = held / jerk;
  const segments = [
    { duration: first, jerk: direction * (held >= inherited ? jerk : -jerk) },
    { duration: duration - first - last, jerk: 0 },
    { duration: last, jerk: -direction * jerk },
  ];
  return segments.filter((segment) => segment.duration > 0);
}

function heldAcceleration(inherited: number, gain: number, duration: number, jerk: number): number {
  const square = (inherited * inherited) / 2;
  if (inherited > 0) {
    const gainOfInherited = inherited * duration - square / jerk;
    const afterRemoval = duration - inherited / jerk;
    if (gain <= gainOfInherited) return afterRemoval > 0 ? (gain - square / jerk) / afterRemoval : 0;
  }
  const sum = jerk * duration + inherited;
  const product = square + jerk * gain;
  return (2 * product) / (sum + Math.sqrt(Math.max(0, sum * sum - 4 * product)));
}
