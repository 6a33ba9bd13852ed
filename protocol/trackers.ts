import { z } from 'zod';
import { trackerHealth } from './gazeSample.ts';

/** Where an eye is in front of the tracker's camera, in mm; z is the distance, x and y point as the tracker has them. */
const eyePosition = z.strictObject({ xMm: z.number(), yMm: z.number(), zMm: z.number() }).readonly();
export type EyePosition = z.infer<typeof eyePosition>;

/** Null for an eye that is not seen. */
export const eyePositions = z
  .strictObject({ left: eyePosition.nullable(), right: eyePosition.nullable() })
  .readonly();
export type EyePositions = z.infer<typeof eyePositions>;

/** One tracker as pages show it. `eyes` is null where the tracker does not tell, or has not lately. */
export const trackerStatus = z.strictObject({ health: trackerHealth, eyes: eyePositions.nullable() });
export type TrackerStatus = z.infer<typeof trackerStatus>;
