import { afterEach, describe, expect, test } from 'vitest';
import {
  angleBetweenDeg,
  compose,
  length,
  poseFromRotation,
  RADIANS_PER_DEGREE,
  rotationFromPose,
  subtract,
  transpose,
  type Vector3,
} from '../../../controller/motion/kinematics/rotation.ts';
import { anglesFromPulses } from '../../../controller/motion/kinematics/servoMap.ts';
import { carriedMasses, MECHANISM_CENTRE_M, UPRIGHT_GRAVITY } from '../../../controller/safety/gravity.ts';
import { imposedMomentNm, servoTorqueNm } from '../../../controller/safety/load.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { PerServo, Pose } from '../../../protocol/pose.ts';
import { HEAD, LOWER_NECK, NECK, UPPER_JOINT, UPPER_NECK } from '../../../sim/body/anatomy.ts';
import { type Body, createBody } from '../../../sim/body/body.ts';
import { SERVO, SERVO_STIFFNESS_NM_PER_DEG } from '../../../sim/body/servo.ts';
import {
  command,
  hardLimitPoses,
  kinematics,
  moveTo,
  pulsesFor,
  run,
  STRAIGHT,
} from '../../sim/body/brace.ts';

const { drive, servos } = DEFAULT_BUILD;
const masses = carriedMasses(DEFAULT_PARAMETERS);
const SERVOS = [0, 1, 2] as const;

let body: Body | undefined;
afterEach(() => {
  body?.dispose();
  body = undefined;
});

/** What the estimate makes of the pulses and the true shaft angles at rest. */
function torquesAtRest(held: Body, pulsesUs: PerServo<number>): PerServo<number> {
  const commanded = anglesFromPulses(pulsesUs, servos);
  const measured = held.servoAnglesDeg();
  const one = (servo: 0 | 1 | 2): number =>
    servoTorqueNm(
      {
        commandedDeg: commanded[servo],
        measuredDeg: measured[servo],
        halfDeadBandDeg: drive.deadBandUs / 2 / servos[servo].usPerDeg,
      },
      drive,
    );
  return [one(0), one(1), one(2)];
}

function poseOf(held: Body): Pose {
  const pose = kinematics.forward(held.servoAnglesDeg(), held.bandPose());
  if (!pose) throw new Error('no pose');
  return pose;
}

function momentFrom(torquesNm: PerServo<number>, pose: Pose): Vector3 {
  const moment = imposedMomentNm(kinematics, pose, torquesNm, masses, UPRIGHT_GRAVITY);
  if (!moment) throw new Error('no moment');
  return moment;
}

/**
 * The elastic moment in the simulated neck at the height of the mechanism's centre: that of the lower joint and that of the upper
 * one, which the skull's pose gives, with the centre 60 of the 135 mm up between them.
 */
function neckMomentAtCentreNm(held: Body): Vector3 {
  const lower = held.neckTorqueNm();
  const lowerDeg = (axis: 'yaw' | 'pitch' | 'roll'): number =>
    -lower[axis] / LOWER_NECK[axis].stiffnessNmPerRad / RADIANS_PER_DEGREE;
  const lowerPose = { yawDeg: lowerDeg('yaw'), pitchDeg: lowerDeg('pitch'), rollDeg: lowerDeg('roll') };
  const upper = poseFromRotation(
    compose(transpose(rotationFromPose(lowerPose)), rotationFromPose(held.skullPose())),
  );
  const part = MECHANISM_CENTRE_M[2] / UPPER_JOINT[2];
  const at = (axis: 'yaw' | 'pitch' | 'roll', upperDeg: number): number =>
    (1 - part) * -lower[axis] + part * UPPER_NECK[axis].stiffnessNmPerRad * upperDeg * RADIANS_PER_DEGREE;
  return [at('roll', upper.rollDeg), at('pitch', upper.pitchDeg), at('yaw', upper.yawDeg)];
}

/** Most that the friction of the gears, which the potentiometers cannot show, may add at this pose. */
function frictionMomentNm(pose: Pose): number {
  const jacobian = kinematics.jacobian(pose);
  if (!jacobian) throw new Error('singular');
  const component = (column: 0 | 1 | 2): number =>
    SERVO.frictionNm * jacobian.reduce((sum, line) => sum + Math.abs(line[column]), 0);
  return Math.hypot(component(0), component(1), component(2));
}

