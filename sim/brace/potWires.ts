import type { PerServo } from '../../protocol/pose.ts';
import type { AnalogLevel } from '../mcu/analogInputs.ts';
import { type Random, randomNormal } from '../random.ts';
import type { ServoIndex } from './servoInputs.ts';

/** What can be wrong with a potentiometer and its wire. */
export const POT_FAULTS = ['stuck', 'noisy', 'disconnected', 'shorted'] as const;
export type PotFault = (typeof POT_FAULTS)[number];

/** A worn track: 2.6° per reading at 128 of the sum, 8 conversion steps, a degree; assumed. */
const NOISE_VOLTS = 0.1;

/** The potentiometers' wires, each sound or with one fault. */
export interface PotWires {
  setFault(servo: ServoIndex, fault: PotFault | null): void;
  readonly faults: PerServo<PotFault | null>;
  /** What arrives at the pins for what the potentiometers give; `stuck` keeps the first of these. New noise with each call. */
  levels(volts: PerServo<number>): PerServo<AnalogLevel>;
}

/**
 * @param random is drawn from only while a potentiometer is noisy.
 * @param hasResistors each wiper's pin goes to ground over 100 kΩ, as hardware/BUILD.md requires; without, a wire that is off leaves
 * the pin to what the converter held before.
 */
export function createPotWires(random: Random, hasResistors = true): PotWires {
  const faults: [PotFault | null, PotFault | null, PotFault | null] = [null, null, null];
  const stuckAt: (number | null)[] = [null, null, null];

  const levelOf = (servo: ServoIndex, volts: number): AnalogLevel => {
    switch (faults[servo]) {
      case null:
        return volts;
      case 'stuck': {
        const kept = stuckAt[servo] ?? volts;
        stuckAt[servo] = kept;
        return kept;
      }
      case 'noisy':
        return Math.max(0, volts + NOISE_VOLTS * randomNormal(random));
      case 'disconnected':
        return hasResistors ? 0 : 'open';
      case 'shorted':
        return 0;
    }
  };

  return {
    setFault(servo, fault) {
      faults[servo] = fault;
      stuckAt[servo] = null;
    },
    get faults(): PerServo<PotFault | null> {
      return [faults[0], faults[1], faults[2]];
    },
    levels: ([rear, left, right]) => [levelOf(0, rear), levelOf(1, left), levelOf(2, right)],
  };
}
