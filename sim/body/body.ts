import {
  type Matrix3,
  multiply,
  RADIANS_PER_DEGREE,
  subtract,
  transpose,
  type Vector3,
} from '../../controller/motion/kinematics/rotation.ts';
import type { BraceBuild } from '../../protocol/brace.ts';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import { createRandom } from '../random.ts';
import { endRangeTorqueNm, LOWER_NECK, type NeckAxis } from './anatomy.ts';
import { createEngine, valueAt } from './engine.ts';
import { createJoints, type PerAxis } from './joints.ts';
import { mjcf } from './mjcf.ts';
import {
  INITIAL_TEMPERATURE_C,
  motorCurrentA,
  potVolts,
  supplyPinVolts,
  temperaturePinVolts,
  warmed,
} from './sensors.ts';
import { driveRad, SERVO, saggedDriveRad, targetRad } from './servo.ts';
import { settleAt } from './settle.ts';

type ServoIndex = 0 | 1 | 2;
const SERVOS = [0, 1, 2] as const;
const NECK_AXES: readonly NeckAxis[] = ['yaw', 'pitch', 'roll'];
const STEP_S = 0.001;

/** How a part stands in the world (whose z is up), and how it is accelerated without gravity, m/s² along the world's axes. */
export interface PartMotion {
  readonly rotation: Matrix3;
  readonly accelerationMPerS2: Vector3;
}

const GRAVITY: Vector3 = [0, 0, -9.81];
const AT_REST: PartMotion = {
  rotation: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  accelerationMPerS2: [0, 0, 0],
};

/**
 * A person's head in a brace, in 1 ms steps. Voltages are those at the microcontroller's pins (`sensors.ts`
 * has the scales).
 */
export interface Body {
  /** Advances by 1 ms. Throws SimulationDivergedError if the physics leaves the numbers. */
  step(): void;
  /**
   * A pulse that the servo has received; null: no pulses or no power, and the shaft can be turned against its
   * gears. Throws ServoPulseError.
   */
  setServoPulse(servo: ServoIndex, pulseUs: number | null): void;
  /** What the source gives the servos from now on, V: of less than the nominal 12 V they make less torque and less speed. */
  setServoSupply(volts: number): void;
  /**
   * A person's hand holds the head where it is now (a stiff, damped spring), or lets go. Holding twice keeps
   * the first pose.
   */
  setHandHolds(isHolding: boolean): void;
  /**
   * Torque of the person's own muscles about the trunk axes, Nm: positive yaw left, pitch flexion, roll
   * right; lasts until changed.
   */
  setMuscleTorque(torqueNm: PerAxis): void;
  /**
   * The chair is tipped, driven or braked: the head feels it as a change of gravity. What turning the chair fast would add (centrifugal
   * and Coriolis forces) is left out.
   */
  setTrunk(motion: PartMotion): void;
  readonly trunk: PartMotion;
  /** 0…5 V, A0–A2: new noise every step, the same in one step however often it is read. */
  readonly potVolts: PerServo<number>;
  /** 0…5 V, A3: the servo supply behind its divider. */
  readonly supplyVolts: number;
  /** 0…5 V, A6 and A7: on the rear servo and on the left one. */
  readonly servoTemperatureVolts: readonly [number, number];
  /** The head band against the trunk: what the brace turns. */
  bandPose(): Pose;
  /** The skull against the trunk: differs from the band, which sits on it softly. */
  skullPose(): Pose;
  servoAnglesDeg(): PerServo<number>;
  /** Motor torque at each shaft in the last step, Nm. */
  servoTorquesNm(): PerServo<number>;
  /**
   * Torque in the tissue of the neck (elastic part, lower joint), Nm, against the deflection: what bends the
   * person's neck.
   */
  neckTorqueNm(): PerAxis;
  /** Largest distance between the two halves of a band joint in the last step, metres: the solver's error. */
  loopGapM(): number;
  readonly timeMs: number;
  /** Frees the wasm memory; every later call throws EngineError. */
  dispose(): void;
}

/** A mechanism that the simulation has no model of. */
export class NoBodyError extends Error {
  readonly id = 'noBodyForMechanism';
  readonly advice = 'Simulate the spherical 3-RRS; the serial mechanism exists in the kinematics only.';

  constructor(kind: string) {
    super(`There is no simulated body with a ${kind} mechanism.`);
  }
}

/**
 * A body whose band rests at `startPose` (default: straight), time 0, servos without pulses and nobody
 * holding the head: give it pulses or a hand before the first step, or it falls. The same build, seed and
 * calls give bit-identical results. Throws StartPoseError for a pose out of reach, NoBodyError for another mechanism.
 */
