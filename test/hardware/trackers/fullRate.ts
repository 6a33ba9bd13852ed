import { openEyeTribe } from '../../../hardware/trackers/eyeTribe/eyeTribe.ts';
import { openGazepoint } from '../../../hardware/trackers/gazepoint/gazepoint.ts';
import { openUdp } from '../../../hardware/trackers/plain/udp.ts';
import { openPupilCore } from '../../../hardware/trackers/pupilCore/pupilCore.ts';
import type { Tracker, TrackerSurroundings } from '../../../hardware/trackers/tracker.ts';
import { createRandom } from '../../../sim/random.ts';
import { startFakeEyeTribe } from '../../../sim/trackers/fakeEyeTribe.ts';
import { startFakePupil } from '../../../sim/trackers/fakePupil.ts';
import { startFakeGazepoint } from '../../../sim/trackers/gazepoint/fakeGazepoint.ts';
import { type PlainForm, startUdpSender } from '../../../sim/trackers/plainSender.ts';
import { until } from './bench.ts';

/** A fake that streams, and the tracker that reads it. */
interface Pair {
  readonly tracker: Tracker;
  readonly sentAtMs: readonly number[];
  /** Ends the stream and leaves the line open. */
  silence(): void;
}

export interface FullRateRun {
  readonly name: string;
  readonly hz: number;
  /** Times are of `performance.now`. */
  open(room: AsyncDisposableStack, surroundings: TrackerSurroundings): Promise<Pair>;
}

export interface FullRateResult {
  readonly sent: number;
  readonly received: number;
  readonly rubbish: number;
  /** From the arrival of the bytes to the sample, one per sample. */
  readonly parseUs: readonly number[];
  /** From the fake's send to the sample. */
  readonly underWayMs: readonly number[];
  readonly rateHz: number | null;
}

const SCREEN = { widthPx: 1920, heightPx: 1080 };
const HOST = '127.0.0.1';

const gazepoint = (hz: number): FullRateRun => ({
  name: 'Gazepoint, TCP, split at random bytes',
  hz,
  async open(room, surroundings) {
    const fake = await startFakeGazepoint({ hz });
    room.defer(() => fake.close());
    fake.isSplitting = true;
    const tracker = openGazepoint({ host: HOST, port: fake.port, ...surroundings });
    return {
      tracker,
      sentAtMs: fake.sentAtMs,
      silence() {
        fake.habits.isSilent = true;
      },
    };
  },
});

const udp = (form: PlainForm): FullRateRun => ({
  name: `UDP, ${form === 'text' ? 'OptiKey’s form' : 'JSON'}`,
  hz: 120,
  async open(room, surroundings) {
    const tracker = openUdp({ port: 0, screen: SCREEN, ...surroundings });
    await until('a port', () => tracker.port() !== null);
    const sender = startUdpSender(tracker.port() ?? 0, { hz: 120, form });
    room.defer(() => sender.close());
    return {
      tracker,
      sentAtMs: sender.sentAtMs,
      silence() {
        sender.isSilent = true;
      },
    };
  },
});

export const FULL_RATE_RUNS: readonly FullRateRun[] = [
  gazepoint(60),
  gazepoint(150),
  {
    name: 'Pupil Core, ZeroMQ, 4 samples a message',
    hz: 120,
    async open(room, surroundings) {
      const fake = await startFakePupil({ hz: 120 });
      room.defer(() => fake.close());
      // What a publisher sends before the subscription has arrived is lost by design, and is not counted.
      fake.habits.isSilent = true;
      const tracker = openPupilCore({ host: HOST, port: fake.port, surface: 'screen', ...surroundings });
      await until('connected', () => tracker.health().state === 'noEyes');
      fake.habits.isSilent = false;
      return {
        tracker,
        sentAtMs: fake.sentAtMs,
        silence() {
          fake.habits.isSilent = true;
        },
      };
    },
  },
  {
    name: 'EyeTribe, TCP, split at random bytes',
    hz: 60,
    async open(room, surroundings) {
      const fake = await startFakeEyeTribe({ hz: 60 });
      room.defer(() => fake.close());
      fake.isSplitting = true;
      const tracker = openEyeTribe({ host: HOST, port: fake.port, ...surroundings });
      return {
        tracker,
        sentAtMs: fake.sentAtMs,
        silence() {
          fake.habits.isSilent = true;
        },
      };
    },
  },
  udp('text'),
  udp('json'),
];

/** Streams for so long, then compares what was sent with what came out. */
export async function streamFor(run: FullRateRun, seconds: number): Promise<FullRateResult> {
  await using room = new AsyncDisposableStack();
  const parseUs: number[] = [];
  const arrivedAtMs: number[] = [];
  const { tracker, sentAtMs, silence } = await run.open(room, {
    nowMs: () => performance.now(),
    random: createRandom(1),
    onSample({ receivedAtMs }) {
      const now = performance.now();
      parseUs.push((now - receivedAtMs) * 1000);
      arrivedAtMs.push(now);
    },
  });
  room.defer(() => tracker.close());
  await until('enough', () => sentAtMs.length >= seconds * run.hz, seconds * 1000 + 60_000);
  const { rateHz } = tracker.health();
  silence();
  await until('all of it', () => arrivedAtMs.length >= sentAtMs.length, 3000).catch(() => undefined);
  const { rubbish } = tracker.counts();
  const underWayMs = arrivedAtMs.map((atMs, n) => atMs - (sentAtMs[n] ?? atMs));
  return { sent: sentAtMs.length, received: arrivedAtMs.length, rubbish, parseUs, underWayMs, rateHz };
}
