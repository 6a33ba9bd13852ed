import { step } from '../../controller/gaze/dwell/dwell.ts';
import {
  DEFAULT_DWELL_SETTINGS,
  type DwellEffect,
  type DwellInput,
} from '../../controller/gaze/dwell/dwellState.ts';
import {
  asking,
  end,
  IDLE,
  onGrant,
  onRefusal,
  onTelemetry,
} from '../../controller/gaze/dwell/moveSession.ts';
import {
  followChoice,
  followFrame,
  lookAway,
  mayMove,
  letGo as releaseClutch,
} from '../../controller/gaze/dwell/pageClutch.ts';
import { followQuestion, noteFirstStep, withdrawalOf } from '../../controller/gaze/dwell/question.ts';
import { reportFrame } from '../../controller/gaze/dwell/reports.ts';
import { screenFor } from '../../controller/gaze/dwell/screenFor.ts';
import { type Act, askOf, findOffer, SCREENS } from '../../controller/gaze/dwell/screens.ts';
import type { GazeCondition } from '../../protocol/clientMessages.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import type { Accepted, LeaseGranted, Refused } from '../../protocol/serverMessages.ts';
import { PAGE_SILENT_AFTER_MS, type Telemetry } from '../../protocol/telemetry.ts';
import { layoutOf } from './lookTargets.ts';
import { chain, follow, type PageState, type PageStep, withSession } from './pageState.ts';

/** The version that the rig tells control it is; a simulated page is built with it. */
export const SIMULATED_VERSION = 'simulated';

/** What the page can know of the gaze in one frame. */
export type Sight =
  | { readonly kind: 'onPage'; readonly xPx: number; readonly yPx: number; readonly gaze: GazeCondition }
  /** The gaze is known to be somewhere else. */
  | { readonly kind: 'away'; readonly gaze: GazeCondition }
  /** The tracker sees no eye. */
  | { readonly kind: 'unseen' };

export type PageInput =
  | { readonly type: 'frame'; readonly sight: Sight }
  | { readonly type: 'telemetry'; readonly telemetry: Telemetry }
  | { readonly type: 'reply'; readonly message: LeaseGranted | Accepted | Refused }
  /** The gateway no longer hears control. */
  | { readonly type: 'controlDown' }
  | { readonly type: 'stopKey' };

export interface PageOptions {
  readonly parameters: ParameterValues;
  /** A page with a bug: it goes on renewing a lease, whatever control says and wherever the person looks. */
  readonly isInsisting: boolean;
}

/** The patient's page as control meets it: looks and telemetry in, messages of the protocol out (hmi/patient). */
export function stepPage(state: PageState, input: PageInput, nowMs: number, options: PageOptions): PageStep {
  switch (input.type) {
    case 'frame':
      return frame(state, input.sight, nowMs, options);
    case 'telemetry': {
      const { telemetry } = input;
      const { session } = state.reports;
      const heard = onTelemetry(session, telemetry);
      const kept = options.isInsisting && heard.phase === 'idle' ? session : heard;
      return {
        state: { ...withSession(state, kept), newest: { telemetry, atMs: nowMs } },
        messages: [],
      };
    }
    case 'reply':
      return reply(state, input.message, nowMs, options);
    case 'controlDown':
      return { state: { ...state, newest: null }, messages: [] };
    case 'stopKey':
      return stop(state, nowMs, options);
  }
}

function stop(state: PageState, nowMs: number, { parameters }: PageOptions): PageStep {
  const clutch = releaseClutch(state.clutch, 'stop', nowMs, parameters);
  return {
    state: { ...withSession(state, IDLE), isSecondStep: false, clutch },
    messages: [{ type: 'stop' }],
  };
}

function reply(
  state: PageState,
  message: LeaseGranted | Accepted | Refused,
  nowMs: number,
  { isInsisting }: PageOptions,
): PageStep {
  switch (message.type) {
    case 'leaseGranted':
      return follow(state, onGrant(state.reports.session, message, nowMs));
    case 'accepted':
      return { state, messages: [] };
    case 'refused': {
      const { session } = state.reports;
      const isIgnored = isInsisting && message.requestId === null;
      return {
        state: withSession(state, isIgnored ? session : onRefusal(session, message)),
        messages: [],
      };
    }
  }
}

/** One frame of the display: what was shown last is painted now; see, decide, send, show. */
function frame(before: PageState, sight: Sight, nowMs: number, options: PageOptions): PageStep {
  return chain(
    { ...before, renderedTick: before.appliedTick },
    (state) => look(state, sight, nowMs, options),
    (state) => letGo(state, options),
    (state) => sendDue(state, sight, nowMs),
    (state) => show(state, sight, nowMs, options),
  );
}

function dwellInputs(state: PageState, sight: Sight, tMs: number): readonly DwellInput[] {
  switch (sight.kind) {
    case 'onPage':
      return [{ type: 'sample', tMs, xPx: sight.xPx, yPx: sight.yPx, isValid: true }];
    case 'away':
      return [state.wasOnPage ? { type: 'left', tMs } : { type: 'tick', tMs }];
    case 'unseen':
      return [{ type: 'sample', tMs, xPx: Number.NaN, yPx: Number.NaN, isValid: false }];
  }
}

