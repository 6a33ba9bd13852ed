import type { Firmata } from 'firmata-io';
import five from 'johnny-five';
import type { PerServo } from '../link/septets.ts';

/** D9, D10, D11, as on a brace (hardware/link/FRAMES.md, Pins). */
export const SERVO_PINS = [9, 10, 11] as const;
/**
 * The Arduino library takes fewer microseconds for degrees: 533 becomes the opposite end stop (reference/stack.md §0 H2). It
 * keeps both bounds in a signed byte, where only these two, its own, do not wrap (H3).
 */
export const SHORTEST_PULSE_US = 544;
export const LONGEST_PULSE_US = 2400;

const BOUNDS = [SHORTEST_PULSE_US, LONGEST_PULSE_US];

/** Whether StandardFirmata puts out this very pulse: NaN and undefined reach it as 0, and −5 as 16,379 (H1). */
export function isSafePulse(pulseUs: number): boolean {
  return Number.isInteger(pulseUs) && pulseUs >= SHORTEST_PULSE_US && pulseUs <= LONGEST_PULSE_US;
}

/** johnny-five's own servos, in microseconds, without its timed moves (H4, H5). */
export class BenchServos {
  #servos: readonly five.Servo[] = [];
  readonly #board: five.Board;
  readonly #io: Firmata;

  constructor(board: five.Board, io: Firmata) {
    this.#board = board;
    this.#io = io;
  }

  /**
   * Begins pulses. New servos each time: johnny-five never sends an angle twice in a row, and would leave a board that has
   * started again without any (H10). Pin mode and first pulse leave back to back, all three before the library's first frame.
   * @throws RangeError, with nothing written
   */
  attach(pulseUs: PerServo): void {
    requireSafe(pulseUs);
    this.#servos = SERVO_PINS.map((pin, servo) => {
      // Degrees that are microseconds: johnny-five's mapping of the one to the other is the identity.
      const options: five.ServoGeneralOption & { degreeRange: number[]; pwmRange: number[] } = {
        board: this.#board,
        pin,
        degreeRange: BOUNDS,
        pwmRange: BOUNDS,
        range: BOUNDS,
        startAt: pulseUs[servo] ?? Number.NaN,
      };
      return new five.Servo(options);
    });
  }

  /** Nothing happens before `attach`. @throws RangeError, with nothing written */
  write(pulseUs: PerServo): void {
    requireSafe(pulseUs);
    for (const [index, servo] of this.#servos.entries()) servo.to(pulseUs[index] ?? Number.NaN);
  }

  /** Ends pulses. */
  detach(): void {
    this.#servos = [];
    for (const pin of SERVO_PINS) this.#io.pinMode(pin, this.#io.MODES.OUTPUT);
  }
}

function requireSafe(pulseUs: PerServo): void {
  if (pulseUs.length !== SERVO_PINS.length || !pulseUs.every(isSafePulse)) {
    throw new RangeError(
      `pulses ${pulseUs.join(', ')}: whole microseconds from ${SHORTEST_PULSE_US} to ${LONGEST_PULSE_US} only`,
    );
  }
}
