import {
  asking,
  end,
  IDLE,
  type MoveSession,
  type Origin,
  onGrant,
  onRefusal,
  onTelemetry,
  type SessionStep,
} from '../../controller/gaze/dwell/moveSession.ts';
import { NO_REPORTS, reportFrame } from '../../controller/gaze/dwell/reports.ts';
import { type Act, askOf } from '../../controller/gaze/dwell/screens.ts';
import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import type { PageClient } from '../shared/pageClient.ts';
import { POISE_VERSION } from '../shared/version.ts';
import type { Notice } from './picture.ts';
import type { ChosenBy } from './settingScreens.ts';
import type { SteeringAct } from './steering.ts';

/** What the page asks of control, and what it has under way. */
export interface Commands {
  session(): MoveSession;
  notice(): Notice | null;
  /** Tells something until anything else is to be told. */
  tell(notice: Notice | null): void;
  /** By what the first of two steps on the page was taken; null where the second is not asked for. */
  secondStep(): ChosenBy | null;
  forgetStep(): void;
  act(act: Exclude<Act, SteeringAct>, by: ChosenBy, nowMs: number): void;
  /** The newest tick that has been painted; null while there is none. */
  renderedTick(): number | null;
  /** `requestId` has asked for a lease under which gaze steers. */
  leased(requestId: string, origin: Origin, nowMs: number): void;
  /** The person looked away, or the page left their sight: a movement is handed back. */
  endMove(): void;
  stop(): void;
  /** Without a connection nothing can be handed back. */
  drop(): void;
  /** What was shown last has been painted. */
  painted(): void;
  /** What is shown now; null unless it is current. */
  applied(tick: number | null): void;
  /** Once per frame: the renewals and the presence that are due. */
  report(nowMs: number, gaze: GazeCondition, hasSwitch: boolean): void;
  hear(message: ServerMessage): void;
}

export function createCommands(client: PageClient, now: () => number): Commands {
  let reports = NO_REPORTS;
  let secondStep: ChosenBy | null = null;
  let notice: Notice | null = null;
  /** The tick that the previous frame put on the page, and the one that has been painted since. */
  let appliedTick: number | null = null;
  let renderedTick: number | null = null;

  const setSession = (session: MoveSession): void => {
    reports = { ...reports, session };
  };
  const follow = ({ session, messages }: SessionStep): void => {
    setSession(session);
    for (const message of messages) client.send(message);
  };

  function act(chosen: Exclude<Act, SteeringAct>, by: ChosenBy, nowMs: number): void {
    notice = null;
    switch (chosen.kind) {
      case 'step':
        secondStep = chosen.isSecond ? by : null;
        return;
      case 'clutch':
        return;
      case 'ask': {
        secondStep = null;
        const request = askOf(chosen.type, by === 'hand' ? 'hand' : 'gaze', renderedTick);
        if (!request) notice = { kind: 'refused', id: 'staleView' };
        else if (client.request(request) === null) notice = { kind: 'notSent' };
        return;
      }
      case 'move': {
        const { movement } = chosen;
        if (renderedTick === null) {
          notice = { kind: 'refused', id: 'staleView' };
          return;
        }
        const requestId = client.request({ type: 'move', movement, renderedTick });
        const origin = by === 'gaze' ? 'gaze' : 'hand';
        if (requestId === null) notice = { kind: 'notSent' };
        else setSession(asking(requestId, movement, origin, nowMs));
      }
    }
  }

  function hear(message: ServerMessage): void {
    switch (message.type) {
      case 'leaseGranted':
        follow(onGrant(reports.session, message, now()));
        return;
      case 'telemetry':
        setSession(onTelemetry(reports.session, message));
        return;
      case 'refused':
        notice = { kind: 'refused', id: message.id };
        setSession(onRefusal(reports.session, message));
        return;
      case 'inputError':
        notice = { kind: 'inputError', id: message.id };
        return;
      case 'welcome':
        // Nothing from before is still true: ticks and leases may be those of another run.
        setSession(IDLE);
        secondStep = null;
        appliedTick = null;
        renderedTick = null;
        return;
      case 'controlLink':
      case 'profile':
      case 'trackers':
      case 'accepted':
        return;
    }
  }

  return {
    session: () => reports.session,
    notice: () => notice,
    tell(next) {
      notice = next;
    },
    secondStep: () => secondStep,
    forgetStep() {
      secondStep = null;
    },
    act,
    renderedTick: () => renderedTick,
    leased: (requestId, origin, nowMs) => setSession(asking(requestId, 'steer', origin, nowMs)),
    endMove: () => follow(end(reports.session)),
    stop() {
      setSession(IDLE);
      secondStep = null;
      if (!client.send({ type: 'stop' })) notice = { kind: 'stopNotSent' };
    },
    drop: () => setSession(IDLE),
    painted() {
      renderedTick = appliedTick;
    },
    applied(tick) {
      appliedTick = tick;
    },
    report(nowMs, gaze, hasSwitch) {
      const due = reportFrame(reports, nowMs, {
        renderedTick,
        gaze,
        version: POISE_VERSION,
        secondInput: hasSwitch ? 'switch' : 'none',
      });
      reports = due.reports;
      for (const message of due.messages) client.send(message);
    },
    hear,
  };
}
