import type { ActedBy, Movement } from '../../../protocol/clientMessages.ts';

/** Cells of the page around the centre, or whole edges of it. No cell of a second step overlaps that of its first. */
export type Place =
  | 'topLeft'
  | 'top'
  | 'topRight'
  | 'left'
  | 'right'
  | 'bottomLeft'
  | 'bottom'
  | 'bottomRight'
  | 'wholeBottom'
  | 'wideBottom'
  | 'wholeLeft'
  | 'wholeRight';

export type Act =
  | { readonly kind: 'move'; readonly movement: Movement }
  | { readonly kind: 'ask'; readonly type: 'askToArm' | 'confirmArm' | 'rest' | 'leaveStop' | 'acknowledge' }
  /** A step on the page only: nothing is sent before the second one. */
  | { readonly kind: 'step'; readonly isSecond: boolean }
  /** Of the page's own clutch, of which control hears nothing; `engage` is both steps in one act. */
  | { readonly kind: 'clutch'; readonly step: 'ask' | 'confirm' | 'decline' | 'engage' }
  /** Of the clutch that lets gaze steer, which is control's; while it is in, the same steps renew intent. */
  | { readonly kind: 'steer'; readonly step: 'ask' | 'confirm' | 'decline' | 'engage' | 'end' }
  /** Of the check of the eyes, during which nothing moves. */
  | { readonly kind: 'check'; readonly step: 'again' | 'end' };

export type ControlId =
  | Movement
  | 'rest'
  | 'getReady'
  | 'moveHead'
  | 'yes'
  | 'no'
  | 'continue'
  | 'yesContinue'
  | 'notYet'
  | 'haveLooked'
  | 'yesGoOn'
  | 'lookAgain'
  | 'followEyes'
  | 'goOn'
  | 'stopFollowing'
  | 'checkAgain'
  | 'endCheck';

export interface Offer {
  readonly id: ControlId;
  readonly place: Place;
  /** The parameter that says how long a look must rest. */
  readonly dwell: 'dwellMs' | 'armDwellMs' | 'confirmDwellMs';
  readonly byGaze: Act;
  /** What a click, tap or key does. */
  readonly byHand: Act;
}

const offer = (
  id: ControlId,
  place: Place,
  dwell: Offer['dwell'],
  byGaze: Act,
  byHand: Act = byGaze,
): Offer => ({
  id,
  place,
  dwell,
  byGaze,
  byHand,
});
const move = (movement: Movement, place: Place): Offer =>
  offer(movement, place, 'dwellMs', { kind: 'move', movement });

const clutch = (step: Extract<Act, { kind: 'clutch' }>['step']): Act => ({ kind: 'clutch', step });

const steer = (step: Extract<Act, { kind: 'steer' }>['step']): Act => ({ kind: 'steer', step });
const END_CHECK: Act = { kind: 'check', step: 'end' };
const STOP_FOLLOWING = offer('stopFollowing', 'bottomLeft', 'dwellMs', steer('end'));

const FIRST: Act = { kind: 'step', isSecond: false };
const SECOND: Act = { kind: 'step', isSecond: true };
const REST: Act = { kind: 'ask', type: 'rest' };
const ACKNOWLEDGE: Act = { kind: 'ask', type: 'acknowledge' };

