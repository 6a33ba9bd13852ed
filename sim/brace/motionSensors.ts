import {
  compose,
  type Matrix3,
  RADIANS_PER_DEGREE,
  rotationAbout,
  rotationFromPose,
} from '../../controller/motion/kinematics/rotation.ts';
import type { MotionSensors } from '../../protocol/brace.ts';
import type { Pose } from '../../protocol/pose.ts';
import type { PartMotion } from '../body/body.ts';
import type { I2cBus } from '../mcu/i2cBus.ts';
import { type Random, randomNormal } from '../random.ts';
import { type Bno055, createBno055 } from './bno055.ts';

/** hardware/board/imu.ts asks for the head's at the chip's first address and for the trunk's at its second. */
const ADDRESS = { head: 0x28, trunk: 0x29 } as const;
/** What a captured mounting is off by (assumed). */
const MOUNTING_ERROR_DEG = 0.2;
const STILL: PartMotion = {
  rotation: rotationFromPose({ yawDeg: 0, pitchDeg: 0, rollDeg: 0 }),
  accelerationMPerS2: [0, 0, 0],
};

type Place = keyof typeof ADDRESS;

/** The two sensors on the bus, on the band and on the trunk of a simulated person. */
export interface SimulatedMotionSensors {
  readonly head: Bno055;
  readonly trunk: Bno055;
  /** Pulls the plug: the address is empty, and whatever comes back later has just been switched on. */
  unplug(place: Place): void;
  plugIn(place: Place): void;
  /** Once per millisecond. */
  step(timeMs: number): void;
}

export function createMotionSensors(options: {
  readonly bus: I2cBus;
  readonly body: { bandPose(): Pose; readonly trunk?: PartMotion };
  readonly nominal: MotionSensors;
  readonly random: Random;
  readonly errorShare: number;
}): SimulatedMotionSensors {
  const { bus, body, nominal, random, errorShare } = options;
  const askew = (mounting: Pose): Matrix3 => {
    const turn = (axis: readonly [number, number, number]): Matrix3 =>
      rotationAbout(axis, errorShare * MOUNTING_ERROR_DEG * randomNormal(random) * RADIANS_PER_DEGREE);
    const error = compose(turn([1, 0, 0]), compose(turn([0, 1, 0]), turn([0, 0, 1])));
    return compose(error, rotationFromPose(mounting));
  };
  const trunkMotion = (): PartMotion => body.trunk ?? STILL;
  const head = createBno055({
    address: ADDRESS.head,
    random,
    errorShare,
    mounting: askew(nominal.headMounting),
    sense: () => {
      const { rotation, accelerationMPerS2 } = trunkMotion();
      // What the head's own motion adds to the acceleration is left out: nobody reads it.
      return { rotation: compose(rotation, rotationFromPose(body.bandPose())), accelerationMPerS2 };
    },
  });
  const trunk = createBno055({
    address: ADDRESS.trunk,
    random,
    errorShare,
    mounting: askew(nominal.trunkMounting),
    sense: trunkMotion,
  });
  const devices: Record<Place, Bno055> = { head, trunk };
  bus.connect(head);
  bus.connect(trunk);
  return {
    head,
    trunk,
    unplug: (place) => bus.disconnect(ADDRESS[place]),
    plugIn(place) {
      devices[place].powerOn();
      bus.connect(devices[place]);
    },
    step(timeMs) {
      head.step(timeMs);
      trunk.step(timeMs);
    },
  };
}
