import type { Display } from '../../controller/gaze/dwell/checkMarks.ts';
import { isChecked } from '../../controller/gaze/dwell/eyeCheck.ts';
import { lastIntentMs } from '../../controller/gaze/dwell/intentLeft.ts';
import type { GazeTarget } from '../../controller/gaze/dwell/layout.ts';
import type { Origin } from '../../controller/gaze/dwell/moveSession.ts';
import type { SteeringStep } from '../../controller/gaze/dwell/screenFor.ts';
import type { Act } from '../../controller/gaze/dwell/screens.ts';
import { holdsLease, steeringStepOf, steersBy } from '../../controller/gaze/dwell/steeringStep.ts';
import {
  afterFrame,
  askedFirst,
  askedToConfirm,
  mayConfirm,
  NOT_ASKED,
  onAnswer,
} from '../../controller/gaze/dwell/steerSession.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import type { EngagedBy } from '../../protocol/steering.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import type { PageClient } from '../shared/pageClient.ts';
import type { Commands } from './commands.ts';
import { keepEyeCheck } from './eyeCheckKeeper.ts';
import type { ChosenBy } from './settingScreens.ts';
import { keepSteeringWords, type ShownSteering, type SteeringDrawing } from './steeringShown.ts';

export type SteeringAct = Extract<Act, { kind: 'steer' | 'check' }>;

export function isSteering(act: Act): act is SteeringAct {
  return act.kind === 'steer' || act.kind === 'check';
}

const ENGAGED_BY = {
  gaze: 'gaze',
  switch: 'switch',
  hand: 'attendant',
} as const satisfies Readonly<Record<ChosenBy, EngagedBy>>;

/** Steering by gaze on the patient's page: what is asked of control for it, and where it stands. */
export interface Steering {
  step(): SteeringStep;
  shown(): ShownSteering | null;
  drawing(nowMs: number): SteeringDrawing;
  act(act: SteeringAct, by: ChosenBy, nowMs: number): void;
  /** Something was chosen that is no part of it. */
  forget(): void;
  hear(message: ServerMessage, nowMs: number): void;
  /** One frame, once it is known what is shown. `lookMs`: how long a look rests on a control. */
  frame(nowMs: number, targets: readonly GazeTarget[], lookMs: number): void;
  /** The gaze is at the border of the page. */
  lookedAway(): void;
  /** The pointer left the page: of a gaze that is a look away. */
  left(): void;
  /** STOP, or the page is not what the person sees any more. */
  interrupted(): void;
}

export function createSteering(client: PageClient, commands: Commands, display: () => Display): Steering {
  const words = keepSteeringWords();
  const check = keepEyeCheck(client, display);
  let session = NOT_ASKED;
  let checkedBy: ChosenBy = 'hand';
  let lastState: Telemetry['state'] | undefined;

  const current = (): Telemetry | undefined => {
    const { standing, telemetry, settings } = client.shown();
    return standing === 'current' && settings && telemetry ? telemetry : undefined;
  };
  const clientId = (): string | undefined => client.shown().session?.clientId;
  const lease = (): Origin | undefined => steersBy(commands.session());

  /** What a first look, or the one act of a hand, is answered with before control is asked; true where nothing speaks against it. */
  function isFree(by: ChosenBy, nowMs: number): boolean {
    const telemetry = current();
    if (!telemetry?.steering) return false;
    const { obstacle } = telemetry.steering;
    if (obstacle === null) return true;
    if (telemetry.state === 'ready' && isChecked(obstacle)) {
      check.begin(obstacle, nowMs);
      checkedBy = by;
    } else commands.tell({ kind: 'refused', id: obstacle });
    return false;
  }

  function send(type: 'askToSteer' | 'confirmSteer', by: ChosenBy, nowMs: number): void {
    const renderedTick = commands.renderedTick();
    if (renderedTick === null) {
      commands.tell({ kind: 'refused', id: 'staleView' });
      return;
    }
    const requestId = client.request(
      type === 'askToSteer' ? { type, renderedTick } : { type, engagedBy: ENGAGED_BY[by], renderedTick },
    );
    if (requestId === null) {
      commands.tell({ kind: 'notSent' });
      return;
    }
    if (type === 'askToSteer') session = askedFirst(requestId, nowMs);
    else {
      session = askedToConfirm(requestId, by, nowMs);
      // With the clutch in, the act only renews intent; the lease stays as it is.
      if (lease() === undefined) commands.leased(requestId, by === 'gaze' ? 'gaze' : 'hand', nowMs);
    }
  }

  function steer(by: ChosenBy, taken: Extract<SteeringAct, { kind: 'steer' }>['step'], nowMs: number): void {
    switch (taken) {
      case 'ask':
        if (isFree(by, nowMs)) send('askToSteer', by, nowMs);
        return;
      case 'confirm':
        if (mayConfirm(session)) send('confirmSteer', by, nowMs);
        return;
      case 'engage':
        if (by !== 'gaze' && isFree(by, nowMs)) send('confirmSteer', by, nowMs);
        return;
      case 'decline':
        session = NOT_ASKED;
        return;
      case 'end':
        session = NOT_ASKED;
        commands.endMove();
    }
  }

  return {
    step: () =>
      steeringStepOf({
        telemetry: current(),
        clientId: clientId(),
        session,
        lease: commands.session(),
        check: check.phase(),
      }),
    shown: words.shown,
    drawing: (nowMs) => ({
      markProgress: check.progress(nowMs),
      intentLeftMs: current()?.steering?.intentLeftMs ?? null,
    }),
    act(act, by, nowMs) {
      commands.tell(null);
      words.forget();
      if (act.kind === 'steer') steer(by, act.step, nowMs);
      else if (act.step === 'end') check.end();
      else {
        check.begin(current()?.steering?.obstacle ?? null, nowMs);
        checkedBy = by;
      }
    },
    forget: words.forget,
    hear(message, nowMs) {
      if (check.hear(message, nowMs)) commands.tell(null);
      if (message.type === 'accepted' || message.type === 'refused' || message.type === 'leaseGranted')
        session = onAnswer(session, message);
    },
    frame(nowMs, targets, lookMs) {
      const telemetry = current();
      const view = telemetry?.steering ?? null;
      const parameters = client.shown().settings?.profile.parameters;
      if (telemetry?.state !== lastState) {
        lastState = telemetry?.state;
        check.end();
        // What was asked in another state is over; an answer that is under way brings the next one about.
        if (session.phase !== 'confirming') session = NOT_ASKED;
      }
      const isUp = telemetry?.state === 'ready' || telemetry?.state === 'engaged';
      const isOpen =
        telemetry?.state === 'ready' || (telemetry !== undefined && holdsLease(telemetry, clientId()));
      session = afterFrame(session, nowMs, {
        clutch: isOpen ? view?.clutch : undefined,
        confirmWithinMs: parameters?.clutchConfirmMs ?? 0,
      });
      check.frame(nowMs, {
        obstacle: view?.obstacle ?? null,
        screen: client.shown().settings?.profile.screen ?? null,
        targets,
        renderedTick: commands.renderedTick(),
      });
      const lastMs = parameters ? lastIntentMs(lookMs, parameters) : 0;
      words.frame(isUp ? view : null, check.shown(), lastMs, nowMs);
      if (check.phase() === 'passed') {
        check.end();
        words.checked();
      }
    },
    lookedAway() {
      session = NOT_ASKED;
      check.end();
    },
    left() {
      if (checkedBy === 'gaze') check.end();
      if (lease() === 'gaze') commands.endMove();
    },
    interrupted() {
      session = NOT_ASKED;
      check.end();
      words.forget();
    },
  };
}
