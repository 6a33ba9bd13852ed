import { openEyeTribe } from '../../hardware/trackers/eyeTribe/eyeTribe.ts';
import { type Gazepoint, openGazepoint } from '../../hardware/trackers/gazepoint/gazepoint.ts';
import { createSocketInput, type SocketInput } from '../../hardware/trackers/plain/socketInput.ts';
import { openUdp } from '../../hardware/trackers/plain/udp.ts';
import { openPupilCore } from '../../hardware/trackers/pupilCore/pupilCore.ts';
import type { Tracker, TrackerSurroundings } from '../../hardware/trackers/tracker.ts';
import { MAX_SAMPLES_PER_MESSAGE, type ToControl } from '../../protocol/channel.ts';
import type { GazeSample } from '../../protocol/gazeSample.ts';
import type { TrackerStatus } from '../../protocol/trackers.ts';
import { type CalibrationDesk, openCalibrationDesk } from './calibrationDesk.ts';
import type { TrackerSettings, TrackerWish } from './trackerSettings.ts';

const TELL_EVERY_MS = 250;
const HERE = '127.0.0.1';

export interface TrackerOptions {
  readonly settings: TrackerSettings;
  readonly toControl: (message: ToControl) => void;
  /** What pages show has changed. */
  readonly onChange: (trackers: readonly TrackerStatus[]) => void;
  /** One line for the person who runs Poise. */
  readonly log: (line: string) => void;
}

/** Gaze that is sent over a WebSocket, with what its sender must show. */
export interface GazeInput {
  readonly input: SocketInput;
  readonly token: string;
  readonly allowed: readonly string[];
}

/** The trackers of this gateway, with their samples on the way to control and their health on the way to the pages. */
export interface Trackers {
  statuses(): readonly TrackerStatus[];
  readonly calibration: CalibrationDesk;
  readonly gazeInput: GazeInput | null;
  close(): Promise<void>;
}

/** Of this machine and not of this process: control compares it with its own. */
const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export function openTrackers({ settings, toControl, onChange, log }: TrackerOptions): Trackers {
  let waiting: GazeSample[] = [];
  const sendWaiting = () => {
    const samples = waiting;
    waiting = [];
    for (let from = 0; from < samples.length; from += MAX_SAMPLES_PER_MESSAGE)
      toControl({ type: 'gazeSamples', samples: samples.slice(from, from + MAX_SAMPLES_PER_MESSAGE) });
  };
  const surroundings: TrackerSurroundings = {
    nowMs: machineMs,
    random: Math.random,
    onSample(sample) {
      // What one packet brought goes on as one message.
      if (waiting.length === 0) setImmediate(sendWaiting);
      waiting.push(sample);
    },
    // What was seen before goes first, so that control judges each sample by the calibration that it was made with.
    onCalibrationChange() {
      sendWaiting();
      tell();
    },
  };

  const onCalibration = () => tell();
  const opened = settings.trackers.flatMap((wish) =>
    openWished(wish, settings, { ...surroundings, onCalibration }),
  );
  const gazepoints = opened.flatMap(({ gazepoint }) => (gazepoint ? [gazepoint] : []));
  const calibration = openCalibrationDesk(gazepoints);
  const gazeInput = gazeInputOf(settings, surroundings);
  const all = [
    ...opened,
    ...(gazeInput ? [{ tracker: gazeInput.input, isSoughtOnly: false, gazepoint: null }] : []),
  ];

  const statuses = (): readonly TrackerStatus[] =>
    all.flatMap(({ tracker, isSoughtOnly, gazepoint }) => {
      const health = tracker.health();
      const isUnheardOf = ['off', 'searching', 'connecting', 'refused'].includes(health.state);
      return isSoughtOnly && isUnheardOf
        ? []
        : [
            {
              health,
              eyes: tracker.eyes(),
              ...(gazepoint ? { calibration: calibration.statusOf(gazepoint) } : {}),
            },
          ];
    });

  let shown = '';
  const logged = new Map<string, string>();
  const tell = () => {
    const trackers = [...statuses()];
    toControl({ type: 'trackers', trackers });
    const text = JSON.stringify(trackers);
    if (text !== shown) onChange(trackers);
    shown = text;
    for (const { health } of trackers) {
      const { source, state, advice } = health;
      if (logged.get(source) !== state) log(`Eye tracker (${source}): ${state}. ${advice}`.trim());
      logged.set(source, state);
    }
  };
  const timer = all.length > 0 ? setInterval(tell, TELL_EVERY_MS) : undefined;

  return {
    statuses,
    calibration,
    gazeInput,
    async close() {
      clearInterval(timer);
      await Promise.all(all.map(({ tracker }) => tracker.close()));
    },
  };
}

interface Opened {
  readonly tracker: Tracker;
  /** Nobody said that it is there: it is shown once it has answered. */
  readonly isSoughtOnly: boolean;
  /** The same, where it is one that Poise calibrates. */
  readonly gazepoint: Gazepoint | null;
}

type Surroundings = TrackerSurroundings & { readonly onCalibration: () => void };

function openWished(
  wish: TrackerWish,
  { screen, allowed }: TrackerSettings,
  surroundings: Surroundings,
): readonly Opened[] {
  const as = (tracker: Tracker): readonly Opened[] => [{ tracker, isSoughtOnly: false, gazepoint: null }];
  const asGazepoint = (gazepoint: Gazepoint, isSoughtOnly: boolean): Opened => ({
    tracker: gazepoint,
    isSoughtOnly,
    gazepoint,
  });
  const { widthMm, heightMm, distanceMm } = screen;
  const isMeasured = widthMm !== undefined && heightMm !== undefined && distanceMm !== undefined;
  const geometry = isMeasured ? { screen: { widthMm, heightMm, distanceMm } } : {};
  switch (wish.kind) {
    case 'auto':
      return [
        asGazepoint(openGazepoint({ host: HERE, ...surroundings, ...geometry }), true),
        ...[
          openPupilCore({ host: HERE, surface: 'screen', ...surroundings }),
          openEyeTribe({ host: HERE, ...surroundings }),
        ].map((tracker) => ({ tracker, isSoughtOnly: true, gazepoint: null })),
      ];
    case 'gazepoint':
      return [asGazepoint(openGazepoint({ ...surroundings, ...known(wish), ...geometry }), false)];
    case 'pupilCore':
      return as(openPupilCore({ ...surroundings, ...known(wish) }));
    case 'eyeTribe':
      return as(openEyeTribe({ ...surroundings, ...known(wish) }));
    case 'udp': {
      const { listenAt, port, latencyMs, eyeX } = wish;
      const set = known({ port, latencyMs, eyeX });
      return as(openUdp({ ...surroundings, host: listenAt, ...set, allowed, screen }));
    }
    case 'socket':
      return [];
  }
}

function gazeInputOf(settings: TrackerSettings, surroundings: TrackerSurroundings): GazeInput | null {
  const wish = settings.trackers.find(({ kind }) => kind === 'socket');
  if (wish?.kind !== 'socket') return null;
  const input = createSocketInput({
    ...surroundings,
    ...known({ latencyMs: wish.latencyMs, eyeX: wish.eyeX }),
    screen: settings.screen,
  });
  return { input, token: wish.token, allowed: settings.allowed };
}

type Known<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

/** Without the fields that were not set. */
function known<Value extends object>(value: Value): Known<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Known<Value>;
}
