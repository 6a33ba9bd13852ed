import type { WebSocket } from 'ws';
import type { Tracker, TrackerSurroundings } from '../tracker.ts';
import type { TroubleId } from '../troubles.ts';
import type { EyeX } from './eyeVector.ts';
import { createPlainStream, type PixelScreen } from './plainStream.ts';

/** A sender of nothing but rubbish is shown the door after this much in a row. */
const MAX_RUBBISH_IN_A_ROW = 200;

export interface SocketInputOptions extends Omit<TrackerSurroundings, 'random'> {
  readonly screen: PixelScreen;
  /** How late the samples are, in ms, where somebody has measured it. */
  readonly latencyMs?: number;
  /** To which side x points where it sends vectors of the eyes. */
  readonly eyeX?: EyeX;
}

/** Gaze that a program sends over a WebSocket, one sample a message. */
export interface SocketInput extends Tracker {
  /** One sender at a time. */
  readonly isTaken: boolean;
  /** Reads from a WebSocket whose sender has proven that it may. */
  serve(socket: WebSocket): void;
}

export function createSocketInput({
  nowMs,
  onSample,
  onCalibrationChange,
  screen,
  latencyMs,
  eyeX,
}: SocketInputOptions): SocketInput {
  const stream = createPlainStream({
    source: 'socket',
    screen,
    latencyMs: latencyMs ?? null,
    eyeX: eyeX ?? null,
    nowMs,
    onSample,
    onCalibrationChange,
  });
  let current: WebSocket | null = null;
  let hasBeenConnected = false;
  let isClosed = false;

  const trouble = (): TroubleId | null => {
    if (isClosed) return 'closed';
    if (!current) return hasBeenConnected ? 'lineLost' : 'noSender';
    return stream.lastSampleAtMs === null ? 'noSender' : null;
  };

  return {
    source: 'socket',
    get isTaken() {
      return current !== null;
    },
    serve(socket) {
      let rubbishInARow = 0;
      current = socket;
      hasBeenConnected = true;
      stream.reset();
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        if (current === socket) current = null;
      });
      socket.on('message', (data, isBinary) => {
        // ws hands out what had already arrived even after the connection was given up.
        if (current !== socket) return;
        const bytes = isBinary || !Buffer.isBuffer(data) ? null : data;
        if (!bytes) stream.refuse();
        const isRead = bytes !== null && stream.push(bytes);
        rubbishInARow = isRead ? 0 : rubbishInARow + 1;
        if (rubbishInARow < MAX_RUBBISH_IN_A_ROW) return;
        current = null;
        socket.close(1008, 'no gaze');
        setTimeout(() => socket.terminate(), 1000).unref();
      });
    },
    health: () => stream.health(trouble()),
    eyes: () => null,
    counts: stream.counts,
    async close() {
      isClosed = true;
      current?.terminate();
      current = null;
    },
  };
}
