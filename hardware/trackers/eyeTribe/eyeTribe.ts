import { createDelayGauge } from '../delayGauge.ts';
import { createDeviceClock } from '../deviceClock.ts';
import { openLine, troubleOfLine } from '../line.ts';
import { createMeter } from '../meter.ts';
import type { Tracker, TrackerSurroundings } from '../tracker.ts';
import { healthOf, type TroubleId } from '../troubles.ts';
import {
  type EyeTribeAnswer,
  type EyeTribeFrame,
  type EyeTribeStanding,
  GET_STANDING,
  HEARTBEAT,
  isChange,
  isUntoldChange,
  readAnswer,
  readingOf,
  SET_PUSH,
} from './messages.ts';
import { createObjectReader } from './objects.ts';

export const EYETRIBE_PORT = 6555;
/** The server ends a connection without heartbeats; until it has said how often it wants them, this is often enough. */
const HEARTBEAT_MS = 250;
const LEAST_HEARTBEAT_MS = 50;
/** An answer that got lost, or a change that was not told, is found this much later; and how long answers take. */
const ASK_EVERY_MS = 2000;
const OK = 200;

const NOTHING_KNOWN: EyeTribeStanding = {
  isCalibrated: null,
  widthPx: null,
  heightPx: null,
  trackerState: null,
};

export interface EyeTribeOptions extends TrackerSurroundings {
  readonly host: string;
  readonly port?: number;
}

/** An EyeTribe tracker, or whatever speaks its server's protocol. Its calibration is run by its own program. */
export function openEyeTribe(options: EyeTribeOptions): Tracker {
  const { nowMs } = options;
  const meter = createMeter();
  let reader = createObjectReader();
  let gauge = createDelayGauge();
  let standing = NOTHING_KNOWN;
  let isRefused = false;
  let isClosed = false;
  let clock = createDeviceClock({ canReorder: false });
  let question: { readonly askedAtMs: number; readonly isAnswered: boolean } | null = null;
  let heartbeat: NodeJS.Timeout | undefined;
  let heartbeatMs = HEARTBEAT_MS;
  let samples = 0;
  let repeatedBefore = 0;
  let rubbishBefore = 0;
  let strange = 0;
  let calibrations = 0;

  const noteChange = () => {
    calibrations += 1;
    options.onCalibrationChange?.();
  };

  const ask = () => {
    question = { askedAtMs: nowMs(), isAnswered: false };
    line.write(GET_STANDING);
  };

  const beat = (everyMs: number) => {
    clearInterval(heartbeat);
    heartbeatMs = everyMs;
    heartbeat = setInterval(() => line.write(HEARTBEAT), everyMs);
  };

  const hearFrame = (frame: EyeTribeFrame, receivedAtMs: number): void => {
    const verdict = clock.judge(frame.time, receivedAtMs);
    if (verdict === 'repeated') return;
    if (verdict === 'restarted') gauge = createDelayGauge();
    const reading = readingOf(frame, standing);
    samples += 1;
    meter.note(receivedAtMs, reading, gauge.delayMs(receivedAtMs, frame.time));
    options.onSample({
      source: 'eyeTribe',
      receivedAtMs,
      deviceMs: frame.time,
      reading,
      confidence: null,
    });
  };

  const hear = (answer: EyeTribeAnswer, receivedAtMs: number): void => {
    if (isChange(answer)) {
      // What was known may be so no longer: no sample counts until the server has said what is.
      standing = NOTHING_KNOWN;
      // The calibration is of a display and of a tracker that stands still: with another one, or one plugged in again, it is another.
      noteChange();
      ask();
      return;
    }
    if (answer.category === 'tracker' && answer.request === 'set') isRefused = answer.statuscode !== OK;
    const { values } = answer;
    if (answer.statuscode !== OK || !values) return;
    if (values.frame) hearFrame(values.frame, receivedAtMs);
    const { iscalibrated, screenresw, screenresh, trackerstate, heartbeatinterval } = values;
    const before = standing;
    standing = {
      isCalibrated: iscalibrated ?? standing.isCalibrated,
      widthPx: screenresw ?? standing.widthPx,
      heightPx: screenresh ?? standing.heightPx,
      trackerState: trackerstate ?? standing.trackerState,
    };
    if (isUntoldChange(before, standing)) noteChange();
    if (iscalibrated !== undefined && question && !question.isAnswered) {
      gauge.noteRoundTrip(receivedAtMs - question.askedAtMs, receivedAtMs);
      question = { ...question, isAnswered: true };
    }
    if (heartbeatinterval !== undefined) {
      const everyMs = Math.max(LEAST_HEARTBEAT_MS, Math.min(HEARTBEAT_MS, heartbeatinterval / 2));
      if (everyMs !== heartbeatMs) beat(everyMs);
    }
  };

  const line = openLine({
    host: options.host,
    port: options.port ?? EYETRIBE_PORT,
    nowMs,
    random: options.random,
    onOpen(isAgain) {
      if (isAgain) noteChange();
      rubbishBefore += reader.rubbish;
      reader = createObjectReader();
      gauge = createDelayGauge();
      meter.reset();
      standing = NOTHING_KNOWN;
      isRefused = false;
      repeatedBefore += clock.repeated;
      clock = createDeviceClock({ canReorder: false });
      line.write(SET_PUSH);
      ask();
      beat(HEARTBEAT_MS);
    },
    onBytes(bytes) {
      const receivedAtMs = nowMs();
      for (const value of reader.push(bytes)) {
        const answer = readAnswer(value);
        if (answer) hear(answer, receivedAtMs);
        else strange += 1;
      }
    },
    onLost: () => clearInterval(heartbeat),
    onCheck(now) {
      if (!question || now - question.askedAtMs > ASK_EVERY_MS) ask();
    },
  });

  const trouble = (now: number): TroubleId | null => {
    if (isClosed) return 'closed';
    if (!line.isOpen) return troubleOfLine(line);
    if (isRefused) return 'dataRefused';
    if (standing.trackerState !== null && standing.trackerState !== 0) return 'deviceFault';
    if (standing.isCalibrated === false) return 'uncalibrated';
    return clock.isFrozen(now) ? 'frozen' : null;
  };

  return {
    source: 'eyeTribe',
    health() {
      const now = nowMs();
      const facts = { source: 'eyeTribe', canCalibrate: false, calibrationErrorDeg: null } as const;
      return healthOf({ ...facts, calibrations, meter: meter.read(now), trouble: trouble(now) }, now);
    },
    eyes: () => null,
    counts: () => ({
      samples,
      // Frames are not numbered.
      missed: 0,
      repeated: repeatedBefore + clock.repeated,
      rubbish: rubbishBefore + reader.rubbish + strange,
    }),
    async close() {
      isClosed = true;
      clearInterval(heartbeat);
      await line.close();
    },
  };
}
