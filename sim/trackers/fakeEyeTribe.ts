import type { Socket } from 'node:net';
import { createRandom } from '../random.ts';
import { startPace } from './pace.ts';
import { startTcpServer } from './tcpServer.ts';
import { createViewer } from './viewer.ts';

/** How a fake EyeTribe is, and what it does beside or instead of what it should. */
export interface EyeTribeHabits {
  isCalibrated: boolean;
  trackerState: number;
  /** Bits of every frame instead of its own. */
  state: number | null;
  /** Says how often it wants heartbeats. */
  isIntervalTold: boolean;
  isFrozen: boolean;
  isSilent: boolean;
  /** Objects follow each other without a line break. */
  isUnbroken: boolean;
}

export interface FakeEyeTribe {
  readonly port: number;
  readonly habits: EyeTribeHabits;
  readonly sentAtMs: readonly number[];
  /** Connections that were ended for want of heartbeats. */
  readonly timedOut: number;
  isSplitting: boolean;
  send(text: string): void;
  /** Tells every client that something has changed: 800, 801 or 802. */
  announce(code: number): void;
  dropClients(): void;
  close(): Promise<void>;
}

const SCREEN = { widthPx: 1920, heightPx: 1080 };
const HEARTBEAT_INTERVAL_MS = 300;
const SEEN = 1 + 2 + 4;
const UNSEEN = 4;

/** An EyeTribe server with a person before it (reference/gaze.md §5.5). */
export async function startFakeEyeTribe({
  hz,
  seed = 1,
}: {
  hz: number;
  seed?: number;
}): Promise<FakeEyeTribe> {
  const habits: EyeTribeHabits = {
    isCalibrated: true,
    trackerState: 0,
    state: null,
    isIntervalTold: true,
    isFrozen: false,
    isSilent: false,
    isUnbroken: false,
  };
  const view = createViewer(seed);
  const sentAtMs: number[] = [];
  const clients = new Map<Socket, { unread: string; isPushed: boolean; beatAtMs: number }>();
  let frozenFrame: object | null = null;
  let timedOut = 0;

  const server = await startTcpServer({
    random: createRandom(seed),
    onClient: (socket) => clients.set(socket, { unread: '', isPushed: false, beatAtMs: performance.now() }),
    onText(socket, text) {
      const client = clients.get(socket);
      if (!client) return;
      const lines = (client.unread + text).split('\n');
      client.unread = lines.pop() ?? '';
      for (const line of lines) answer(socket, JSON.parse(line));
    },
  });
  const write = (socket: Socket, value: object) =>
    server.send(socket, JSON.stringify(value) + (habits.isUnbroken ? '' : '\n'));

  const standing = () => ({
    push: true,
    iscalibrated: habits.isCalibrated,
    ...(habits.isIntervalTold ? { heartbeatinterval: HEARTBEAT_INTERVAL_MS } : {}),
    screenresw: SCREEN.widthPx,
    screenresh: SCREEN.heightPx,
    framerate: hz,
    trackerstate: habits.trackerState,
  });
  const answer = (socket: Socket, { category, request }: { category: string; request?: string }): void => {
    const client = clients.get(socket);
    if (!client) return;
    if (category === 'heartbeat') client.beatAtMs = performance.now();
    else if (request === 'set') client.isPushed = true;
    const values = request === 'get' ? { values: standing() } : {};
    write(socket, { category, ...(request ? { request } : {}), statuscode: 200, ...values });
  };

  const pace = startPace(hz, (n) => {
    const now = performance.now();
    for (const [socket, client] of clients) {
      if (socket.destroyed) clients.delete(socket);
      else if (now - client.beatAtMs > 4 * HEARTBEAT_INTERVAL_MS) {
        timedOut += 1;
        socket.destroy();
      }
    }
    const pushed = [...clients].filter(([, { isPushed }]) => isPushed);
    if (pushed.length === 0 || habits.isSilent) return;
    if (!habits.isFrozen || !frozenFrame) {
      const time = 1_000_000 + (n * 1000) / hz;
      frozenFrame = frameOf(view((n * 1000) / hz), time, habits.state);
      sentAtMs.push(now);
    }
    const frame = { category: 'tracker', request: 'get', statuscode: 200, values: { frame: frozenFrame } };
    for (const [socket] of pushed) write(socket, frame);
  });

  return {
    get port() {
      return server.port;
    },
    habits,
    sentAtMs,
    get timedOut() {
      return timedOut;
    },
    get isSplitting() {
      return server.isSplitting;
    },
    set isSplitting(is) {
      server.isSplitting = is;
    },
    send(text) {
      for (const [socket] of clients) server.send(socket, text);
    },
    announce(code) {
      for (const [socket] of clients) write(socket, { category: 'calibration', statuscode: code });
    },
    dropClients: server.dropClients,
    async close() {
      pace.stop();
      await server.stop();
    },
  };
}

function frameOf(
  { x, y, isSeen }: { x: number; y: number; isSeen: boolean },
  time: number,
  state: number | null,
) {
  const at = isSeen ? { x: x * SCREEN.widthPx, y: y * SCREEN.heightPx } : { x: 0, y: 0 };
  const eye = { raw: at, avg: at, psize: isSeen ? 21.5 : 0, pcenter: { x: 0.5, y: 0.5 } };
  return {
    timestamp: '2014-04-15 15:28:46.628',
    time,
    fix: false,
    state: state ?? (isSeen ? SEEN : UNSEEN),
    raw: at,
    avg: at,
    lefteye: eye,
    righteye: eye,
  };
}
