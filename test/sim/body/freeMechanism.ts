import {
  angleBetweenDeg,
  RADIANS_PER_DEGREE,
  rotationFromPose,
  rotationFromQuaternion,
} from '../../../controller/motion/kinematics/rotation.ts';
import { spherical3Rrs } from '../../../controller/motion/kinematics/spherical3Rrs.ts';
import type { Spherical3RrsGeometry } from '../../../protocol/brace.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { createEngine, valueAt } from '../../../sim/body/engine.ts';
import { mjcf } from '../../../sim/body/mjcf.ts';

const RAMP_STEPS = 100;
/** The servos close their last error with a time constant of about 33 ms: 20 of them. */
const REST_STEPS = 660;

/**
 * Drives MuJoCo's bare mechanism (no gravity, no friction) to the servo angles that the inverse gives for
 * each pose, and returns how far, in degrees, its band comes to rest from that pose.
 */
export async function bandErrorsDeg(
  built: Spherical3RrsGeometry,
  believed: Spherical3RrsGeometry,
  poses: readonly Pose[],
): Promise<number[]> {
  const kinematics = spherical3Rrs(believed);
  const engine = await createEngine(mjcf(built, 'free'));
  const band = engine.positionAddress('bandFree') + 3;
  let last = [0, 0, 0];
  const errors = poses.map((pose) => {
    const solution = kinematics.inverse(pose);
    if (solution.kind === 'unreachable') throw new Error(solution.reason);
    const next = solution.anglesDeg.map((angle) => angle * RADIANS_PER_DEGREE);
    for (let step = 1; step <= RAMP_STEPS + REST_STEPS; step += 1) {
      const share = Math.min(1, step / RAMP_STEPS);
      const control = engine.view('ctrl');
      for (const servo of [0, 1, 2]) {
        control[servo] = (last[servo] ?? Number.NaN) * (1 - share) + (next[servo] ?? Number.NaN) * share;
      }
      engine.step();
    }
    last = next;
    const part = (offset: number): number => valueAt(engine.view('qpos'), band + offset);
    const turned = rotationFromQuaternion(part(0), part(1), part(2), part(3));
    return angleBetweenDeg(turned, rotationFromPose(pose));
  });
  engine.dispose();
  return errors;
}
