import type { GazeReading, ScreenPoint } from '../../../protocol/gazeSample.ts';
import type { EyePositions } from '../../../protocol/trackers.ts';
import { createDelayGauge, type DelayGauge } from '../delayGauge.ts';
import { createDeviceClock } from '../deviceClock.ts';
import { openLine, troubleOfLine } from '../line.ts';
import { createMeter } from '../meter.ts';
import type { ScreenGeometry, Tracker, TrackerSurroundings } from '../tracker.ts';
import { healthOf, type TroubleId } from '../troubles.ts';
import type { CalibrationState } from './calibration.ts';
import { errorDegOf, type ScreenPixels } from './calibrationResult.ts';
import { createCalibrator } from './calibrator.ts';
import {
  ASSISTIVE_STREAM,
  getCommand,
  INIT_COMMANDS,
  REQUIRED_STREAMS,
  STREAM_COMMANDS,
} from './commands.ts';
import { createGazepointReader, type GazepointMessage, type GazepointReader, numberOf } from './reader.ts';
import { type PointOfGaze, readRecord } from './record.ts';

export const GAZEPOINT_PORT = 4242;
/** A question whose answer tells how long the line takes. */
const PROBE_ID = 'TIME_TICK_FREQUENCY';
/** Well below the time after which a line without a byte is given up: where the device sends nothing, its answers show that it lives. */
const PROBE_EVERY_MS = 500;
/** Answers carry no number, so a second question waits for the answer to the first, and this long at most. */
const ANSWER_WITHIN_MS = 2000;
/** A server that answers for this long and sends no record has no device that sees. */
const NO_RECORD_AFTER_MS = 2000;
/** Eyes that were not told of for longer are no picture any more. */
const EYES_FRESH_MS = 500;
const NO_READING: GazeReading = { kind: 'none', why: 'unknown' };

export interface GazepointOptions extends TrackerSurroundings {
  readonly host: string;
  readonly port?: number;
  /** 'best' unless told otherwise: how the assistive point is smoothed is not published, and smoothing delays a stop. */
  readonly pointOfGaze?: PointOfGaze;
  /** Without it the calibration's error in degrees is not known. */
  readonly screen?: ScreenGeometry;
  readonly onCalibration?: (state: CalibrationState) => void;
}

export interface Gazepoint extends Tracker {
  calibration(): CalibrationState;
  /** Begins a run; ignored while one goes on, without a connection, and for targets that cannot be used. */
  calibrate(targets: readonly ScreenPoint[]): void;
  /** Runs the last one again. */
  redoCalibration(): void;
  cancelCalibration(): void;
}

