import type { Pose } from '../../protocol/pose.ts';
import {
  cross,
  dot,
  length,
  multiply,
  RADIANS_PER_DEGREE,
  rotationFromPose,
  type Vector3,
} from '../motion/kinematics/rotation.ts';

/** Tipped 8° another way than commanded, for 100 ms, or turning at 100°/s (reference/domain.md §4.3, §6 `drop`). */
const DROP_DEG = 8;
export const DROP_MS = 100;
export const DROP_DEG_PER_S = 100;

const UP: Vector3 = [0, 0, 1];

/** The angle between the head's own upward axes of two poses, degrees: nodding and tilting, without turning. */
export function tiltBetweenDeg(a: Pose, b: Pose): number {
  const upOfA = multiply(rotationFromPose(a), UP);
  const upOfB = multiply(rotationFromPose(b), UP);
  return Math.atan2(length(cross(upOfA, upOfB)), dot(upOfA, upOfB)) / RADIANS_PER_DEGREE;
}

/** Since when the head has been tipped another way than commanded; undefined while it is not. */
export interface TiltWatch {
  readonly offSinceMs: number | undefined;
}

export const TILT_AS_COMMANDED: TiltWatch = { offSinceMs: undefined };

/** One more look. An unknown tilt begins and ends nothing; one that is not a number counts as off. */
export function watchTilt(state: TiltWatch, errorDeg: number | undefined, nowMs: number): TiltWatch {
  if (errorDeg === undefined) return state;
  if (errorDeg <= DROP_DEG) return TILT_AS_COMMANDED;
  return { offSinceMs: state.offSinceMs ?? nowMs };
}

/** For how long, in ms; a clock that runs backwards does not prolong the wait. */
export function tiltOffForMs({ offSinceMs }: TiltWatch, nowMs: number): number | undefined {
  return offSinceMs === undefined ? undefined : Math.abs(nowMs - offSinceMs);
}
