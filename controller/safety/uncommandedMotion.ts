import type { Pose } from '../../protocol/pose.ts';
import type { RateRange } from './commandedRates.ts';
import { AXES } from './envelope.ts';

/** A cough or spasm: head ω over 60°/s that nobody commanded (reference/domain.md §4.2 row 12). */
export const UNCOMMANDED_DEG_PER_S = 60;
/**
 * While nothing is commanded: half of the profile's top speed, so that a servo that runs away is found 1° on its way (§4.2
 * row 2), and far above the 1°/s of a potentiometer's noise. A push needs about 4 Nm against stiff servos to move the head by that 1°.
 */
export const UNCOMMANDED_AT_REST_DEG_PER_S = 15;
/** Slower than this, nothing is commanded. */
const STILL_DEG_PER_S = 1;

/** How far a measured rate lies outside all that has been commanded lately, °/s as the norm of the axes. NaN: not a number. */
export function uncommandedRateDegPerS(measured: Pose, commanded: RateRange | undefined): number {
  const beyond = AXES.map((axis) => {
    const [min, max] = [commanded ? commanded.min[axis] : 0, commanded ? commanded.max[axis] : 0];
    // Math.max drops no NaN: what is not a number stays unknown.
    return Math.max(measured[axis] - max, min - measured[axis], 0);
  });
  return Math.hypot(...beyond);
}

/** The same for an angular speed without direction, as a gyroscope gives it. */
export function uncommandedSpeedDegPerS(measuredDegPerS: number, commanded: RateRange | undefined): number {
  const fastest = AXES.map((axis) =>
    commanded ? Math.max(Math.abs(commanded.min[axis]), Math.abs(commanded.max[axis])) : 0,
  );
  return Math.abs(measuredDegPerS) - Math.hypot(...fastest);
}

/** Whether the pulses were told to stand still for as long as a measured rate reaches back. Unknown is not still. */
export function isCommandedStill(commanded: RateRange | undefined): boolean {
  return (
    commanded !== undefined &&
    AXES.every((axis) => commanded.max[axis] <= STILL_DEG_PER_S && commanded.min[axis] >= -STILL_DEG_PER_S)
  );
}
