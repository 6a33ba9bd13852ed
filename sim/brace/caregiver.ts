import type { PerServo } from '../../protocol/pose.ts';

/** How long the servos must hold still before the caregiver trusts them. */
export const TRUST_AFTER_MS = 2000;
/** Whole-microsecond commands that stand still jitter by less than this. */
const STILL_US = 1;

export interface CaregiverSight {
  readonly timeMs: number;
  readonly pulsesUs: PerServo<number | null>;
  readonly isServoPowerOn: boolean;
}

/** A simulated caregiver who holds the patient's head from the start and lets go, once, when the servos carry it. */
export interface Caregiver {
  /** @returns true once, when it is time to let go. */
  isTimeToLetGo(sight: CaregiverSight): boolean;
  /** Someone else decides about the hand from now on. */
  stepBack(): void;
}

export function createCaregiver(): Caregiver {
  let isWatching = true;
  let stillSince: { readonly timeMs: number; readonly pulsesUs: PerServo<number> } | null = null;
  return {
    isTimeToLetGo({ timeMs, pulsesUs, isServoPowerOn }) {
      if (!isWatching) return false;
      const [first, second, third] = pulsesUs;
      if (!isServoPowerOn || first === null || second === null || third === null) {
        stillSince = null;
        return false;
      }
      const now = [first, second, third] as const;
      const isStill = stillSince?.pulsesUs.every(
        (pulseUs, servo) => Math.abs(pulseUs - (now[servo] ?? 0)) < STILL_US,
      );
      if (!stillSince || !isStill) stillSince = { timeMs, pulsesUs: now };
      if (timeMs - stillSince.timeMs < TRUST_AFTER_MS) return false;
      isWatching = false;
      return true;
    },
    stepBack() {
      isWatching = false;
    },
  };
}
