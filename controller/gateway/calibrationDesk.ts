import type { CalibrationState } from '../../hardware/trackers/gazepoint/calibration.ts';
import type { Gazepoint } from '../../hardware/trackers/gazepoint/gazepoint.ts';
import type { CalibrationRequest } from '../../protocol/clientMessages.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { Accepted, Refused } from '../../protocol/serverMessages.ts';
import type { StateName } from '../../protocol/states.ts';
import {
  type CalibrationRun,
  type CalibrationStatus,
  isCalibrationUnderway,
} from '../../protocol/trackers.ts';
import { refusal } from './refusal.ts';

/** What can be calibrated. */
export type Calibratable = Pick<
  Gazepoint,
  'calibrate' | 'redoCalibration' | 'cancelCalibration' | 'calibration' | 'health'
>;

/** Lets one page at a time calibrate, and only while nothing moves. */
export interface CalibrationDesk {
  /** `state` is that of the brace; null where it is not known. */
  answer(request: CalibrationRequest, clientId: string, state: StateName | null): Accepted | Refused;
  /** Whenever the state of the brace was heard, or is no longer known: a calibration ends where it could not begin. */
  hearState(state: StateName | null): void;
  /** A calibration ends with the page that shows it. */
  clientGone(clientId: string): void;
  statusOf(tracker: Calibratable): CalibrationStatus;
}

/** Why the state of the brace does not allow a calibration, or null where it does: who looks at targets does not watch a movement. */
export function stateAgainst(state: StateName | null): RefusalId | null {
  switch (state) {
    case null:
      return 'controlDown';
    case 'engaged':
    case 'retreating':
    case 'supportedRelease':
      return 'headMoves';
    case 'starting':
    case 'selfTest':
    case 'standby':
    case 'ready':
    case 'paused':
    case 'protectiveHold':
    case 'stopped':
      return null;
  }
}

export function openCalibrationDesk(trackers: readonly Calibratable[]): CalibrationDesk {
  let held: { readonly clientId: string; readonly tracker: Calibratable } | null = null;
  let last: Calibratable | null = null;

  const running = (): Calibratable | undefined =>
    trackers.find((tracker) => isCalibrationUnderway(tracker.calibration()));

  const begin = (
    tracker: Calibratable | null | undefined,
    clientId: string,
    act: (on: Calibratable) => void,
  ): RefusalId | null => {
    if (!tracker?.health().canCalibrate) return 'noCalibration';
    // Before it begins: whoever is told of the run is told whose it is.
    held = { clientId, tracker };
    act(tracker);
    last = tracker;
    if (isCalibrationUnderway(tracker.calibration())) return null;
    held = null;
    return 'noCalibration';
  };

  const judge = (
    request: CalibrationRequest,
    clientId: string,
    state: StateName | null,
  ): RefusalId | null => {
    if (request.type === 'cancelCalibration') {
      running()?.cancelCalibration();
      return null;
    }
    const against = stateAgainst(state);
    if (against) return against;
    if (running()) return 'calibrationRuns';
    if (request.type === 'redoCalibration')
      return last ? begin(last, clientId, (tracker) => tracker.redoCalibration()) : 'nothingToRedo';
    const free = trackers.find((tracker) => tracker.health().canCalibrate);
    return begin(free, clientId, (tracker) => tracker.calibrate(request.targets));
  };

  return {
    answer(request, clientId, state) {
      const { requestId } = request;
      const id = judge(request, clientId, state);
      return id ? refusal(id, requestId) : { type: 'accepted', requestId };
    },
    hearState(state) {
      if (stateAgainst(state)) running()?.cancelCalibration();
    },
    clientGone(clientId) {
      if (held?.clientId !== clientId) return;
      const { tracker } = held;
      held = null;
      tracker.cancelCalibration();
    },
    statusOf: (tracker) => ({
      holder: held?.tracker === tracker ? held.clientId : null,
      run: runOf(tracker.calibration()),
    }),
  };
}

/** What of it is for pages; the rest is the driver's own. */
function runOf(state: CalibrationState): CalibrationRun {
  switch (state.kind) {
    case 'idle':
    case 'done':
    case 'failed':
      return state;
    case 'preparing':
    case 'computing':
      return { kind: state.kind, targets: state.targets };
    case 'looking':
      return { kind: 'looking', targets: state.targets, index: state.index };
  }
}
