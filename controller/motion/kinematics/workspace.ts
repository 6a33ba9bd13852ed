import type { PerServo, Pose } from '../../../protocol/pose.ts';
import type { Kinematics, Unreachable } from './kinematics.ts';

/**
 * Semi-axes of the ellipsoid of poses that a mechanism must reach well away from singularities: rotation
 * ±40°, flexion/extension ±35°, lateral ±30° (reference/physics.md §4). The corners of the box around it are
 * nearly singular.
 */
export const WORKSPACE_SEMI_AXES_DEG = { yawDeg: 40, pitchDeg: 35, rollDeg: 30 } as const satisfies Pose;

/** Servo angles between which one servo works. */
export interface ServoTravel {
  readonly minDeg: number;
  readonly maxDeg: number;
}

/** Below 3° between neighbours; the error of an extreme, which is flat there, stays under 0.1°. */
const SURFACE_POSES = 4000;

/**
 * Poses spread evenly over the surface of an ellipsoid with the given semi-axes (a Fibonacci sphere,
 * stretched).
 */
export function ellipsoidSurface(semiAxesDeg: Pose, count: number): Pose[] {
  const goldenAngle = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, index) => {
    const height = 1 - (2 * index + 1) / count;
    const radius = Math.sqrt(1 - height * height);
    return {
      yawDeg: semiAxesDeg.yawDeg * radius * Math.cos(goldenAngle * index),
      pitchDeg: semiAxesDeg.pitchDeg * radius * Math.sin(goldenAngle * index),
      rollDeg: semiAxesDeg.rollDeg * height,
    };
  });
}

/**
 * Travel each servo needs to reach every pose of the ellipsoid, or the first pose it cannot reach. The
 * surface suffices: away from singularities a servo angle has no extreme inside, since no row of the Jacobian
 * vanishes.
 */
export function neededTravel(
  kinematics: Kinematics,
  semiAxesDeg: Pose = WORKSPACE_SEMI_AXES_DEG,
): PerServo<ServoTravel> | Unreachable {
  const smallest: [number, number, number] = [0, 0, 0];
  const largest: [number, number, number] = [0, 0, 0];
  for (const pose of ellipsoidSurface(semiAxesDeg, SURFACE_POSES)) {
    const solution = kinematics.inverse(pose);
    if (solution.kind === 'unreachable') return solution;
    for (const servo of [0, 1, 2] as const) {
      smallest[servo] = Math.min(smallest[servo], solution.anglesDeg[servo]);
      largest[servo] = Math.max(largest[servo], solution.anglesDeg[servo]);
    }
  }
  const travel = (servo: 0 | 1 | 2): ServoTravel => ({ minDeg: smallest[servo], maxDeg: largest[servo] });
  return [travel(0), travel(1), travel(2)];
}
