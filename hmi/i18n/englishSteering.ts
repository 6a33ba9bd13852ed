import { GAZE_STRATEGIES } from '../../protocol/steering.ts';

/** What the patient's page says of steering by gaze. */
export const ENGLISH_STEERING = {
  strategy: GAZE_STRATEGIES,
  /** On the control that lets the head follow the eyes. */
  value: { check: 'First a check', blocked: 'Not now' },
  hint: 'Nothing moves. Look at “Move my head” for single steps, or at “Follow my eyes”.',
  checkFirst: {
    sentence: 'Your eyes are checked first.',
    advice: 'Look at “Follow my eyes”. Marks appear, one after the other; nothing moves.',
  },
  unheard: {
    sentence: 'No eye tracker is heard yet.',
    advice: 'Somebody switches it on. “Move my head” is there meanwhile.',
  },
  /** Why it has ended. */
  ended: {
    asked: 'Your head has stopped following your eyes, as you asked.',
    stop: 'STOP has ended it: your head does not follow your eyes any more.',
    fault: 'Something was not as it should be, so your head stopped following your eyes.',
    lookedAway: 'You looked away, so your head stopped following your eyes.',
    longBlink: 'Your eyes were closed for a moment, so your head stopped following them.',
    gazeLost: 'The eye tracker did not see your eyes any more, so your head stopped following them.',
    gazeFrozen: 'The eye tracker stood still, so your head stopped following your eyes.',
    noIntent: 'Nobody chose “Go on”, so your head stopped following your eyes.',
    clock: 'Poise could not tell how long it had been, so your head stopped following your eyes.',
    checked: 'Your eyes are checked.',
  },
  again: 'Look at “Follow my eyes” to begin again. Until then nothing moves.',
  begin: 'Look at “Follow my eyes” to begin. Until then nothing moves.',
  question: 'Shall your head follow your eyes?',
  questionHint:
    'Look at “Yes” if it shall. After {{seconds}} s it ends by itself, unless you choose “Go on”.',
  check: {
    ahead: 'Look at the mark in the middle.',
    left: 'Now look at the mark on the left.',
    right: 'Now look at the mark on the right.',
    up: 'Now look at the mark above.',
    settling: 'Thank you. One moment.',
    hint: 'Keep looking until its ring is full. Nothing moves.',
    estimated: 'This screen has not been measured: where the marks belong is estimated.',
  },
  told: {
    noAnswer: { sentence: 'Poise has not answered.', advice: 'Choose “Again” in a moment.' },
    notFilled: {
      sentence: 'The page does not fill the screen, so nobody knows where its marks are.',
      advice: 'Somebody presses F11 and then “Again”.',
    },
    tooNarrow: {
      sentence: 'On this screen the marks would be too close to the middle to tell the sides apart.',
      advice: 'Use a larger screen, or bring it nearer and have it measured again.',
    },
  },
  follows: 'Your head follows your eyes.',
  left: 'Ends by itself in {{seconds}} s',
  last: 'Look at “Go on” to go on. It ends by itself in a few seconds.',
  confirm: 'Now look at “Yes, go on”.',
  watch: 'The head follows the eyes.',
  watchHint: 'Another page began it, and that page alone goes on with it. STOP works here too.',
} as const;