/** A Gazepoint tracker over the Open Gaze API v2 of Gazepoint Control. All reading of the socket is here and nowhere else. */
export function openGazepoint(options: GazepointOptions): Gazepoint {
  const { nowMs } = options;
  const meter = createMeter();
  let reader: GazepointReader = createGazepointReader();
  let gauge: DelayGauge = createDelayGauge();
  let pointOfGaze: PointOfGaze = options.pointOfGaze ?? 'best';
  let isRefused = false;
  let isClosed = false;
  let pixels: ScreenPixels | null = null;
  let clock = createDeviceClock({ canReorder: false });
  let lastCount: number | null = null;
  let eyes: { readonly positions: EyePositions; readonly atMs: number } | null = null;
  let probe: { readonly sentAtMs: number; readonly isAnswered: boolean } | null = null;
  /** When the last record came, or the line was opened. */
  let recordAtMs = 0;
  let streamsAskedAtMs = 0;
  let samples = 0;
  let missed = 0;
  let repeatedBefore = 0;
  let rubbishBefore = 0;

  const calibrator = createCalibrator({
    send: (command) => line.write(command),
    onState: options.onCalibration,
    onChange: options.onCalibrationChange,
  });

  const hearRecord = (message: GazepointMessage, receivedAtMs: number): void => {
    recordAtMs = receivedAtMs;
    const record = readRecord(message, pointOfGaze);
    // A server that sends no TIME still counts.
    const verdict = clock.judge(record.deviceMs ?? record.count, receivedAtMs);
    if (verdict === 'repeated') return;
    if (verdict === 'restarted') {
      gauge = createDelayGauge();
      // TIME begins anew with a calibration (reference/gaze.md §5.2).
      calibrator.noteChange();
    }
    if (record.count !== null && lastCount !== null && record.count > lastCount + 1)
      missed += record.count - lastCount - 1;
    lastCount = record.count;
    if (record.eyes) eyes = { positions: record.eyes, atMs: receivedAtMs };
    samples += 1;
    meter.note(receivedAtMs, record.reading, gauge.delayMs(receivedAtMs, record.deviceMs));
    options.onSample({
      source: 'gazepoint',
      receivedAtMs,
      deviceMs: record.deviceMs,
      // Who looks at a target looks at no control: the moment is passed on, and where they look is not.
      reading: calibrator.isUnderway(receivedAtMs) ? NO_READING : record.reading,
      confidence: null,
    });
  };

  const hearAnswer = (message: GazepointMessage, receivedAtMs: number): void => {
    const id = message.attributes.get('ID') ?? '';
    if (message.kind === 'nack') {
      if (REQUIRED_STREAMS.has(id)) isRefused = true;
      // Without the assistive point the other is read for the whole connection: two filters must not take turns.
      if (id === ASSISTIVE_STREAM) pointOfGaze = 'best';
    }
    if (id === PROBE_ID && probe && !probe.isAnswered) {
      gauge.noteRoundTrip(receivedAtMs - probe.sentAtMs, receivedAtMs);
      probe = { ...probe, isAnswered: true };
    }
    if (message.kind === 'ack' && id === 'SCREEN_SIZE') {
      const widthPx = numberOf(message, 'WIDTH');
      const heightPx = numberOf(message, 'HEIGHT');
      if (widthPx && heightPx && widthPx > 0 && heightPx > 0) pixels = { widthPx, heightPx };
    }
  };

  const line = openLine({
    host: options.host,
    port: options.port ?? GAZEPOINT_PORT,
    nowMs,
    random: options.random,
    onOpen(isAgain) {
      if (isAgain) calibrator.noteChange();
      rubbishBefore += reader.rubbish;
      reader = createGazepointReader();
      gauge = createDelayGauge();
      meter.reset();
      pointOfGaze = options.pointOfGaze ?? 'best';
      isRefused = false;
      repeatedBefore += clock.repeated;
      clock = createDeviceClock({ canReorder: false });
      lastCount = null;
      recordAtMs = nowMs();
      streamsAskedAtMs = recordAtMs;
      probe = { sentAtMs: recordAtMs, isAnswered: false };
      for (const command of INIT_COMMANDS) line.write(command);
    },
    onBytes(bytes) {
      const receivedAtMs = nowMs();
      for (const message of reader.push(bytes)) {
        if (message.kind === 'record') hearRecord(message, receivedAtMs);
        else hearAnswer(message, receivedAtMs);
        calibrator.step({ type: 'message', message, screen: pixels, nowMs: receivedAtMs });
      }
    },
    onLost() {
      eyes = null;
      calibrator.step({ type: 'lineLost' });
    },
    onCheck(now) {
      calibrator.step({ type: 'tick', nowMs: now });
      if (!probe || now - probe.sentAtMs > (probe.isAnswered ? PROBE_EVERY_MS : ANSWER_WITHIN_MS)) {
        probe = { sentAtMs: now, isAnswered: false };
        line.write(getCommand(PROBE_ID));
      }
      if (trouble(now) === 'deviceFault' && now - streamsAskedAtMs > NO_RECORD_AFTER_MS) {
        streamsAskedAtMs = now;
        for (const command of STREAM_COMMANDS) line.write(command);
      }
    },
  });

  const trouble = (now: number): TroubleId | null => {
    if (isClosed) return 'closed';
    if (!line.isOpen) return troubleOfLine(line);
    if (isRefused) return 'dataRefused';
    if (clock.isFrozen(now)) return 'frozen';
    if (calibrator.isUnderway(now)) return 'calibrating';
    return now - recordAtMs > NO_RECORD_AFTER_MS ? 'deviceFault' : null;
  };

  return {
    source: 'gazepoint',
    health() {
      const now = nowMs();
      const wrong = trouble(now);
      return healthOf(
        {
          source: 'gazepoint',
          canCalibrate: line.isOpen && !isRefused && wrong !== 'deviceFault',
          calibrationErrorDeg: errorDegOf(calibrator.averageErrorPx, pixels, options.screen),
          calibrations: calibrator.changes,
          meter: meter.read(now),
          trouble: wrong,
        },
        now,
      );
    },
    eyes: () => (eyes && nowMs() - eyes.atMs <= EYES_FRESH_MS ? eyes.positions : null),
    counts: () => ({
      samples,
      missed,
      repeated: repeatedBefore + clock.repeated,
      rubbish: rubbishBefore + reader.rubbish,
    }),
    close() {
      isClosed = true;
      return line.close();
    },
    calibration: () => calibrator.state,
    calibrate(targets) {
      if (line.isOpen) calibrator.step({ type: 'begin', targets, nowMs: nowMs() });
    },
    redoCalibration() {
      if (line.isOpen) calibrator.step({ type: 'redo', nowMs: nowMs() });
    },
    cancelCalibration: () => calibrator.step({ type: 'cancel' }),
  };
}
