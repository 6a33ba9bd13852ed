import { step } from '../../controller/gaze/dwell/dwell.ts';
import {
  DEFAULT_DWELL_SETTINGS,
  type DwellEffect,
  type DwellInput,
  dwellProgress,
  heldTarget,
  INITIAL_DWELL_STATE,
} from '../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
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
import { askOf, type ControlId, findOffer, type Offer } from '../../controller/gaze/dwell/screens.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import type { StateName } from '../../protocol/states.ts';
import type { Standing } from '../shared/clientView.ts';
import type { PageClient } from '../shared/pageClient.ts';
import { POISE_VERSION } from '../shared/version.ts';
import { type GazeSight, validityOf } from './gazePointer.ts';
import { type FrameDrawing, type Notice, type Picture, screenOf } from './picture.ts';

/** Some trackers click by themselves at the end of their own dwell: the same choice must not count twice. */
const SAME_CHOICE_WITHIN_MS = 1000;
/** Nobody has seen and chosen what appeared less than this ago: it is the second half of a double click on what was there. */
const SEEN_AFTER_MS = 500;

export interface Patient {
  picture(): Picture;
  subscribe(listener: () => void): () => void;
  /** One frame of the display: what was shown last is now painted; see, decide, send, show. */
  frame(nowMs: number, sight: GazeSight, layout: DwellLayout): FrameDrawing;
  /** A click, tap or key on a control. */
  choose(id: ControlId, nowMs: number): void;
  stop(): void;
  left(nowMs: number): void;
  interrupted(cause: 'hidden' | 'blurred' | 'disconnected', nowMs: number): void;
}

