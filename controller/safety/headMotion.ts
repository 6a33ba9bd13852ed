import type { PerServo, Pose } from '../../protocol/pose.ts';
import { type CommandedRates, NOTHING_COMMANDED, rangeOf, withCommandedRate } from './commandedRates.ts';
import {
  TILT_AS_COMMANDED,
  type TiltWatch,
  tiltBetweenDeg,
  tiltOffForMs,
  watchTilt,
} from './headDropping.ts';
import { LONGEST_GAP_MS, NOTHING_TIMED, type RateTrack, rateOf, withAngles } from './motionRate.ts';
import type { ObservedHead } from './observation.ts';

/** What one tick knows of the head. */
export interface HeadReading {
  readonly nowMs: number;
  /** From the potentiometers; undefined if they give none. */
  readonly measured: Pose | undefined;
  /** Where the applied or planned pulses put it, and the planned rate there: zero while nothing runs. */
  readonly commanded: Pose | undefined;
  readonly commandedRateDegPerS: Pose | undefined;
  /** From the motion sensor of the head band, against the trunk; undefined without one. */
  readonly imuPose: Pose | undefined;
  /** The newest status of a brace that puts out pulses; undefined: it carries no head. */
  readonly carried:
    | {
        /** The brace's own clock: statuses that arrive in a bunch were not made in one. */
        readonly uptimeMs: number;
        readonly receivedAtMs: number;
        /** Servo angles of that one moment, by the applied pulses and by the potentiometers; undefined without a build. */
        readonly servosDeg:
          | { readonly applied: PerServo<number>; readonly measured: PerServo<number> }
          | undefined;
      }
    | undefined;
}

/** What is remembered of the head between two ticks. */
export interface HeadMotion {
  readonly pose: RateTrack;
  readonly applied: RateTrack;
  readonly pots: RateTrack;
  readonly commandedRates: CommandedRates;
  readonly tilt: TiltWatch;
}

export const HEAD_UNSEEN: HeadMotion = {
  pose: NOTHING_TIMED,
  applied: NOTHING_TIMED,
  pots: NOTHING_TIMED,
  commandedRates: NOTHING_COMMANDED,
  tilt: TILT_AS_COMMANDED,
};

/** One tick's look at how the head moves. All is forgotten while it is not carried, and every rate when no status comes. */
export function followHead(
  before: HeadMotion,
  reading: HeadReading,
): { readonly state: HeadMotion; readonly head: ObservedHead } {
  const { nowMs, measured, commanded, carried } = reading;
  const state = carried ? after(before, reading, carried) : HEAD_UNSEEN;
  const rate = rateOf(state.pose);
  const servoRate = { measured: rateOf(state.pots), commanded: rateOf(state.applied) };
  const head: ObservedHead = {
    measured,
    commanded,
    measuredRateDegPerS: rate && { yawDeg: rate[0], pitchDeg: rate[1], rollDeg: rate[2] },
    commandedRates: rangeOf(state.commandedRates),
    tiltOffForMs: tiltOffForMs(state.tilt, nowMs),
    servoErrorDeg: carried?.servosDeg && difference(carried.servosDeg.applied, carried.servosDeg.measured),
    servoRateDegPerS:
      servoRate.measured && servoRate.commanded
        ? { measured: servoRate.measured, commanded: servoRate.commanded }
        : undefined,
  };
  return { state, head };
}

function after(
  before: HeadMotion,
  { nowMs, measured, commanded, commandedRateDegPerS, imuPose }: HeadReading,
  { uptimeMs, receivedAtMs, servosDeg }: NonNullable<HeadReading['carried']>,
): HeadMotion {
  const isFresh = nowMs - receivedAtMs <= LONGEST_GAP_MS;
  const track = (earlier: RateTrack, anglesDeg: PerServo<number> | undefined): RateTrack =>
    withAngles(earlier, isFresh ? anglesDeg : undefined, uptimeMs);
  return {
    pose: track(before.pose, measured && [measured.yawDeg, measured.pitchDeg, measured.rollDeg]),
    applied: track(before.applied, servosDeg?.applied),
    pots: track(before.pots, servosDeg?.measured),
    commandedRates: withCommandedRate(before.commandedRates, commandedRateDegPerS, nowMs),
    tilt: watchTilt(before.tilt, tiltErrorDeg(commanded, measured, imuPose), nowMs),
  };
}

/** The worse of what potentiometers and motion sensor say: a horn that slipped on its shaft leaves the first where they were. */
function tiltErrorDeg(
  commanded: Pose | undefined,
  measured: Pose | undefined,
  imuPose: Pose | undefined,
): number | undefined {
  if (!commanded) return undefined;
  const errors = [measured, imuPose].flatMap((pose) => (pose ? [tiltBetweenDeg(commanded, pose)] : []));
  return errors.length === 0 ? undefined : Math.max(...errors);
}

function difference(a: PerServo<number>, b: PerServo<number>): PerServo<number> {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}
