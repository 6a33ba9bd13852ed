import { z } from 'zod';
import type { Words } from './words.ts';

/** Why a request was not carried out. Nothing changes when one of these is sent. */
export const REFUSALS = {
  notReady: {
    sentence: 'The brace is not ready to move.',
    advice: 'Look at "Get ready" first, then confirm.',
  },
  notAsked: { sentence: 'There was nothing to confirm.', advice: 'Look at "Get ready" first.' },
  confirmTooSoon: {
    sentence: 'The confirmation came too soon to be deliberate.',
    advice: 'Look at "Get ready" again.',
  },
  confirmTooLate: { sentence: 'The confirmation came too late.', advice: 'Look at "Get ready" again.' },
  notInThisState: {
    sentence: 'That cannot be done right now.',
    advice: 'Look at the line on top: it says what the brace is doing.',
  },
  faultPresent: {
    sentence: 'Something is wrong, so the brace stays still.',
    advice: 'Deal with the message on the page first.',
  },
  needsAttendant: {
    sentence: 'Somebody beside the person must look at the brace and say so by hand.',
    advice: 'Call someone. They look at person and brace, then press "I have looked".',
  },
  needsRestart: {
    sentence: 'This can only be ended by restarting Poise.',
    advice: 'Restart Poise with someone beside the person.',
  },
  notByGaze: {
    sentence: 'This is not done by looking.',
    advice: 'Use a hand, a key or a switch.',
  },
  headNotHeld: {
    sentence: 'Nobody holds the head and its button.',
    advice: 'Hold the head with one hand, press "I hold the head" with the other, and try again.',
  },
  noSecondInput: {
    sentence: 'While the eyes are not seen, nobody could stop the movement.',
    advice: 'Someone opens the page beside the person, or a switch is connected.',
  },
  tubesInTheWay: {
    sentence: 'With a mask or a tube the head does not move by itself.',
    advice: 'Someone moves the head while watching the tube.',
  },
  versionsDiffer: {
    sentence: 'This page belongs to another version of Poise.',
    advice: 'Load the page again. STOP works all the same.',
  },
  stillMoving: { sentence: 'The head is still coming to rest.', advice: 'Wait a moment and try again.' },
  anotherCommander: {
    sentence: 'Someone else is moving the head right now.',
    advice: 'Wait until that movement ends.',
  },
  atLimit: {
    sentence: 'The head is at its limit in this direction.',
    advice: 'Choose another direction, or ask about the limits.',
  },
  unreachable: { sentence: 'The brace cannot take this position.', advice: 'Choose another direction.' },
  tooSmall: { sentence: 'The head is already there.', advice: 'Nothing to do.' },
  staleView: {
    sentence: 'The page showed an old picture of the head.',
    advice: 'Wait until the page is up to date and try again.',
  },
  leaseUnknown: { sentence: 'This movement is already over.', advice: 'Choose the movement again.' },
  sequenceRegressed: {
    sentence: 'An old message arrived late and was ignored.',
    advice: 'Nothing to do; if it happens often, check the network.',
  },
  noPoseKnown: {
    sentence: 'The position of the head is not known.',
    advice: 'Wait until the page shows the head again.',
  },
  controlDown: {
    sentence: 'Control is not running. A powered brace holds the head by itself.',
    advice:
      'Stay with the person. Control restarts by itself; if it does not, check the cable and the power of the brace.',
  },
  outOfBounds: {
    sentence: 'The value is outside its bounds.',
    advice: 'Enter a value inside the bounds shown beside the field.',
  },
  onlyInStandby: {
    sentence: 'Settings change only while the brace is in standby.',
    advice: 'Choose "Rest" on the patient’s page, or finish there what it asks for, then change the setting.',
  },
  settingsChanged: {
    sentence: 'Someone else has changed the settings meanwhile.',
    advice: 'Look at the new values and enter yours again.',
  },
  poseOutside: {
    sentence: 'The head is outside the new limit now.',
    advice: 'Bring the head Home first, then change the limit.',
  },
  notConfirmed: {
    sentence: 'The brace did not confirm the new limits; the old ones stay.',
    advice: 'Check the cable and try again.',
  },
  notSaved: {
    sentence: 'The settings could not be saved; the brace stays still until they are.',
    advice: 'Check that the disk is not full, then restart Poise.',
  },
  noConsent: {
    sentence: 'This person has not agreed to automatic movements.',
    advice: 'Agreement is given in the profile.',
  },
  steeringOff: {
    sentence: 'Steering by looking is not switched on for this person.',
    advice: 'It is chosen in the profile, with a clinician.',
  },
  gazeNotSeen: {
    sentence: 'The eye tracker does not see the eyes well enough to steer.',
    advice: 'Look at the screen. If it stays so, move the tracker or calibrate it again.',
  },
  steeringUnsuited: {
    sentence: 'This way of steering does not suit this eye tracker and screen.',
    advice: 'Use the buttons, or ask your technician for another way of steering.',
  },
  gateNotPassed: {
    sentence: 'This way of following the eyes has not been tested for this person.',
    advice:
      'Use the buttons. Your technician runs the test: npm run sim -- gate STRATEGY --profile FILE --save.',
  },
  gateRefused: {
    sentence: 'This way of following the eyes failed its test: the head could swing or run away.',
    advice: 'Use the buttons, or ask your technician for other settings.',
  },
  gateOutdated: {
    sentence: 'Settings or limits have changed since this way of following the eyes was tested.',
    advice:
      'Use the buttons. Your technician runs the test again: npm run sim -- gate STRATEGY --profile FILE --save.',
  },
  gateLoopSlower: {
    sentence: 'The head follows the eyes later than this way of following them was tested for.',
    advice:
      'If it was not measured yet, turn the head a few times with the buttons. Otherwise your technician makes the loop faster, or runs the test with a longer --delay.',
  },
  followsUnknown: {
    sentence: 'Poise has not yet tried out to which side this way of steering turns the head.',
    advice: 'Wait a second. If it stays so, start the eye tracker again.',
  },
  followsWrongWay: {
    sentence: 'This way of steering would turn the head to another side than the eyes look to.',
    advice: 'Use the buttons, and tell your technician.',
  },
  followsUnproven: {
    sentence: 'Poise could not show to which side this way of steering turns the head.',
    advice: 'Use the buttons. Your technician checks its settings, and the size and distance of the screen.',
  },
  sidesUnchecked: {
    sentence: 'It was not checked that left is left and up is up since the eye tracker started.',
    advice: 'Look at the marks on the left, on the right and above, when the page shows them.',
  },
  sidesWrong: {
    sentence: 'The eye tracker did not show the eyes on the side they were asked to look to.',
    advice: 'Try again. If it happens twice, your technician checks how the tracker is mounted.',
  },
  straightAheadUnchecked: {
    sentence: 'The eye tracker does not know yet where this person looks straight ahead.',
    advice: 'Look at the mark in the middle when the page shows it.',
  },
  recentreTooFar: {
    sentence: 'The gaze lies too far beside the mark for a small correction.',
    advice: 'Look at the mark again. If it happens twice, calibrate the eye tracker.',
  },
  loopTooSlow: {
    sentence: 'The head follows the eyes too late for steering by looking.',
    advice:
      'Use the buttons. Close other programs, or ask your technician to check the eye tracker and the brace.',
  },
  headMoves: {
    sentence: 'An eye tracker is not calibrated while the head moves or is let go.',
    advice: 'Wait until the head is held still, then begin again.',
  },
  calibrationRuns: {
    sentence: 'A calibration is running already.',
    advice: 'Wait until it ends, or end it.',
  },
  noCalibration: {
    sentence: 'There is no eye tracker here that Poise can calibrate now.',
    advice: 'See that it is connected. Other trackers are calibrated in the program that belongs to them.',
  },
  nothingToRedo: {
    sentence: 'There is no calibration to do again.',
    advice: 'Begin a calibration first.',
  },
  rejectedByBrace: {
    sentence: 'The brace refused this.',
    advice: 'Look at the message on the page; the brace says which rule.',
  },
} as const satisfies Readonly<Record<string, Words>>;

export type RefusalId = keyof typeof REFUSALS;
export const REFUSAL_IDS = Object.keys(REFUSALS) as readonly RefusalId[];
export const refusalId = z.enum(REFUSAL_IDS);

/** What is wrong with a message itself. It goes to the client that sent it and to nobody else. */
export const INPUT_ERRORS = {
  notJson: { sentence: 'The message is not JSON.', advice: 'Send one JSON object per message.' },
  binary: { sentence: 'Binary messages are not understood.', advice: 'Send text.' },
  unknownType: {
    sentence: 'This kind of message is not known.',
    advice: 'See protocol/clientMessages.ts for the kinds there are.',
  },
  malformed: {
    sentence: 'The message has missing, extra or wrong fields.',
    advice: 'See the detail for the first field that is wrong.',
  },
} as const satisfies Readonly<Record<string, Words>>;

export type InputErrorId = keyof typeof INPUT_ERRORS;
export const INPUT_ERROR_IDS = Object.keys(INPUT_ERRORS) as readonly InputErrorId[];
