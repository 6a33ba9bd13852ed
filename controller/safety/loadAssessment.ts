import type { BraceBuild } from '../../protocol/brace.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Kinematics } from '../motion/kinematics/kinematics.ts';
import { length, type Vector3 } from '../motion/kinematics/rotation.ts';
import { anglesFromPots, anglesFromPulses } from '../motion/kinematics/servoMap.ts';
import { AIRWAY_UNSEEN, type AirwayState, watchAirway } from './airway.ts';
import { carriedMasses } from './gravity.ts';
import { imposedMomentNm, servoTorqueNm } from './load.ts';

/** Pulses as they were put out, on the brace's own clock. */
interface AppliedPulses {
  readonly atMs: number;
  readonly appliedUs: PerServo<number>;
}

/** So far apart statuses may be without leaving a gap in what was applied. */
const LONGEST_GAP_MS = 50;

/** What is remembered between two ticks. */
export interface LoadState {
  readonly airway: AirwayState;
  /** Oldest first, back to the servo's following lag. */
  readonly applied: readonly AppliedPulses[];
  /** About the trunk axes x, y, z, Nm; undefined while unknown. */
  readonly neckMomentNm: Vector3 | undefined;
  readonly isHigh: boolean;
  readonly isExcessive: boolean;
}

export const NO_LOAD_KNOWN: LoadState = {
  airway: AIRWAY_UNSEEN,
  applied: [],
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
  /** Of the brace's own clock: statuses that arrive in a bunch were not made in one. */
  readonly uptimeMs: number;
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
  const applied = withPulses(before.applied, head, model.build.drive.followingLagMs);
  const neckMomentNm = neckMoment(applied, head, model);
  const common = { airway: airway.state, applied, neckMomentNm };
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

/** The pulses with those of one more status; the oldest kept is the newest that a shaft has had the time to follow. */
function withPulses(
  before: readonly AppliedPulses[],
  { uptimeMs, appliedUs }: CarriedHead,
  lagMs: number,
): readonly AppliedPulses[] {
  const last = before.at(-1);
  if (last?.atMs === uptimeMs) return before;
  // After a gap, or a restart of the brace, nobody knows what was applied meanwhile.
  const isContinued = last !== undefined && uptimeMs > last.atMs && uptimeMs - last.atMs <= LONGEST_GAP_MS;
  const all = [...(isContinued ? before : []), { atMs: uptimeMs, appliedUs }];
  const followed = all.findLastIndex(({ atMs }) => uptimeMs - atMs >= lagMs);
  return all.slice(Math.max(0, followed));
}

/** The pulses that a shaft without load would stand at by now, in µs; undefined while that goes back too far. */
function followedUs(
  applied: readonly AppliedPulses[],
  uptimeMs: number,
  lagMs: number,
): PerServo<number> | undefined {
  const [from, to] = applied;
  const wantedMs = uptimeMs - lagMs;
  if (!from || from.atMs > wantedMs) return undefined;
  if (!to) return from.appliedUs;
  const share = (wantedMs - from.atMs) / (to.atMs - from.atMs);
  const between = (servo: 0 | 1 | 2): number =>
    from.appliedUs[servo] + share * (to.appliedUs[servo] - from.appliedUs[servo]);
  return [between(0), between(1), between(2)];
}

function neckMoment(
  applied: readonly AppliedPulses[],
  { uptimeMs, potSum, pose }: CarriedHead,
  { build, kinematics, parameters, gravityMPerS2 }: LoadModel,
): Vector3 | undefined {
  const { drive, servos } = build;
  const measuredDeg = anglesFromPots(potSum, servos);
  const pulsesUs = followedUs(applied, uptimeMs, drive.followingLagMs);
  if (!pose || !pulsesUs) return undefined;
  const commandedDeg = anglesFromPulses(pulsesUs, servos);
  const torque = (servo: 0 | 1 | 2): number => {
    const halfDeadBandDeg = drive.deadBandUs / 2 / servos[servo].usPerDeg;
    return servoTorqueNm(
      { commandedDeg: commandedDeg[servo], measuredDeg: measuredDeg[servo], halfDeadBandDeg },
      drive,
    );
  };
  const torquesNm: PerServo<number> = [torque(0), torque(1), torque(2)];
  return imposedMomentNm(kinematics, pose, torquesNm, carriedMasses(parameters), gravityMPerS2);
}
