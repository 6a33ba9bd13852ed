import type { ActedBy, Movement } from '../../../protocol/clientMessages.ts';
import type { StateName } from '../../../protocol/states.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import type { ClutchState } from '../clutch.ts';

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
  | { readonly kind: 'clutch'; readonly step: 'ask' | 'confirm' | 'decline' | 'engage' };

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
  | 'lookAgain';

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

interface StateScreens {
  readonly first: ScreenId;
  /** After the first of two steps on the page. */
  readonly second: ScreenId;
}

const both = (screen: ScreenId): StateScreens => ({ first: screen, second: screen });

/** What of the page's clutch decides the screen. */
export type ClutchPhase = ClutchState['phase'];

const SCREEN_OF_CLUTCH: Readonly<Record<ClutchPhase, ScreenId>> = {
  out: 'calm',
  asked: 'calmConfirm',
  in: 'move',
};

/** What each other state of control offers. Ready and engaged are one: a movement must not change what is looked at. */
const SCREENS_OF_STATE: Readonly<Record<Exclude<StateName, 'ready' | 'engaged'>, StateScreens>> = {
  starting: both('wait'),
  selfTest: both('wait'),
  standby: both('begin'),
  paused: both('begin'),
  retreating: both('retreat'),
  protectiveHold: { first: 'fault', second: 'faultConfirm' },
  supportedRelease: both('wait'),
  stopped: { first: 'stopped', second: 'stoppedConfirm' },
};

/** What decides the screen. */
export interface Known {
  /** Null unless it is current: what was true is not what is. */
  readonly telemetry: Pick<Telemetry, 'state' | 'reason'> | null;
  /** Without the person's settings nobody knows how long a look must rest. */
  readonly hasSettings: boolean;
  /** What the page shows of its clutch (pageClutch.ts). */
  readonly clutch: ClutchPhase;
}

/** The screen for what the page knows. Without current telemetry, or without the person's settings, nothing is offered. */
export function screenFor({ telemetry, hasSettings, clutch: phase }: Known, isSecondStep: boolean): ScreenId {
  if (telemetry === null) return 'unknown';
  if (!hasSettings) return 'wait';
  const { state, reason } = telemetry;
  if (reason === 'awaitingConfirm' && (state === 'standby' || state === 'paused')) return 'confirm';
  if (state === 'ready' || state === 'engaged') return SCREEN_OF_CLUTCH[phase];
  const { first, second } = SCREENS_OF_STATE[state];
  return isSecondStep ? second : first;
}

/** The control `id` of a screen; undefined if the screen does not offer it. */
export function findOffer(screen: ScreenId, id: string): Offer | undefined {
  const offers: readonly Offer[] = SCREENS[screen];
  return offers.find((candidate) => candidate.id === id);
}

/** What a choice does. Whoever stands beside the bed has a hand free; a switch is the patient's own, and takes as many steps as their eyes. */
export function actOf(chosen: Offer, by: 'gaze' | 'switch' | 'hand'): Act {
  return by === 'hand' ? chosen.byHand : chosen.byGaze;
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
