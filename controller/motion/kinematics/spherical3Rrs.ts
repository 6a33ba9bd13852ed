import type { Spherical3RrsGeometry } from '../../../protocol/brace.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';
import type { Kinematics, Reachable, ServoAngles, Unreachable } from './kinematics.ts';
import {
  compose,
  cross,
  dot,
  isFiniteVector,
  length,
  type Matrix3,
  multiply,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationAbout,
  rotationFromPose,
  scale,
  smallestSingularValue,
  solve,
  type Vector3,
} from './rotation.ts';

/**
 * Unit directions from the common centre of one leg, and the absolute angle of its servo at the reference
 * pose.
 */
interface Leg {
  readonly servoAxis: Vector3;
  /** Direction of the elbow at absolute servo angle 0. */
  readonly elbowAtZero: Vector3;
  /** Direction of the band joint at the reference pose. */
  readonly bandJoint: Vector3;
  readonly branch: 1 | -1;
  readonly referenceRad: number;
}

/** Unit directions from the common centre, for building a model of the mechanism at its reference pose. */
export interface LegDirections {
  readonly servoAxis: Vector3;
  readonly elbow: Vector3;
  readonly bandJoint: Vector3;
}

/** A build whose links cannot be joined at the reference pose. */
export class GeometryError extends Error {
  readonly id = 'geometryCannotBeAssembled';
  readonly advice = 'Check the leg angles and arcs in the build against the brace on the table.';
}

const NEWTON_ITERATIONS = 30;
const NEWTON_MAX_STEP_RAD = 0.3;
const NEWTON_RESIDUAL = 4e-16;
/** Above the rounding of the Newton solution, far below the distance between two assembly modes. */
const SAME_ANGLE_DEG = 1e-6;

function direction(azimuthDeg: number, elevationDeg: number): Vector3 {
  const azimuth = azimuthDeg * RADIANS_PER_DEGREE;
  const elevation = elevationDeg * RADIANS_PER_DEGREE;
  return [
    Math.cos(azimuth) * Math.cos(elevation),
    Math.sin(azimuth) * Math.cos(elevation),
    Math.sin(elevation),
  ];
}

function wrapRad(angleRad: number): number {
  return Math.atan2(Math.sin(angleRad), Math.cos(angleRad));
}

/**
 * Absolute servo angle that brings the elbow to the upper link's arc from the band joint s: w(θ)·s = cos α₂
 * with w(θ) = u(u·w₀) + cos θ (w₀ − u(u·w₀)) + sin θ (u × w₀) (reference/physics.md §4). Undefined if s is
 * out of the leg's reach.
 */
function servoAngleRad(leg: Omit<Leg, 'referenceRad'>, s: Vector3, cosUpperArc: number): number | undefined {
  const along = dot(leg.servoAxis, leg.elbowAtZero) * dot(leg.servoAxis, s);
  const a = dot(leg.elbowAtZero, s) - along;
  const b = dot(cross(leg.servoAxis, leg.elbowAtZero), s);
  const ratio = (cosUpperArc - along) / Math.hypot(a, b);
  if (!(Math.abs(ratio) <= 1)) return undefined;
  return Math.atan2(b, a) + leg.branch * Math.acos(ratio);
}

function makeLeg(geometry: Spherical3RrsGeometry, index: 0 | 1 | 2): Leg {
  const azimuthDeg = geometry.legAzimuthDeg[index];
  const azimuth = azimuthDeg * RADIANS_PER_DEGREE;
  const servoAxis = direction(azimuthDeg, geometry.baseElevationDeg);
  // Absolute zero has the elbow straight above the servo axis, in the leg's meridian plane.
  const upward: Vector3 = [Math.sin(azimuth), -Math.cos(azimuth), 0];
  const elbowAtZero = multiply(rotationAbout(upward, geometry.lowerArcDeg * RADIANS_PER_DEGREE), servoAxis);
  const bandJoint = direction(azimuthDeg, geometry.platformElevationDeg);
  const leg = { servoAxis, elbowAtZero, bandJoint, branch: geometry.branch[index] };
  const referenceRad = servoAngleRad(leg, bandJoint, Math.cos(geometry.upperArcDeg * RADIANS_PER_DEGREE));
  if (referenceRad === undefined) {
    throw new GeometryError(
      `Leg ${index + 1} of this brace build does not reach the band at the reference pose.`,
    );
  }
  return { ...leg, referenceRad };
}

function elbow(leg: Leg, angleDeg: number): Vector3 {
  const angleRad = leg.referenceRad + angleDeg * RADIANS_PER_DEGREE;
  return multiply(rotationAbout(leg.servoAxis, angleRad), leg.elbowAtZero);
}

function makeLegs(geometry: Spherical3RrsGeometry): PerServo<Leg> {
  return [makeLeg(geometry, 0), makeLeg(geometry, 1), makeLeg(geometry, 2)];
}

/** Where the joints of each leg lie at the reference pose. Throws GeometryError as `spherical3Rrs` does. */
export function legDirections(geometry: Spherical3RrsGeometry): PerServo<LegDirections> {
  const of = (leg: Leg): LegDirections => ({
    servoAxis: leg.servoAxis,
    elbow: elbow(leg, 0),
    bandJoint: leg.bandJoint,
  });
  const legs = makeLegs(geometry);
  return [of(legs[0]), of(legs[1]), of(legs[2])];
}

