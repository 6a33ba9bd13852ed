import {
  RADIANS_PER_DEGREE,
  scale,
  subtract,
  type Vector3,
} from '../../controller/motion/kinematics/rotation.ts';
import { legDirections } from '../../controller/motion/kinematics/spherical3Rrs.ts';
import type { Spherical3RrsGeometry } from '../../protocol/brace.ts';
import { HEAD, LOWER_NECK, NECK, type NeckJoint, UPPER_JOINT, UPPER_NECK } from './anatomy.ts';
import { SERVO } from './servo.ts';

/** 60 mm above C7/T1 on the line between the two neck joints (reference/physics.md §2). */
const CENTRE: Vector3 = [0.0075, 0, 0.06];
/** All joints lie on a sphere about the centre (reference/physics.md §2). */
const SPHERE_RADIUS_M = 0.12;
interface Inertia {
  readonly massKg: number;
  readonly centreOfMass: Vector3;
  readonly inertiaRollPitchYaw: Vector3;
}

/** How the band sits on the skull: pads, hair and skin (assumed in reference/physics.md §2). */
const BUSHING = { forceNPerM: 4000, torqueNmPerRad: 25, dampingShare: 0.01 } as const;
const BAND_MASS_KG = 0.3;
const LINK_MASS_KG = 0.04;

/**
 * `head`: the brace on a person; `free`: the bare mechanism without gravity, friction or load, to compare
 * kinematics with.
 */
export type Load = 'head' | 'free';

const NECK_AXES = [
  { name: 'yaw', axis: '0 0 1' },
  { name: 'pitch', axis: '0 1 0' },
  { name: 'roll', axis: '1 0 0' },
] as const;

function triple(vector: Vector3): string {
  return vector.map((component) => component.toFixed(9)).join(' ');
}

function onSphere(direction: Vector3): Vector3 {
  const offset = scale(direction, SPHERE_RADIUS_M);
  return [CENTRE[0] + offset[0], CENTRE[1] + offset[1], CENTRE[2] + offset[2]];
}

function legXml(index: number, servo: Vector3, elbow: Vector3, bandJoint: Vector3, load: Load): string {
  const friction = load === 'head' ? SERVO.frictionNm : 0;
  const lower = triple(subtract(elbow, servo));
  const upper = triple(subtract(bandJoint, elbow));
  return `
    <body name="lower${index}" pos="${triple(servo)}">
      <joint name="servo${index}" axis="${triple(subtract(servo, CENTRE))}" armature="${SERVO.reflectedInertiaKgM2}"
        damping="${SERVO.viscousNmSPerRad}" frictionloss="${friction}"/>
      <geom class="link" fromto="0 0 0 ${lower}" mass="${LINK_MASS_KG}"/>
      <body name="upper${index}" pos="${lower}">
        <joint name="elbow${index}" axis="${triple(subtract(elbow, CENTRE))}" damping="0.002"/>
        <geom class="link" fromto="0 0 0 ${upper}" mass="${LINK_MASS_KG}"/>
        <site name="rod${index}" pos="${upper}"/>
      </body>
    </body>`;
}

function bandXml(
  position: Vector3,
  bandJoints: readonly Vector3[],
  bandCentre: Vector3,
  joints: string,
): string {
  const sites = bandJoints.map(
    (joint, index) => `<site name="band${index}" pos="${triple(subtract(joint, bandCentre))}"/>`,
  );
  return `
      <body name="band" pos="${triple(position)}">
        ${joints}
        <inertial pos="0 0 0" mass="${BAND_MASS_KG}" diaginertia="0.0015 0.0015 0.0027"/>
        ${sites.join('\n        ')}
      </body>`;
}

function bushingXml(): string {
  const { forceNPerM, torqueNmPerRad, dampingShare } = BUSHING;
  const slide = (name: string, axis: string): string =>
    `<joint name="${name}" type="slide" axis="${axis}" stiffness="${forceNPerM}" damping="${forceNPerM * dampingShare}"/>`;
  return `${slide('bandX', '1 0 0')}${slide('bandY', '0 1 0')}${slide('bandZ', '0 0 1')}
        <joint name="bandTurn" type="ball" stiffness="${torqueNmPerRad}" damping="${torqueNmPerRad * dampingShare}"/>`;
}

function neckJointXml(prefix: string, joint: NeckJoint): string {
  return NECK_AXES.map(({ name, axis }) => {
    const { stiffnessNmPerRad, dampingNmSPerRad, rangeDeg } = joint[name];
    const limit = rangeDeg * RADIANS_PER_DEGREE;
    return `<joint name="${prefix}${name}" axis="${axis}" stiffness="${stiffnessNmPerRad}" damping="${dampingNmSPerRad}" range="${-limit} ${limit}"/>`;
  }).join('\n      ');
}

