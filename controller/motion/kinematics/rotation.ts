import type { Pose } from '../../../protocol/pose.ts';

/** A vector in the trunk frame: x forward, y to the patient's left, z up. */
export type Vector3 = readonly [number, number, number];
/** Three rows. */
export type Matrix3 = readonly [Vector3, Vector3, Vector3];

export const RADIANS_PER_DEGREE = Math.PI / 180;

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function scale(vector: Vector3, factor: number): Vector3 {
  return [vector[0] * factor, vector[1] * factor, vector[2] * factor];
}

export function subtract(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function length(vector: Vector3): number {
  return Math.hypot(vector[0], vector[1], vector[2]);
}

export function multiply(matrix: Matrix3, vector: Vector3): Vector3 {
  return [dot(matrix[0], vector), dot(matrix[1], vector), dot(matrix[2], vector)];
}

export function transpose(matrix: Matrix3): Matrix3 {
  const [a, b, c] = matrix;
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

/** The product a · b: b is applied first. */
export function compose(a: Matrix3, b: Matrix3): Matrix3 {
  const columns = transpose(b);
  return [multiply(columns, a[0]), multiply(columns, a[1]), multiply(columns, a[2])];
}

export function isFiniteVector(vector: Vector3): boolean {
  return Number.isFinite(vector[0]) && Number.isFinite(vector[1]) && Number.isFinite(vector[2]);
}

/** Rotation by an angle in radians about a unit axis (Rodrigues). */
export function rotationAbout(axis: Vector3, angleRad: number): Matrix3 {
  const cosine = Math.cos(angleRad);
  const sine = Math.sin(angleRad);
  const rest = 1 - cosine;
  const [x, y, z] = axis;
  return [
    [rest * x * x + cosine, rest * x * y - sine * z, rest * x * z + sine * y],
    [rest * x * y + sine * z, rest * y * y + cosine, rest * y * z - sine * x],
    [rest * x * z - sine * y, rest * y * z + sine * x, rest * z * z + cosine],
  ];
}

/** R = Rz(yaw) · Ry(pitch) · Rx(roll), the convention of protocol/pose.ts. */
export function rotationFromPose(pose: Pose): Matrix3 {
  const yaw = pose.yawDeg * RADIANS_PER_DEGREE;
  const pitch = pose.pitchDeg * RADIANS_PER_DEGREE;
  const roll = pose.rollDeg * RADIANS_PER_DEGREE;
  const [cy, sy] = [Math.cos(yaw), Math.sin(yaw)];
  const [cp, sp] = [Math.cos(pitch), Math.sin(pitch)];
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  return [
    [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
    [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
    [-sp, cp * sr, cp * cr],
  ];
}

/**
 * The pose of a rotation matrix: yaw and roll in (−180, 180], pitch in [−90, 90]; at pitch ±90° yaw and roll
 * are not separable.
 */
export function poseFromRotation(rotation: Matrix3): Pose {
  const [first, second, third] = rotation;
  // atan2 keeps its precision near ±90°, where asin loses half its digits.
  const pitch = Math.atan2(-third[0], Math.hypot(third[1], third[2]));
  return {
    yawDeg: Math.atan2(second[0], first[0]) / RADIANS_PER_DEGREE,
    pitchDeg: pitch / RADIANS_PER_DEGREE,
    rollDeg: Math.atan2(third[1], third[2]) / RADIANS_PER_DEGREE,
  };
}

/** Angle in degrees, 0…180, of the single rotation that leads from one orientation to the other. */
export function angleBetweenDeg(from: Matrix3, to: Matrix3): number {
  const [a, b, c] = compose(transpose(from), to);
  const axis: Vector3 = [c[1] - b[2], a[2] - c[0], b[0] - a[1]];
  return Math.atan2(length(axis), a[0] + b[1] + c[2] - 1) / RADIANS_PER_DEGREE;
}

/** The rotation of a unit quaternion in MuJoCo's order: w, x, y, z. */
export function rotationFromQuaternion(w: number, x: number, y: number, z: number): Matrix3 {
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ];
}

export function determinant(matrix: Matrix3): number {
  return dot(matrix[0], cross(matrix[1], matrix[2]));
}

/** Solves matrix · x = right by Cramer's rule; undefined for a singular or non-finite matrix. */
export function solve(matrix: Matrix3, right: Vector3): Vector3 | undefined {
  const [a, b, c] = matrix;
  const volume = determinant(matrix);
  if (!Number.isFinite(volume) || volume === 0) return undefined;
  const columns: Matrix3 = [cross(b, c), cross(c, a), cross(a, b)];
  const solution = scale(multiply(transpose(columns), right), 1 / volume);
  return isFiniteVector(solution) ? solution : undefined;
}

/**
 * Smallest singular value, from the closed-form (trigonometric) eigenvalues of MᵀM. Accurate to about 1e-8 of
 * the largest one, which is far below any margin that is compared with it.
 */
export function smallestSingularValue(matrix: Matrix3): number {
  const [a, b, c] = matrix;
  const [xx, yy, zz] = [dot(a, a), dot(b, b), dot(c, c)];
  const [xy, xz, yz] = [dot(a, b), dot(a, c), dot(b, c)];
  const mean = (xx + yy + zz) / 3;
  const offDiagonal = xy * xy + xz * xz + yz * yz;
  const spread = (xx - mean) ** 2 + (yy - mean) ** 2 + (zz - mean) ** 2 + 2 * offDiagonal;
  const radius = Math.sqrt(spread / 6);
  if (radius === 0) return Math.sqrt(mean);
  const normalised: Matrix3 = [
    [(xx - mean) / radius, xy / radius, xz / radius],
    [xy / radius, (yy - mean) / radius, yz / radius],
    [xz / radius, yz / radius, (zz - mean) / radius],
  ];
  const third = Math.acos(Math.max(-1, Math.min(1, determinant(normalised) / 2))) / 3;
  const smallestEigenvalue = mean + 2 * radius * Math.cos(third + (2 * Math.PI) / 3);
  return Math.sqrt(Math.max(0, smallestEigenvalue));
}
