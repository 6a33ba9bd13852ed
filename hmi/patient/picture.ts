import type { Liveness } from '../../controller/gaze/dwell/liveness.ts';
import type { MoveSession } from '../../controller/gaze/dwell/moveSession.ts';
import { type ClutchPhase, type SteeringStep, screenFor } from '../../controller/gaze/dwell/screenFor.ts';
import type { ScreenId } from '../../controller/gaze/dwell/screens.ts';
import { holdsLease } from '../../controller/gaze/dwell/steeringStep.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { Shown } from '../shared/pageClient.ts';
import type { GazeSight } from './gazePointer.ts';
import type { Settings } from './settingScreens.ts';
import type { ShownSteering, SteeringDrawing } from './steeringShown.ts';

/** What the person is told besides the state; the newest one replaces the one before. */
export type Notice =
  | { readonly kind: 'refused'; readonly id: RefusalId }
  | { readonly kind: 'notSent' }
  | { readonly kind: 'stopNotSent' }
  | { readonly kind: 'inputError'; readonly id: string }
  | { readonly kind: 'misunderstood' };

/** Where the gaze is, in one word. */
export type SightName = 'onPage' | Extract<GazeSight, { kind: 'away' }>['why'];

/** Everything of the patient's page that is drawn by React. The pose and the dwell are drawn every frame, beside it. */
export interface Picture {
  readonly screen: ScreenId;
  readonly notice: Notice | null;
  readonly sight: SightName;
  readonly isMoving: boolean;
  /** By this page: what is looked at here may end it, the edge too. */
  readonly isOwnMove: boolean;
  readonly settings: Settings;
  readonly liveness: Liveness;
  /** A pointer that may be a gaze was seen. */
  readonly hasPointer: boolean;
  /** Null for a person whose gaze may not steer, and while nothing is known. */
  readonly steering: ShownSteering | null;
}

/** What a page shows that has just begun. */
export function nothingKnown(settings: Settings, liveness: Liveness): Picture {
  return {
    screen: 'unknown',
    notice: null,
    sight: 'neverSeen',
    isMoving: false,
    isOwnMove: false,
    settings,
    liveness,
    hasPointer: false,
    steering: null,
  };
}

/** Whether the head moves; while nobody knows what it does, it is taken to, and a press of a switch is STOP. */
export function isTakenToMove({ standing, telemetry }: Shown, session: MoveSession): boolean {
  const state = standing === 'current' ? telemetry?.state : undefined;
  if (session.phase !== 'idle') return true;
  return state === undefined || state === 'engaged' || state === 'retreating';
}

/** Whether a movement is this page's: it was asked for here, or control shows that the lease is. */
export function isMovedHere({ standing, telemetry, session: me }: Shown, session: MoveSession): boolean {
  if (session.phase !== 'idle') return true;
  return standing === 'current' && telemetry !== null && holdsLease(telemetry, me?.clientId);
}

/** What is drawn outside React, once per frame. */
export interface FrameDrawing {
  readonly dwell: { readonly targetId: string; readonly progress: number } | undefined;
  /** The control that was chosen and is still looked at; `isMoving` while what it asked for is under way. */
  readonly held: { readonly targetId: string; readonly isMoving: boolean } | undefined;
  /** What a switch would take: a control, or STOP. */
  readonly scanned: string | undefined;
  readonly steering: SteeringDrawing;
}

/** The screen for what the page shows. What was known before the connection failed is not known any more. */
export function screenOf(
  { standing, telemetry, settings, session }: Shown,
  clutch: ClutchPhase,
  isSecondStep: boolean,
  steering: SteeringStep = 'none',
): ScreenId {
  const current = standing === 'current' ? telemetry : null;
  const isMovedElsewhere =
    current !== null && current.lease !== null && !holdsLease(current, session?.clientId);
  return screenFor(
    { telemetry: current, hasSettings: settings !== null, clutch, steering, isMovedElsewhere },
    isSecondStep,
  );
}