/** The patient's page without its pixels: a person's looks, clicks and keys in, messages of the protocol out. */
export function createPatient(client: PageClient, now: () => number): Patient {
  let picture: Picture = { screen: 'unknown', notice: null, sight: 'neverSeen', isMoving: false };
  let dwell = INITIAL_DWELL_STATE;
  let layout: DwellLayout = { version: 0, targets: [] };
  let layoutChangedAtMs = now();
  let reports = NO_REPORTS;
  let isSecondStep = false;
  let notice: Notice | null = null;
  /** The tick that the previous frame put on the page, and the one that has been painted since. */
  let appliedTick: number | null = null;
  let renderedTick: number | null = null;
  let lastGazeChoice: { readonly id: string; readonly atMs: number } | undefined;
  let lastStanding: Standing = 'connecting';
  let lastState: StateName | undefined;
  let lastMisunderstood: string | null = null;
  const listeners = new Set<() => void>();

  const setSession = (session: MoveSession): void => {
    reports = { ...reports, session };
  };
  const follow = ({ session, messages }: SessionStep): void => {
    setSession(session);
    for (const message of messages) client.send(message);
  };

  function settings() {
    const onsetMs = client.newest().settings?.profile.parameters.dwellOnsetMs;
    return onsetMs === undefined ? DEFAULT_DWELL_SETTINGS : { ...DEFAULT_DWELL_SETTINGS, onsetMs };
  }

  function stop(): void {
    setSession(IDLE);
    isSecondStep = false;
    if (!client.send({ type: 'stop' })) notice = { kind: 'stopNotSent' };
  }

  function act(offer: Offer, origin: Origin, nowMs: number): void {
    const chosen = origin === 'gaze' ? offer.byGaze : offer.byHand;
    notice = null;
    switch (chosen.kind) {
      case 'step':
        isSecondStep = chosen.isSecond;
        return;
      case 'ask': {
        isSecondStep = false;
        const request = askOf(chosen.type, origin, renderedTick);
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
        if (requestId === null) notice = { kind: 'notSent' };
        else setSession(asking(requestId, movement, origin, nowMs));
      }
    }
  }

  function onEffect(effect: DwellEffect, nowMs: number): void {
    const { targetId } = effect;
    if (effect.type === 'released') {
      const { session } = reports;
      const isOfThis = session.phase !== 'idle' && session.origin === 'gaze' && session.movement === targetId;
      if (isOfThis) follow(end(session));
      return;
    }
    if (targetId === 'stop') stop();
    else if (targetId === 'border') follow(end(reports.session));
    else {
      const offer = findOffer(picture.screen, targetId);
      if (!offer) return;
      lastGazeChoice = { id: targetId, atMs: nowMs };
      act(offer, 'gaze', nowMs);
    }
  }

  function give(input: DwellInput): void {
    const next = step(dwell, input, layout, settings());
    dwell = next.state;
    for (const effect of next.effects) onEffect(effect, input.tMs);
  }

  function sendDue(nowMs: number, sight: GazeSight): void {
    const due = reportFrame(reports, nowMs, {
      renderedTick,
      gaze: validityOf(sight),
      version: POISE_VERSION,
      secondInput: 'none',
    });
    reports = due.reports;
    for (const message of due.messages) client.send(message);
  }

  function draw(next: Picture): void {
    const hasChanged = (Object.keys(next) as (keyof Picture)[]).some((key) => next[key] !== picture[key]);
    if (!hasChanged) return;
    // The layout is measured when it has been painted; a click can come before that.
    if (next.screen !== picture.screen) layoutChangedAtMs = now();
    picture = next;
    for (const listener of listeners) listener();
  }

  function onMessage(message: ServerMessage): void {
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
        isSecondStep = false;
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
  client.onMessage(onMessage);

  const patient: Patient = {
    picture: () => picture,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    frame(nowMs, sight, paintedLayout) {
      renderedTick = appliedTick;
      if (paintedLayout.version !== layout.version) layoutChangedAtMs = nowMs;
      layout = paintedLayout;
      give(
        sight.kind === 'onPage'
          ? { type: 'sample', tMs: nowMs, xPx: sight.xPx, yPx: sight.yPx, isValid: true }
          : { type: 'tick', tMs: nowMs },
      );
      sendDue(nowMs, sight);

      const shown = client.show(nowMs);
      const { telemetry, standing, misunderstood } = shown;
      appliedTick = standing === 'current' && telemetry ? telemetry.tick : null;
      if (standing !== lastStanding || telemetry?.state !== lastState) {
        // What was said about the state before is over, and so is a step that was half taken in it.
        notice = null;
        isSecondStep = false;
        lastStanding = standing;
        lastState = telemetry?.state;
      }
      if (misunderstood !== lastMisunderstood) {
        lastMisunderstood = misunderstood;
        notice = { kind: 'misunderstood' };
      }
      draw({
        screen: screenOf(shown, isSecondStep),
        notice,
        sight: sight.kind === 'onPage' ? 'onPage' : sight.why,
        isMoving: reports.session.phase !== 'idle' || telemetry?.state === 'engaged',
      });
      const targetId = heldTarget(dwell);
      return {
        dwell: dwellProgress(dwell, layout, settings()),
        held: targetId === undefined ? undefined : { targetId, isMoving: reports.session.phase !== 'idle' },
      };
    },
    choose(id, nowMs) {
      const wasChosenByGaze =
        lastGazeChoice?.id === id && nowMs - lastGazeChoice.atMs < SAME_CHOICE_WITHIN_MS;
      const offer = findOffer(picture.screen, id);
      const isNew = nowMs - layoutChangedAtMs < SEEN_AFTER_MS;
      if (wasChosenByGaze || isNew || !offer) return;
      give({ type: 'clicked', tMs: nowMs, targetId: id });
      act(offer, 'hand', nowMs);
    },
    stop,
    left(nowMs) {
      give({ type: 'left', tMs: nowMs });
    },
    interrupted(cause, nowMs) {
      give({ type: 'interrupted', tMs: nowMs, cause });
      if (cause === 'disconnected') setSession(IDLE);
      else follow(end(reports.session));
      isSecondStep = false;
    },
  };
  client.onClosed(() => patient.interrupted('disconnected', now()));
  return patient;
}
