import type { MotionSensors } from '../../../protocol/brace.ts';
import type { MotionSamples } from '../../../protocol/motionSample.ts';
import type { Pose } from '../../../protocol/pose.ts';
import {
  compose,
  length,
  type Matrix3,
  rotationFromPose,
  scale,
  transpose,
  type Vector3,
} from '../../motion/kinematics/rotation.ts';
import type { Observation } from '../observation.ts';
import { believed, type SensorTrack, withSample } from './believable.ts';
import { fuseHead, type HeadFusion, keptHeading, poseOf, rateDegPerSOf } from './headFusion.ts';
import { followTrunk, type TrunkRest, tiltChangeDeg } from './trunkRest.ts';

const G_M_PER_S2 = 9.81;

/** What one tick hears of the motion sensors. */
export interface MotionReading {
  readonly nowMs: number;
  /** How they are screwed on; undefined: the build has none. */
  readonly fitted: MotionSensors | undefined;
  readonly samples: MotionSamples;
  /** The head by the potentiometers; undefined if they tell none. */
  readonly potsPose: Pose | undefined;
}

/** What is remembered of them between two ticks. */
export interface MotionState {
  readonly head: SensorTrack | undefined;
  readonly trunk: SensorTrack | undefined;
  readonly fusion: HeadFusion | undefined;
  readonly rest: TrunkRest | undefined;
  /** Gravity in the trunk frame, m/s², as last known. */
  readonly gravityMPerS2: Vector3 | undefined;
}

export const NO_MOTION_KNOWN: MotionState = {
  head: undefined,
  trunk: undefined,
  fusion: undefined,
  rest: undefined,
  gravityMPerS2: undefined,
};

export interface Sensed extends Pick<Observation, 'headImu' | 'trunkImu'> {
  readonly state: MotionState;
}

/**
 * Head against trunk, tilt and jolts of the trunk, from two sensors that each know their own orientation. A pose needs both; one that
 * is not believed makes it unknown, and what it said before is not used again.
 */
export function senseMotion(before: MotionState, reading: MotionReading): Sensed {
  const { nowMs, fitted, samples } = reading;
  if (!fitted) {
    return { state: NO_MOTION_KNOWN, headImu: { kind: 'notFitted' }, trunkImu: { kind: 'notFitted' } };
  }
  const head = withSample(before.head, samples.head);
  const trunk = withSample(before.trunk, samples.trunk);
  const headWorld = partOf(believed(head, nowMs), fitted.headMounting);
  const trunkWorld = partOf(believed(trunk, nowMs), fitted.trunkMounting);
  const kept = keptHeading(before.fusion, nowMs);
  const fused =
    head && headWorld && trunkWorld
      ? fuseHead(
          kept,
          { head: headWorld, trunk: trunkWorld, headAtMs: head.sample.atMs },
          reading.potsPose,
          nowMs,
        )
      : undefined;
  const fusion = fused ?? kept;
  const tracked = { head, trunk, fusion };
  const headImu = headOf(fused);
  if (!trunk || !trunkWorld) {
    return { state: { ...before, ...tracked }, headImu, trunkImu: { kind: 'silent' } };
  }
  const up = upwardIn(trunkWorld);
  const accelerationG = length(trunk.sample.accelerationMPerS2) / G_M_PER_S2;
  const rest = followTrunk(before.rest, up, accelerationG, nowMs);
  return {
    state: { ...tracked, rest, gravityMPerS2: scale(up, -G_M_PER_S2) },
    headImu,
    trunkImu: { kind: 'known', accelerationG, tiltChangeDeg: tiltChangeDeg(rest, up) },
  };
}

/** Part to world, of a sensor whose own axes are turned against the part. */
function partOf(sensor: Matrix3 | undefined, mounting: Pose): Matrix3 | undefined {
  return sensor && compose(sensor, transpose(rotationFromPose(mounting)));
}

/** The world's upward direction in the frame of a part. */
function upwardIn([, , up]: Matrix3): Vector3 {
  return up;
}

function headOf(fusion: HeadFusion | undefined): Observation['headImu'] {
  if (!fusion) return { kind: 'silent' };
  const rateDegPerS = rateDegPerSOf(fusion);
  return rateDegPerS === undefined
    ? { kind: 'silent' }
    : { kind: 'known', pose: poseOf(fusion), rateDegPerS };
}
