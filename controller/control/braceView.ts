import type { Status } from '../../hardware/link/status.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import { anglesFromPots, anglesFromPulses } from '../motion/kinematics/servoMap.ts';
import { rememberReading } from '../safety/guard.ts';
import type { Motion } from './movement.ts';
import type { ProfileInForce } from './profileInForce.ts';

interface BelievedReading {
  readonly atMs: number;
  readonly potSum: PerServo<number>;
}

/** What control knows of the brace: its newest status, and the pose that follows from it. Undefined is unknown. */
export interface BraceView {
  readonly status: Status | undefined;
  readonly receivedAtMs: number | undefined;
  readonly measured: Pose | undefined;
  /** The last readings that the firmware believed, newest last; while it believes none they stay. */
  readonly believed: readonly BelievedReading[];
}

export const NOTHING_KNOWN: BraceView = {
  status: undefined,
  receivedAtMs: undefined,
  measured: undefined,
  believed: [],
};

const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

/** The view after one more status. The build of the profile turns readings into a pose, so without one it is unknown. */
export function withStatus(
  view: BraceView,
  status: Status,
  receivedAtMs: number,
  force: ProfileInForce | undefined,
): BraceView {
  return {
    status,
    receivedAtMs,
    measured: force && poseOfPots(status.potSum, force, view.measured),
    believed: status.inputs.arePotsBelieved
      ? rememberReading(view.believed, { atMs: receivedAtMs, potSum: status.potSum })
      : view.believed,
  };
}

function poseOfPots(
  potSums: PerServo<number>,
  { kinematics, profile }: ProfileInForce,
  near: Pose | undefined,
): Pose | undefined {
  const anglesDeg = anglesFromPots(potSums, profile.build.servos);
  return kinematics.forward(anglesDeg, near ?? STRAIGHT) ?? kinematics.forward(anglesDeg, STRAIGHT);
}

/** Whether the firmware puts out pulses. */
export function isPowered(status: Status): boolean {
  return status.state === 'hold' || status.state === 'moving';
}

/**
 * The pulses that the firmware puts out, adopted as they are. Commanding the measured pose instead would take the holding
 * torque away and let the head sag (DESIGN 'Reconnect is a restart').
 */
export function adoptPulses(status: Status, force: ProfileInForce, near: Pose | undefined): Motion {
  if (!isPowered(status)) return { kind: 'none' };
  const anglesDeg = anglesFromPulses(status.appliedUs, force.profile.build.servos);
  const pose =
    force.kinematics.forward(anglesDeg, near ?? STRAIGHT) ?? force.kinematics.forward(anglesDeg, STRAIGHT);
  return pose ? { kind: 'still', pulsesUs: status.appliedUs, pose } : { kind: 'none' };
}
