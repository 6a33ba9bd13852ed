import {
  compose,
  length,
  type Matrix3,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationFromPose,
  rotationFromQuaternion,
  subtract,
  type Vector3,
} from '../../controller/motion/kinematics/rotation.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { NeckAxis } from './anatomy.ts';
import { type Engine, type NumberView, valueAt } from './engine.ts';

export type PerAxis = Readonly<Record<NeckAxis, number>>;

/**
 * What the joints of the model say, read from the positions of this moment (MuJoCo's own body frames are one
 * step old).
 */
export interface Joints {
  servoRad(servo: 0 | 1 | 2): number;
  servoRadPerS(servo: 0 | 1 | 2): number;
  servoAnglesDeg(): PerServo<number>;
  /** Both neck joints together. */
  neckRad(axis: NeckAxis): number;
  lowerNeckRad(axis: NeckAxis): number;
  /** The same torque through both neck joints, which are in series. */
  applyToNeck(axis: NeckAxis, torqueNm: number): void;
  bandPose(): Pose;
  skullPose(): Pose;
  /** Moves the hand to the head. */
  placeHand(): void;
  loopGapM(): number;
}

/** Looks the joints of the model up by name, once. */
export function createJoints(engine: Engine): Joints {
  const servos = [0, 1, 2].map((servo) => engine.positionAddress(`servo${servo}`));
  const servoVelocities = [0, 1, 2].map((servo) => engine.velocityAddress(`servo${servo}`));
  const perAxis = (find: (joint: string) => number, prefix: string): PerAxis => ({
    yaw: find(`${prefix}yaw`),
    pitch: find(`${prefix}pitch`),
    roll: find(`${prefix}roll`),
  });
  const lower = perAxis(engine.positionAddress, 'lower-');
  const upper = perAxis(engine.positionAddress, 'upper-');
  const lowerVelocity = perAxis(engine.velocityAddress, 'lower-');
  const upperVelocity = perAxis(engine.velocityAddress, 'upper-');
  const bandTurn = engine.positionAddress('bandTurn');
  const head = engine.id('body', 'head');
  const gaps = [0, 1, 2].map((leg) => ({
    rod: engine.id('site', `rod${leg}`),
    band: engine.id('site', `band${leg}`),
  }));

  function servoRad(servo: 0 | 1 | 2): number {
    return valueAt(engine.view('qpos'), servos[servo] ?? -1);
  }

  function jointRotation(addresses: PerAxis): Matrix3 {
    const positions = engine.view('qpos');
    // The hinges are stacked yaw, pitch, roll: the order of a pose.
    return rotationFromPose({
      yawDeg: valueAt(positions, addresses.yaw) / RADIANS_PER_DEGREE,
      pitchDeg: valueAt(positions, addresses.pitch) / RADIANS_PER_DEGREE,
      rollDeg: valueAt(positions, addresses.roll) / RADIANS_PER_DEGREE,
    });
  }

  function skullRotation(): Matrix3 {
    return compose(jointRotation(lower), jointRotation(upper));
  }

  function lowerNeckRad(axis: NeckAxis): number {
    return valueAt(engine.view('qpos'), lower[axis]);
  }

  return {
    servoRad,
    servoRadPerS: (servo) => valueAt(engine.view('qvel'), servoVelocities[servo] ?? -1),
    servoAnglesDeg: () => [
      servoRad(0) / RADIANS_PER_DEGREE,
      servoRad(1) / RADIANS_PER_DEGREE,
      servoRad(2) / RADIANS_PER_DEGREE,
    ],
    lowerNeckRad,
    neckRad: (axis) => lowerNeckRad(axis) + valueAt(engine.view('qpos'), upper[axis]),
    applyToNeck(axis, torqueNm) {
      const applied = engine.view('qfrc_applied');
      applied[lowerVelocity[axis]] = torqueNm;
      applied[upperVelocity[axis]] = torqueNm;
    },
    skullPose: () => poseFromRotation(skullRotation()),
    bandPose() {
      const positions = engine.view('qpos');
      const part = (offset: number): number => valueAt(positions, bandTurn + offset);
      const turn = rotationFromQuaternion(part(0), part(1), part(2), part(3));
      return poseFromRotation(compose(skullRotation(), turn));
    },
    placeHand() {
      engine.updateKinematics();
      copy(engine.view('xpos'), 3 * head, engine.view('mocap_pos'), 3);
      copy(engine.view('xquat'), 4 * head, engine.view('mocap_quat'), 4);
    },
    loopGapM() {
      const sites = engine.view('site_xpos');
      return Math.max(
        ...gaps.map(({ rod, band }) => length(subtract(pointAt(sites, rod), pointAt(sites, band)))),
      );
    },
  };
}

function pointAt(points: NumberView, index: number): Vector3 {
  return [valueAt(points, 3 * index), valueAt(points, 3 * index + 1), valueAt(points, 3 * index + 2)];
}

function copy(from: NumberView, start: number, to: NumberView, count: number): void {
  for (let index = 0; index < count; index += 1) to[index] = valueAt(from, start + index);
}
