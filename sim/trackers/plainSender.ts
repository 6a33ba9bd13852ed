import { createSocket } from 'node:dgram';
import { WebSocket } from 'ws';
import { startPace } from './pace.ts';
import { createViewer, type View } from './viewer.ts';

/** In which form gaze is sent: OptiKey's text in pixels of a 1920 × 1080 screen, or JSON in fractions. */
export type PlainForm = 'text' | 'json';

/** A program that sends gaze, one message a sample. */
export interface PlainSender {
  readonly sentAtMs: readonly number[];
  /** Sends this as it is. */
  send(text: string | Uint8Array): void;
  /** Sends the last message again and again, as a program that has lost the eyes. */
  isFrozen: boolean;
  isSilent: boolean;
  close(): Promise<void>;
}

interface Carrier {
  send(message: string | Uint8Array): void;
  close(): Promise<void>;
}

export interface SenderOptions {
  readonly hz: number;
  readonly form: PlainForm;
  readonly seed?: number;
}

/** Sends datagrams from a port of its own. `hz` 0: nothing by itself. */
export function startUdpSender(port: number, options: SenderOptions): PlainSender {
  const socket = createSocket('udp4');
  return startSender(options, {
    send: (message) => socket.send(message, port, '127.0.0.1'),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  });
}

/** Sends over a WebSocket, with the token. */
export async function startSocketSender(
  url: string,
  token: string,
  options: SenderOptions,
): Promise<PlainSender> {
  const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` } });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => socket.terminate());
  return startSender(options, {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(message);
    },
    close: async () => socket.terminate(),
  });
}

function startSender({ hz, form, seed = 1 }: SenderOptions, carrier: Carrier): PlainSender {
  const view = createViewer(seed);
  const sentAtMs: number[] = [];
  let isFrozen = false;
  let isSilent = false;
  let isClosed = false;
  let last: View | null = null;
  const pace =
    hz > 0
      ? startPace(hz, (n) => {
          if (isSilent) return;
          const tMs = (n * 1000) / hz;
          if (!isFrozen || !last) last = view(tMs);
          sentAtMs.push(performance.now());
          carrier.send(form === 'text' ? textOf(last, tMs) : jsonOf(last, tMs));
        })
      : null;
  return {
    sentAtMs,
    send: (message) => carrier.send(message),
    get isFrozen() {
      return isFrozen;
    },
    set isFrozen(is) {
      isFrozen = is;
    },
    get isSilent() {
      return isSilent;
    },
    set isSilent(is) {
      isSilent = is;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      pace?.stop();
      await carrier.close();
    },
  };
}

/** Its whole milliseconds are enough up to 1000 Hz. */
function textOf({ x, y }: View, tMs: number): string {
  return `STREAM_DATA ${Math.round(tMs)} ${(x * 1920).toFixed(3)} ${(y * 1080).toFixed(3)}`;
}

function jsonOf({ x, y, isSeen }: View, tMs: number): string {
  return JSON.stringify({ t: tMs, x, y, valid: isSeen, conf: isSeen ? 0.9 : 0 });
}
