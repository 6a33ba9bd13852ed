import type { DwellLayout, GazeTarget } from '../../controller/gaze/dwellLayout.ts';
import type { Movement } from '../../protocol/clientMessages.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import type { StateName } from '../../protocol/states.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { centreOf, INSIDE_RECT, type PagePoint, type Place, rectOf } from './places.ts';

export type Act =
  | { readonly kind: 'move'; readonly movement: Movement }
  | { readonly kind: 'ask'; readonly type: 'askToArm' | 'confirmArm' | 'rest' | 'leaveStop' | 'acknowledge' }
  /** A step on the page only: nothing is sent before the second one. */
  | { readonly kind: 'step'; readonly isSecond: boolean };

interface Offer<Id extends string = string> {
  readonly id: Id;
  readonly place: Place;
  readonly dwell: 'dwellMs' | 'armDwellMs' | 'confirmDwellMs';
  readonly act: Act;
}

const offer = <Id extends string>(id: Id, place: Place, dwell: Offer['dwell'], act: Act): Offer<Id> => ({
  id,
  place,
  dwell,
  act,
});
const ask = <Id extends string>(
  id: Id,
  place: Place,
  dwell: Offer['dwell'],
  type: Extract<Act, { kind: 'ask' }>['type'],
) => offer(id, place, dwell, { kind: 'ask', type });
const move = <Id extends Movement>(movement: Id, place: Place) =>
  offer(movement, place, 'dwellMs', { kind: 'move', movement });
const step = <Id extends string>(id: Id, place: Place, dwell: Offer['dwell'], isSecond: boolean) =>
  offer(id, place, dwell, { kind: 'step', isSecond });

/** What each screen of the patient's page offers to the gaze (hmi/patient/screens.ts), besides STOP and the border. */
const SCREENS = {
  nothing: [],
  begin: [ask('getReady', 'wholeBottom', 'armDwellMs', 'askToArm')],
  confirm: [
    ask('no', 'wholeLeft', 'confirmDwellMs', 'rest'),
    ask('yes', 'wholeRight', 'confirmDwellMs', 'confirmArm'),
  ],
  move: [
    move('tiltLeft', 'topLeft'),
    move('nodUp', 'top'),
    move('tiltRight', 'topRight'),
    move('turnLeft', 'left'),
    move('turnRight', 'right'),
    move('home', 'bottomLeft'),
    move('nodDown', 'bottom'),
    ask('rest', 'bottomRight', 'dwellMs', 'rest'),
  ],
  stopped: [step('continue', 'wholeBottom', 'armDwellMs', true)],
  stoppedConfirm: [
    step('notYet', 'wholeLeft', 'confirmDwellMs', false),
    ask('yesContinue', 'wholeRight', 'confirmDwellMs', 'leaveStop'),
  ],
  fault: [step('haveLooked', 'wholeBottom', 'armDwellMs', true)],
  faultConfirm: [
    step('lookAgain', 'wholeLeft', 'confirmDwellMs', false),
    ask('yesGoOn', 'wholeRight', 'confirmDwellMs', 'acknowledge'),
  ],
  retreat: [ask('rest', 'wholeBottom', 'dwellMs', 'rest')],
} as const satisfies Readonly<Record<string, readonly Offer[]>>;

export type ScreenId = keyof typeof SCREENS;
const ALL_OFFERS: readonly Offer[] = Object.values(SCREENS).flat();

type OfferId = (typeof SCREENS)[ScreenId][number]['id'];
export type LookTarget = OfferId | 'stop' | 'centre';

/** Everything that a person can be told to look at: the controls of all screens, STOP, and the calm centre. */
export const LOOK_TARGETS = [
  'centre',
  'stop',
  ...new Set(ALL_OFFERS.map(({ id }) => id as OfferId)),
] as const satisfies readonly LookTarget[];

const FIRST_SCREEN: Readonly<Record<StateName, ScreenId>> = {
  starting: 'nothing',
  selfTest: 'nothing',
  standby: 'begin',
  ready: 'move',
  engaged: 'move',
  paused: 'begin',
  retreating: 'retreat',
  protectiveHold: 'fault',
  supportedRelease: 'nothing',
  stopped: 'stopped',
};

/** The screen that the page shows; without current telemetry it offers nothing but STOP. */
export function screenFor(telemetry: Telemetry | null, isSecondStep: boolean): ScreenId {
  if (telemetry === null) return 'nothing';
  const { state, reason } = telemetry;
  if (reason === 'awaitingConfirm' && (state === 'standby' || state === 'paused')) return 'confirm';
  if (isSecondStep && state === 'stopped') return 'stoppedConfirm';
  if (isSecondStep && state === 'protectiveHold') return 'faultConfirm';
  return FIRST_SCREEN[state];
}

export function findOffer(screen: ScreenId, id: string): Offer | undefined {
  const offers: readonly Offer[] = SCREENS[screen];
  return offers.find((candidate) => candidate.id === id);
}

/** Where a person looks who looks for `target`: at it, or at where it will appear. */
export function pointOf(target: LookTarget, screen: ScreenId): PagePoint {
  if (target === 'stop' || target === 'centre') return centreOf(target);
  const found = findOffer(screen, target) ?? ALL_OFFERS.find(({ id }) => id === target);
  return centreOf(found?.place ?? 'centre');
}

/** The screen as the dwell engine sees it. STOP comes before the border, so that a look at both is a STOP. */
export function layoutOf(screen: ScreenId, version: number, parameters: ParameterValues): DwellLayout {
  const offers: readonly Offer[] = SCREENS[screen];
  const targets: readonly GazeTarget[] = [
    { kind: 'stop', id: 'stop', rect: rectOf('stop'), side: 'inside' },
    { kind: 'stop', id: 'border', rect: INSIDE_RECT, side: 'outside' },
    ...offers.map(
      ({ id, place, dwell }): GazeTarget => ({
        kind: 'dwell',
        id,
        rect: rectOf(place),
        dwellMs: parameters[dwell],
      }),
    ),
  ];
  return { version, targets };
}