/** A head of another mass and the same shape: its inertia grows with it. */
function headOf(massKg: number): Inertia {
  const share = massKg / HEAD.massKg;
  return { ...HEAD, massKg, inertiaRollPitchYaw: scale(HEAD.inertiaRollPitchYaw, share) };
}

function inertialXml(part: Inertia, origin: Vector3): string {
  return `<inertial pos="${triple(subtract(part.centreOfMass, origin))}" mass="${part.massKg}" diaginertia="${triple(part.inertiaRollPitchYaw)}"/>`;
}

function personXml(band: string, headMassKg: number): string {
  return `
    <body name="neck" pos="0 0 0">
      ${neckJointXml('lower-', LOWER_NECK)}
      ${inertialXml(NECK, [0, 0, 0])}
      <body name="head" pos="${triple(UPPER_JOINT)}">
      ${neckJointXml('upper-', UPPER_NECK)}
      ${inertialXml(headOf(headMassKg), UPPER_JOINT)}${band}
      </body>
    </body>
    <body name="hand" mocap="true" pos="${triple(UPPER_JOINT)}"/>`;
}

function motorXml(index: number): string {
  // MuJoCo's position controller asks for a torque and makes up for the back-EMF; a hobby servo puts a
  // voltage on its motor. With the gains as torques and the back-EMF put back into the damping both are the
  // same, the limit of the drive included.
  const torquePerVolt = SERVO.stallTorqueNm / SERVO.supplyVolts;
  const positionGain = torquePerVolt * SERVO.gainVoltsPerRad;
  const speedGain = torquePerVolt * SERVO.dampingVoltsPerRadPerS + SERVO.stallTorqueNm / SERVO.noLoadRadPerS;
  return `<dcmotor name="motor${index}" joint="servo${index}" group="${index}" input="pos"
      nominal="${SERVO.supplyVolts} ${SERVO.stallTorqueNm} ${SERVO.noLoadRadPerS}"
      controller="${positionGain} 0 ${speedGain} 0 0 ${SERVO.supplyVolts}"/>`;
}

function bandJointXml(index: number): string {
  return `<connect name="joint${index}" site1="rod${index}" site2="band${index}"
      solref="0.002 1" solimp="0.99 0.9999 0.0001"/>`;
}

/**
 * MuJoCo model of a build. All frames are parallel to the trunk at the reference pose, so every joint
 * coordinate is 0 there; the three servos are actuator groups 0, 1, 2, so that each can lose its power on its
 * own.
 */
export function mjcf(geometry: Spherical3RrsGeometry, load: Load, headMassKg: number = HEAD.massKg): string {
  const legs = legDirections(geometry).map((leg) => ({
    servo: onSphere(leg.servoAxis),
    elbow: onSphere(leg.elbow),
    bandJoint: onSphere(leg.bandJoint),
  }));
  const bandJoints = legs.map((leg) => leg.bandJoint);
  const bandCentre: Vector3 = [CENTRE[0], CENTRE[1], bandJoints[0]?.[2] ?? CENTRE[2]];
  const carried =
    load === 'head'
      ? personXml(
          bandXml(subtract(bandCentre, UPPER_JOINT), bandJoints, bandCentre, bushingXml()),
          headMassKg,
        )
      : bandXml(bandCentre, bandJoints, bandCentre, '<freejoint name="bandFree"/>');
  const gravity = load === 'head' ? -9.81 : 0;
  const hold =
    load === 'head'
      ? '<weld name="hold" body1="hand" body2="head" relpose="0 0 0 1 0 0 0" active="false" solref="0.05 1"/>'
      : '';
  // The arena is small on purpose: the default of 14.7 MB per body grows the wasm heap (reference/physics.md,
  // pitfall 1).
  return `<mujoco model="brace">
  <compiler angle="radian" autolimits="true"/>
  <size memory="1M"/>
  <option timestep="0.001" integrator="implicitfast" solver="Newton" tolerance="1e-10" gravity="0 0 ${gravity}">
    <flag autoreset="disable"/>
  </option>
  <default>
    <default class="link"><geom type="capsule" size="0.005" contype="0" conaffinity="0"/></default>
  </default>
  <worldbody>${legs.map((leg, index) => legXml(index, leg.servo, leg.elbow, leg.bandJoint, load)).join('')}${carried}
  </worldbody>
  <equality>
    ${[0, 1, 2].map(bandJointXml).join('\n    ')}
    ${hold}
  </equality>
  <actuator>
    ${[0, 1, 2].map(motorXml).join('\n    ')}
  </actuator>
</mujoco>`;
}
