import type { MotionSensors } from '../../../protocol/brace.ts';
import type { MotionSample } from '../../../protocol/motionSample.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { rotationOfMeasured } from '../../motion/kinematics/quaternion.ts';
import {
  compose,
  cross,
  dot,
  length,
  type Matrix3,
  multiply,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationAbout,
  rotationFromPose,
  scale,
  transpose,
  type Vector3,
} from '../../motion/kinematics/rotation.ts';

export interface CapturedMounting {
  readonly kind: 'captured';
  readonly mounting: MotionSensors;
}

/** Why nothing was captured. */
export interface MountingRefusal {
  readonly kind: 'refused';
  readonly id: 'sensorNotReadable' | 'sensorMoves' | 'sensorElsewhere';
  readonly sentence: string;
  readonly advice: string;
}

/** More than a loose screw or a bent plate: the sensor sits another way round, or the brace is not level (D). */
const MOST_ASKEW_DEG = 20;
const STILL_M_PER_S2 = 0.5;
const LENGTH_TOLERANCE = 0.01;
const UP: Vector3 = [0, 0, 1];
/** Less is no turn: about an axis that short none can be named. */
const SMALLEST_SINE = 1e-12;

const REFUSALS = {
  sensorNotReadable: {
    sentence: 'A motion sensor gives no orientation.',
    advice: 'Check its cable, and wait until it has started.',
  },
  sensorMoves: {
    sentence: 'A motion sensor was moved while its place was to be measured.',
    advice: 'Put the brace on a table and do not touch it.',
  },
  sensorElsewhere: {
    sentence: 'A motion sensor does not sit where it is meant to.',
    advice:
      'Put the part for the trunk level, see that head and trunk sensors are not exchanged, and screw them on as drawn.',
  },
} as const;

/**
 * How the sensors sit, from one look at a brace whose trunk part stands level and whose band is where the potentiometers say: gravity
 * shows how far each is tilted from the place meant for it. Turned about the vertical it may be a few degrees, unseen: 2° put 0.9° of a
 * flexion of 25° into the roll.
 */
export function captureMounting(
  samples: { readonly head: MotionSample; readonly trunk: MotionSample },
  nominal: MotionSensors,
  potsPose: Pose,
): CapturedMounting | MountingRefusal {
  const head = askew(samples.head, nominal.headMounting, multiply(transpose(rotationFromPose(potsPose)), UP));
  const trunk = askew(samples.trunk, nominal.trunkMounting, UP);
  if (typeof head === 'string') return refused(head);
  if (typeof trunk === 'string') return refused(trunk);
  return {
    kind: 'captured',
    mounting: { headMounting: poseFromRotation(head), trunkMounting: poseFromRotation(trunk) },
  };
}

/** The mounting that lets the sensor feel gravity along `up`, nearest to the nominal one. */
function askew(sample: MotionSample, nominal: Pose, up: Vector3): Matrix3 | MountingRefusal['id'] {
  const sensor = rotationOfMeasured(sample.quaternion, LENGTH_TOLERANCE);
  if (!sensor) return 'sensorNotReadable';
  if (!(length(sample.accelerationMPerS2) <= STILL_M_PER_S2)) return 'sensorMoves';
  const meant = multiply(transpose(rotationFromPose(nominal)), up);
  const felt = multiply(transpose(sensor), UP);
  const axis = cross(felt, meant);
  const sine = length(axis);
  const angleRad = Math.atan2(sine, dot(felt, meant));
  if (!(angleRad <= MOST_ASKEW_DEG * RADIANS_PER_DEGREE)) return 'sensorElsewhere';
  const turn = sine > SMALLEST_SINE ? rotationAbout(scale(axis, 1 / sine), angleRad) : rotationAbout(UP, 0);
  return compose(rotationFromPose(nominal), turn);
}

function refused(id: MountingRefusal['id']): MountingRefusal {
  return { kind: 'refused', id, ...REFUSALS[id] };
}
