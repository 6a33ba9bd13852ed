import type { ServoAngles } from '../../controller/motion/kinematics/kinematics.ts';
import { kinematicsOf } from '../../controller/motion/kinematics/kinematicsOf.ts';
import { RADIANS_PER_DEGREE } from '../../controller/motion/kinematics/rotation.ts';
import type { BraceBuild } from '../../protocol/brace.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';

/** A start pose that the mechanism cannot reach. */
export class StartPoseError extends Error {
  readonly id = 'startPoseOutOfReach';
  readonly advice = 'Choose a start pose inside the ellipsoid of the mechanism.';
}

/** What is needed of a body that is being brought to its start pose. */
export interface Settling {
  command(anglesRad: PerServo<number>): void;
  step(): void;
  bandPose(): Pose;
}

const RAMP_STEPS = 1000;
const REST_STEPS = 1000;
/** What is left is the dead band and the friction of the servos, under 0.1°. */
const CORRECTIONS = 4;
const CORRECTION_STEPS = 400;

/**
 * Drives a new body from the reference pose to a pose and leaves its band at rest there: the command is
 * corrected by the sag under the head's weight, so that the band, not the command, is within 0.1° of the
 * pose. Throws StartPoseError.
 */
export function settleAt(pose: Pose, build: BraceBuild, body: Settling): void {
  const kinematics = kinematicsOf(build.geometry);
  const anglesFor = (wanted: Pose): ServoAngles => {
    const solution = kinematics.inverse(wanted);
    if (solution.kind === 'reachable') return solution.anglesDeg;
    throw new StartPoseError(`The simulated head cannot start at this pose. ${solution.reason}`);
  };
  const command = (anglesDeg: ServoAngles, share: number): void => {
    const factor = RADIANS_PER_DEGREE * share;
    body.command([anglesDeg[0] * factor, anglesDeg[1] * factor, anglesDeg[2] * factor]);
  };
  let wanted = pose;
  for (let step = 1; step <= RAMP_STEPS + REST_STEPS; step += 1) {
    const done = Math.min(1, step / RAMP_STEPS);
    command(anglesFor(wanted), done * done * (3 - 2 * done));
    body.step();
  }
  for (let round = 0; round < CORRECTIONS; round += 1) {
    const band = body.bandPose();
    wanted = {
      yawDeg: wanted.yawDeg + pose.yawDeg - band.yawDeg,
      pitchDeg: wanted.pitchDeg + pose.pitchDeg - band.pitchDeg,
      rollDeg: wanted.rollDeg + pose.rollDeg - band.rollDeg,
    };
    command(anglesFor(wanted), 1);
    for (let step = 0; step < CORRECTION_STEPS; step += 1) body.step();
  }
}
