import type { Chip } from '../mcu/chip.ts';

/**
 * Servo lines with pull-ups: a pulse that a reset cuts short does not fall, but stays high until the firmware runs again 4 ms
 * later, longer than any pulse that a servo takes (`sim/brace/servoInputs.ts`). With pull-downs, as the chip's model has them, a
 * servo would follow the cut pulse for one frame.
 */
export function pullUpServoLines(chip: Chip, arePulledUp: () => boolean): void {
  const { reset } = chip;
  let isResetting = false;
  chip.reset = (cause) => {
    isResetting = true;
    reset(cause);
    isResetting = false;
  };
  const { onPulse } = chip;
  chip.onPulse = (...pulse) => {
    if (!(isResetting && arePulledUp())) onPulse(...pulse);
  };
}
