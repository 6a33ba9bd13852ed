import type { PupilPackages } from './packages.ts';

/** Pupil Remote answers at once; without an answer in this time it is gone. */
const ANSWER_WITHIN_MS = 1500;
const PING_EVERY_MS = 1000;
/** A surface with the data of a second has 200 kB. */
const MAX_MESSAGE_BYTES = 1_048_576;

export interface RemoteOptions {
  readonly packages: PupilPackages;
  readonly host: string;
  readonly port: number;
  /** Beginnings of topics. */
  readonly topics: readonly string[];
  readonly nowMs: () => number;
  readonly onConnected: () => void;
  readonly onTime: (answer: { askedAtMs: number; answeredAtMs: number; deviceMs: number }) => void;
  readonly onMessage: (frames: readonly Uint8Array[]) => void;
}

/** One session with Pupil Remote. */
export interface RemoteSession {
  /** Resolves when the session is over, whatever ended it. */
  readonly ended: Promise<void>;
  end(): void;
}

/**
 * Asks for the port of the publisher, subscribes, and asks again every second: ZeroMQ connects anew by itself and would not tell of a
 * Pupil that started again with another publisher (reference/gaze.md §5.3).
 */
export function openRemote(options: RemoteOptions): RemoteSession {
  const { host, port, topics, nowMs } = options;
  const { Request, Subscriber } = options.packages.zeromq;
  const request = new Request({ linger: 0, sendTimeout: ANSWER_WITHIN_MS, receiveTimeout: ANSWER_WITHIN_MS });
  const subscriber = new Subscriber({ linger: 0, maxMessageSize: MAX_MESSAGE_BYTES });
  let isOver = false;
  let wake: (() => void) | undefined;

  const end = () => {
    if (isOver) return;
    isOver = true;
    request.close();
    subscriber.close();
    wake?.();
  };

  // Pupil answers one question after the other: the next is only put once the last is answered.
  const ask = async (question: string): Promise<string> => {
    await request.send(question);
    const [answer] = await request.receive();
    return answer?.toString() ?? '';
  };

  const talk = async () => {
    request.connect(`tcp://${host}:${port}`);
    const publisherPort = await askPort();
    subscriber.connect(`tcp://${host}:${publisherPort}`);
    subscriber.subscribe(...topics);
    options.onConnected();
    void listen();
    while (!isOver) {
      const askedAtMs = nowMs();
      const deviceMs = Number(await ask('t')) * 1000;
      if (!Number.isFinite(deviceMs)) return;
      options.onTime({ askedAtMs, answeredAtMs: nowMs(), deviceMs });
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, PING_EVERY_MS).unref();
      });
      if (!isOver && (await askPort()) !== publisherPort) return;
    }
  };

  const askPort = async (): Promise<number> => {
    const answer = await ask('SUB_PORT');
    if (!/^\d{1,5}$/.test(answer)) throw new Error(`not a port: ${answer.slice(0, 40)}`);
    return Number(answer);
  };

  const listen = async () => {
    try {
      for await (const frames of subscriber) {
        if (isOver) return;
        options.onMessage(frames);
      }
    } catch {
      // A socket that is closed while it is read says so by throwing.
    } finally {
      end();
    }
  };

  const ended = talk()
    .catch(() => undefined)
    .finally(end);
  return { ended, end };
}
