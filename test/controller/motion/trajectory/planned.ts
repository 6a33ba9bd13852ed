import {
  type PlanOptions,
  planPosition,
  type Segment,
  type Trajectory,
} from '../../../../controller/motion/trajectory.ts';
import { integrate } from './integration.ts';
import { dipFault, type Fault, type JudgedAxis, limitFault, NOISE_S, TOLERANCE } from './limitFaults.ts';

export function planAxes(axes: readonly JudgedAxis[], options?: PlanOptions): Trajectory {
  return planPosition(
    axes.map(({ start }) => start),
    axes.map(({ target }) => target),
    axes.map(({ limits }) => limits),
    options,
  );
}

/**
 * What is wrong with a trajectory, whatever its duration: it must add up, end at the target, and keep the limits. Integrating a
 * motion of hours from its start loses digits by itself, so the tolerance grows with durations beyond 100 s.
 */
export function trajectoryFault(axes: readonly JudgedAxis[], trajectory: Trajectory): Fault {
  const { duration, segments } = trajectory;
  if (!(Number.isFinite(duration) && duration >= 0)) return `duration ${duration}`;
  const tolerance = TOLERANCE * Math.max(1, (duration / 100) ** 2);
  for (const [index, axis] of axes.entries()) {
    const motion = integrate(axis.start, segments[index] ?? []);
    const { position, velocity, acceleration } = motion.end;
    const miss = Math.max(
      Math.abs(position - axis.target.position),
      Math.abs(velocity - axis.target.velocity),
      Math.abs(acceleration),
    );
    const broken = motion.pieces.find((piece) => !(piece.duration >= 0 && Number.isFinite(piece.jerk)));
    if (broken) return `axis ${index}: segment of ${broken.duration} s with jerk ${broken.jerk}`;
    if (!(Math.abs(motion.duration - duration) <= NOISE_S * Math.max(1, duration))) {
      return `axis ${index}: segments add up to ${motion.duration} s instead of ${duration} s`;
    }
    if (!(miss <= tolerance)) return `axis ${index}: misses its target state by ${miss}`;
    const fault = limitFault(axis, motion, true) ?? dipFault(axis, motion);
    if (fault !== undefined) return `axis ${index}: ${fault}`;
  }
  return undefined;
}

/** Takes the inherited acceleration to zero. */
export function removal({ start, limits }: JudgedAxis): Segment {
  return {
    duration: Math.abs(start.acceleration) / limits.maxJerk,
    jerk: -Math.sign(start.acceleration) * limits.maxJerk,
  };
}