/** What can be chosen on each screen of the patient's page, besides STOP. The place of a movement is its direction as the person feels it. */
export const SCREENS = {
  unknown: [],
  wait: [],
  begin: [offer('getReady', 'wholeBottom', 'armDwellMs', { kind: 'ask', type: 'askToArm' })],
  confirm: [
    offer('no', 'wholeLeft', 'confirmDwellMs', REST),
    offer('yes', 'wholeRight', 'confirmDwellMs', { kind: 'ask', type: 'confirmArm' }),
  ],
  // Ready, with the page's clutch out: whoever only looks on meets no movement.
  calm: [
    offer('moveHead', 'wideBottom', 'armDwellMs', clutch('ask'), clutch('engage')),
    offer('rest', 'bottomRight', 'dwellMs', REST),
  ],
  calmConfirm: [
    offer('no', 'wholeLeft', 'confirmDwellMs', clutch('decline')),
    offer('yes', 'wholeRight', 'confirmDwellMs', clutch('confirm'), clutch('engage')),
  ],
  // The same for a person whose gaze may steer.
  calmSteer: [
    offer('moveHead', 'bottomLeft', 'armDwellMs', clutch('ask'), clutch('engage')),
    offer('followEyes', 'bottom', 'armDwellMs', steer('ask'), steer('engage')),
    offer('rest', 'bottomRight', 'dwellMs', REST),
  ],
  steerConfirm: [
    offer('no', 'wholeLeft', 'confirmDwellMs', steer('decline')),
    offer('yes', 'wholeRight', 'confirmDwellMs', steer('confirm'), steer('engage')),
  ],
  // Close above and below the middle: inside the dead zone of most strategies (5°), and not where the eyes come to rest (S183).
  steer: [offer('goOn', 'top', 'dwellMs', steer('ask'), steer('engage')), STOP_FOLLOWING],
  steerGoOn: [
    STOP_FOLLOWING,
    offer('yesGoOn', 'bottom', 'confirmDwellMs', steer('confirm'), steer('engage')),
  ],
  // Another page has let the eyes steer, and it alone goes on.
  steerWatch: [],
  // Another page moves the head, and nothing begins before that is over.
  moveWatch: [],
  eyeCheck: [offer('endCheck', 'bottom', 'dwellMs', END_CHECK)],
  eyeCheckTold: [
    offer('endCheck', 'bottomLeft', 'dwellMs', END_CHECK),
    offer('checkAgain', 'bottomRight', 'dwellMs', { kind: 'check', step: 'again' }),
  ],
  move: [
    move('tiltLeft', 'topLeft'),
    move('nodUp', 'top'),
    move('tiltRight', 'topRight'),
    move('turnLeft', 'left'),
    move('turnRight', 'right'),
    move('home', 'bottomLeft'),
    move('nodDown', 'bottom'),
    offer('rest', 'bottomRight', 'dwellMs', REST),
  ],
  stopped: [offer('continue', 'wholeBottom', 'armDwellMs', SECOND)],
  stoppedConfirm: [
    offer('notYet', 'wholeLeft', 'confirmDwellMs', FIRST),
    offer('yesContinue', 'wholeRight', 'confirmDwellMs', { kind: 'ask', type: 'leaveStop' }),
  ],
  // A person beside the bed has a hand free and has seen the fault; the eyes alone take two steps.
  fault: [offer('haveLooked', 'wholeBottom', 'armDwellMs', SECOND, ACKNOWLEDGE)],
  faultConfirm: [
    offer('lookAgain', 'wholeLeft', 'confirmDwellMs', FIRST),
    offer('yesGoOn', 'wholeRight', 'confirmDwellMs', ACKNOWLEDGE),
  ],
  retreat: [offer('rest', 'wholeBottom', 'dwellMs', REST)],
} as const satisfies Readonly<Record<string, readonly Offer[]>>;

export type ScreenId = keyof typeof SCREENS;

/** The control `id` of a screen; undefined if the screen does not offer it. */
export function findOffer(screen: ScreenId, id: string): Offer | undefined {
  const offers: readonly Offer[] = SCREENS[screen];
  return offers.find((candidate) => candidate.id === id);
}

/**
 * Whether a press by hand does no harm that was meant for the screen before: it moves nothing, begins nothing and answers for nothing
 * that must have been seen. Controls without an offer are those of the settings.
 */
export function isHarmless(screen: ScreenId, id: string): boolean {
  const act = findOffer(screen, id)?.byHand;
  if (!act) return true;
  switch (act.kind) {
    case 'move':
      return false;
    case 'ask':
      return act.type === 'rest' || act.type === 'askToArm';
    case 'clutch':
    case 'steer':
      return act.step === 'decline' || act.step === 'ask' || act.step === 'end';
    case 'step':
    case 'check':
      return true;
  }
}

/**
 * What a choice does. Whoever stands beside the bed has a hand free; a switch is the patient's own, and takes as many steps as their
 * eyes, but for a clutch, which is there for looks: one act of a switch puts it in (S162).
 */
export function actOf({ byGaze, byHand }: Offer, by: 'gaze' | 'switch' | 'hand'): Act {
  const isOfClutch = byGaze.kind === 'clutch' || byGaze.kind === 'steer';
  return by === 'hand' || (by === 'switch' && isOfClutch) ? byHand : byGaze;
}

/**
 * Whether a look at this control that broke off is remembered: only where the choice ends something or leads back. What leads to
 * motion takes one look without an exit (reference/gaze.md §3).
 */
export function isRemembered({ byGaze }: Offer): boolean {
  switch (byGaze.kind) {
    case 'move':
      return false;
    case 'ask':
      return byGaze.type === 'rest';
    case 'step':
      return !byGaze.isSecond;
    case 'clutch':
      return byGaze.step === 'decline';
    case 'steer':
      return byGaze.step === 'decline' || byGaze.step === 'end';
    case 'check':
      return byGaze.step === 'end';
  }
}

/** The second of two steps that lead to motion. */
export const SECOND_STEPS: readonly string[] = Object.values<readonly Offer[]>(SCREENS)
  .flat()
  .filter((one) => one.dwell === 'confirmDwellMs' && !isRemembered(one))
  .map(({ id }) => id);

type AskType = Extract<Act, { kind: 'ask' }>['type'];

/** What a choice asks control for, without its request id; undefined if it answers for a picture and none has been painted. */
export function askOf(type: AskType, by: ActedBy, renderedTick: number | null) {
  if (type !== 'acknowledge') return { type };
  return renderedTick === null ? undefined : { type, by, renderedTick };
}
