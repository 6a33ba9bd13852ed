import type { ProfileInForce } from '../../../controller/control/profileInForce.ts';
import { mapPose } from '../../../controller/motion/kinematics/poseMap.ts';
import { anglesFromPulses } from '../../../controller/motion/kinematics/servoMap.ts';
import { exceedance } from '../../../controller/safety/envelope.ts';
import { LONGEST_CREDIT_MS, type SentPulses, WINDOW_MS } from '../../../controller/safety/guard.ts';
import { alongDirections } from '../../../controller/safety/halfSpaces.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';

const SERVOS = [0, 1, 2] as const;
const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
const NEAR_US = 2;
/** hardware/link/FRAMES.md, slew per frame. */
const FIRMWARE_SHIFT_MS = 3;
/** The fifth degree, at 10 µs/°; following. */
const FIRMWARE_FOLLOWING_US = 10;
/** 2 µs at 10 µs/°. */
const NEAR_DEG = 0.2;

export const LIMITS = ['envelope', 'range', 'halfSpace', 'slewFrame', 'slewWindow', 'following'] as const;
export type LimitName = (typeof LIMITS)[number];

/** The pose that pulses stand for, by forward kinematics from a pose nearby; undefined if there is none. */
export function poseOf(
  pulsesUs: PerServo<number>,
  { kinematics, profile }: ProfileInForce,
  near: Pose,
): Pose | undefined {
  const anglesDeg = anglesFromPulses(pulsesUs, profile.build.servos);
  return kinematics.forward(anglesDeg, near) ?? kinematics.forward(anglesDeg, STRAIGHT);
}

/** Left to the nearest half-space, in microseconds at 10 µs/°; negative outside. */
export function halfSpaceRoomUs({ limits, referenceUs }: ProfileInForce, pulsesUs: PerServo<number>): number {
  const mapped = mapPose(limits.poseMap, pulsesUs, referenceUs);
  let room = Number.POSITIVE_INFINITY;
  for (const [index, along] of alongDirections(mapped).entries()) {
    room = Math.min(room, (limits.offsetsDeg32[index] ?? Number.NaN) - along);
  }
  return (10 * room) / 32;
}

/** Microseconds left to the nearest end of a servo's range; negative outside. */
export function rangeRoomUs({ limits }: ProfileInForce, pulsesUs: PerServo<number>): number {
  const room = SERVOS.map((servo) =>
    Math.min(pulsesUs[servo] - limits.rangeUs[servo].minUs, limits.rangeUs[servo].maxUs - pulsesUs[servo]),
  );
  return Math.min(...room);
}

/** What one frame may change each servo by: for the host, or for the firmware, which forgives that frames come closer together. */
export function allowedChangeUs(
  { limits }: ProfileInForce,
  elapsedMs: number,
  by: 'host' | 'firmware',
): PerServo<number> {
  const creditMs = Math.min(elapsedMs + (by === 'firmware' ? FIRMWARE_SHIFT_MS : 0), LONGEST_CREDIT_MS);
  const one = (servo: 0 | 1 | 2): number => Math.floor((limits.speedUsPerS[servo] * creditMs) / 1000) + 1;
  return [one(0), one(1), one(2)];
}

/** The limits that a frame comes within 2 µs of, on either side. */
export function nearLimits(
  force: ProfileInForce,
  pulsesUs: PerServo<number>,
  pose: Pose | undefined,
  nowMs: number,
  history: readonly SentPulses[],
  readingsUs: readonly PerServo<number>[],
): LimitName[] {
  const near: LimitName[] = [];
  if (pose && Math.abs(Math.sqrt(exceedance(pose, force.envelope.hard)) - 1) * norm(pose) <= NEAR_DEG)
    near.push('envelope');
  if (Math.abs(rangeRoomUs(force, pulsesUs)) <= NEAR_US) near.push('range');
  if (Math.abs(halfSpaceRoomUs(force, pulsesUs)) <= NEAR_US) near.push('halfSpace');
  const last = history.at(-1);
  if (!last) return near;
  const isNear = (servo: 0 | 1 | 2, fromUs: number, roomUs: number): boolean =>
    Math.abs(Math.abs(pulsesUs[servo] - fromUs) - roomUs) <= NEAR_US;
  const isNearFrame = (['host', 'firmware'] as const).some((by) => {
    const allowedUs = allowedChangeUs(force, nowMs - last.atMs, by);
    return SERVOS.some((servo) => isNear(servo, last.pulsesUs[servo], allowedUs[servo]));
  });
  if (isNearFrame) near.push('slewFrame');
  const isNearWindow = history.slice(0, -1).some(({ atMs, pulsesUs: earlierUs }) => {
    const ageMs = nowMs - atMs;
    return (
      ageMs <= WINDOW_MS &&
      SERVOS.some((servo) =>
        isNear(servo, earlierUs[servo], (force.limits.speedUsPerS[servo] * ageMs) / 1000 + 2),
      )
    );
  });
  if (isNearWindow) near.push('slewWindow');
  const isNearFollowing = SERVOS.some((servo) => {
    const followingUs = force.limits.followingUs[servo];
    return readingsUs.some((readingUs) => {
      const leadUs = Math.abs(pulsesUs[servo] - readingUs[servo]);
      return [followingUs, followingUs + FIRMWARE_FOLLOWING_US].some(
        (limit) => Math.abs(leadUs - limit) <= NEAR_US,
      );
    });
  });
  if (isNearFollowing) near.push('following');
  return near;
}

const norm = ({ yawDeg, pitchDeg, rollDeg }: Pose): number => Math.hypot(yawDeg, pitchDeg, rollDeg);
