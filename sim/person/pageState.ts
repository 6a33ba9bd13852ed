import { type DwellState, INITIAL_DWELL_STATE } from '../../controller/gaze/dwell/dwellState.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import type { MoveSession, SessionStep } from '../../controller/gaze/dwell/moveSession.ts';
import { PAGE_CLUTCH_OUT, type PageClutch } from '../../controller/gaze/dwell/pageClutch.ts';
import { NO_QUESTION, type Question } from '../../controller/gaze/dwell/question.ts';
import { NO_REPORTS, type Reports } from '../../controller/gaze/dwell/reports.ts';
import type { ScreenId } from '../../controller/gaze/dwell/screens.ts';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import type { StateName } from '../../protocol/states.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { layoutOf } from './lookTargets.ts';

/** The memory of the patient's page. */
export interface PageState {
  readonly dwell: DwellState;
  readonly layout: DwellLayout;
  readonly screen: ScreenId;
  readonly reports: Reports;
  readonly isSecondStep: boolean;
  readonly question: Question;
  readonly clutch: PageClutch;
  readonly wasOnPage: boolean;
  readonly requests: number;
  readonly newest: { readonly telemetry: Telemetry; readonly atMs: number } | null;
  /** The tick that the last frame put on the page, and the one that has been painted since. */
  readonly appliedTick: number | null;
  readonly renderedTick: number | null;
  readonly lastState: StateName | undefined;
}

export interface PageStep {
  readonly state: PageState;
  readonly messages: readonly ClientMessage[];
}

export const INITIAL_PAGE: PageState = {
  dwell: INITIAL_DWELL_STATE,
  layout: layoutOf('unknown', 1, DEFAULT_PARAMETERS),
  screen: 'unknown',
  reports: NO_REPORTS,
  isSecondStep: false,
  question: NO_QUESTION,
  clutch: PAGE_CLUTCH_OUT,
  wasOnPage: false,
  requests: 0,
  newest: null,
  appliedTick: null,
  renderedTick: null,
  lastState: undefined,
};

/** The page with another movement under way. */
export function withSession(state: PageState, session: MoveSession): PageState {
  return { ...state, reports: { ...state.reports, session } };
}

/** The page after a step of its movement. */
export function follow(state: PageState, { session, messages }: SessionStep): PageStep {
  return { state: withSession(state, session), messages };
}

/** Applies one change after another and collects what they send. */
export function chain(state: PageState, ...changes: readonly ((state: PageState) => PageStep)[]): PageStep {
  return changes.reduce<PageStep>(
    (before, change) => {
      const after = change(before.state);
      return { state: after.state, messages: [...before.messages, ...after.messages] };
    },
    { state, messages: [] },
  );
}
