import type { BraceBuild } from '../../protocol/brace.ts';
import { PARAMETERS, type ParameterValues } from '../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Kinematics } from '../motion/kinematics/kinematics.ts';
import { kinematicsOf } from '../motion/kinematics/kinematicsOf.ts';
import { mapPose, type PoseMap, poseMapOf } from '../motion/kinematics/poseMap.ts';
import { RADIANS_PER_DEGREE } from '../motion/kinematics/rotation.ts';
import { pulsesFromAngles } from '../motion/kinematics/servoMap.ts';
import type { AxisName, RangeDeg } from './envelope.ts';
import { alongDirections, HALF_SPACES, NORMALS } from './halfSpaces.ts';

/** Top speed of each axis of the pose, in degrees per second. */
export type SpeedDegPerS = Readonly<Record<AxisName, number>>;

/**
 * The envelope once more, in servo pulses, as the firmware and the host guard check it: a range and a speed per servo, and
 * half-spaces that follow the ellipsoid (a box around it alone would admit yaw 60°, DESIGN 'Two guards'), over the pose that the
 * pulses map to.
 */
export interface PulseLimits {
  readonly rangeUs: PerServo<{ readonly minUs: number; readonly maxUs: number }>;
  /** 96 offsets in 32nds of a degree, none below 0: along its direction the mapped pose goes no further. */
  readonly offsetsDeg32: readonly number[];
  /** Of the build, not of the profile. */
  readonly poseMap: PoseMap;
  readonly speedUsPerS: PerServo<number>;
  /** The furthest that a frame may take a pulse from its potentiometer; one that brings it nearer is never too far. */
  readonly followingUs: PerServo<number>;
}

/** What is compiled into the firmware: the widest limits any profile may have, and the constants of the build. */
export interface CompiledLimits extends PulseLimits {
  readonly referenceUs: PerServo<number>;
  readonly normals: readonly PerServo<number>[];
  readonly potReferenceSum: PerServo<number>;
  readonly potSumPerUs: PerServo<number>;
  readonly attachToleranceUs: number;
  readonly usPerDeg: PerServo<number>;
  readonly followingLagMs: number;
}

/** Covers rounding to whole microseconds and what the sampling of the surface may miss. */
const RANGE_MARGIN_US = 3;
const OFFSET_MARGIN_DEG32 = 8;
/** The firmware stays a little wider than the host, so that rounding and jitter never make it refuse an honest frame. */
const SPEED_MARGIN = 1.2;
/** The surface of a flatter ellipsoid is sampled nearer to its edge: the compiled limits must still be the wider ones. */
const COMPILED_MARGIN_US = 6;
const COMPILED_MARGIN_DEG32 = 13;
const COMPILED_SPEED_MARGIN = 1.03;
const SURFACE_POSES = 2500;
/** π · (3 − √5): points turned by it from one to the next lie evenly on a sphere. */
const GOLDEN_ANGLE_RAD = 2.399963229728653;
/** The first pulse lies this near its own potentiometer: 4° of servo angle. */
const ATTACH_TOLERANCE_DEG = 4;

/**
 * A pulse may lead its potentiometer by the way a servo lags behind at the profile's top speed, and by this. At 4° a servo gives
 * its full torque: further ahead it pushes no harder, and leaps further if what held it lets go. The firmware allows more by what
 * a potentiometer may have been moved since the status that the host judges by: 1° in 30 ms is 33°/s against the pulses.
 */
export const FOLLOWING_DEG = { host: 4, firmware: 5 } as const;

const SERVOS = [0, 1, 2] as const;

/** A profile or build for which no limits exist; nothing may be armed with it. */
export class PulseLimitsError extends Error {
  readonly id = 'poseOfProfileUnreachable';
  readonly advice = 'Lower the range of movement in the profile, or correct the geometry of the brace build.';
}

function fibonacciSphere(count: number): PerServo<number>[] {
  return Array.from({ length: count }, (_, index) => {
    const height = 1 - (2 * index + 1) / count;
    const radius = Math.sqrt(1 - height * height);
    const angle = GOLDEN_ANGLE_RAD * index;
    return [radius * Math.cos(angle), radius * Math.sin(angle), height];
  });
}

