import { z } from 'zod';
import type { Words } from './words.ts';

/** IEC 60601-1-8 alarm priorities; 'none' is a status, not an alarm. */
export type AlarmPriority = 'none' | 'low' | 'medium' | 'high';

interface FaultWords extends Words {
  readonly priority: AlarmPriority;
}

/**
 * Everything that can be wrong, one entry per flag. What each one does is decided in one place,
 * `controller/safety/failsafe.ts`; here is what people are told. Priorities by severity and onset (IEC 60601-1-8, table 1).
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
  firmwareDiffers: {
    priority: 'medium',
    sentence: 'The program in the brace is not the one that belongs to this version of Poise.',
    advice: 'The brace stays still. Stay with the person until your technician has put the right one on it.',
  },
  benchBoard: {
    priority: 'low',
    sentence: 'This is a bench board: it has no safety program that holds the head by itself.',
    advice: 'Nobody may wear it. If Poise, the computer or the cable fails, nothing guards the servos.',
  },
  benchBoardWorn: {
    priority: 'high',
    sentence: 'The settings of a person are loaded, but this bench board must not be used with a person.',
    advice: 'Hold the head and take it out of the brace. On the bench, load settings made for the bench.',
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
  servoStalled: {
    priority: 'high',
    sentence: 'A servo does not turn although it is told to; something may hold the head.',
    advice: 'The head is held. Look for hair, a finger, tubes or bedding in the brace, then acknowledge.',
  },
  uncommandedMotion: {
    priority: 'high',
    sentence: 'The head moves although the brace was not told to move it.',
    advice: 'The head is held. Support it with your hand and look whether someone or something pushes it.',
  },
  headDropping: {
    priority: 'high',
    sentence: 'The head is falling.',
    advice: 'Catch the head with your hand now and keep holding it.',
  },
  potsDisagree: {
    priority: 'high',
    sentence: 'Two sensors disagree about where the head is.',
    advice: 'The head is held. Check that the head band sits firmly, then call your technician.',
  },
  imuSilent: {
    priority: 'medium',
    sentence: 'The motion sensor of the head band or of the trunk does not answer.',
    advice: 'No movement starts until it does. Check the cable of the sensor.',
  },
  trunkMoved: {
    priority: 'low',
    sentence: 'The chair is being moved or tilted.',
    advice: 'Movement has ended and the head is held. Go on when the chair stands still.',
  },
  outsideSoftLimit: {
    priority: 'none',
    sentence: 'The head is past the range for normal use.',
    advice: 'Only movements back toward the middle are possible.',
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
  batteryLow: {
    priority: 'medium',
    sentence: 'The battery of the servos is getting low.',
    advice: 'Plug in the charger or change the battery soon.',
  },
  batteryCritical: {
    priority: 'high',
    sentence: 'The battery of the servos is nearly empty.',
    advice: 'Plug in the charger now, or support the head with your hand.',
  },
  sensorsSilent: {
    priority: 'low',
    sentence: 'The supply or the temperature of the brace cannot be measured.',
    advice: 'No movement starts until it can. Check the sensor cables of the brace.',
  },
  servoWarm: {
    priority: 'low',
    sentence: 'A servo is getting warm.',
    advice: 'Move less for a while and keep blankets off the brace.',
  },
  servoHot: {
    priority: 'medium',
    sentence: 'A servo is too hot.',
    advice:
      'No movement starts until it has cooled. Keep blankets off the brace and feel that it does not burn.',
  },
  wornLong: {
    priority: 'low',
    sentence: 'The head has rested in the same position for half an hour.',
    advice: 'Change its position a little and look at the skin under the pads.',
  },
  loopOscillates: {
    priority: 'medium',
    sentence: 'Eyes and head are chasing each other to and fro.',
    advice: 'The head is held. Rest the eyes, then begin again with a lower speed.',
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
  profileUnsigned: {
    priority: 'low',
    sentence: 'Nobody has approved these settings for this person.',
    advice: 'The brace stays still. A clinician approves the settings before they are used with a person.',
  },
  profileExpired: {
    priority: 'low',
    sentence: 'The approval of these settings has run out.',
    advice: 'The brace stays still. A clinician looks at the person again and renews the approval.',
  },
  profileMismatch: {
    priority: 'medium',
    sentence: 'The settings belong to another brace or another use than this one.',
    advice: 'The brace stays still. Load the settings of the person who wears this brace.',
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
  pageSilent: {
    priority: 'low',
    sentence: 'The page is hidden or no longer answers.',
    advice: 'The head is held. Bring the page to the front, then look at "Get ready".',
  },
  versionsDiffer: {
    priority: 'low',
    sentence: 'A page is open that belongs to another version of Poise.',
    advice: 'No movement starts until it is closed or loaded again.',
  },
  twoCommanders: {
    priority: 'low',
    sentence: 'Two people tried to move the head at the same time.',
    advice: 'The movement has ended. Agree who moves the head.',
  },
  intentLapsed: {
    priority: 'none',
    sentence: 'The page stopped asking for the movement, so it ended.',
    advice: 'Look at a movement to go on.',
  },
  gazeInterrupted: {
    priority: 'none',
    sentence: 'The gaze was lost for a moment; the movement waits.',
    advice: 'Keep looking at the movement.',
  },
  gazeStale: {
    priority: 'none',
    sentence: 'Nothing new was heard of the gaze; the movement waits.',
    advice: 'Keep looking at the movement.',
  },
  gazeLost: {
    priority: 'none',
    sentence: 'The gaze was lost, so the movement ended.',
    advice: 'Look at a movement to go on.',
  },
  eyesShut: {
    priority: 'none',
    sentence: 'The eyes were shut for a second, so the brace holds the head.',
    advice: 'Look at "Get ready" to go on.',
  },
  gazeOffScreen: {
    priority: 'none',
    sentence: 'The eyes left the page, so the movement ended.',
    advice: 'Look at a movement to go on.',
  },
  faceLost: {
    priority: 'none',
    sentence: 'The eye tracker no longer sees the face, so the movement ended.',
    advice: 'Bring the tracker in front of the face.',
  },
  secondFace: {
    priority: 'low',
    sentence: 'The eye tracker sees a second face.',
    advice: 'Movement has ended. Step out of the view of the tracker.',
  },
  gazeFrozen: {
    priority: 'low',
    sentence: 'The pointer does not move at all; nobody knows whether someone still looks.',
    advice: 'Movement has ended. Check the eye tracker and its program.',
  },
  gazeUncertain: {
    priority: 'low',
    sentence: 'The eye tracker no longer points exactly enough.',
    advice: 'No movement starts by gaze. Calibrate the eye tracker again.',
  },
  trackerLost: {
    priority: 'low',
    sentence: 'The eye tracker does not answer.',
    advice: 'The head is held. Check the cable and the program of the eye tracker.',
  },
  gazeLostLong: {
    priority: 'medium',
    sentence: 'The eyes have not been seen for 10 seconds.',
    advice: 'Look at the person: they may be asleep, unwell, or turned away from the page.',
  },
  previousCrash: {
    priority: 'medium',
    sentence: 'Poise ended unexpectedly the last time.',
    advice: 'Look at the person and the brace, then choose "I have looked".',
  },
  internalError: {
    priority: 'high',
    sentence: 'Poise made an internal error and no longer trusts itself.',
    advice: 'The head is held. Restart Poise with someone beside the person, and send us the log.',
  },
} as const satisfies Readonly<Record<string, FaultWords>>;

export type FaultId = keyof typeof FAULTS;
export const FAULT_IDS = Object.keys(FAULTS) as readonly FaultId[];
export const faultId = z.enum(FAULT_IDS);
