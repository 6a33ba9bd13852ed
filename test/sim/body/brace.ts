import { anglesFromPulses, pulsesFromAngles } from '../../../controller/motion/kinematics/servoMap.ts';
import { spherical3Rrs } from '../../../controller/motion/kinematics/spherical3Rrs.ts';
import { ellipsoidSurface } from '../../../controller/motion/kinematics/workspace.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';
import type { Body } from '../../../sim/body/body.ts';

export const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
export const kinematics = spherical3Rrs(DEFAULT_BUILD.geometry);

export function pulsesFor(pose: Pose): PerServo<number> {
  const solution = kinematics.inverse(pose);
  if (solution.kind === 'unreachable') throw new Error(solution.reason);
  return pulsesFromAngles(solution.anglesDeg, DEFAULT_BUILD.servos);
}

/** The pose that whole-microsecond pulses really ask for. */
export function poseAskedFor(pose: Pose): Pose {
  const asked = kinematics.forward(anglesFromPulses(pulsesFor(pose), DEFAULT_BUILD.servos), pose);
  if (asked === undefined) throw new Error('no pose for these pulses');
  return asked;
}

export function command(body: Body, pose: Pose): void {
  for (const servo of [0, 1, 2] as const) body.setServoPulse(servo, pulsesFor(pose)[servo]);
}

export function cutPower(body: Body): void {
  for (const servo of [0, 1, 2] as const) body.setServoPulse(servo, null);
}

export function run(body: Body, milliseconds: number, each: () => void = () => {}): void {
  for (let step = 0; step < milliseconds; step += 1) {
    body.step();
    each();
  }
}

/** Moves smoothly (rest to rest, third-order), with a new pulse every 20 ms as on the wire. */
export function moveTo(
  body: Body,
  from: Pose,
  to: Pose,
  milliseconds: number,
  each: () => void = () => {},
): void {
  for (let elapsed = 0; elapsed <= milliseconds; elapsed += 20) {
    const done = elapsed / milliseconds;
    const share = done * done * (3 - 2 * done);
    command(body, {
      yawDeg: from.yawDeg + (to.yawDeg - from.yawDeg) * share,
      pitchDeg: from.pitchDeg + (to.pitchDeg - from.pitchDeg) * share,
      rollDeg: from.rollDeg + (to.rollDeg - from.rollDeg) * share,
    });
    run(body, 20, each);
  }
}

/** Poses over the ellipsoid of the default hard limits: yaw ±40°, flexion and extension ±25°, roll ±20°. */
export function hardLimitPoses(perShell: number): Pose[] {
  const limits = { yawDeg: 40, pitchDeg: 25, rollDeg: 20 };
  return [1, 0.7, 0.4].flatMap((share) =>
    ellipsoidSurface(
      { yawDeg: limits.yawDeg * share, pitchDeg: limits.pitchDeg * share, rollDeg: limits.rollDeg * share },
      Math.round(perShell * share),
    ),
  );
}
