import type { GazeReading, GazeSample, GazeSource } from '../../../protocol/gazeSample.ts';
import { createDeviceClock } from '../deviceClock.ts';
import { createMeter } from '../meter.ts';
import type { TrackerCounts } from '../tracker.ts';
import { healthOf, type TrackerFacts, type TroubleId } from '../troubles.ts';
import { createAllowance } from './allowance.ts';
import { directionOfEye, type EyeX } from './eyeVector.ts';
import { MAX_PLAIN_LENGTH, type PlainMessage, readPlain } from './plainText.ts';

/** The screen that pixels are counted on. */
export interface PixelScreen {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface PlainStreamOptions {
  readonly source: Extract<GazeSource, 'udp' | 'socket'>;
  readonly screen: PixelScreen;
  /** How late its samples are, as whoever set the program up has measured it; null: nobody knows. */
  readonly latencyMs: number | null;
  /** To which side its vectors of the eyes count x; null: nobody has said, and they are not used. */
  readonly eyeX: EyeX | null;
  readonly nowMs: () => number;
  readonly onSample: (sample: GazeSample) => void;
  readonly onCalibrationChange?: (() => void) | undefined;
}

/** Makes samples of plain messages, whatever carries them. What is no message, and what is too much, is counted. */
export interface PlainStream {
  /** @returns whether it was one of the messages */
  push(bytes: Uint8Array): boolean;
  /** Something came that may not be read. */
  refuse(): void;
  health(trouble: TroubleId | null): ReturnType<typeof healthOf>;
  counts(): TrackerCounts;
  /** Another sender begins. */
  reset(): void;
  readonly lastSampleAtMs: number | null;
}

export function createPlainStream({
  source,
  screen,
  latencyMs,
  eyeX,
  nowMs,
  onSample,
  onCalibrationChange,
}: PlainStreamOptions): PlainStream {
  const meter = createMeter();
  const allowance = createAllowance();
  let clock = createDeviceClock({ canReorder: true });
  let previous: PlainMessage | null = null;
  let isUncalibrated = false;
  let lastSampleAtMs: number | null = null;
  let samples = 0;
  let repeatedBefore = 0;
  let overtaken = 0;
  let rubbish = 0;
  let hasHadSender = false;
  let calibrations = 0;

  const noteChange = () => {
    calibrations += 1;
    onCalibrationChange?.();
  };

  const readingOf = (message: PlainMessage): GazeReading => {
    switch (message.kind) {
      case 'fractions':
        return message.isValid
          ? { kind: 'screen', point: message.point, eyesSeen: 'unknown' }
          : { kind: 'none', why: 'unknown' };
      case 'eyes':
        return ofEyes(message);
      case 'pixels':
        return ofPixels(message);
    }
  };

  const ofEyes = (message: Extract<PlainMessage, { kind: 'eyes' }>): GazeReading => {
    if (eyeX === null) return { kind: 'none', why: 'unknown' };
    const left = message.left && directionOfEye(message.left, eyeX);
    const right = message.right && directionOfEye(message.right, eyeX);
    return left || right ? { kind: 'eyes', left, right } : { kind: 'none', why: 'noEyes' };
  };

  const ofPixels = (message: Extract<PlainMessage, { kind: 'pixels' }>): GazeReading => {
    const { xPx, yPx } = message;
    const wasUncalibrated = isUncalibrated;
    isUncalibrated = xPx === 0 && yPx === 0;
    if (wasUncalibrated && !isUncalibrated) noteChange();
    if (isUncalibrated) return { kind: 'none', why: 'unknown' };
    // This form repeats its last point when it has lost the eyes (reference/gaze.md D3). A living eye's points differ.
    const isRepeated = previous?.kind === 'pixels' && previous.xPx === xPx && previous.yPx === yPx;
    if (isRepeated) return { kind: 'none', why: 'noEyes' };
    const point = { x: xPx / screen.widthPx, y: yPx / screen.heightPx };
    return { kind: 'screen', point, eyesSeen: 'unknown' };
  };

  const troubleOf = (newest: PlainMessage | null): TroubleId | null => {
    if (newest?.kind === 'eyes' && eyeX === null) return 'eyesWithoutSide';
    return isUncalibrated ? 'uncalibrated' : null;
  };

  return {
    push(bytes) {
      const receivedAtMs = nowMs();
      const isTooMuch = bytes.length > MAX_PLAIN_LENGTH || !allowance.take(receivedAtMs);
      const message = isTooMuch ? null : readPlain(Buffer.from(bytes).toString('utf8'));
      if (!message) {
        rubbish += 1;
        return false;
      }
      const verdict = clock.judge(message.deviceMs, receivedAtMs);
      if (verdict === 'repeated') return true;
      const { deviceMs } = message;
      const confidence = message.kind === 'pixels' ? null : message.confidence;
      const told = (reading: GazeReading): void =>
        onSample({ source, receivedAtMs, deviceMs, reading, confidence });
      if (verdict === 'older') {
        // Control leaves it out too, but sees by a row of them that the sender's clock was set back (rule S208).
        overtaken += 1;
        told({ kind: 'none', why: 'unknown' });
        return true;
      }
      const reading = readingOf(message);
      previous = message;
      lastSampleAtMs = receivedAtMs;
      samples += 1;
      meter.note(receivedAtMs, reading, latencyMs);
      told(reading);
      return true;
    },
    refuse() {
      rubbish += 1;
    },
    health(trouble) {
      const now = nowMs();
      const facts: TrackerFacts = {
        source,
        canCalibrate: false,
        calibrationErrorDeg: null,
        calibrations,
        meter: meter.read(now),
        trouble: trouble ?? (clock.isFrozen(now) ? 'frozen' : troubleOf(previous)),
      };
      return healthOf(facts, now);
    },
    counts: () => ({
      samples,
      // A sender numbers nothing; what the network lost is not known.
      missed: 0,
      repeated: repeatedBefore + clock.repeated + overtaken,
      rubbish,
    }),
    reset() {
      if (hasHadSender) noteChange();
      hasHadSender = true;
      repeatedBefore += clock.repeated;
      clock = createDeviceClock({ canReorder: true });
      previous = null;
      isUncalibrated = false;
      lastSampleAtMs = null;
      meter.reset();
    },
    get lastSampleAtMs() {
      return lastSampleAtMs;
    },
  };
}
