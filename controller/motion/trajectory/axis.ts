/** Motion of one axis at one instant, in deg, deg/s and deg/s². */
export interface AxisState {
  position: number;
  velocity: number;
  acceleration: number;
}

/** What one axis may do, in deg/s, deg/s² and deg/s³. The jerk limit holds in both directions. */
export interface AxisLimits {
  minVelocity: number;
  maxVelocity: number;
  minAcceleration: number;
  maxAcceleration: number;
  maxJerk: number;
}

/** Where one axis shall be, and how fast it shall then move on. The target acceleration is always zero. */
export interface AxisTarget {
  position: number;
  velocity: number;
}

/** Jerk that stays constant for a while. */
export interface Segment {
  duration: number;
  jerk: number;
}

/** A planned motion of all axes. Times are in seconds since its start. */
export interface Trajectory {
  /** Common to all axes. */
  readonly duration: number;
  /** How long each axis would need on its own. */
  readonly minimumDurations: readonly number[];
  /** Per axis, from the start state; durations add up to `duration`. */
  readonly segments: readonly (readonly Segment[])[];
  /** The start before 0; after the end, the target moving on at its velocity. */
  at(time: number): AxisState[];
}
