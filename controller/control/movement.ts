import type { Movement } from '../../protocol/clientMessages.ts';
import { commandedRetreatSpeed, commandedSpeeds } from '../../protocol/commandedSpeed.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Wish as GazeWish } from '../gaze/strategies/strategy.ts';
import { pulsesFromAngles } from '../motion/kinematics/servoMap.ts';
import {
  type AxisLimits,
  type AxisState,
  planPosition,
  planVelocity,
  type Trajectory,
} from '../motion/trajectory.ts';
import { AXES, type AxisName, exceedance, projectStep, SMALLEST_STEP_DEG } from '../safety/envelope.ts';
import { LONGEST_CREDIT_MS } from '../safety/guard.ts';
import type { ProfileInForce } from './profileInForce.ts';
import { type Steered, steeredFrom, steerOn } from './steering/steerMotion.ts';

export type Purpose = 'move' | 'retreat' | 'stop';

/** On a planned trajectory. */
interface Planned {
  readonly kind: 'running';
  readonly purpose: Purpose;
  readonly trajectory: Trajectory;
  /** Time on the trajectory, which stands still while control does. */
  readonly elapsedS: number;
  readonly target: Pose;
}

/** Steered by gaze, from tick to tick: nothing is planned ahead but the stop. */
interface Steering {
  readonly kind: 'running';
  readonly purpose: 'steer';
  readonly steered: Steered;
  /** Where a stop from here would end. */
  readonly target: Pose;
}

/** What the commanded pose is doing. */
export type Motion =
  /** No pulses run, or their pose is not known. */
  | { readonly kind: 'none' }
  /** The firmware has confirmed these pulses and they do not change. */
  | { readonly kind: 'still'; readonly pulsesUs: PerServo<number>; readonly pose: Pose }
  | Planned
  | Steering;

export const NO_MOTION: Motion = { kind: 'none' };

const AXIS_STEPS: Readonly<Record<Exclude<Movement, 'home'>, readonly [AxisName, 1 | -1]>> = {
  turnLeft: ['yawDeg', 1],
  turnRight: ['yawDeg', -1],
  nodDown: ['pitchDeg', 1],
  nodUp: ['pitchDeg', -1],
  tiltRight: ['rollDeg', 1],
  tiltLeft: ['rollDeg', -1],
};

const toPose = (states: readonly AxisState[], field: 'position' | 'velocity'): Pose => ({
  yawDeg: states[0]?.[field] ?? Number.NaN,
  pitchDeg: states[1]?.[field] ?? Number.NaN,
  rollDeg: states[2]?.[field] ?? Number.NaN,
});

function axisStates(motion: Exclude<Motion, { kind: 'none' }>): readonly AxisState[] {
  switch (motion.kind) {
    case 'still':
      return AXES.map((axis) => ({ position: motion.pose[axis], velocity: 0, acceleration: 0 }));
    case 'running':
      return motion.purpose === 'steer' ? motion.steered.axes : motion.trajectory.at(motion.elapsedS);
  }
}

/** The commanded pose; undefined where none is. */
export function commandedPose(motion: Motion): Pose | undefined {
  return motion.kind === 'none' ? undefined : toPose(axisStates(motion), 'position');
}

/** Angular speed as the norm of the three axis rates, an upper bound of what the head feels within the envelope. */
export function commandedSpeedDegPerS(motion: Motion): number {
  if (motion.kind !== 'running') return 0;
  const { yawDeg, pitchDeg, rollDeg } = toPose(axisStates(motion), 'velocity');
  return Math.hypot(yawDeg, pitchDeg, rollDeg);
}

/** Speed of each axis of the commanded pose, °/s with its sign: zero while nothing runs; undefined where no pose is commanded. */
export function commandedRateDegPerS(motion: Motion): Pose | undefined {
  return motion.kind === 'none' ? undefined : toPose(axisStates(motion), 'velocity');
}

export function isFinished(motion: Motion): boolean {
  return (
    motion.kind === 'running' && motion.purpose !== 'steer' && motion.elapsedS >= motion.trajectory.duration
  );
}

const symmetric = (velocity: number, acceleration: number, jerk: number): AxisLimits => ({
  minVelocity: -velocity,
  maxVelocity: velocity,
  minAcceleration: -acceleration,
  maxAcceleration: acceleration,
  maxJerk: jerk,
});

function axisLimits(parameters: ParameterValues, purpose: Purpose): readonly AxisLimits[] {
  const { yawDegPerS, pitchDegPerS, rollDegPerS } = commandedSpeeds(parameters);
  const speeds = [yawDegPerS, pitchDegPerS, rollDegPerS];
  switch (purpose) {
    case 'move':
      return speeds.map((speed) =>
        symmetric(speed, parameters.accelerationDegPerS2, parameters.jerkDegPerS3),
      );
    case 'retreat':
      return speeds.map((speed) =>
        symmetric(
          commandedRetreatSpeed(speed, parameters),
          parameters.accelerationDegPerS2,
          parameters.jerkDegPerS3,
        ),
      );
    case 'stop':
      return speeds.map((speed) =>
        symmetric(speed, parameters.stopDecelerationDegPerS2, parameters.stopJerkDegPerS3),
      );
  }
}

