import type { Direction } from '../../protocol/gazeSample.ts';
import type { Pose } from '../../protocol/pose.ts';

/** x forward, y to the person's left, z up: the axes of protocol/pose.ts. */
export type Vector = readonly [number, number, number];

const RADIANS_PER_DEGREE = Math.PI / 180;

/** The unit vector of a direction. */
export function vectorOf({ yawDeg, pitchDeg }: Direction): Vector {
  const [yaw, pitch] = [yawDeg * RADIANS_PER_DEGREE, pitchDeg * RADIANS_PER_DEGREE];
  return [Math.cos(pitch) * Math.cos(yaw), Math.cos(pitch) * Math.sin(yaw), -Math.sin(pitch)];
}

/**
 * The direction of a vector of any length. By atan2 of both parts: the atan of a ratio, as in published gaze models, is 14° wrong at
 * 60°/30° and turns round beyond 90° (reference/strategies.md §0).
 */
export function directionOf([x, y, z]: Vector): Direction {
  return {
    yawDeg: Math.atan2(y, x) / RADIANS_PER_DEGREE,
    pitchDeg: Math.atan2(-z, Math.hypot(x, y)) / RADIANS_PER_DEGREE,
  };
}

/** A vector of the head, in the trunk: R = Rz(yaw) · Ry(pitch) · Rx(roll). */
export function fromHead(vector: Vector, { yawDeg, pitchDeg, rollDeg }: Pose): Vector {
  return aboutZ(aboutY(aboutX(vector, rollDeg), pitchDeg), yawDeg);
}

/** A vector of the trunk, in the head: the inverse. */
export function toHead(vector: Vector, { yawDeg, pitchDeg, rollDeg }: Pose): Vector {
  return aboutX(aboutY(aboutZ(vector, -yawDeg), -pitchDeg), -rollDeg);
}

/** Gaze against the trunk from the eye in the head and the head of the same moment. */
export function gazeInTrunk(eyeInHead: Direction, head: Pose): Direction {
  return directionOf(fromHead(vectorOf(eyeInHead), head));
}

/** Eye in the head from gaze against the trunk and the head of the same moment. */
export function eyeInHead(gaze: Direction, head: Pose): Direction {
  return directionOf(toHead(vectorOf(gaze), head));
}

/** The angle between two directions, 0…180°. */
export function angleBetweenDeg(a: Direction, b: Direction): number {
  const [u, v] = [vectorOf(a), vectorOf(b)];
  const cross = Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
  return Math.atan2(cross, u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / RADIANS_PER_DEGREE;
}

function aboutX([x, y, z]: Vector, angleDeg: number): Vector {
  const [cosine, sine] = turn(angleDeg);
  return [x, cosine * y - sine * z, sine * y + cosine * z];
}

function aboutY([x, y, z]: Vector, angleDeg: number): Vector {
  const [cosine, sine] = turn(angleDeg);
  return [cosine * x + sine * z, y, -sine * x + cosine * z];
}

function aboutZ([x, y, z]: Vector, angleDeg: number): Vector {
  const [cosine, sine] = turn(angleDeg);
  return [cosine * x - sine * y, sine * x + cosine * y, z];
}

function turn(angleDeg: number): readonly [number, number] {
  return [Math.cos(angleDeg * RADIANS_PER_DEGREE), Math.sin(angleDeg * RADIANS_PER_DEGREE)];
}
