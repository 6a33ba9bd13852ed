import type { Words } from './words.ts';

/** IEC 60601-1-8 alarm priorities; 'none' is a status, not an alarm. */
export type AlarmPriority = 'none' | 'low' | 'medium' | 'high';

interface FaultWords extends Words {
  readonly priority: AlarmPriority;
}

/**
 * The first catalogue of what can be wrong. What each one does is decided in one place, `controller/safety/failsafe.ts`;
 * here is what people are told.
 */
export const FAULTS = {
  linkClosed: {
    priority: 'high',
    sentence: 'The cable to the brace is disconnected.',
    advice:
      'The brace holds the head by itself. Check the cable at both ends; control restarts when it is back.',
  },
  linkLate: {
    priority: 'medium',
    sentence: 'The brace has stopped answering.',
    advice: 'The head is held. Stay with the person and check the cable of the brace.',
  },
  echoMismatch: {
    priority: 'high',
    sentence: 'The brace reports other servo positions than it was told.',
    advice: 'The head is held. Do not continue; call your technician.',
  },
  badStatus: {
    priority: 'medium',
    sentence: 'Messages from the brace arrive damaged.',
    advice: 'Movement has ended and the head is held. Keep the cable away from chargers and motors.',
  },
  firmwareRebooted: {
    priority: 'high',
    sentence: 'The brace electronics restarted.',
    advice: 'Support the head with your hand, check the power of the brace, then choose "I have looked".',
  },
  firmwareLatched: {
    priority: 'medium',
    sentence: 'The brace is holding the head on its own because it found a fault.',
    advice: 'Look at the person, then choose "I have looked" to let control take over again.',
  },
  firmwareRefused: {
    priority: 'low',
    sentence: 'The brace refused a movement as outside its limits.',
    advice: 'Nothing moved that should not have. If it happens again, tell your technician.',
  },
  guardRefused: {
    priority: 'medium',
    sentence: 'A movement was held back because it would have left the limits.',
    advice: 'The head is held. Look at the person, choose "I have looked", and tell your technician.',
  },
  stopInput: {
    priority: 'medium',
    sentence: 'The stop button of the brace is pressed, or its wire is broken.',
    advice: 'The head is held. Release the button, then choose "I have looked".',
  },
  tickLate: {
    priority: 'none',
    sentence: 'The computer was late for a moment.',
    advice: 'Nothing to do. If it happens often, close other programs.',
  },
  tickStalled: {
    priority: 'medium',
    sentence: 'The computer stood still too long while the head could move.',
    advice: 'The head is held. Close other programs on the computer, then choose "I have looked".',
  },
  clockAnomaly: {
    priority: 'high',
    sentence: 'The computer’s clock ran backwards.',
    advice: 'The head is held. Restart the computer with someone beside the person.',
  },
  poseUnknown: {
    priority: 'medium',
    sentence: 'The position of the head cannot be measured.',
    advice: 'The head is held. Call your technician; a sensor of the brace may be broken.',
  },
  followingError: {
    priority: 'high',
    sentence: 'The brace is not where it was told to be; something may be in its way.',
    advice:
      'The head is held. Look for hair, tubes or bedding caught in the brace, then choose "I have looked".',
  },
  outsideHardLimit: {
    priority: 'high',
    sentence: 'The head is past its hard limit.',
    advice: 'The head is held. Support it with your hand and call your technician.',
  },
  neckMomentHigh: {
    priority: 'medium',
    sentence: 'The brace presses on the neck harder than usual.',
    advice: 'Look whether something is in the way of the head, or whether the person is tense.',
  },
  neckMomentExcessive: {
    priority: 'high',
    sentence: 'The brace presses on the neck too hard; something may be in the way of the head.',
    advice: 'The head is held. Free the head, support it with your hand, then acknowledge.',
  },
  flexionOverLimit: {
    priority: 'high',
    sentence: 'The chin is further down than it may be; breathing may be harder.',
    advice: 'Look at the person now and raise the chin with your hand.',
  },
  flexionLong: {
    priority: 'low',
    sentence: 'The chin has been down for a minute.',
    advice: 'Let the head come up, so that breathing stays easy.',
  },
  supplyLow: {
    priority: 'high',
    sentence: 'The power supply of the servos is too low.',
    advice: 'Support the head with your hand now and check the battery or the plug.',
  },
  sensorsSilent: {
    priority: 'low',
    sentence: 'The supply or the temperature of the brace cannot be measured.',
    advice: 'No movement starts until it can. Check the sensor cables of the brace.',
  },
  servoHot: {
    priority: 'medium',
    sentence: 'A servo is getting too hot.',
    advice: 'Let the head rest and keep blankets off the brace.',
  },
  profileUnusable: {
    priority: 'low',
    sentence: 'The saved settings do not fit any brace, so they are not used.',
    advice: 'The brace stays still. Ask your technician to correct the build and calibration in the profile.',
  },
  profileMissing: {
    priority: 'none',
    sentence: 'No saved settings are loaded.',
    advice: 'Wait a moment. If this stays, restart Poise.',
  },
  limitsNotEchoed: {
    priority: 'low',
    sentence: 'The brace has not confirmed the limits of this person.',
    advice: 'Wait a moment. If this stays, check the cable and restart Poise.',
  },
  gatewayLost: {
    priority: 'low',
    sentence: 'The page lost its connection to control.',
    advice: 'The head is held. It usually comes back within seconds.',
  },
  internalError: {
    priority: 'high',
    sentence: 'Poise made an internal error and no longer trusts itself.',
    advice: 'The head is held. Restart Poise with someone beside the person, and send us the log.',
  },
} as const satisfies Readonly<Record<string, FaultWords>>;

export type FaultId = keyof typeof FAULTS;
export const FAULT_IDS = Object.keys(FAULTS) as readonly FaultId[];