/** Pulses of the reference pose. */
export function referencePulsesUs(build: BraceBuild): PerServo<number> {
  return [build.servos[0].referenceUs, build.servos[1].referenceUs, build.servos[2].referenceUs];
}

/** Poses on the surface of the range: an ellipsoid whose pitch semi-axis differs between flexion and extension. */
function surfacePoses(range: RangeDeg): Pose[] {
  return fibonacciSphere(SURFACE_POSES).map(([yaw, pitch, roll]) => ({
    yawDeg: range.yawDeg * yaw,
    pitchDeg: Math.max(0, pitch) * range.flexionDeg + Math.min(0, pitch) * range.extensionDeg,
    rollDeg: range.rollDeg * roll,
  }));
}

/**
 * Fastest a servo turns at a pose when each axis may move at its top speed: rates of R = Rz·Ry·Rx become the angular velocity
 * ω = yaw′·z + pitch′·Rz·y + roll′·Rz·Ry·x, and the servo follows by its row of the Jacobian.
 */
function servoSpeedsDegPerS(kinematics: Kinematics, pose: Pose, speed: SpeedDegPerS): PerServo<number> {
  const jacobian = kinematics.jacobian(pose);
  if (!jacobian) throw new PulseLimitsError('The mechanism is singular inside the range of this profile.');
  const yaw = pose.yawDeg * RADIANS_PER_DEGREE;
  const pitch = pose.pitchDeg * RADIANS_PER_DEGREE;
  const [cosYaw, sinYaw, cosPitch] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch)];
  const one = ([x, y, z]: PerServo<number>): number =>
    Math.abs(z) * speed.yawDeg +
    Math.abs(-sinYaw * x + cosYaw * y) * speed.pitchDeg +
    Math.abs(cosYaw * cosPitch * x + sinYaw * cosPitch * y - Math.sin(pitch) * z) * speed.rollDeg;
  return [one(jacobian[0]), one(jacobian[1]), one(jacobian[2])];
}

/** The widest range of any profile: the absolute bounds of the parameters. */
const WIDEST: RangeDeg = {
  yawDeg: PARAMETERS.yawHardDeg.absolute.max,
  flexionDeg: PARAMETERS.flexionHardDeg.absolute.max,
  extensionDeg: PARAMETERS.extensionHardDeg.absolute.max,
  rollDeg: PARAMETERS.rollHardDeg.absolute.max,
};

/** The pose map of a build, fitted over the widest range. */
export function poseMapOfBuild(build: BraceBuild, kinematics = kinematicsOf(build.geometry)): PoseMap {
  const pitchDeg = Math.max(WIDEST.flexionDeg, WIDEST.extensionDeg);
  return poseMapOf(build, kinematics, { yawDeg: WIDEST.yawDeg, pitchDeg, rollDeg: WIDEST.rollDeg });
}

