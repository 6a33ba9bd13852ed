import type { FaultId } from '../../protocol/faults.ts';
import type { ParameterId } from '../../protocol/parameters.ts';
import type { ReasonId } from '../../protocol/states.ts';

/**
 * What a fault makes control do, from mild to severe; the worst wins. 'slow' brings a movement to zero speed and lets it go on
 * when the fault is over, 'endMove' ends it in `ready`, 'hold' ends it and disarms, 'protectiveHold' waits for a person. None
 * of them moves the head or turns torque off.
 */
export const ACTIONS = ['none', 'warn', 'noNewMotion', 'slow', 'endMove', 'hold', 'protectiveHold'] as const;
export type FailsafeAction = (typeof ACTIONS)[number];

/**
 * 'self': gone when its flag is. 'acknowledge': stays until the flag is gone and a person has said that they looked. 'restart':
 * stays for as long as this process runs.
 */
export type ClearPolicy = 'self' | 'acknowledge' | 'restart';

/**
 * Who may take the command again once the flag is over: the patient, by gaze too; an attendant, who looks at brace and person
 * and says so by hand; nobody, before Poise is restarted.
 */
export type TakeoverPolicy = 'patient' | 'attendant' | 'nobody';

/**
 * What a row has to say of a retreat to the rest pose, which is no rank among the actions: with the airway narrowed it is safer
 * than holding, with something caught in the brace it is not (reference/domain.md §4.2 rows 9 to 11). A 'wanted' retreat still
 * needs every precondition of `retreat.ts`.
 */
export type RetreatRule = 'wanted' | 'open' | 'forbidden';

export interface FailsafeRow {
  readonly action: Exclude<FailsafeAction, 'none'>;
  /** How long the flag must stand before the row acts, ms or the parameter that says it; 0 acts within the tick. */
  readonly grace: number | ParameterId;
  /** How fast the grace grows back without the flag, as a share of the speed at which it shrinks. */
  readonly regrowth: number;
  readonly clears: ClearPolicy;
  readonly takeover: TakeoverPolicy;
  readonly retreat: RetreatRule;
  /** What the page says of a movement that this row has ended; rows that end no movement by themselves have none. */
  readonly reason?: ReasonId;
}

/** A flag that comes and goes five times a second still acts in the end (PX4's failsafe framework does the same; reference/models.md C10). */
export const GRACE_REGROWTH = 0.25;

/**
 * Eyes blink, and of one person in 25 they are unseen for two fifths of the time (reference/strategies.md §3): a quarter would take the
 * movement from everybody whose eyes are unseen for a fifth. So it is a third.
 */
export const EYES_REGROWTH = 0.5;

const row = (
  action: FailsafeRow['action'],
  grace: FailsafeRow['grace'],
  clears: ClearPolicy,
  takeover: TakeoverPolicy,
  retreat: RetreatRule,
): FailsafeRow => ({ action, grace, regrowth: GRACE_REGROWTH, clears, takeover, retreat });

/** Acts on the movement under way and on nothing else: over with its flag, and the patient goes on. */
const whileMoving = (
  action: 'slow' | 'endMove' | 'hold',
  grace: FailsafeRow['grace'],
  reason: ReasonId,
): FailsafeRow => ({ ...row(action, grace, 'self', 'patient', 'open'), reason });

/**
 * One row per flag. Words and alarm priority stand in `protocol/faults.ts` under the same id. Times: DESIGN 'Numbers to
 * hold' and reference/domain.md §4.2–4.3.
 */
