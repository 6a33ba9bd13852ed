import type { StateName } from '../../../protocol/states.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import type { ClutchState } from '../clutch.ts';
import type { ScreenId } from './screens.ts';

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

/**
 * Where steering by gaze stands for this page: 'none' for a person without it; 'offered'; 'asked' between the two looks; 'checking' and
 * 'told' in the check of the eyes; 'in' while they steer, and 'goingOn' between the two looks that renew it; 'elsewhere' while
 * another page has let them.
 */
export type SteeringStep =
  | 'none'
  | 'offered'
  | 'asked'
  | 'checking'
  | 'told'
  | 'in'
  | 'goingOn'
  | 'elsewhere';

/** In `ready` and `engaged`: steering shows only where it belongs to the state, and the page's clutch decides the rest. */
function readyScreen(state: 'ready' | 'engaged', step: SteeringStep, phase: ClutchPhase): ScreenId {
  switch (step) {
    case 'in':
      return state === 'engaged' ? 'steer' : SCREEN_OF_CLUTCH[phase];
    case 'goingOn':
      return state === 'engaged' ? 'steerGoOn' : SCREEN_OF_CLUTCH[phase];
    case 'elsewhere':
      return state === 'engaged' ? 'steerWatch' : SCREEN_OF_CLUTCH[phase];
    case 'asked':
      return state === 'ready' ? 'steerConfirm' : SCREEN_OF_CLUTCH[phase];
    case 'checking':
      return state === 'ready' ? 'eyeCheck' : SCREEN_OF_CLUTCH[phase];
    case 'told':
      return state === 'ready' ? 'eyeCheckTold' : SCREEN_OF_CLUTCH[phase];
    case 'offered':
      return phase === 'out' ? 'calmSteer' : SCREEN_OF_CLUTCH[phase];
    case 'none':
      return SCREEN_OF_CLUTCH[phase];
  }
}

/** What each other state of control offers. Ready and engaged are one: a movement of this page must not change what is looked at. */
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
  readonly steering?: SteeringStep;
  /** The head moves under the lease of another page. */
  readonly isMovedElsewhere?: boolean;
}

/** The screen for what the page knows. Without current telemetry, or without the person's settings, nothing is offered. */
export function screenFor(
  { telemetry, hasSettings, clutch: phase, steering = 'none', isMovedElsewhere = false }: Known,
  isSecondStep: boolean,
): ScreenId {
  if (telemetry === null) return 'unknown';
  if (!hasSettings) return 'wait';
  const { state, reason } = telemetry;
  if (reason === 'awaitingConfirm' && (state === 'standby' || state === 'paused')) return 'confirm';
  if (state === 'engaged' && isMovedElsewhere && steering !== 'elsewhere') return 'moveWatch';
  if (state === 'ready' || state === 'engaged') return readyScreen(state, steering, phase);
  const { first, second } = SCREENS_OF_STATE[state];
  return isSecondStep ? second : first;
}
