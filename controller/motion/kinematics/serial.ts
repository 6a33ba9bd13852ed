import type { SerialAxis, SerialGeometry } from '../../../protocol/brace.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';
import type { Kinematics, Reachable, ServoAngles, Unreachable } from './kinematics.ts';
import {
  compose,
  isFiniteVector,
  type Matrix3,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationAbout,
  rotationFromPose,
  smallestSingularValue,
  solve,
  transpose,
  type Vector3,
} from './rotation.ts';

/** An order that names an axis twice. */
export class SerialOrderError extends Error {
  readonly id = 'serialOrderRepeatsAxis';
  readonly advice = 'Name yaw, pitch and roll once each, from the trunk to the band.';
}

const COMPONENT: Readonly<Record<SerialAxis, 0 | 1 | 2>> = { roll: 0, pitch: 1, yaw: 2 };
const UNIT: Matrix3 = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
/**
 * The outer axes count as aligned within 0.06° of ±90° of the middle servo: there the outer angles are noise.
 */
const SMALLEST_COSINE = 1e-3;

/**
 * A serial gimbal: R = R₁(θ₁) · R₂(θ₂) · R₃(θ₃) about the axes in `order`. Every pose is reachable except
 * where the middle servo stands at ±90° and the outer two axes align. Throws SerialOrderError.
 */
export function serial(geometry: SerialGeometry): Kinematics {
  const [first, middle, last] = geometry.order;
  if (new Set(geometry.order).size !== 3) {
    throw new SerialOrderError(
      `A chain of ${geometry.order.join(', ')} does not turn the head in three ways.`,
    );
  }
  const [i, j, k] = [COMPONENT[first], COMPONENT[middle], COMPONENT[last]];
  /** +1 if the order is a cyclic one of x, y, z; the sines of the closed form change sign with it. */
  const parity = (j - i + 3) % 3 === 1 ? 1 : -1;

  function inverse(pose: Pose): Reachable | Unreachable {
    if (!isFiniteVector([pose.yawDeg, pose.pitchDeg, pose.rollDeg])) return NOT_FINITE;
    const rotation = rotationFromPose(pose);
    const cosine = Math.hypot(rotation[i][i], rotation[i][j]);
    if (cosine < SMALLEST_COSINE) return ALIGNED;
    const firstRad = Math.atan2(-parity * rotation[j][k], rotation[k][k]);
    const middleRad = Math.atan2(parity * rotation[i][k], cosine);
    const lastRad = Math.atan2(-parity * rotation[i][j], rotation[i][i]);
    const toDeg = (angleRad: number): number => angleRad / RADIANS_PER_DEGREE;
    return { kind: 'reachable', anglesDeg: [toDeg(firstRad), toDeg(middleRad), toDeg(lastRad)] };
  }

  function partial(anglesDeg: ServoAngles): PerServo<Matrix3> {
    const turn = (axis: 0 | 1 | 2, servo: 0 | 1 | 2): Matrix3 =>
      rotationAbout(UNIT[axis], anglesDeg[servo] * RADIANS_PER_DEGREE);
    const one = turn(i, 0);
    const two = compose(one, turn(j, 1));
    return [one, two, compose(two, turn(k, 2))];
  }

  function forward(anglesDeg: ServoAngles): Pose | undefined {
    const isInside =
      isFiniteVector(anglesDeg) && Math.cos(anglesDeg[1] * RADIANS_PER_DEGREE) >= SMALLEST_COSINE;
    return isInside ? poseFromRotation(partial(anglesDeg)[2]) : undefined;
  }

  /** Columns: the axis each servo turns the band about, in the trunk frame. */
  function axes(pose: Pose): Matrix3 | undefined {
    const solution = inverse(pose);
    if (solution.kind === 'unreachable') return undefined;
    const [one, two] = partial(solution.anglesDeg);
    return transpose([UNIT[i], transpose(one)[j], transpose(two)[k]]);
  }

  function jacobian(pose: Pose): PerServo<PerServo<number>> | undefined {
    const columns = axes(pose);
    if (columns === undefined) return undefined;
    const ratesFor = (turn: Vector3): Vector3 | undefined => solve(columns, turn);
    const [x, y, z] = [ratesFor(UNIT[0]), ratesFor(UNIT[1]), ratesFor(UNIT[2])];
    return x === undefined || y === undefined || z === undefined ? undefined : transpose([x, y, z]);
  }

  function singularityMargin(pose: Pose): number | undefined {
    const columns = axes(pose);
    return columns === undefined ? undefined : smallestSingularValue(columns);
  }

  return { inverse, forward, jacobian, singularityMargin };
}

const NOT_FINITE: Unreachable = {
  kind: 'unreachable',
  id: 'poseNotFinite',
  leg: undefined,
  reason: 'The wanted head pose is not a number.',
};

const ALIGNED: Unreachable = {
  kind: 'unreachable',
  id: 'poseOutOfReach',
  leg: 1,
  reason: 'The brace cannot turn the head this far: two of its axes would line up.',
};
