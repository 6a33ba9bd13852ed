import { encode } from '@msgpack/msgpack';
import { Publisher, Reply } from 'zeromq';
import { createRandom } from '../random.ts';
import { startPace } from './pace.ts';
import { createViewer, type View } from './viewer.ts';

/** How a fake Pupil Capture is, and what it does beside or instead of what it should. */
export interface PupilHabits {
  areMarkersSeen: boolean;
  /** Of every datum instead of what the eyes give. */
  confidence: number | null;
  /** Whether gaze is on the surface; null: as it is. */
  isOnSurface: boolean | null;
  /** Publishes the gaze of one moment again and again. */
  isFrozen: boolean;
  isSilent: boolean;
  closedEye: 'left' | 'right' | null;
}

export interface FakePupil {
  readonly port: number;
  readonly habits: PupilHabits;
  /** Gaze data that were published, and when. */
  readonly sentAtMs: readonly number[];
  publish(topic: string, payload: Uint8Array): Promise<void>;
  /** Ends the program and starts it again: the same port to ask at, another one to listen at, and a new clock. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const SCENE_HZ = 30;
const SURFACE = 'screen';
/** Pupil's numbers of the eyes. */
const PUPIL_EYES = { both: '01', right: '0', left: '1' } as const;
/** While one eye is closed, it is told of at once, and the other one so many data later (pupil-labs/pupil, gaze_mapping/matching.py). */
const HELD_BACK = 10;
const MATRIX = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Pupil Capture with a surface named "screen", as its network API shows it (reference/gaze.md §5.3). */
export async function startFakePupil({ hz, seed = 1 }: { hz: number; seed?: number }): Promise<FakePupil> {
  const habits: PupilHabits = {
    areMarkersSeen: true,
    confidence: null,
    isOnSurface: null,
    isFrozen: false,
    isSilent: false,
    closedEye: null,
  };
  const view = createViewer(seed);
  const random = createRandom(seed);
  const sentAtMs: number[] = [];
  const perPicture = Math.round(hz / SCENE_HZ);
  let port = 0;
  let program = await startProgram();
  let n = 0;
  let frozen: object[] | null = null;
  const heldBack: object[] = [];

  async function startProgram() {
    const reply = new Reply({ linger: 0 });
    const publisher = new Publisher({ linger: 0 });
    await bindAgain(reply, `tcp://127.0.0.1:${port === 0 ? '*' : port}`);
    await publisher.bind('tcp://127.0.0.1:*');
    port = Number(new URL(reply.lastEndpoint ?? '').port);
    const publisherPort = new URL(publisher.lastEndpoint ?? '').port;
    // Pupil's clock begins anywhere.
    const beganMs = performance.now() - 7_000_000 * random();
    const clockS = (atMs: number) => (atMs - beganMs) / 1000;
    const answerTo = (question: string): string => {
      switch (question) {
        case 'SUB_PORT':
          return publisherPort;
        case 't':
          return String(clockS(performance.now()));
        case 'v':
          return '3.5.8';
        default:
          return 'Unknown command.';
      }
    };
    const answers = (async () => {
      for await (const [question] of reply) await reply.send(answerTo(question?.toString() ?? ''));
    })().catch(() => undefined);
    const end = async () => {
      reply.close();
      publisher.close();
      await answers;
    };
    return { publisher, clockS, end };
  }

  const gazeOf = (timestamp: number): object[] => {
    n += 1;
    const looked = view((n * 1000) / hz);
    const { closedEye } = habits;
    const datum = (eyes: keyof typeof PUPIL_EYES, { x, y, isSeen }: View): object => ({
      topic: `gaze.3d.${PUPIL_EYES[eyes]}._on_surface`,
      norm_pos: [x, 1 - y],
      confidence: habits.confidence ?? (isSeen ? 0.97 : 0.1),
      on_surf: habits.isOnSurface ?? (x >= 0 && x <= 1 && y >= 0 && y <= 1),
      base_data: [`gaze.3d.${PUPIL_EYES[eyes]}.`, timestamp],
      timestamp,
    });
    if (!closedEye) return [...heldBack.splice(0), datum('both', looked)];
    heldBack.push(datum(closedEye === 'left' ? 'right' : 'left', looked));
    const isDue = heldBack.length > HELD_BACK;
    return [datum(closedEye, { ...looked, isSeen: false }), ...heldBack.splice(0, isDue ? 1 : 0)];
  };
  // ZeroMQ takes one message at a time on a socket.
  let sending: Promise<void> = Promise.resolve();
  const publish = (topic: string, payload: Uint8Array): Promise<void> => {
    const { publisher } = program;
    sending = sending.then(() => publisher.send([topic, payload])).catch(() => undefined);
    return sending;
  };
  const beganMs = performance.now();
  const pace = startPace(SCENE_HZ, (picture) => {
    if (habits.isSilent || !habits.areMarkersSeen) return;
    const nowS = program.clockS(beganMs + (picture * 1000) / SCENE_HZ);
    if (!frozen || !habits.isFrozen) {
      frozen = Array.from({ length: perPicture }, (_, k) => gazeOf(nowS - (perPicture - 1 - k) / hz)).flat();
      for (const _ of frozen) sentAtMs.push(performance.now());
    }
    void publish(
      `surfaces.${SURFACE}`,
      encode({
        topic: `surfaces.${SURFACE}`,
        name: SURFACE,
        surf_to_img_trans: MATRIX,
        img_to_surf_trans: MATRIX,
        gaze_on_surfaces: frozen,
        fixations_on_surfaces: [],
        timestamp: nowS,
      }),
    );
  });

  return {
    get port() {
      return port;
    },
    habits,
    sentAtMs,
    publish,
    async restart() {
      await program.end();
      program = await startProgram();
    },
    async close() {
      pace.stop();
      await program.end();
    },
  };
}

/** ZeroMQ gives a port back some time after its socket is closed. */
async function bindAgain(reply: Reply, address: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await reply.bind(address);
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, 20));
    }
  }
}
