import type { GazeSource, TrackerHealth } from '../../protocol/gazeSample.ts';
import type { MeterReading } from './meter.ts';

interface TroubleWords {
  readonly state: TrackerHealth['state'];
  readonly advice: string;
}

/** What can be wrong with a tracker, by stable id. Losing the eyes is a status and no alarm: its words are calm (reference/gaze.md §8.4). */
const TROUBLES = {
  closed: { state: 'off', advice: 'The eye tracker is switched off in Poise.' },
  connecting: { state: 'connecting', advice: 'The eye tracker is being connected. Wait a moment.' },
  unreachable: {
    state: 'searching',
    advice: 'The eye tracker does not answer. See that it is plugged in and that its own program is running.',
  },
  noSender: {
    state: 'searching',
    advice: 'No program sends gaze yet. Start the program that belongs to the eye tracker.',
  },
  lineLost: {
    state: 'lost',
    advice: 'The connection to the eye tracker broke. It comes back by itself; if not, check its cable.',
  },
  silent: {
    state: 'lost',
    advice: 'The eye tracker has stopped sending. If it does not go on by itself, restart its program.',
  },
  frozen: {
    state: 'lost',
    advice: 'The eye tracker repeats the same moment over and over. Restart its program.',
  },
  noEyes: {
    state: 'noEyes',
    advice:
      'The tracker does not see the eyes. Turn the screen towards the face; look at lids, glasses and sun.',
  },
  markersUnseen: {
    state: 'noEyes',
    advice: 'The glasses do not see the markers of the screen. See that all are in view, lit and uncovered.',
  },
  uncalibrated: {
    state: 'uncalibrated',
    advice: 'The eye tracker is not calibrated. Calibrate it for this person.',
  },
  calibrating: {
    state: 'uncalibrated',
    advice: 'The eye tracker is being calibrated. Nobody steers by it until that is over.',
  },
  dataRefused: {
    state: 'refused',
    advice: 'The program of the eye tracker refuses to send gaze. Update it, or restart it.',
  },
  deviceFault: {
    state: 'refused',
    advice: 'The program runs, but its eye tracker does not. Unplug the tracker, plug it in again, and wait.',
  },
  packagesMissing: {
    state: 'refused',
    advice:
      'Pupil Core needs two more packages. Run "npm ci --include=optional" on this computer and restart Poise.',
  },
  eyesWithoutSide: {
    state: 'refused',
    advice:
      'To which side this tracker counts x is not set. Set "eyeX" for it to "left" or "right" in trackers.json, and restart Poise.',
  },
  portTaken: {
    state: 'refused',
    advice:
      'Another program already receives the gaze that is sent to Poise. Close it, or choose another port.',
  },
  addressUnusable: {
    state: 'refused',
    advice:
      'Poise cannot receive gaze at the address that is set. If the network is on, correct "listenAt" and "port" in trackers.json, and restart Poise.',
  },
} as const satisfies Record<string, TroubleWords>;
export type TroubleId = keyof typeof TROUBLES;

/** A tracker that is silent for this long is lost (reference/domain.md §4.3). */
export const SILENT_AFTER_MS = 250;
/** Blinks and glances aside are shorter than this. */
const NO_EYES_AFTER_MS = 1000;

/** What a tracker knows of itself. */
export interface TrackerFacts {
  readonly source: GazeSource;
  readonly canCalibrate: boolean;
  readonly calibrationErrorDeg: number | null;
  readonly calibrations: number;
  readonly meter: MeterReading;
  /** What the tracker knows to be wrong, apart from what its samples show. */
  readonly trouble: TroubleId | null;
}

/** The health that follows from it. */
export function healthOf(facts: TrackerFacts, nowMs: number): TrackerHealth {
  const { source, canCalibrate, calibrationErrorDeg, calibrations, meter } = facts;
  const trouble = facts.trouble ?? troubleOfSamples(meter, nowMs);
  const { state, advice }: TroubleWords = trouble ? TROUBLES[trouble] : { state: 'streaming', advice: '' };
  const { rateHz, latencyMs, leastLatencyMs, validShare } = meter;
  const calibration = { calibrationErrorDeg, calibrations, canCalibrate };
  return { source, state, advice, rateHz, latencyMs, leastLatencyMs, validShare, ...calibration };
}

function troubleOfSamples(meter: MeterReading, nowMs: number): TroubleId | null {
  const { firstSampleAtMs, lastSampleAtMs, lastValidAtMs } = meter;
  if (firstSampleAtMs === null) return 'connecting';
  if (lastSampleAtMs === null || nowMs - lastSampleAtMs > SILENT_AFTER_MS) return 'silent';
  return nowMs - (lastValidAtMs ?? firstSampleAtMs) > NO_EYES_AFTER_MS ? 'noEyes' : null;
}
