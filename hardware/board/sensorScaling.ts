/** The chip converts 0…5 V, its own supply, in 1024 steps; a reading stands for the middle of its step. */
const REFERENCE_VOLTS = 5;
const STEPS = 1024;

/** 30 kΩ over 10 kΩ from the servo supply to A3: a quarter of it. */
const SUPPLY_DIVIDER = 4;

/** TMP36 at A6 and A7: 750 mV at 25 °C and 10 mV/°C (Analog Devices, TMP35/36/37 data sheet, table of specifications). */
const TMP36_VOLTS_AT_0_C = 0.5;
const TMP36_VOLTS_PER_C = 0.01;
/** The range of that table; a reading outside it is a broken wire, not a temperature. */
const TMP36_MIN_C = -40;
const TMP36_MAX_C = 125;

function pinVolts(reading: number): number | null {
  return reading >= 0 && reading < STEPS ? ((reading + 0.5) / STEPS) * REFERENCE_VOLTS : null;
}

/** Volts of the servo supply from a ten-bit reading of A3; null at the converter's upper end, where it may be more. */
export function supplyVolts(reading: number): number | null {
  const volts = pinVolts(reading);
  return volts === null || reading >= STEPS - 1 ? null : volts * SUPPLY_DIVIDER;
}

/** Degrees Celsius from a ten-bit reading of A6 or A7; null where a connected sensor cannot be. */
export function servoTemperatureC(reading: number): number | null {
  const volts = pinVolts(reading);
  if (volts === null) return null;
  const temperatureC = (volts - TMP36_VOLTS_AT_0_C) / TMP36_VOLTS_PER_C;
  return temperatureC < TMP36_MIN_C || temperatureC > TMP36_MAX_C ? null : temperatureC;
}
