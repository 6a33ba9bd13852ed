import { z } from 'zod';
import type { Words } from './words.ts';

/** The states of DESIGN 'States'. */
export const STATES = [
  'starting',
  'selfTest',
  'standby',
  'ready',
  'engaged',
  'paused',
  'retreating',
  'protectiveHold',
  'supportedRelease',
  'stopped',
] as const;
export const stateName = z.enum(STATES);
export type StateName = z.infer<typeof stateName>;

/** Why control is in its state: what the page says under the state's name. */
export const REASONS = {
  connecting: { sentence: 'Connecting to the brace.', advice: 'This takes a few seconds.' },
  needsProfile: { sentence: 'Loading the settings of this person.', advice: 'This takes a moment.' },
  needsLimits: { sentence: 'Giving the brace its limits.', advice: 'This takes a moment.' },
  needsHand: {
    sentence: 'The brace is off. Someone must hold the head before it takes over.',
    advice:
      'Hold the head and keep the "I hold the head" button pressed until the page says that the brace carries it.',
  },
  unfitBoard: {
    sentence: 'The brace does not take over the head: its board or its program is not the right one.',
    advice: 'Keep holding the head. The message on the page says what is wrong and what to do.',
  },
  headOutside: {
    sentence: 'The head is further to one side than the brace may carry it.',
    advice: 'Keep holding the head and bring it slowly toward the middle.',
  },
  attaching: { sentence: 'The brace is taking over the head.', advice: 'Keep holding the head.' },
  checking: { sentence: 'Checking the brace.', advice: 'This takes a moment.' },
  holding: {
    sentence: 'The brace carries the head and stays still.',
    advice: 'Look at "Get ready" to begin.',
  },
  resting: { sentence: 'Rest. Nothing moves, wherever you look.', advice: 'Look at "Get ready" to go on.' },
  awaitingConfirm: { sentence: 'Ready to move?', advice: 'Look at "Yes" to confirm.' },
  armed: { sentence: 'Ready.', advice: 'Look at a movement.' },
  moving: { sentence: 'Moving.', advice: 'Look away or at STOP to end it.' },
  arrived: { sentence: 'Arrived.', advice: 'Look at a movement.' },
  leaseLapsed: {
    sentence: 'The page stopped asking for the movement, so it ended.',
    advice: 'Look at a movement to go on.',
  },
  lookedAway: { sentence: 'You looked away, so the movement ended.', advice: 'Look at a movement to go on.' },
  gazeLost: {
    sentence: 'Your gaze was lost, so the movement ended.',
    advice: 'Look at a movement to go on.',
  },
  steeringIdle: {
    sentence: 'Nothing was steered for a while, so steering has ended.',
    advice: 'Choose steering again to go on.',
  },
  slowedForGaze: {
    sentence: 'Your gaze was lost for a moment; the movement waits.',
    advice: 'Keep looking at the movement.',
  },
  stopPressed: { sentence: 'STOP. The head is held.', advice: 'Look at "Continue" when you want to go on.' },
  faultHeld: {
    sentence: 'Something is wrong. The head is held.',
    advice: 'Deal with the message, then choose "I have looked".',
  },
  retreatAnnounced: {
    sentence: 'The head will move slowly to its rest position.',
    advice: 'Look at STOP if you do not want this.',
  },
  pageSilent: {
    sentence: 'The page was hidden or gone, so the brace holds the head.',
    advice: 'Look at "Get ready" to go on.',
  },
  twoCommanders: {
    sentence: 'Someone else asked for a movement too, so this one ended.',
    advice: 'Agree who moves the head.',
  },
  retreating: {
    sentence: 'The head moves slowly to its rest position.',
    advice: 'Look at STOP if you do not want this.',
  },
  retreatEnded: {
    sentence: 'The return to the rest position ended before it arrived. The head is held.',
    advice: 'Look at "Get ready" to go on.',
  },
  heldForGaze: {
    sentence: 'Your eyes were shut or not seen, so the brace holds the head.',
    advice: 'Look at "Get ready" to go on.',
  },
  released: { sentence: 'The brace is off. Someone holds the head.', advice: 'Keep holding the head.' },
} as const satisfies Readonly<Record<string, Words>>;

export type ReasonId = keyof typeof REASONS;
export const REASON_IDS = Object.keys(REASONS) as readonly ReasonId[];
export const reasonId = z.enum(REASON_IDS);
