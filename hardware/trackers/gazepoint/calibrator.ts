import { isCalibrationUnderway } from '../../../protocol/trackers.ts';
import {
  type CalibrationEvent,
  type CalibrationState,
  NO_CALIBRATION,
  STALLED_AFTER_MS,
  stepCalibration,
} from './calibration.ts';
import type { GazepointMessage } from './reader.ts';

/** The tracker's calibration: the runs of ours, and what is noticed of those that somebody else makes in Gazepoint Control's own window. */
export interface Calibrator {
  readonly state: CalibrationState;
  /** Of the calibration that the tracker has; null where it is none of ours. */
  readonly averageErrorPx: number | null;
  /** How often it has changed, or may have. */
  readonly changes: number;
  step(event: CalibrationEvent): void;
  /** It may be another now. */
  noteChange(): void;
  /** Somebody looks at targets, whoever shows them. */
  isUnderway(nowMs: number): boolean;
}

export interface CalibratorOptions {
  readonly send: (command: string) => void;
  readonly onState: ((state: CalibrationState) => void) | undefined;
  readonly onChange: (() => void) | undefined;
}

export function createCalibrator({ send, onState, onChange }: CalibratorOptions): Calibrator {
  let state: CalibrationState = NO_CALIBRATION;
  let averageErrorPx: number | null = null;
  let changes = 0;
  let foreignHeardAtMs: number | null = null;

  const noteChange = (): void => {
    changes += 1;
    onChange?.();
  };

  /** Of one in its own window the server tells no result (reference/gaze.md §5.2): then it is over once nothing more is heard of it. */
  const hearForeign = ({ attributes }: GazepointMessage, nowMs: number): void => {
    foreignHeardAtMs = attributes.get('ID') === 'CALIB_RESULT' ? null : nowMs;
    averageErrorPx = null;
    noteChange();
  };

  return {
    get state() {
      return state;
    },
    get averageErrorPx() {
      return averageErrorPx;
    },
    get changes() {
      return changes;
    },
    step(event) {
      const wasUnderway = isCalibrationUnderway(state);
      if (event.type === 'message' && event.message.kind === 'calibration' && !wasUnderway)
        hearForeign(event.message, event.nowMs);
      if (event.type === 'lineLost') {
        foreignHeardAtMs = null;
        averageErrorPx = null;
      }
      const next = stepCalibration(state, event);
      for (const command of next.commands) send(command);
      if (next.state === state) return;
      state = next.state;
      averageErrorPx = state.kind === 'done' ? state.averageErrorPx : null;
      const isUnderway = isCalibrationUnderway(state);
      // Ours takes the place of any other.
      if (isUnderway) foreignHeardAtMs = null;
      if (isUnderway !== wasUnderway) noteChange();
      onState?.(state);
    },
    noteChange,
    isUnderway: (nowMs) =>
      isCalibrationUnderway(state) ||
      (foreignHeardAtMs !== null && nowMs - foreignHeardAtMs <= STALLED_AFTER_MS),
  };
}