/**
 * A spherical 3-RRS: all six revolute axes meet in one centre, so the band has three pure rotations about it.
 * Throws GeometryError if the links cannot be joined at the reference pose. Closed forms:
 * reference/physics.md §4.
 */
export function spherical3Rrs(geometry: Spherical3RrsGeometry): Kinematics {
  const legs = makeLegs(geometry);
  const cosUpperArc = Math.cos(geometry.upperArcDeg * RADIANS_PER_DEGREE);

  function angleDeg(leg: Leg, rotation: Matrix3): number | undefined {
    const absolute = servoAngleRad(leg, multiply(rotation, leg.bandJoint), cosUpperArc);
    return absolute === undefined ? undefined : wrapRad(absolute - leg.referenceRad) / RADIANS_PER_DEGREE;
  }

  function inverseOf(rotation: Matrix3): Reachable | Unreachable {
    const first = angleDeg(legs[0], rotation);
    if (first === undefined) return outOfReach(0);
    const second = angleDeg(legs[1], rotation);
    if (second === undefined) return outOfReach(1);
    const third = angleDeg(legs[2], rotation);
    if (third === undefined) return outOfReach(2);
    return { kind: 'reachable', anglesDeg: [first, second, third] };
  }

  function inverse(pose: Pose): Reachable | Unreachable {
    return isFinitePose(pose) ? inverseOf(rotationFromPose(pose)) : NOT_FINITE;
  }

  /** Rows s × w: the band cannot turn about a vector orthogonal to all three while the servos stand still. */
  function directJacobian(rotation: Matrix3, elbows: Matrix3): Matrix3 {
    const row = (index: 0 | 1 | 2): Vector3 =>
      cross(multiply(rotation, legs[index].bandJoint), elbows[index]);
    return [row(0), row(1), row(2)];
  }

  function elbowsAt(anglesDeg: ServoAngles): Matrix3 {
    return [elbow(legs[0], anglesDeg[0]), elbow(legs[1], anglesDeg[1]), elbow(legs[2], anglesDeg[2])];
  }

  function forward(anglesDeg: ServoAngles, near: Pose): Pose | undefined {
    if (!isFiniteVector(anglesDeg) || !isFinitePose(near)) return undefined;
    const elbows = elbowsAt(anglesDeg);
    let rotation = rotationFromPose(near);
    let previousError = Number.POSITIVE_INFINITY;
    for (let iteration = 0; iteration < NEWTON_ITERATIONS; iteration += 1) {
      const shortfall = (index: 0 | 1 | 2): number =>
        cosUpperArc - dot(multiply(rotation, legs[index].bandJoint), elbows[index]);
      const residual: Vector3 = [shortfall(0), shortfall(1), shortfall(2)];
      const error = length(residual);
      // At the floor of the arithmetic an iteration no longer helps: that, not a tolerance, is the end.
      if (error <= NEWTON_RESIDUAL || (error < 1e-14 && error >= previousError)) break;
      previousError = error;
      const step = solve(directJacobian(rotation, elbows), residual);
      if (step === undefined) return undefined;
      const size = length(step);
      rotation = compose(rotationAbout(scale(step, 1 / size), Math.min(size, NEWTON_MAX_STEP_RAD)), rotation);
    }
    const back = inverseOf(rotation);
    // Not converged, or converged to an assembly that this brace cannot be in: both are "unknown".
    if (back.kind === 'unreachable' || !areSameAngles(back.anglesDeg, anglesDeg)) return undefined;
    return poseFromRotation(rotation);
  }

  function jacobian(pose: Pose): PerServo<PerServo<number>> | undefined {
    const solution = inverse(pose);
    if (solution.kind === 'unreachable') return undefined;
    const direct = directJacobian(rotationFromPose(pose), elbowsAt(solution.anglesDeg));
    const row = (index: 0 | 1 | 2): Vector3 =>
      scale(direct[index], 1 / dot(direct[index], legs[index].servoAxis));
    const rows: Matrix3 = [row(0), row(1), row(2)];
    return rows.every(isFiniteVector) ? rows : undefined;
  }

  function singularityMargin(pose: Pose): number | undefined {
    const rows = jacobian(pose);
    return rows === undefined ? undefined : smallestSingularValue(rows);
  }

  return { inverse, forward, jacobian, singularityMargin };
}

const NOT_FINITE: Unreachable = {
  kind: 'unreachable',
  id: 'poseNotFinite',
  leg: undefined,
  reason: 'The wanted head pose is not a number.',
};

function outOfReach(leg: 0 | 1 | 2): Unreachable {
  const reason = `The brace cannot turn the head this far: leg ${leg + 1} is too short for this pose.`;
  return { kind: 'unreachable', id: 'poseOutOfReach', leg, reason };
}

function isFinitePose(pose: Pose): boolean {
  return isFiniteVector([pose.yawDeg, pose.pitchDeg, pose.rollDeg]);
}

function areSameAngles(a: ServoAngles, b: ServoAngles): boolean {
  return a.every((angle, servo) => {
    const other = b[servo as 0 | 1 | 2];
    return Math.abs(wrapRad((angle - other) * RADIANS_PER_DEGREE)) < SAME_ANGLE_DEG * RADIANS_PER_DEGREE;
  });
}
