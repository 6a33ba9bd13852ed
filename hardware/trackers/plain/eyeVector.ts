import type { Direction } from '../../../protocol/gazeSample.ts';

/** To which side a device counts x. Devices differ, and some of their documents are wrong (reference/strategies.md §0). */
export type EyeX = 'left' | 'right';

/** Where an eye looks, in the head: x to the side to which the device counts it, y up, z forward; of any length. */
export interface EyeVector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

const DEGREES_PER_RADIAN = 180 / Math.PI;

/** The direction of a device's vector, or null for one without a direction or that does not look out of the face. */
export function directionOfEye({ x, y, z }: EyeVector, eyeX: EyeX): Direction | null {
  if (!(z > 0)) return null;
  const left = eyeX === 'left' ? x : -x;
  return {
    yawDeg: Math.atan2(left, z) * DEGREES_PER_RADIAN,
    pitchDeg: Math.atan2(-y, Math.hypot(left, z)) * DEGREES_PER_RADIAN,
  };
}
