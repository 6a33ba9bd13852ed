import type { BraceBuild } from '../../protocol/brace.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Kinematics } from '../motion/kinematics/kinematics.ts';
import { length, type Vector3 } from '../motion/kinematics/rotation.ts';
import { anglesFromPots, anglesFromPulses } from '../motion/kinematics/servoMap.ts';
import { AIRWAY_UNSEEN, type AirwayState, watchAirway } from './airway.ts';
import { carriedMasses } from './gravity.ts';
import { imposedMomentNm, type ShaftView, servoTorqueNm } from './load.ts';

/** Rates are taken over at least so long: shorter, and the potentiometers' noise is most of them. */
const SHORTEST_RATE_MS = 40;
/** And over at most so long: older readings say nothing about the present. */
const LONGEST_RATE_MS = 100;

interface ShaftReading {
  readonly atMs: number;
  readonly measuredDeg: PerServo<number>;
}

/** What is remembered between two ticks. */
export interface LoadState {
  readonly airway: AirwayState;
  /** Oldest first. */
  readonly readings: readonly ShaftReading[];
  /** About the trunk axes x, y, z, Nm; undefined while unknown. */
  readonly neckMomentNm: Vector3 | undefined;
  readonly isHigh: boolean;
  readonly isExcessive: boolean;
}

export const NO_LOAD_KNOWN: LoadState = {
  airway: AIRWAY_UNSEEN,
  readings: [],
  neckMomentNm: undefined,
  isHigh: false,
  isExcessive: false,
};

/** What follows from the profile. */
export interface LoadModel {
  readonly kinematics: Kinematics;
  readonly build: BraceBuild;
  readonly parameters: ParameterValues;
  /** In the trunk frame, m/s²; UPRIGHT_GRAVITY where the trunk's tilt is not measured. */
  readonly gravityMPerS2: Vector3;
}

/** The newest status of a brace that puts out pulses: what was applied and what was measured at the same moment. */
export interface CarriedHead {
  readonly receivedAtMs: number;
  readonly appliedUs: PerServo<number>;
  readonly potSum: PerServo<number>;
  /** The pose that follows from the potentiometers; undefined if none does. */
  readonly pose: Pose | undefined;
}

/** The flags of `protocol/faults.ts` that this assessment answers for. */
export interface LoadFlags {
  readonly neckMomentHigh: boolean;
  readonly neckMomentExcessive: boolean;
  readonly flexionLong: boolean;
  readonly flexionOverLimit: boolean;
}

/**
 * One tick's look at what the neck and the airway bear. `head` undefined: the brace carries no head, and all is forgotten. What
 * cannot be known for a moment (a pose, a rate) leaves each flag as it was; its cause has a fault of its own. Throws
 * ServoMapError for readings that are not numbers.
 */
export function assessLoad(
  before: LoadState,
  head: CarriedHead | undefined,
  model: LoadModel,
  nowMs: number,
): LoadState {
  if (!head) return NO_LOAD_KNOWN;
  const { parameters } = model;
  const airway = watchAirway(before.airway, head.pose?.pitchDeg, parameters.flexionHardDeg, nowMs);
  const readings = withReading(before.readings, head, model.build);
  const neckMomentNm = neckMoment(readings, head, model);
  const common = { airway: airway.state, readings, neckMomentNm };
  if (!neckMomentNm) return { ...common, isHigh: before.isHigh, isExcessive: before.isExcessive };
  const size = length(neckMomentNm);
  // Written so that a threshold that is not a number counts as exceeded.
  return {
    ...common,
    isHigh: !(size <= parameters.neckMomentWarnNm),
    isExcessive: !(size <= parameters.neckMomentHoldNm),
  };
}

/** The flags that follow. */
export function loadFlags({ airway, isHigh, isExcessive }: LoadState): LoadFlags {
  return {
    neckMomentHigh: isHigh,
    neckMomentExcessive: isExcessive,
    flexionLong: airway.isLong,
    flexionOverLimit: airway.isOverLimit,
  };
}

function withReading(
  before: readonly ShaftReading[],
  { receivedAtMs, potSum }: CarriedHead,
  build: BraceBuild,
): readonly ShaftReading[] {
  if (before.at(-1)?.atMs === receivedAtMs) return before;
  const recent = before.filter(({ atMs }) => Math.abs(receivedAtMs - atMs) <= LONGEST_RATE_MS);
  return [...recent, { atMs: receivedAtMs, measuredDeg: anglesFromPots(potSum, build.servos) }];
}

function neckMoment(
  readings: readonly ShaftReading[],
  { appliedUs, pose }: CarriedHead,
  { build, kinematics, parameters, gravityMPerS2 }: LoadModel,
): Vector3 | undefined {
  const newest = readings.at(-1);
  const oldest = readings[0];
  if (!pose || !newest || !oldest) return undefined;
  const spanMs = newest.atMs - oldest.atMs;
  if (!(spanMs >= SHORTEST_RATE_MS)) return undefined;
  const commandedDeg = anglesFromPulses(appliedUs, build.servos);
  const torque = (servo: 0 | 1 | 2): number => {
    const shaft: ShaftView = {
      commandedDeg: commandedDeg[servo],
      measuredDeg: newest.measuredDeg[servo],
      rateDegPerS: ((newest.measuredDeg[servo] - oldest.measuredDeg[servo]) * 1000) / spanMs,
      halfDeadBandDeg: build.drive.deadBandUs / 2 / build.servos[servo].usPerDeg,
    };
    return servoTorqueNm(shaft, build.drive);
  };
  const torquesNm: PerServo<number> = [torque(0), torque(1), torque(2)];
  return imposedMomentNm(kinematics, pose, torquesNm, carriedMasses(parameters), gravityMPerS2);
}
