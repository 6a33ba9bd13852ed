import type { PerServo } from '../../protocol/pose.ts';
import type { ServoPin } from '../mcu/chip.ts';

export type ServoIndex = 0 | 1 | 2;
/** As people count them: 1 rear, 2 left, 3 right. */
export type ServoNumber = 1 | 2 | 3;
const INDEX_OF_NUMBER: Readonly<Record<ServoNumber, ServoIndex>> = { 1: 0, 2: 1, 3: 2 };

export function servoIndex(number: ServoNumber): ServoIndex {
  return INDEX_OF_NUMBER[number];
}

/** A servo that has had no pulse for two and a half frames of 20 ms lets go of its motor; assumed, digital servos differ. */
const PULSE_TIMEOUT_MS = 50;
/** A servo without power for this long has forgotten its pulses and waits for a new one; its capacitor bridges less. Assumed. */
const FORGETS_AFTER_MS = 10;
/** Pulses outside are ignored, as servos do; 500–2500 µs is the widest range that makers state. */
const SHORTEST_US = 500;
const LONGEST_US = 2500;
/** Smaller differences are the chip's own timing, not a command: pulses are sent in whole microseconds. */
const CHANGE_US = 0.5;

const SERVO_OF_PIN: Record<ServoPin, ServoIndex> = { 9: 0, 10: 1, 11: 2 };
const SERVOS = [0, 1, 2] as const;

export interface PulseChange {
  /** Simulated time at which the pulse ended, or at which its absence was noticed. */
  readonly timeMs: number;
  readonly servo: ServoIndex;
  readonly pulseUs: number | null;
}

/** The electronics of the three servos: which pulse each follows, if any. */
export interface ServoInputs {
  pulse(pin: ServoPin, widthUs: number, timeMs: number): void;
  /** Applies what arrived since the last call; called every ms. Without power no servo follows anything. */
  update(timeMs: number, isPowerOn: boolean): void;
  readonly pulsesUs: PerServo<number | null>;
  onChange: (change: PulseChange) => void;
}

export function createServoInputs(apply: (servo: ServoIndex, pulseUs: number | null) => void): ServoInputs {
  const received: ({ widthUs: number; timeMs: number } | null)[] = [null, null, null];
  const followed: [number | null, number | null, number | null] = [null, null, null];
  const reported: (number | null)[] = [null, null, null];
  let poweredAtMs = Number.NEGATIVE_INFINITY;

  const follow = (servo: ServoIndex, pulseUs: number | null, timeMs: number) => {
    if (pulseUs === followed[servo]) return;
    followed[servo] = pulseUs;
    apply(servo, pulseUs);
    const before = reported[servo] ?? null;
    const isChange = pulseUs === null || before === null || Math.abs(pulseUs - before) >= CHANGE_US;
    if (!isChange) return;
    reported[servo] = pulseUs;
    inputs.onChange({ timeMs, servo, pulseUs });
  };

  const inputs: ServoInputs = {
    pulse(pin, widthUs, timeMs) {
      if (widthUs < SHORTEST_US || widthUs > LONGEST_US) return;
      received[SERVO_OF_PIN[pin]] = { widthUs, timeMs };
    },
    update(timeMs, isPowerOn) {
      if (isPowerOn) poweredAtMs = timeMs;
      if (timeMs - poweredAtMs >= FORGETS_AFTER_MS) received.fill(null);
      for (const servo of SERVOS) {
        const last = received[servo] ?? null;
        const isAlive = last !== null && isPowerOn && timeMs - last.timeMs <= PULSE_TIMEOUT_MS;
        follow(servo, isAlive ? last.widthUs : null, isAlive ? last.timeMs : timeMs);
      }
    },
    get pulsesUs(): PerServo<number | null> {
      return [followed[0], followed[1], followed[2]];
    },
    onChange: () => {},
  };
  return inputs;
}
