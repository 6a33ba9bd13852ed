import { retryDelayMs } from '../backoff.ts';
import { createMeter } from '../meter.ts';
import type { Tracker, TrackerSurroundings } from '../tracker.ts';
import { healthOf, SILENT_AFTER_MS, type TroubleId } from '../troubles.ts';
import { createClockSync } from './clockSync.ts';
import { createEyeOrder } from './eyeOrder.ts';
import { loadPupilPackages, type PupilPackages } from './packages.ts';
import { openRemote, type RemoteSession } from './remote.ts';
import { readSurface } from './surface.ts';

export const PUPIL_REMOTE_PORT = 50_020;
/**
 * What Pupil Capture tells of its calibrations (pupil-labs/pupil, calibration_choreography and gaze_mapping/notifications.py), in its own
 * windows too. Not `setup`, which holds all data of the calibration: a message longer than is taken ends the connection.
 */
const CALIBRATION_TOPICS = ['started', 'stopped', 'successful', 'failed', 'result'].map(
  (subject) => `notify.calibration.${subject}`,
);
/** A surface is told of with every picture of the scene camera, 30 a second, for as long as its markers are seen. */
const MARKERS_UNSEEN_AFTER_MS = 250;
/** A session that lasted this long was a good one. */
const PROVEN_AFTER_MS = 5000;

export interface PupilCoreOptions extends TrackerSurroundings {
  readonly host: string;
  readonly port?: number;
  /** The name that the screen was given in Pupil's surface tracker. */
  readonly surface: string;
  /** Loads the optional packages, unless a test has others. */
  readonly loadPackages?: () => Promise<PupilPackages | null>;
}

/** Pupil Core: gaze on the screen as Pupil's surface tracker maps it, by markers around the screen. */
export function openPupilCore(options: PupilCoreOptions): Tracker {
  const { nowMs, random, host } = options;
  const topic = `surfaces.${options.surface}`;
  const meter = createMeter();
  let order = createEyeOrder();
  let sync = createClockSync();
  let session: RemoteSession | null = null;
  let arePackagesMissing = false;
  let isConnected = false;
  let hasBeenConnected = false;
  let isClosed = false;
  let failures = 0;
  let connectedAtMs = 0;
  let lastSurfaceAtMs: number | null = null;
  let wake: (() => void) | undefined;
  let samples = 0;
  let leftOutBefore = 0;
  let rubbish = 0;
  let calibrations = 0;

  const noteChange = () => {
    calibrations += 1;
    options.onCalibrationChange?.();
  };

  const hear = (frames: readonly Uint8Array[], decode: PupilPackages['decode']): void => {
    const receivedAtMs = nowMs();
    const [name, payload] = frames;
    const heardTopic = name ? Buffer.from(name).toString() : topic;
    if (CALIBRATION_TOPICS.some((beginning) => heardTopic.startsWith(beginning))) noteChange();
    // A subscription is a prefix: `surfaces.screen` is also sent `surfaces.screen2`.
    if (heardTopic !== topic) return;
    const surface = payload ? readSurface(decoded(payload, decode)) : null;
    if (!surface) {
      rubbish += 1;
      return;
    }
    rubbish += surface.rubbish;
    lastSurfaceAtMs = receivedAtMs;
    for (const gaze of surface.gaze) {
      if (!order.take(gaze, receivedAtMs)) continue;
      const { deviceMs, reading, confidence } = gaze;
      samples += 1;
      meter.note(receivedAtMs, reading, sync.ageMs(receivedAtMs, deviceMs));
      options.onSample({ source: 'pupilCore', receivedAtMs, deviceMs, reading, confidence });
    }
  };

  const begin = (packages: PupilPackages): RemoteSession =>
    openRemote({
      packages,
      host,
      port: options.port ?? PUPIL_REMOTE_PORT,
      topics: [topic, ...CALIBRATION_TOPICS],
      nowMs,
      onConnected() {
        if (hasBeenConnected) noteChange();
        isConnected = true;
        hasBeenConnected = true;
        connectedAtMs = nowMs();
        leftOutBefore += order.leftOut;
        order = createEyeOrder();
        sync = createClockSync();
        lastSurfaceAtMs = null;
        meter.reset();
      },
      onTime: (answer) => sync.note(answer),
      onMessage: (message) => hear(message, packages.decode),
    });

  const run = async () => {
    const packages = await (options.loadPackages ?? loadPupilPackages)();
    if (!packages) {
      arePackagesMissing = true;
      return;
    }
    while (!isClosed) {
      try {
        session = begin(packages);
        await session.ended;
      } catch {
        // This computer has no sockets left; it is tried again like a Pupil that does not answer.
      }
      if (isConnected && nowMs() - connectedAtMs >= PROVEN_AFTER_MS) failures = 0;
      isConnected = false;
      if (isClosed) return;
      const waitMs = retryDelayMs(failures, random);
      failures += 1;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, waitMs).unref();
      });
    }
  };
  const done = run();

  const trouble = (now: number): TroubleId | null => {
    if (isClosed) return 'closed';
    if (arePackagesMissing) return 'packagesMissing';
    if (!isConnected) return hasBeenConnected ? 'lineLost' : failures > 0 ? 'unreachable' : 'connecting';
    if (now - (lastSurfaceAtMs ?? connectedAtMs) > MARKERS_UNSEEN_AFTER_MS) return 'markersUnseen';
    const { lastSampleAtMs } = meter.read(now);
    const isGazeMissing = now - (lastSampleAtMs ?? connectedAtMs) > SILENT_AFTER_MS;
    if (lastSurfaceAtMs === null || !isGazeMissing) return null;
    // The screen is seen, and no gaze on it: the eye cameras see no eyes.
    return order.isFrozen(now) ? 'frozen' : 'noEyes';
  };

  return {
    source: 'pupilCore',
    health() {
      const now = nowMs();
      const facts = { source: 'pupilCore', canCalibrate: false, calibrationErrorDeg: null } as const;
      return healthOf({ ...facts, calibrations, meter: meter.read(now), trouble: trouble(now) }, now);
    },
    eyes: () => null,
    counts: () => ({
      samples,
      // Its messages are not numbered.
      missed: 0,
      repeated: leftOutBefore + order.leftOut,
      rubbish,
    }),
    async close() {
      isClosed = true;
      session?.end();
      wake?.();
      await done;
    },
  };
}

function decoded(bytes: Uint8Array, decode: PupilPackages['decode']): unknown {
  try {
    return decode(bytes);
  } catch {
    return null;
  }
}
