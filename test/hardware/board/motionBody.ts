import { rotationFromPose, type Vector3 } from '../../../controller/motion/kinematics/rotation.ts';
import type { Pose } from '../../../protocol/pose.ts';
import type { BraceBody } from '../../../sim/brace/brace.ts';

const STRAIGHT: Pose = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

/** A body that stands where a test puts it; nothing holds or falls. */
export class PuppetBody implements BraceBody {
  readonly potVolts = [2.5, 2.5, 2.5] as const;
  readonly supplyVolts = 7.4 / 4;
  readonly servoTemperatureVolts = [0.75, 0.75] as const;
  head = STRAIGHT;
  trunkPose = STRAIGHT;
  accelerationMPerS2: Vector3 = [0, 0, 0];

  get trunk() {
    return { rotation: rotationFromPose(this.trunkPose), accelerationMPerS2: this.accelerationMPerS2 };
  }

  bandPose = (): Pose => this.head;
  skullPose = (): Pose => this.head;
  step(): void {}
  setServoPulse(): void {}
  setServoSupply(): void {}
  setHandHolds(): void {}
}
