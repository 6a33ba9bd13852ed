import { z } from 'zod';

/**
 * Orientation of the head band against the trunk, in degrees: R = Rz(yaw) · Ry(pitch) · Rx(roll); x forward, y to the
 * patient's left, z up. Yaw + turns the nose left, pitch + is flexion (nose down), roll + lowers the right ear.
 */
export const pose = z
  .strictObject({ yawDeg: z.number(), pitchDeg: z.number(), rollDeg: z.number() })
  .readonly();
export type Pose = z.infer<typeof pose>;

/** One value per servo, in the order of the legs of the mechanism. */
export type PerServo<Value> = readonly [Value, Value, Value];
