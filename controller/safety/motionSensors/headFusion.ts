import type { Pose } from '../../../protocol/pose.ts';
import {
  angleBetweenDeg,
  compose,
  type Matrix3,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationAbout,
  rotationFromPose,
  transpose,
  type Vector3,
} from '../../motion/kinematics/rotation.ts';

/**
 * Without a magnetometer each sensor has a heading of its own, which begins anywhere and drifts: flexion and lateral tilt come from
 * gravity alone, rotation is brought into line with the potentiometers and then follows them this slowly (D: some ten times the drift
 * of a calibrated gyroscope). A potentiometer that slips is 5° off at once; one that creeps slower than this goes unnoticed in yaw.
 */
export const REALIGN_DEG_PER_S = 0.1;
/** Two samples of the head rate at 50 Hz: a digit of the quaternion is 0.2°/s then. */
const RATE_SPAN_MS = 40;
const LONGEST_GAP_MS = 100;
/**
 * A sensor that was not believed for longer may have lost its power, and with it its heading: its chip needs 400 ms to boot (BNO055 data
 * sheet table 0-2). Within it a garbled reply must not bring the heading into line with a potentiometer that slipped meanwhile.
 */
export const HEADING_KEPT_MS = 300;

const UP: Vector3 = [0, 0, 1];
const heading = (deg: number): Matrix3 => rotationAbout(UP, deg * RADIANS_PER_DEGREE);

interface TimedRotation {
  readonly atMs: number;
  readonly rotation: Matrix3;
}

/** What is remembered of the head against the trunk between two ticks. */
export interface HeadFusion {
  /** How much further left the trunk's heading reads than the head's, both looking the same way, degrees. */
  readonly headingDeg: number;
  readonly alignedAtMs: number;
  readonly track: HeadTrack;
}

interface HeadTrack {
  readonly newest: TimedRotation;
  /** Without a gap before it, oldest first: back to the last that is at least `RATE_SPAN_MS` older. */
  readonly earlier: readonly TimedRotation[];
}

/** Both parts, to their sensors' own worlds, and when the head was there. */
export interface Worlds {
  readonly head: Matrix3;
  readonly trunk: Matrix3;
  readonly headAtMs: number;
}

/**
 * The head against the trunk after one more look: undefined while the headings are not in line, for which the potentiometers' pose is
 * needed once.
 */
export function fuseHead(
  before: HeadFusion | undefined,
  worlds: Worlds,
  potsPose: Pose | undefined,
  nowMs: number,
): HeadFusion | undefined {
  const wantedDeg = potsPose ? headingBetweenDeg(worlds, potsPose) : Number.NaN;
  const headingDeg = aligned(before, wantedDeg, nowMs);
  if (headingDeg === undefined) return undefined;
  const rotation = headAgainstTrunk(worlds, headingDeg);
  const track = followed(before?.track, { atMs: worlds.headAtMs, rotation });
  return { headingDeg, alignedAtMs: nowMs, track };
}

/** R = trunkᵀ · Rz(heading) · head. */
export function headAgainstTrunk({ head, trunk }: Worlds, headingDeg: number): Matrix3 {
  return compose(transpose(trunk), compose(heading(headingDeg), head));
}

/** The heading that brings the sensors nearest to a pose: the turn about the vertical in trunk · R · headᵀ. */
export function headingBetweenDeg({ head, trunk }: Worlds, pose: Pose): number {
  const [first, second] = compose(trunk, compose(rotationFromPose(pose), transpose(head)));
  return Math.atan2(second[0] - first[1], first[0] + second[1]) / RADIANS_PER_DEGREE;
}

/** The headings while a sensor is not believed; undefined once they may have been lost. */
export function keptHeading(before: HeadFusion | undefined, nowMs: number): HeadFusion | undefined {
  return before && Math.abs(nowMs - before.alignedAtMs) <= HEADING_KEPT_MS ? before : undefined;
}

export function poseOf({ track }: HeadFusion): Pose {
  return poseFromRotation(track.newest.rotation);
}

/** °/s, in whatever direction, over the last 40 ms or more; undefined while too little is known. */
export function rateDegPerSOf({ track }: HeadFusion): number | undefined {
  const to = track.newest;
  const [from] = track.earlier;
  if (!from || to.atMs - from.atMs < RATE_SPAN_MS) return undefined;
  return (angleBetweenDeg(from.rotation, to.rotation) / (to.atMs - from.atMs)) * 1000;
}

function aligned(before: HeadFusion | undefined, wantedDeg: number, nowMs: number): number | undefined {
  if (!Number.isFinite(wantedDeg)) return before?.headingDeg;
  if (!before) return wantedDeg;
  const mostDeg = (REALIGN_DEG_PER_S * Math.max(0, nowMs - before.alignedAtMs)) / 1000;
  const aheadDeg = wantedDeg - before.headingDeg;
  const errorDeg = aheadDeg - 360 * Math.round(aheadDeg / 360);
  return before.headingDeg + Math.max(-mostDeg, Math.min(mostDeg, errorDeg));
}

function followed(before: HeadTrack | undefined, next: TimedRotation): HeadTrack {
  const begun: HeadTrack = { newest: next, earlier: [] };
  if (!before) return begun;
  const elapsedMs = next.atMs - before.newest.atMs;
  if (!(elapsedMs >= 0 && elapsedMs <= LONGEST_GAP_MS)) return begun;
  if (elapsedMs === 0) return before;
  const earlier = [...before.earlier, before.newest];
  const oldest = earlier.findLastIndex(({ atMs }) => next.atMs - atMs >= RATE_SPAN_MS);
  return { newest: next, earlier: earlier.slice(Math.max(0, oldest)) };
}
