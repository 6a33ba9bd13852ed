import type { ObservedHead } from './observation.ts';

/** Pulse and potentiometer of one servo so far apart, degrees of its shaft (reference/domain.md §6 `stall`). */
const STALL_DEG = 4;
/** One microsecond of pulse is 0.1°, 2°/s over 50 ms: below this the pulses stand still. */
const TURNING_DEG_PER_S = 1;
/** A shaft that makes less than a quarter of the way its pulses make does not turn; bedding and hair give a little. */
const PROGRESS = 0.25;

const SERVOS = [0, 1, 2] as const;

/**
 * Whether a servo is far from its pulses, which go on while it does not: something holds it. A servo that follows late is no
 * stall, and one whose pulses stand still is the following error's. Unknown rates do not excuse an error that is known.
 */
export function isAnyServoStalled({ servoErrorDeg, servoRateDegPerS }: ObservedHead): boolean {
  if (!servoErrorDeg) return false;
  return SERVOS.some((servo) => {
    if (Math.abs(servoErrorDeg[servo]) <= STALL_DEG) return false;
    if (!servoRateDegPerS) return true;
    const commanded = servoRateDegPerS.commanded[servo];
    if (Math.abs(commanded) <= TURNING_DEG_PER_S) return false;
    const progress = servoRateDegPerS.measured[servo] * Math.sign(commanded);
    return !(progress >= PROGRESS * Math.abs(commanded));
  });
}