export const FAILSAFE: Readonly<Record<FaultId, FailsafeRow>> = {
  // The line to the brace. A cable that was pulled, or a chip that restarted, is looked at by someone who can touch it.
  linkClosed: row('protectiveHold', 0, 'acknowledge', 'attendant', 'forbidden'),
  linkLate: row('protectiveHold', 0, 'acknowledge', 'patient', 'forbidden'),
  echoMismatch: row('protectiveHold', 0, 'acknowledge', 'attendant', 'forbidden'),
  badStatus: row('hold', 0, 'self', 'patient', 'forbidden'),
  firmwareRebooted: row('protectiveHold', 0, 'acknowledge', 'attendant', 'forbidden'),
  firmwareLatched: row('protectiveHold', 0, 'acknowledge', 'patient', 'forbidden'),
  firmwareRefused: row('warn', 0, 'self', 'patient', 'open'),
  // A program with other rules than those that control counts on, or none at all: what moves is held, and nothing begins.
  firmwareDiffers: row('hold', 0, 'self', 'patient', 'forbidden'),
  benchBoard: row('warn', 0, 'self', 'patient', 'open'),
  benchBoardWorn: row('hold', 0, 'self', 'patient', 'forbidden'),
  guardRefused: row('protectiveHold', 0, 'acknowledge', 'patient', 'forbidden'),
  stopInput: row('protectiveHold', 0, 'acknowledge', 'patient', 'forbidden'),

  // Time: late by 60 ms warns, by 120 ms holds.
  tickLate: row('warn', 0, 'self', 'patient', 'open'),
  tickStalled: row('protectiveHold', 0, 'acknowledge', 'patient', 'forbidden'),
  clockAnomaly: row('protectiveHold', 0, 'acknowledge', 'attendant', 'forbidden'),

  // Where the head is. Stall and following error: 4° for 100 ms; a falling head: 8° for 100 ms (domain.md §6 `stall`, `drop`).
  poseUnknown: row('protectiveHold', 100, 'acknowledge', 'attendant', 'forbidden'),
  followingError: row('protectiveHold', 100, 'acknowledge', 'attendant', 'forbidden'),
  servoStalled: row('protectiveHold', 100, 'acknowledge', 'attendant', 'forbidden'),
  uncommandedMotion: row('protectiveHold', 30, 'acknowledge', 'attendant', 'forbidden'),
  headDropping: row('protectiveHold', 0, 'acknowledge', 'attendant', 'forbidden'),
  potsDisagree: row('protectiveHold', 200, 'acknowledge', 'attendant', 'forbidden'),
  imuSilent: row('noNewMotion', 500, 'self', 'patient', 'forbidden'),
  trunkMoved: row('hold', 50, 'self', 'patient', 'forbidden'),
  outsideSoftLimit: row('warn', 500, 'self', 'patient', 'open'),
  outsideHardLimit: row('protectiveHold', 0, 'acknowledge', 'attendant', 'forbidden'),

  // Three readings in a row for the hold: at 30°/s against a hand every 100 ms add another newton metre.
  neckMomentHigh: row('warn', 200, 'self', 'patient', 'forbidden'),
  neckMomentExcessive: row('protectiveHold', 30, 'acknowledge', 'attendant', 'forbidden'),
  // The times are in airway.ts. No hold: every movement that is still accepted leads back out of the flexion.
  flexionOverLimit: row('warn', 0, 'self', 'patient', 'wanted'),
  flexionLong: row('warn', 0, 'self', 'patient', 'open'),

  // Energy and heat. The head goes to rest before the energy runs out (domain.md §4.2 row 15).
  supplyLow: row('protectiveHold', 100, 'acknowledge', 'attendant', 'forbidden'),
  batteryLow: row('warn', 5000, 'self', 'patient', 'open'),
  batteryCritical: row('noNewMotion', 5000, 'self', 'patient', 'wanted'),
  sensorsSilent: row('noNewMotion', 2000, 'self', 'patient', 'open'),
  servoWarm: row('warn', 1000, 'self', 'patient', 'open'),
  servoHot: row('noNewMotion', 1000, 'self', 'patient', 'wanted'),
  wornLong: row('warn', 0, 'self', 'patient', 'open'),

  // The loop through the eyes: the head turns, the eyes follow it, the gaze turns the head (strategies.md §4.5).
  loopOscillates: row('hold', 0, 'self', 'patient', 'forbidden'),

  // Whose settings these are.
  profileUnusable: row('noNewMotion', 0, 'self', 'patient', 'forbidden'),
  profileMissing: row('noNewMotion', 0, 'self', 'patient', 'forbidden'),
  profileUnsigned: row('noNewMotion', 0, 'self', 'patient', 'forbidden'),
  profileExpired: row('noNewMotion', 0, 'self', 'patient', 'forbidden'),
  profileMismatch: row('noNewMotion', 0, 'self', 'patient', 'forbidden'),
  limitsNotEchoed: row('noNewMotion', 0, 'self', 'patient', 'forbidden'),

  // Who commands, and through what.
  gatewayLost: row('hold', 0, 'self', 'patient', 'forbidden'),
  pageSilent: { ...row('hold', 0, 'self', 'patient', 'forbidden'), reason: 'pageSilent' },
  versionsDiffer: row('noNewMotion', 0, 'self', 'patient', 'open'),
  // The movement that one of them did not expect ends; neither is disarmed (domain.md §4.2 row 14).
  twoCommanders: whileMoving('endMove', 0, 'twoCommanders'),
  intentLapsed: whileMoving('endMove', 0, 'leaseLapsed'),

  // Gaze loss is many things (gazeLoss.ts): each has its own time and end.
  gazeInterrupted: whileMoving('slow', 'gazeSlowMs', 'slowedForGaze'),
  gazeStale: whileMoving('slow', 0, 'slowedForGaze'),
  gazeLost: { ...whileMoving('endMove', 'gazeDisengageMs', 'gazeLost'), regrowth: EYES_REGROWTH },
  eyesShut: { ...whileMoving('hold', 1000, 'heldForGaze'), regrowth: EYES_REGROWTH },
  gazeOffScreen: whileMoving('endMove', 150, 'lookedAway'),
  faceLost: whileMoving('endMove', 250, 'gazeLost'),
  secondFace: whileMoving('endMove', 100, 'gazeLost'),
  gazeFrozen: whileMoving('endMove', 0, 'gazeLost'),
  gazeUncertain: row('noNewMotion', 500, 'self', 'patient', 'open'),
  trackerLost: whileMoving('hold', 250, 'heldForGaze'),
  gazeLostLong: row('warn', 10_000, 'self', 'patient', 'wanted'),

  previousCrash: row('noNewMotion', 0, 'acknowledge', 'attendant', 'forbidden'),
  internalError: row('protectiveHold', 0, 'restart', 'nobody', 'forbidden'),
};

/** Whether `a` is at least as severe as `b`. */
export function isAtLeast(a: FailsafeAction, b: FailsafeAction): boolean {
  return ACTIONS.indexOf(a) >= ACTIONS.indexOf(b);
}
