import type { ServoCalibration } from '../../protocol/brace.ts';
import { type Random, randomNormal } from '../random.ts';
import { SERVO } from './servo.ts';

/**
 * Supply of the microcontroller and reference of its converter; the potentiometers hang on it, so only ratios
 * count.
 */
export const REFERENCE_VOLTS = 5;
/** The servo supply reaches its pin through a divider of 30 kΩ over 10 kΩ. */
export const SUPPLY_DIVIDER = 1 / 4;
/** Analogue sensors of the TMP36 kind: 0.5 V at 0 °C, 10 mV/°C. */
export const TEMPERATURE_VOLTS_AT_0_C = 0.5;
export const TEMPERATURE_VOLTS_PER_C = 0.01;

const CONVERTER_STEPS = 1024;
const CONVERSIONS_PER_SUM = 16;
/** Electrical noise on the pins, about half a step of the converter (assumed). */
const PIN_NOISE_VOLTS = 0.002;
const SUPPLY_RESISTANCE_OHM = 0.05;
const AMBIENT_C = 25;
/** Winding to room through the case of a 170 g servo: assumed, settles in about ten minutes. */
const THERMAL_RESISTANCE_C_PER_W = 6;
const HEAT_CAPACITY_J_PER_C = 100;

/**
 * Voltage that the converter turns into the calibration's reading for a shaft angle. Half a step is added
 * because the converter rounds down, so that the mean reading, not the lowest one, is the calibrated one.
 */
export function potVolts(angleDeg: number, servo: ServoCalibration, random: Random): number {
  const count = (servo.potReferenceSum + servo.potSumPerDeg * angleDeg) / CONVERSIONS_PER_SUM;
  return onPin(((count + 0.5) / CONVERTER_STEPS) * REFERENCE_VOLTS, random);
}

/** Current of a servo's motor for a torque at its shaft. */
export function motorCurrentA(torqueNm: number): number {
  return (Math.abs(torqueNm) / SERVO.stallTorqueNm) * SERVO.stallCurrentA;
}

/** Pin voltage of the servo supply under the servos' total current. @param sourceVolts what the source gives without load. */
export function supplyPinVolts(totalCurrentA: number, sourceVolts: number, random: Random): number {
  return onPin((sourceVolts - SUPPLY_RESISTANCE_OHM * totalCurrentA) * SUPPLY_DIVIDER, random);
}

/** Pin voltage of a temperature sensor. */
export function temperaturePinVolts(temperatureC: number, random: Random): number {
  return onPin(TEMPERATURE_VOLTS_AT_0_C + TEMPERATURE_VOLTS_PER_C * temperatureC, random);
}

export const INITIAL_TEMPERATURE_C = AMBIENT_C;

/** Case temperature after `seconds` more at this motor current. */
export function warmed(temperatureC: number, currentA: number, seconds: number): number {
  const heatW = currentA * currentA * (SERVO.supplyVolts / SERVO.stallCurrentA);
  const lossW = (temperatureC - AMBIENT_C) / THERMAL_RESISTANCE_C_PER_W;
  return temperatureC + ((heatW - lossW) / HEAT_CAPACITY_J_PER_C) * seconds;
}

function onPin(volts: number, random: Random): number {
  return Math.min(REFERENCE_VOLTS, Math.max(0, volts + PIN_NOISE_VOLTS * randomNormal(random)));
}
