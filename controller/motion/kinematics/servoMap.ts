import type { ServoCalibration } from '../../../protocol/brace.ts';
import type { PerServo } from '../../../protocol/pose.ts';
import type { ServoAngles } from './kinematics.ts';
import type { ServoTravel } from './workspace.ts';

/**
 * Below and above these a servo may run into its stop or lose the pulse; plain Firmata also reads under 544
 * as an angle.
 */
export const SHORTEST_PULSE_US = 544;
export const LONGEST_PULSE_US = 2400;
/** Sum of 16 ten-bit conversions at full scale. */
export const FULL_SCALE_POT_SUM = 16368;

/**
 * An angle, pulse or potentiometer reading that is not a finite number: nothing can be commanded or known
 * from it.
 */
export class ServoMapError extends Error {
  readonly id = 'servoValueNotFinite';
  readonly advice = 'Hold the head, then check the wiring and the calibration of this servo.';
}

function mapServos(
  values: PerServo<number>,
  servos: PerServo<ServoCalibration>,
  convert: (value: number, servo: ServoCalibration) => number,
): PerServo<number> {
  const one = (index: 0 | 1 | 2): number => {
    const converted = convert(values[index], servos[index]);
    if (!Number.isFinite(converted)) {
      throw new ServoMapError(`The value for servo ${index + 1} is not a number: ${values[index]}.`);
    }
    return converted;
  };
  return [one(0), one(1), one(2)];
}

/**
 * Servo angles (degrees) to whole microseconds, rounded to nearest; not clamped. Throws ServoMapError on NaN
 * or infinity.
 */
export function pulsesFromAngles(
  anglesDeg: ServoAngles,
  servos: PerServo<ServoCalibration>,
): PerServo<number> {
  return mapServos(anglesDeg, servos, (angleDeg, servo) =>
    Math.round(servo.referenceUs + servo.direction * servo.usPerDeg * angleDeg),
  );
}

/** Pulses (µs) to servo angles in degrees. Throws ServoMapError on NaN or infinity. */
export function anglesFromPulses(
  pulsesUs: PerServo<number>,
  servos: PerServo<ServoCalibration>,
): ServoAngles {
  return mapServos(
    pulsesUs,
    servos,
    (pulseUs, servo) => (servo.direction * (pulseUs - servo.referenceUs)) / servo.usPerDeg,
  );
}

/**
 * Sums of 16 potentiometer conversions (0…16368) to servo angles in degrees. Throws ServoMapError on NaN or
 * infinity.
 */
export function anglesFromPots(potSums: PerServo<number>, servos: PerServo<ServoCalibration>): ServoAngles {
  return mapServos(potSums, servos, (potSum, servo) => (potSum - servo.potReferenceSum) / servo.potSumPerDeg);
}

/** Sums of 16 conversions to the pulses that would hold the servos there, not rounded. Throws ServoMapError on NaN or infinity. */
export function pulsesFromPots(
  potSums: PerServo<number>,
  servos: PerServo<ServoCalibration>,
): PerServo<number> {
  return mapServos(
    anglesFromPots(potSums, servos),
    servos,
    (angleDeg, servo) => servo.referenceUs + servo.direction * servo.usPerDeg * angleDeg,
  );
}

export type CalibrationProblemId =
  | 'calibrationNotFinite'
  | 'pulseOutOfRange'
  | 'potOutOfRange'
  | 'potWithoutSlope';

/** Why a calibration must not be loaded. */
export interface CalibrationProblem {
  readonly id: CalibrationProblemId;
  readonly servo: 0 | 1 | 2;
  readonly sentence: string;
  readonly advice: string;
}

/**
 * Everything that is wrong with the calibration of the three servos over the travel the mechanism needs (see
 * `neededTravel`); empty if it may be loaded. A pulse outside 544…2400 µs or a potentiometer that would run
 * off its scale refuses it.
 */
export function checkCalibration(
  servos: PerServo<ServoCalibration>,
  travel: PerServo<ServoTravel>,
): readonly CalibrationProblem[] {
  return ([0, 1, 2] as const).flatMap((servo) => checkServo(servo, servos[servo], travel[servo]));
}

function checkServo(
  servo: 0 | 1 | 2,
  calibration: ServoCalibration,
  travel: ServoTravel,
): CalibrationProblem[] {
  const name = `Servo ${servo + 1}`;
  const { referenceUs, usPerDeg, potReferenceSum, potSumPerDeg } = calibration;
  const numbers = [referenceUs, usPerDeg, potReferenceSum, potSumPerDeg, travel.minDeg, travel.maxDeg];
  if (!numbers.every(Number.isFinite)) {
    const sentence = `${name}: the calibration holds a value that is not a number.`;
    return [{ id: 'calibrationNotFinite', servo, sentence, advice: 'Calibrate this servo again.' }];
  }
  const ends = [travel.minDeg, travel.maxDeg];
  const pulses = ends.map((end) => Math.round(referenceUs + calibration.direction * usPerDeg * end));
  const pots = ends.map((end) => potReferenceSum + potSumPerDeg * end);
  const problems: CalibrationProblem[] = [];
  if (Math.min(...pulses) < SHORTEST_PULSE_US || Math.max(...pulses) > LONGEST_PULSE_US) {
    problems.push({
      id: 'pulseOutOfRange',
      servo,
      sentence: `${name} would need pulses of ${Math.min(...pulses)} to ${Math.max(...pulses)} µs; only ${SHORTEST_PULSE_US} to ${LONGEST_PULSE_US} µs are allowed.`,
      advice: 'Refit the servo horn so that the brace stands straight near 1500 µs, then calibrate again.',
    });
  }
  if (potSumPerDeg === 0) {
    problems.push({
      id: 'potWithoutSlope',
      servo,
      sentence: `${name}: the position sensor does not change when the servo turns.`,
      advice: 'Check the wiring of the position sensor, then calibrate again.',
    });
  } else if (Math.min(...pots) < 0 || Math.max(...pots) > FULL_SCALE_POT_SUM) {
    problems.push({
      id: 'potOutOfRange',
      servo,
      sentence: `${name}: the position sensor would run off its scale within the travel of the brace.`,
      advice:
        'Refit the position sensor so that it reads half scale at the straight pose, then calibrate again.',
    });
  }
  return problems;
}