export async function createBody(options: {
  build: BraceBuild;
  seed: number;
  startPose?: Pose;
  /** Default: `HEAD.massKg`. */
  headMassKg?: number;
}): Promise<Body> {
  const { build } = options;
  if (build.geometry.kind !== 'spherical3Rrs') throw new NoBodyError(build.geometry.kind);
  const engine = await createEngine(mjcf(build.geometry, 'head', options.headMassKg));
  const joints = createJoints(engine);
  const random = createRandom(options.seed);
  const targets: [number | null, number | null, number | null] = [null, null, null];
  const temperatures: [number, number, number] = [
    INITIAL_TEMPERATURE_C,
    INITIAL_TEMPERATURE_C,
    INITIAL_TEMPERATURE_C,
  ];
  let muscleTorque: PerAxis = { yaw: 0, pitch: 0, roll: 0 };
  let servoVolts: number = SERVO.supplyVolts;
  let isHandHolding = false;
  let trunk = AT_REST;
  let timeMs = 0;

  function drive(servo: ServoIndex): void {
    const target = targets[servo];
    const shaft = joints.servoRad(servo);
    const command = target === null ? shaft : driveRad(target, shaft, build.servos[servo]);
    engine.view('ctrl')[servo] =
      servoVolts < SERVO.supplyVolts
        ? saggedDriveRad(command, shaft, joints.servoRadPerS(servo), servoVolts)
        : command;
  }

  function advance(): void {
    for (const servo of SERVOS) drive(servo);
    for (const axis of NECK_AXES) {
      const deflectionDeg = joints.neckRad(axis) / RADIANS_PER_DEGREE;
      joints.applyToNeck(axis, endRangeTorqueNm(axis, deflectionDeg) + muscleTorque[axis]);
    }
    engine.step();
  }

  function power(): void {
    let unpowered = 0;
    for (const servo of SERVOS) if (targets[servo] === null) unpowered |= 1 << servo;
    engine.setDisabledActuatorGroups(unpowered);
  }

  function servoTorquesNm(): PerServo<number> {
    const forces = engine.view('actuator_force');
    return [valueAt(forces, 0), valueAt(forces, 1), valueAt(forces, 2)];
  }

  function readPins() {
    const angles = joints.servoAnglesDeg();
    const torques = servoTorquesNm();
    return {
      pots: [
        potVolts(angles[0], build.servos[0], random),
        potVolts(angles[1], build.servos[1], random),
        potVolts(angles[2], build.servos[2], random),
      ] as const,
      supply: supplyPinVolts(
        motorCurrentA(torques[0]) + motorCurrentA(torques[1]) + motorCurrentA(torques[2]),
        servoVolts,
        random,
      ),
      temperature: [
        temperaturePinVolts(temperatures[0], random),
        temperaturePinVolts(temperatures[1], random),
      ] as const,
    };
  }

  settleAt(options.startPose ?? { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, build, {
    command(anglesRad) {
      for (const servo of SERVOS) targets[servo] = anglesRad[servo];
      power();
    },
    step: advance,
    bandPose: joints.bandPose,
  });
  targets.fill(null);
  power();
  engine.setTimeMs(0);
  let pins = readPins();

  return {
    step() {
      advance();
      timeMs += 1;
      for (const servo of SERVOS) {
        const currentA = motorCurrentA(valueAt(engine.view('actuator_force'), servo));
        temperatures[servo] = warmed(temperatures[servo], currentA, STEP_S);
      }
      pins = readPins();
    },
    setServoPulse(servo, pulseUs) {
      targets[servo] = pulseUs === null ? null : targetRad(pulseUs, build.servos[servo]);
      power();
    },
    setServoSupply(volts) {
      servoVolts = volts;
    },
    setHandHolds(isHolding) {
      if (isHolding && !isHandHolding) joints.placeHand();
      engine.setEqualityActive('hold', isHolding);
      isHandHolding = isHolding;
    },
    setMuscleTorque(torqueNm) {
      muscleTorque = { ...torqueNm };
    },
    setTrunk(motion) {
      trunk = motion;
      engine.setGravity(multiply(transpose(motion.rotation), subtract(GRAVITY, motion.accelerationMPerS2)));
    },
    get trunk() {
      return trunk;
    },
    get potVolts() {
      return pins.pots;
    },
    get supplyVolts() {
      return pins.supply;
    },
    get servoTemperatureVolts() {
      return pins.temperature;
    },
    bandPose: joints.bandPose,
    skullPose: joints.skullPose,
    servoAnglesDeg: joints.servoAnglesDeg,
    servoTorquesNm,
    neckTorqueNm() {
      const torque = (axis: NeckAxis): number =>
        endRangeTorqueNm(axis, joints.neckRad(axis) / RADIANS_PER_DEGREE) -
        LOWER_NECK[axis].stiffnessNmPerRad * joints.lowerNeckRad(axis);
      return { yaw: torque('yaw'), pitch: torque('pitch'), roll: torque('roll') };
    },
    loopGapM: joints.loopGapM,
    get timeMs() {
      return timeMs;
    },
    dispose: engine.dispose,
  };
}
