import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { retryDelayMs } from '../backoff.ts';
import type { Tracker, TrackerSurroundings } from '../tracker.ts';
import type { TroubleId } from '../troubles.ts';
import { isAllowedAddress } from './allowList.ts';
import type { EyeX } from './eyeVector.ts';
import { createPlainStream, type PixelScreen } from './plainStream.ts';

/** OptiKey's port (reference/gaze.md §5.9). */
export const UDP_PORT = 6666;
/** Another sender is heard once the one before has been silent for this long: two must never take turns. */
const SENDER_GONE_MS = 1000;

export interface UdpOptions extends TrackerSurroundings {
  /** Where to listen: this machine only, unless told otherwise. */
  readonly host?: string;
  readonly port?: number;
  /** Addresses that may send besides this machine. */
  readonly allowed?: readonly string[];
  /** The screen that OptiKey's pixels are of. */
  readonly screen: PixelScreen;
  /** How late the samples are, in ms, where somebody has measured it. */
  readonly latencyMs?: number;
  /** To which side x points where it sends vectors of the eyes. */
  readonly eyeX?: EyeX;
}

/** Gaze from any program that sends it as datagrams, in OptiKey's text form or as JSON, one sample each. */
export function openUdp(options: UdpOptions): Tracker & { readonly port: () => number | null } {
  const { nowMs, random } = options;
  const stream = createPlainStream({
    source: 'udp',
    screen: options.screen,
    latencyMs: options.latencyMs ?? null,
    eyeX: options.eyeX ?? null,
    nowMs,
    onSample: options.onSample,
    onCalibrationChange: options.onCalibrationChange,
  });
  let sender: string | null = null;
  let isBound = false;
  let isClosed = false;
  let failures = 0;
  let isPortTaken = false;
  let retryTimer: NodeJS.Timeout | undefined;
  let socket: Socket | null = null;

  function receive(bytes: Buffer, { address, port }: RemoteInfo): void {
    if (!isAllowedAddress(address, options.allowed ?? [])) {
      stream.refuse();
      return;
    }
    const from = `${address} ${port}`;
    const isFree = stream.lastSampleAtMs === null || nowMs() - stream.lastSampleAtMs > SENDER_GONE_MS;
    if (from !== sender && !isFree) {
      stream.refuse();
      return;
    }
    if (from !== sender) stream.reset();
    sender = from;
    stream.push(bytes);
  }

  const begin = (): void => {
    const fresh = createSocket('udp4');
    socket = fresh;
    fresh.on('message', receive);
    fresh.on('error', (error: NodeJS.ErrnoException) => {
      if (socket !== fresh) return;
      isPortTaken = error.code === 'EADDRINUSE';
      socket = null;
      isBound = false;
      fresh.close();
      retryTimer = setTimeout(begin, retryDelayMs(failures, random));
      failures += 1;
    });
    fresh.bind(options.port ?? UDP_PORT, options.host ?? '127.0.0.1', () => {
      isBound = true;
      failures = 0;
    });
  };
  begin();

  const trouble = (): TroubleId | null => {
    if (isClosed) return 'closed';
    if (!isBound && failures === 0) return 'connecting';
    if (!isBound) return isPortTaken ? 'portTaken' : 'addressUnusable';
    return stream.lastSampleAtMs === null ? 'noSender' : null;
  };

  return {
    source: 'udp',
    port: () => (isBound && socket ? socket.address().port : null),
    health: () => stream.health(trouble()),
    eyes: () => null,
    counts: stream.counts,
    async close() {
      isClosed = true;
      clearTimeout(retryTimer);
      const last = socket;
      socket = null;
      if (last) await new Promise<void>((resolve) => last.close(() => resolve()));
    },
  };
}