/** Where a movement would lead, or why it leads nowhere. */
export type Wish =
  | { readonly kind: 'target'; readonly target: Pose; readonly isShortened: boolean }
  | { readonly kind: 'refused'; readonly refusal: 'atLimit' | 'tooSmall' | 'unreachable' };

/** One bounded step or the way to the rest pose, as far as the soft envelope lets it. */
export function wishOf(movement: Movement, from: Pose, force: ProfileInForce): Wish {
  const { profile, envelope, kinematics } = force;
  if (movement === 'home') return wishHome(from, profile.restPose, force);
  const [axis, sign] = AXIS_STEPS[movement];
  const projection = projectStep(from, axis, sign * profile.parameters.stepDeg, envelope.soft);
  if (projection.kind === 'atLimit') return { kind: 'refused', refusal: 'atLimit' };
  if (kinematics.inverse(projection.target).kind === 'unreachable')
    return { kind: 'refused', refusal: 'unreachable' };
  return projection;
}

function wishHome(from: Pose, restPose: Pose, { envelope, kinematics }: ProfileInForce): Wish {
  const distanceDeg = Math.hypot(...AXES.map((axis) => restPose[axis] - from[axis]));
  if (distanceDeg < SMALLEST_STEP_DEG) return { kind: 'refused', refusal: 'tooSmall' };
  if (!(exceedance(restPose, envelope.soft) <= 1)) return { kind: 'refused', refusal: 'atLimit' };
  if (kinematics.inverse(restPose).kind === 'unreachable') return { kind: 'refused', refusal: 'unreachable' };
  return { kind: 'target', target: restPose, isShortened: false };
}

/** Sets out for a target from wherever the commanded pose is and however it moves. */
export function moveTo(
  motion: Exclude<Motion, { kind: 'none' }>,
  target: Pose,
  purpose: 'move' | 'retreat',
  parameters: ParameterValues,
): Motion {
  const trajectory = planPosition(
    axisStates(motion),
    AXES.map((axis) => ({ position: target[axis], velocity: 0 })),
    axisLimits(parameters, purpose),
  );
  return { kind: 'running', purpose, trajectory, elapsedS: 0, target };
}

/** The stopping ramp: 240°/s², 4,800°/s³ by default, from 30°/s 175 ms and 2.6° (DESIGN 'States'). */
export function bringToRest(motion: Motion, parameters: ParameterValues): Motion {
  if (motion.kind !== 'running' || motion.purpose === 'stop') return motion;
  const trajectory = stopFrom(axisStates(motion), parameters);
  const target = toPose(trajectory.at(trajectory.duration), 'position');
  return { kind: 'running', purpose: 'stop', trajectory, elapsedS: 0, target };
}

function stopFrom(states: readonly AxisState[], parameters: ParameterValues): Trajectory {
  return planVelocity(states, [0, 0, 0], axisLimits(parameters, 'stop'));
}

/** Gaze takes the commanded pose over where it rests; it moves with the next tick. */
export function beginSteering(
  { pose }: Extract<Motion, { kind: 'still' }>,
  parameters: ParameterValues,
): Motion {
  const steered = steeredFrom(pose, parameters);
  return { kind: 'running', purpose: 'steer', steered, target: pose };
}

function credit(elapsedMs: number): number {
  return Math.max(0, Math.min(elapsedMs, LONGEST_CREDIT_MS));
}

/** Lets time pass on the trajectory; a late tick does not make up for what it missed. */
export function advance(motion: Motion, elapsedMs: number): Motion {
  if (motion.kind !== 'running' || motion.purpose === 'steer') return motion;
  return { ...motion, elapsedS: motion.elapsedS + credit(elapsedMs) / 1000 };
}

/** Steers on toward what the gaze wishes, at this moment and no further. */
export function advanceSteering(
  motion: Motion,
  elapsedMs: number,
  wish: GazeWish,
  { profile: { parameters }, envelope }: ProfileInForce,
): Motion {
  if (motion.kind !== 'running' || motion.purpose !== 'steer') return motion;
  const stopEnd = (axes: readonly AxisState[]): Pose => {
    const stop = stopFrom(axes, parameters);
    return toPose(stop.at(stop.duration), 'position');
  };
  const steered = steerOn(motion.steered, wish, credit(elapsedMs), parameters, envelope, stopEnd);
  return { ...motion, steered, target: stopEnd(steered.axes) };
}

/** Whole microseconds for a pose; undefined where the mechanism cannot take it. */
export function pulsesFor(pose: Pose, { kinematics, profile }: ProfileInForce): PerServo<number> | undefined {
  const solution = kinematics.inverse(pose);
  return solution.kind === 'reachable'
    ? pulsesFromAngles(solution.anglesDeg, profile.build.servos)
    : undefined;
}
