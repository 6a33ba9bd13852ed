import { describe, expect, test } from 'vitest';
import { FAILSAFE, isAtLeast } from '../../../../controller/safety/failsafe.ts';
import { FAULT_IDS, FAULTS, type FaultId } from '../../../../protocol/faults.ts';

/** What a person reads and does when the brace does not move: changing a word is a decision, made here too. */
const REFUSALS: Readonly<Partial<Record<FaultId, readonly [sentence: string, advice: string]>>> = {
  linkClosed: [
    'The cable to the brace is disconnected.',
    'The brace holds the head by itself. Check the cable at both ends; control restarts when it is back.',
  ],
  linkLate: [
    'The brace has stopped answering.',
    'The head is held. Stay with the person and check the cable of the brace.',
  ],
  echoMismatch: [
    'The brace reports other servo positions than it was told.',
    'The head is held. Do not continue; call your technician.',
  ],
  badStatus: [
    'Messages from the brace arrive damaged.',
    'Movement has ended and the head is held. Keep the cable away from chargers and motors.',
  ],
  firmwareRebooted: [
    'The brace electronics restarted.',
    'Support the head with your hand, check the power of the brace, then choose "I have looked".',
  ],
  firmwareLatched: [
    'The brace is holding the head on its own because it found a fault.',
    'Look at the person, then choose "I have looked" to let control take over again.',
  ],
  firmwareDiffers: [
    'The program in the brace is not the one that belongs to this version of Poise.',
    'The brace stays still. Stay with the person until your technician has put the right one on it.',
  ],
  benchBoardWorn: [
    'The settings of a person are loaded, but this bench board must not be used with a person.',
    'Hold the head and take it out of the brace. On the bench, load settings made for the bench.',
  ],
  guardRefused: [
    'A movement was held back because it would have left the limits.',
    'The head is held. Look at the person, choose "I have looked", and tell your technician.',
  ],
  stopInput: [
    'The stop button of the brace is pressed, or its wire is broken.',
    'The head is held. Release the button, then choose "I have looked".',
  ],
  tickStalled: [
    'The computer stood still too long while the head could move.',
    'The head is held. Close other programs on the computer, then choose "I have looked".',
  ],
  clockAnomaly: [
    'The computer’s clock ran backwards.',
    'The head is held. Restart the computer with someone beside the person.',
  ],
  poseUnknown: [
    'The position of the head cannot be measured.',
    'The head is held. Call your technician; a sensor of the brace may be broken.',
  ],
  followingError: [
    'The brace is not where it was told to be; something may be in its way.',
    'The head is held. Look for hair, tubes or bedding caught in the brace, then choose "I have looked".',
  ],
  servoStalled: [
    'A servo does not turn although it is told to; something may hold the head.',
    'The head is held. Look for hair, a finger, tubes or bedding in the brace, then acknowledge.',
  ],
  uncommandedMotion: [
    'The head moves although the brace was not told to move it.',
    'The head is held. Support it with your hand and look whether someone or something pushes it.',
  ],
  headDropping: ['The head is falling.', 'Catch the head with your hand now and keep holding it.'],
  potsDisagree: [
    'Two sensors disagree about where the head is.',
    'The head is held. Check that the head band sits firmly, then call your technician.',
  ],
  imuSilent: [
    'The motion sensor of the head band or of the trunk does not answer.',
    'No movement starts until it does. Check the cable of the sensor.',
  ],
  trunkMoved: [
    'The chair is being moved or tilted.',
    'Movement has ended and the head is held. Go on when the chair stands still.',
  ],
  outsideHardLimit: [
    'The head is past its hard limit.',
    'The head is held. Support it with your hand and call your technician.',
  ],
  neckMomentExcessive: [
    'The brace presses on the neck too hard; something may be in the way of the head.',
    'The head is held. Free the head, support it with your hand, then acknowledge.',
  ],
  supplyLow: [
    'The power supply of the servos is too low.',
    'Support the head with your hand now and check the battery or the plug.',
  ],
  batteryCritical: [
    'The battery of the servos is nearly empty.',
    'Plug in the charger now, or support the head with your hand.',
  ],
  sensorsSilent: [
    'The supply or the temperature of the brace cannot be measured.',
    'No movement starts until it can. Check the sensor cables of the brace.',
  ],
  servoHot: [
    'A servo is too hot.',
    'No movement starts until it has cooled. Keep blankets off the brace and feel that it does not burn.',
  ],
  loopOscillates: [
    'Eyes and head are chasing each other to and fro.',
    'The head is held. Rest the eyes, then begin again with a lower speed.',
  ],
  profileUnusable: [
    'The saved settings do not fit any brace, so they are not used.',
    'The brace stays still. Ask your technician to correct the build and calibration in the profile.',
  ],
  profileMissing: ['No saved settings are loaded.', 'Wait a moment. If this stays, restart Poise.'],
  profileUnsigned: [
    'Nobody has approved these settings for this person.',
    'The brace stays still. A clinician approves the settings before they are used with a person.',
  ],
  profileExpired: [
    'The approval of these settings has run out.',
    'The brace stays still. A clinician looks at the person again and renews the approval.',
  ],
  profileMismatch: [
    'The settings belong to another brace or another use than this one.',
    'The brace stays still. Load the settings of the person who wears this brace.',
  ],
  limitsNotEchoed: [
    'The brace has not confirmed the limits of this person.',
    'Wait a moment. If this stays, check the cable and restart Poise.',
  ],
  gatewayLost: [
    'The page lost its connection to control.',
    'The head is held. It usually comes back within seconds.',
  ],
  pageSilent: [
    'The page is hidden or no longer answers.',
    'The head is held. Bring the page to the front, then look at "Get ready".',
  ],
  versionsDiffer: [
    'A page is open that belongs to another version of Poise.',
    'No movement starts until it is closed or loaded again.',
  ],
  twoCommanders: [
    'Two people tried to move the head at the same time.',
    'The movement has ended. Agree who moves the head.',
  ],
  intentLapsed: ['The page stopped asking for the movement, so it ended.', 'Look at a movement to go on.'],
  gazeInterrupted: ['The gaze was lost for a moment; the movement waits.', 'Keep looking at the movement.'],
  gazeStale: ['Nothing new was heard of the gaze; the movement waits.', 'Keep looking at the movement.'],
  gazeLost: ['The gaze was lost, so the movement ended.', 'Look at a movement to go on.'],
  eyesShut: [
    'The eyes were shut for a second, so the brace holds the head.',
    'Look at "Get ready" to go on.',
  ],
  gazeOffScreen: ['The eyes left the page, so the movement ended.', 'Look at a movement to go on.'],
  faceLost: [
    'The eye tracker no longer sees the face, so the movement ended.',
    'Bring the tracker in front of the face.',
  ],
  secondFace: [
    'The eye tracker sees a second face.',
    'Movement has ended. Step out of the view of the tracker.',
  ],
  gazeFrozen: [
    'The pointer does not move at all; nobody knows whether someone still looks.',
    'Movement has ended. Check the eye tracker and its program.',
  ],
  gazeUncertain: [
    'The eye tracker no longer points exactly enough.',
    'No movement starts by gaze. Calibrate the eye tracker again.',
  ],
  trackerLost: [
    'The eye tracker does not answer.',
    'The head is held. Check the cable and the program of the eye tracker.',
  ],
  previousCrash: [
    'Poise ended unexpectedly the last time.',
    'Look at the person and the brace, then choose "I have looked".',
  ],
  internalError: [
    'Poise made an internal error and no longer trusts itself.',
    'The head is held. Restart Poise with someone beside the person, and send us the log.',
  ],
};

describe('words of the flags that forbid new motion', () => {
  test('S128: the flags that forbid new motion are exactly these', () => {
    const forbidding = FAULT_IDS.filter((id) => isAtLeast(FAILSAFE[id].action, 'noNewMotion'));
    expect(Object.keys(REFUSALS)).toEqual(forbidding);
  });

  test.each(Object.entries(REFUSALS))(
    'S128: %s says what is wrong and what to do',
    (id, [sentence, advice]) => {
      expect(FAULTS[id as FaultId]).toMatchObject({ sentence, advice });
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(advice).toMatch(/^[A-Z].*\.$/);
      expect(advice).not.toBe(sentence);
    },
  );
});
