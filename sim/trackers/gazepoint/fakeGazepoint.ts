import type { Socket } from 'node:net';
import { createRandom } from '../../random.ts';
import { startPace } from '../pace.ts';
import { startTcpServer } from '../tcpServer.ts';
import { createViewer, type View } from '../viewer.ts';
import { createFakeCalibration, type FakeCalibration } from './fakeCalibration.ts';
import { recordOf } from './records.ts';

/** What a fake Gazepoint does beside or instead of what it should. */
export interface GazepointHabits {
  /** Leaves out the blank between attributes. */
  isMalformed: boolean;
  /** Commands that are refused, by id. */
  readonly refuses: Set<string>;
  refusal: 'NACK' | 'NAC';
  /** Sends the record of one moment again and again. */
  isFrozen: boolean;
  /** Sends no records, as without its device. */
  isSilent: boolean;
  /** Answers nothing. */
  isDeaf: boolean;
  /** The eyes are not there. */
  areEyesAway: boolean;
  unseenEye: 'left' | 'right' | 'none';
}

export interface FakeGazepoint {
  readonly port: number;
  readonly habits: GazepointHabits;
  readonly calibration: FakeCalibration;
  /** What was received, command by command. */
  readonly heard: readonly string[];
  /** Records that were sent, and when, on the clock of this process. */
  readonly sentAtMs: readonly number[];
  /** That were made so far. */
  readonly connections: number;
  isSplitting: boolean;
  /** Sends these bytes as they are. */
  send(text: string): void;
  /** TIME begins anew, as after a calibration. */
  restartTime(): void;
  dropClients(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const ANSWERS: Readonly<Record<string, string>> = {
  TIME_TICK_FREQUENCY: 'FREQ="10000000"',
  SCREEN_SIZE: 'X="0" Y="0" WIDTH="1920" HEIGHT="1080"',
  API_ID: 'MFG_ID="Gazepoint" VER_ID="2.0"',
};

/** A server of the Open Gaze API v2 with a person before it (reference/gaze.md §5.2). */
export async function startFakeGazepoint({
  hz,
  seed = 1,
  port = 0,
}: {
  hz: number;
  seed?: number;
  /** Any that is free unless told. */
  port?: number;
}): Promise<FakeGazepoint> {
  const habits: GazepointHabits = {
    isMalformed: false,
    refuses: new Set(),
    refusal: 'NACK',
    isFrozen: false,
    isSilent: false,
    isDeaf: false,
    areEyesAway: false,
    unseenEye: 'none',
  };
  const heard: string[] = [];
  const sentAtMs: number[] = [];
  const view = createViewer(seed);
  let enabled = new Set<string>();
  let unread = '';
  let count = 0;
  let connections = 0;
  let blinks = 0;
  let wasSeen = true;
  let timeZeroMs = 0;
  let lastMs = 0;
  let frozenRecord: string | null = null;

  const server = await startTcpServer({
    port,
    random: createRandom(seed),
    onClient() {
      connections += 1;
      enabled = new Set();
      unread = '';
    },
    onText(socket, text) {
      unread += text;
      for (let end = unread.indexOf('/>'); end >= 0; end = unread.indexOf('/>')) {
        answer(socket, unread.slice(0, end + 2).trim());
        unread = unread.slice(end + 2);
      }
    },
  });
  const sendAll = (text: string) => {
    const form = habits.isMalformed ? text.replaceAll(/" (?=\w+=)/g, '"') : text;
    for (const socket of server.clients) server.send(socket, form);
  };
  const calibration = createFakeCalibration(sendAll);

  const answer = (socket: Socket, command: string): void => {
    heard.push(command);
    if (habits.isDeaf) return;
    const attributes = new Map([...command.matchAll(/(\w+)="([^"]*)"/g)].map(([, k = '', v = '']) => [k, v]));
    const id = attributes.get('ID') ?? '';
    if (habits.refuses.has(id)) {
      server.send(socket, `<${habits.refusal} ID="${id}" />\r\n`);
      return;
    }
    if (id === 'CALIBRATE_RESULT_SUMMARY') {
      server.send(socket, calibration.summary());
      return;
    }
    if (id.startsWith('ENABLE_SEND_')) {
      if (attributes.get('STATE') === '1') enabled.add(id);
      else enabled.delete(id);
    }
    const state = attributes.get('STATE');
    const told = ANSWERS[id] ?? (state === undefined ? '' : `STATE="${state}"`);
    server.send(socket, calibration.answer(id, attributes) ?? `<ACK ID="${id}" ${told} />\r\n`);
  };

  const pace = startPace(hz, (n) => {
    if (!enabled.has('ENABLE_SEND_DATA') || habits.isSilent || server.clients.size === 0) return;
    const nowMs = (n * 1000) / hz;
    const looked = view(nowMs);
    const seen: View = habits.areEyesAway ? { ...looked, isSeen: false } : looked;
    if (wasSeen && !seen.isSeen) blinks += 1;
    wasSeen = seen.isSeen;
    const blink = seen.isSeen || habits.areEyesAway ? 0 : blinks;
    const { unseenEye } = habits;
    if (!habits.isFrozen) {
      count += 1;
      const timeS = (nowMs - timeZeroMs) / 1000;
      frozenRecord = recordOf({ count, timeS, view: seen, blink, unseenEye }, enabled);
      sentAtMs.push(performance.now());
    }
    if (frozenRecord) sendAll(frozenRecord);
    lastMs = nowMs;
  });

  return {
    get port() {
      return server.port;
    },
    habits,
    calibration,
    heard,
    sentAtMs,
    get connections() {
      return connections;
    },
    get isSplitting() {
      return server.isSplitting;
    },
    set isSplitting(is) {
      server.isSplitting = is;
    },
    send: sendAll,
    restartTime() {
      timeZeroMs = lastMs;
    },
    dropClients: server.dropClients,
    stop: server.stop,
    start: server.start,
    async close() {
      pace.stop();
      calibration.end();
      await server.stop();
    },
  };
}
