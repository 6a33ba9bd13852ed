import type { GazeSample, GazeSource, TrackerHealth } from '../../protocol/gazeSample.ts';
import type { EyePositions } from '../../protocol/trackers.ts';

/** What every tracker is given. */
export interface TrackerSurroundings {
  /** Monotonic ms: the clock of `receivedAtMs`. */
  readonly nowMs: () => number;
  /** 0…1; spreads the tries to connect. */
  readonly random: () => number;
  readonly onSample: (sample: GazeSample) => void;
  /** The source's calibration has changed, or may have: whoever uses its samples must know before the next one (S168). */
  readonly onCalibrationChange?: () => void;
}

/** What came in since the start, for the log and the measurements. */
export interface TrackerCounts {
  readonly samples: number;
  /** Samples that the device counted and that never arrived. */
  readonly missed: number;
  /** Samples left out because the device had said the same moment before. */
  readonly repeated: number;
  /** Input that is no message of the protocol, or more than is taken. */
  readonly rubbish: number;
}

/** One tracker, connected and connected again until it is closed. It never throws: what is wrong with it is in its health. */
export interface Tracker {
  readonly source: GazeSource;
  health(): TrackerHealth;
  /** Null where the tracker does not tell, or has not lately. */
  eyes(): EyePositions | null;
  counts(): TrackerCounts;
  close(): Promise<void>;
}

/** The screen that a tracker looks at; asked for once. */
export interface ScreenGeometry {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly distanceMm: number;
}