/** Smallest limits in pulses that admit every pose of the range at every permitted speed. Throws PulseLimitsError. */
export function pulseLimits(
  build: BraceBuild,
  range: RangeDeg,
  speed: SpeedDegPerS,
  kinematics: Kinematics = kinematicsOf(build.geometry),
  poseMap: PoseMap = poseMapOfBuild(build, kinematics),
): PulseLimits {
  const referenceUs = referencePulsesUs(build);
  const lowest: [number, number, number] = [...referenceUs];
  const highest: [number, number, number] = [...referenceUs];
  const fastest: [number, number, number] = [0, 0, 0];
  const reachDeg32 = new Array<number>(HALF_SPACES).fill(0);
  for (const pose of surfacePoses(range)) {
    const solution = kinematics.inverse(pose);
    if (solution.kind === 'unreachable') throw new PulseLimitsError(solution.reason);
    const pulsesUs = pulsesFromAngles(solution.anglesDeg, build.servos);
    const speeds = servoSpeedsDegPerS(kinematics, pose, speed);
    for (const servo of SERVOS) {
      lowest[servo] = Math.min(lowest[servo], pulsesUs[servo]);
      highest[servo] = Math.max(highest[servo], pulsesUs[servo]);
      fastest[servo] = Math.max(fastest[servo], speeds[servo] * build.servos[servo].usPerDeg);
    }
    const mapped = mapPose(poseMap, pulsesUs, referenceUs);
    for (const [index, along] of alongDirections(mapped).entries()) {
      reachDeg32[index] = Math.max(Number(reachDeg32[index]), along);
    }
  }
  const between = (servo: 0 | 1 | 2) => ({
    minUs: lowest[servo] - RANGE_MARGIN_US,
    maxUs: highest[servo] + RANGE_MARGIN_US,
  });
  const topSpeed = (servo: 0 | 1 | 2): number => Math.ceil(fastest[servo] * SPEED_MARGIN);
  const following = (servo: 0 | 1 | 2): number => {
    const lagUs = (topSpeed(servo) * build.drive.followingLagMs) / 1000;
    return Math.floor(FOLLOWING_DEG.host * build.servos[servo].usPerDeg + lagUs);
  };
  return {
    rangeUs: [between(0), between(1), between(2)],
    offsetsDeg32: reachDeg32.map((reach) => reach + OFFSET_MARGIN_DEG32),
    poseMap,
    speedUsPerS: [topSpeed(0), topSpeed(1), topSpeed(2)],
    followingUs: [following(0), following(1), following(2)],
  };
}

/** The limits of one profile: its hard range and its top speeds. Throws PulseLimitsError. */
export function limitsOfProfile(
  build: BraceBuild,
  hard: RangeDeg,
  parameters: ParameterValues,
  kinematics?: Kinematics,
  poseMap?: PoseMap,
): PulseLimits {
  return pulseLimits(build, hard, speedOf(parameters), kinematics, poseMap);
}

/** The top speeds of a profile. */
export function speedOf(parameters: ParameterValues): SpeedDegPerS {
  return {
    yawDeg: parameters.yawSpeedDegPerS,
    pitchDeg: parameters.pitchSpeedDegPerS,
    rollDeg: parameters.rollSpeedDegPerS,
  };
}

/** The widest limits any profile may have on this build: the absolute bounds of the parameters. Throws PulseLimitsError. */
export function compiledLimits(build: BraceBuild): CompiledLimits {
  const caps: SpeedDegPerS = {
    yawDeg: PARAMETERS.yawSpeedDegPerS.absolute.max,
    pitchDeg: PARAMETERS.pitchSpeedDegPerS.absolute.max,
    rollDeg: PARAMETERS.rollSpeedDegPerS.absolute.max,
  };
  const perServo = (value: (servo: 0 | 1 | 2) => number): PerServo<number> => [value(0), value(1), value(2)];
  const sumPerUs = (servo: 0 | 1 | 2): number => {
    const { direction, usPerDeg, potSumPerDeg } = build.servos[servo];
    return potSumPerDeg / (direction * usPerDeg);
  };
  const { rangeUs, offsetsDeg32, speedUsPerS, followingUs, poseMap } = pulseLimits(build, WIDEST, caps);
  const wider = (servo: 0 | 1 | 2) => ({
    minUs: rangeUs[servo].minUs - COMPILED_MARGIN_US,
    maxUs: rangeUs[servo].maxUs + COMPILED_MARGIN_US,
  });
  return {
    rangeUs: [wider(0), wider(1), wider(2)],
    offsetsDeg32: offsetsDeg32.map((offset) => offset + COMPILED_MARGIN_DEG32),
    poseMap,
    speedUsPerS: perServo((servo) => Math.ceil(speedUsPerS[servo] * COMPILED_SPEED_MARGIN)),
    followingUs,
    referenceUs: referencePulsesUs(build),
    normals: NORMALS,
    potReferenceSum: perServo((servo) => build.servos[servo].potReferenceSum),
    potSumPerUs: perServo(sumPerUs),
    attachToleranceUs: Math.round(ATTACH_TOLERANCE_DEG * build.servos[0].usPerDeg),
    usPerDeg: perServo((servo) => build.servos[servo].usPerDeg),
    followingLagMs: build.drive.followingLagMs,
  };
}
