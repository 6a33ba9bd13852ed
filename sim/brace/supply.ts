import { SERVO } from '../body/servo.ts';

/** The chip's regulator and its capacitor: all three assumed, as of a small 5 V converter with 470 µF behind it and 25 mA drawn. */
const CHIP_VOLTS = 5;
const DROPOUT_VOLTS = 1;
const DISCHARGE_VOLTS_PER_MS = 0.05;

/** One source for the servos and, through a regulator, for the chip. */
export interface Supply {
  readonly servoVolts: number;
  readonly chipVolts: number;
  /** What the source gives from now on, V; null: as much as it should. @throws RangeError outside 0 … nominal */
  setVolts(volts: number | null): void;
  /** One millisecond passes. */
  stepMs(): void;
}

/**
 * A sound supply. When the source sags, the servos follow at once; the chip's capacitor runs down by 50 V/s to what the
 * regulator still gives. Of a source that is gone, the chip browns out after 14 ms and forgets its RAM after 68 ms.
 */
export function createSupply(): Supply {
  let servoVolts: number = SERVO.supplyVolts;
  let chipVolts = CHIP_VOLTS;
  return {
    get servoVolts() {
      return servoVolts;
    },
    get chipVolts() {
      return chipVolts;
    },
    setVolts(volts) {
      const wanted = volts ?? SERVO.supplyVolts;
      if (!(wanted >= 0 && wanted <= SERVO.supplyVolts)) throw new RangeError(`${volts} V is no sag`);
      servoVolts = wanted;
    },
    stepMs() {
      const regulated = Math.min(CHIP_VOLTS, Math.max(0, servoVolts - DROPOUT_VOLTS));
      chipVolts = Math.max(regulated, chipVolts - DISCHARGE_VOLTS_PER_MS);
    },
  };
}