describe('load', () => {
  test('S54: the moment at a pose that the mechanism cannot take is not known', () => {
    const beyond: Pose = { yawDeg: 0, pitchDeg: 85, rollDeg: 0 };
    expect(kinematics.inverse(beyond).kind).toBe('unreachable');
    expect(imposedMomentNm(kinematics, beyond, [0, 0, 0], masses, UPRIGHT_GRAVITY)).toBeUndefined();
  });

  test('S52: the weight of a head in a trunk that leans turns it too, and one that is not known is no moment', () => {
    const [x, y, z] = MECHANISM_CENTRE_M;
    const ahead = [{ massKg: 2, centreM: [x + 0.1, y, z + 0.1] as const }];
    const momentOf = (gravity: Vector3) => imposedMomentNm(kinematics, STRAIGHT, [0, 0, 0], ahead, gravity);
    const [roll, pitch, yaw] = momentOf([0, -5, 0]) ?? [Number.NaN, Number.NaN, Number.NaN];
    expect(roll).toBeCloseTo(1, 9);
    expect(pitch).toBeCloseTo(0, 9);
    expect(yaw).toBeCloseTo(-1, 9);
    for (const gravity of [
      [Number.NaN, 0, 0],
      [0, Number.NaN, 0],
      [0, 0, Number.NaN],
    ] as const) {
      expect(momentOf(gravity)).toBeUndefined();
    }
  });

  test('S52: the default drive is that of the simulated servo', () => {
    expect(drive.stiffnessNmPerDeg).toBeCloseTo(SERVO_STIFFNESS_NM_PER_DEG, 2);
    expect(drive.deadBandUs).toBe(SERVO.deadBandUs);
  });

  test('S52: no torque inside the dead band, and what is unknown stays unknown', () => {
    const shaft = { commandedDeg: 5, measuredDeg: 5.09, halfDeadBandDeg: 0.1 };
    expect(Math.abs(servoTorqueNm(shaft, drive))).toBe(0);
    expect(servoTorqueNm({ ...shaft, measuredDeg: 4 }, drive)).toBeCloseTo(0.9 * drive.stiffnessNmPerDeg, 9);
    expect(servoTorqueNm({ ...shaft, measuredDeg: 6 }, drive)).toBeCloseTo(-0.9 * drive.stiffnessNmPerDeg, 9);
    for (const bad of [{ measuredDeg: Number.NaN }, { commandedDeg: Number.NaN }]) {
      const torque = servoTorqueNm({ ...shaft, ...bad }, drive);
      expect(torque).toBeNaN();
      expect(imposedMomentNm(kinematics, STRAIGHT, [torque, 0, 0], masses, UPRIGHT_GRAVITY)).toBeUndefined();
    }
  });

  test('S52: at 30 poses the servo torques are MuJoCo’s, and the moment is that in the neck within what cannot be seen', async () => {
    body = await createBody({ build: DEFAULT_BUILD, seed: 1 });
    let from = STRAIGHT;
    command(body, from);
    let [worstTorqueNm, worstShare, poses, largestNm] = [0, 0, 0, 0];
    for (const pose of hardLimitPoses(14)) {
      moveTo(body, from, pose, 1000);
      run(body, 800);
      from = pose;
      poses += 1;
      const torques = torquesAtRest(body, pulsesFor(pose));
      const truth = body.servoTorquesNm();
      for (const servo of SERVOS) {
        worstTorqueNm = Math.max(worstTorqueNm, Math.abs(torques[servo] - truth[servo]));
      }
      const moment = momentFrom(torques, poseOf(body));
      const difference = length(subtract(moment, neckMomentAtCentreNm(body)));
      // Unseen: the gears' friction; the skull, which tips further than the band that is measured; and the weight of the neck,
      // half of which may rest on either joint, offset by how far the neck leans.
      const skullRad = angleBetweenDeg(rotationFromPose(body.skullPose()), rotationFromPose(poseOf(body)));
      const headNm = HEAD.massKg * 9.81 * HEAD.centreOfMass[2] * skullRad * RADIANS_PER_DEGREE;
      const leanRad = angleBetweenDeg(rotationFromPose(body.skullPose()), rotationFromPose(STRAIGHT));
      const neckNm = 0.5 * NECK.massKg * 9.81 * NECK.centreOfMass[2] * leanRad * RADIANS_PER_DEGREE;
      worstShare = Math.max(worstShare, difference / (frictionMomentNm(poseOf(body)) + headNm + neckNm));
      largestNm = Math.max(largestNm, length(moment));
    }
    expect(poses).toBeGreaterThanOrEqual(20);
    // Less than 0.01°, what the shaft still moves in a step, times the stiffness.
    expect(worstTorqueNm).toBeLessThan(0.03);
    expect(worstShare).toBeLessThan(1);
    // Holding a head anywhere in its range is nothing to warn about.
    expect(largestNm).toBeLessThan(0.5 * DEFAULT_PARAMETERS.neckMomentWarnNm);
  });

  test('S53: against a hand that holds the head the moment rises with every degree, past 5 Nm and past 8 Nm', async () => {
    body = await createBody({ build: DEFAULT_BUILD, seed: 1 });
    command(body, STRAIGHT);
    run(body, 500);
    body.setHandHolds(true);
    const moments: number[] = [];
    for (let pitchDeg = 0; pitchDeg <= 24; pitchDeg += 3) {
      command(body, { ...STRAIGHT, pitchDeg });
      run(body, 500);
      const estimate = momentFrom(torquesAtRest(body, pulsesFor({ ...STRAIGHT, pitchDeg })), poseOf(body));
      const truth = momentFrom(body.servoTorquesNm(), poseOf(body));
      expect(length(subtract(estimate, truth))).toBeLessThan(0.1);
      // It bends the head forward; to the sides there is no more than friction.
      expect(Math.hypot(estimate[0], estimate[2])).toBeLessThan(frictionMomentNm(poseOf(body)));
      moments.push(estimate[1]);
    }
    for (const [index, moment] of moments.slice(1).entries()) {
      expect(moment).toBeGreaterThan(moments[index] ?? Number.NaN);
    }
    expect(moments[0]).toBeLessThan(DEFAULT_PARAMETERS.neckMomentWarnNm);
    expect(moments.at(-1)).toBeGreaterThan(DEFAULT_PARAMETERS.neckMomentHoldNm);
  });
});