function look(before: PageState, sight: Sight, nowMs: number, options: PageOptions): PageStep {
  const { parameters } = options;
  const waits = before.question.by === 'look' ? {} : { secondSteps: [] };
  const settings = { ...DEFAULT_DWELL_SETTINGS, onsetMs: parameters.dwellOnsetMs, ...waits };
  let dwell = before.dwell;
  const effects: DwellEffect[] = [];
  for (const input of dwellInputs(before, sight, nowMs)) {
    const next = step(dwell, input, before.layout, settings);
    dwell = next.state;
    effects.push(...next.effects);
  }
  const wasOnPage = sight.kind === 'unseen' ? before.wasOnPage : sight.kind === 'onPage';
  return chain(
    { ...before, dwell, wasOnPage },
    ...effects.map((effect) => (state: PageState) => onEffect(state, effect, nowMs, options)),
  );
}

function onEffect(state: PageState, effect: DwellEffect, nowMs: number, options: PageOptions): PageStep {
  const { isInsisting, parameters } = options;
  if (effect.type === 'withdrawn') {
    const withdrawal = withdrawalOf(state.screen);
    return withdrawal ? take(state, withdrawal, nowMs, parameters) : { state, messages: [] };
  }
  if (effect.type === 'released') {
    const { session } = state.reports;
    // A blink is no look away; `letGo` sees to what follows it.
    const isOver =
      effect.cause !== 'gazeLost' && session.phase !== 'idle' && session.movement === effect.targetId;
    return isOver && !isInsisting ? follow(state, end(session)) : { state, messages: [] };
  }
  if (effect.targetId === 'stop') return stop(state, nowMs, options);
  if (effect.targetId === 'border') {
    const clutch = lookAway(state.clutch, nowMs, parameters);
    return follow({ ...state, clutch }, end(state.reports.session));
  }
  const act = findOffer(state.screen, effect.targetId)?.byGaze;
  if (!act || (act.kind === 'move' && !mayMove(state.clutch, 'gaze'))) return { state, messages: [] };
  return take(
    { ...state, question: noteFirstStep(state.question, act, 'look', nowMs) },
    act,
    nowMs,
    parameters,
  );
}

function take(before: PageState, act: Act, nowMs: number, parameters: ParameterValues): PageStep {
  const state = { ...before, clutch: followChoice(before.clutch, act, 'gaze', nowMs, parameters) };
  switch (act.kind) {
    case 'clutch':
    case 'steer':
    case 'check':
      return { state, messages: [] };
    case 'step':
      return { state: { ...state, isSecondStep: act.isSecond }, messages: [] };
    case 'ask': {
      const asked = { ...state, isSecondStep: false };
      const ask = askOf(act.type, 'gaze', state.renderedTick);
      if (!ask) return { state: asked, messages: [] };
      const requests = state.requests + 1;
      return { state: { ...asked, requests }, messages: [{ ...ask, requestId: `r${requests}` }] };
    }
    case 'move': {
      const { renderedTick } = state;
      if (renderedTick === null) return { state, messages: [] };
      const requests = state.requests + 1;
      const requestId = `r${requests}`;
      const { movement } = act;
      const session = asking(requestId, movement, 'gaze', nowMs);
      const message = { type: 'move', requestId, movement, renderedTick } as const;
      return { state: { ...withSession(state, session), requests }, messages: [message] };
    }
  }
}

/**
 * A movement goes on while its control has the gaze. A blink does not take it: control is told that the gaze is invalid, slows
 * down and decides (DESIGN 'Blink or betrayal').
 */
function letGo(state: PageState, { isInsisting }: PageOptions): PageStep {
  const {
    dwell,
    reports: { session },
  } = state;
  if (isInsisting || session.phase === 'idle' || dwell.focus?.targetId === session.movement) {
    return { state, messages: [] };
  }
  return follow(state, end(session));
}

function sendDue(state: PageState, sight: Sight, nowMs: number): PageStep {
  const { renderedTick } = state;
  const gaze = sight.kind === 'unseen' ? 'invalid' : sight.gaze;
  const { reports, messages } = reportFrame(state.reports, nowMs, {
    renderedTick,
    gaze,
    version: SIMULATED_VERSION,
    secondInput: 'none',
  });
  return { state: { ...state, reports }, messages };
}

/** Draws what is known now. A changed screen is a new layout, and a step half taken in another state is over. */
function show(before: PageState, sight: Sight, nowMs: number, { parameters }: PageOptions): PageStep {
  const { newest } = before;
  const telemetry = newest !== null && nowMs - newest.atMs <= PAGE_SILENT_AFTER_MS ? newest.telemetry : null;
  const lastState = telemetry?.state;
  const isSecondStep = before.isSecondStep && lastState === before.lastState;
  const clutch = followFrame(
    before.clutch,
    {
      state: lastState,
      condition: before.dwell.hit.targetId === 'border' ? 'offScreen' : conditionOf(sight),
      isMoving: before.reports.session.phase !== 'idle',
    },
    nowMs,
    parameters,
  );
  const screen = screenFor({ telemetry, hasSettings: true, clutch: clutch.shown }, isSecondStep);
  const offersNothing = SCREENS[screen].length === 0 && SCREENS[before.screen].length === 0;
  const isUnchanged = screen === before.screen || offersNothing;
  const layout = isUnchanged ? before.layout : layoutOf(screen, before.layout.version + 1, parameters);
  return {
    state: {
      ...before,
      clutch,
      screen,
      layout,
      isSecondStep,
      question: followQuestion(before.question, screen, nowMs),
      lastState,
      appliedTick: telemetry?.tick ?? null,
    },
    messages: [],
  };
}

/** What the sight says of the gaze; one that is beside the page is, whatever the tracker thinks of its eyes. */
function conditionOf(sight: Sight): GazeCondition {
  switch (sight.kind) {
    case 'onPage':
      return sight.gaze;
    case 'away':
      return 'offScreen';
    case 'unseen':
      return 'invalid';
  }
}
