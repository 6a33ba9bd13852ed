import { connect, type Socket } from 'node:net';
import type { FromControl, ToControl } from '../../protocol/channel.ts';
import { type ChannelProblem, createFromControlDecoder, encodeLine } from '../../protocol/channelCodec.ts';
import { EMPTY_OUTBOX, outboxInOrder, putInOutbox, waitingOf } from './outbox.ts';

const RECONNECT_MS = 250;
const CHECK_MS = 100;
/** Control sends telemetry 100 times a second. After this much silence nothing that the pages show is current. */
export const SILENT_AFTER_MS = 500;
/** Control that reads nothing for this long is taken for dead; the firmware has held the head since 200 ms. */
const NOT_READING_AFTER_MS = 500;

export type ControlProblem =
  | ChannelProblem
  | { readonly kind: 'notReading' }
  | { readonly kind: 'socketError'; readonly detail: string };

/** The problem for the person who runs Poise. */
export function describeControlProblem(problem: ControlProblem): string {
  switch (problem.kind) {
    case 'lineTooLong':
    case 'notJson':
      return `Control sent something that is no message (${problem.kind}).`;
    case 'malformed':
      return `Control sent a message with a wrong field (${problem.detail}).`;
    case 'notReading':
      return 'Control did not read what it was sent.';
    case 'socketError':
      return `The connection to control broke (${problem.detail}).`;
  }
}

/**
 * What became of a message: `sent` to the kernel; `waiting` for control to read; `down`: not sent, as control is not
 * heard; `congested`: not sent, as control does not keep up and a message of this kind may not wait.
 */
export type SendResult = 'sent' | 'waiting' | 'down' | 'congested';

export interface ControlClientOptions {
  readonly socketPath: string;
  /** Connected, though not heard yet: the moment to send the profile. */
  readonly onConnected: () => void;
  readonly onMessage: (message: FromControl) => void;
  /** Control is heard, or no longer heard. */
  readonly onLink: (isUp: boolean) => void;
  readonly onProblem: (problem: ControlProblem) => void;
}

export interface ControlClient {
  isUp(): boolean;
  send(message: ToControl): SendResult;
  close(): void;
}

/**
 * The gateway's end of the process channel: connects to control, and connects again 250 ms after any end. Never a queue
 * of motion: while control does not read, `outbox.ts` decides what may wait; what waited dies with its connection.
 */
export function createControlClient(options: ControlClientOptions): ControlClient {
  let link: Link | null = null;
  let isClosed = false;
  let reconnectTimer: NodeJS.Timeout | undefined;

  const open = () => {
    link = openLink(options, () => {
      link = null;
      if (!isClosed) reconnectTimer = setTimeout(open, RECONNECT_MS);
    });
  };
  open();

  return {
    isUp: () => link?.isHeard() ?? false,
    send: (message) => link?.send(message) ?? 'down',
    close() {
      isClosed = true;
      clearTimeout(reconnectTimer);
      link?.end();
    },
  };
}

interface Link {
  isHeard(): boolean;
  send(message: ToControl): SendResult;
  end(): void;
}

function openLink(options: ControlClientOptions, onClosed: () => void): Link {
  const socket: Socket = connect(options.socketPath);
  const decoder = createFromControlDecoder();
  let isConnected = false;
  let isEnded = false;
  let isHeard = false;
  let lastHeardMs = 0;
  let blockedSinceMs: number | null = null;
  let outbox = EMPTY_OUTBOX;

  const setHeard = (heard: boolean) => {
    if (heard === isHeard) return;
    isHeard = heard;
    options.onLink(heard);
  };

  const end = (problem?: ControlProblem) => {
    if (isEnded) return;
    isEnded = true;
    if (problem) options.onProblem(problem);
    socket.destroy();
    setHeard(false);
  };

  const write = (message: ToControl): SendResult => {
    if (!socket.write(encodeLine(message))) blockedSinceMs ??= performance.now();
    return 'sent';
  };

  socket.setEncoding('utf8');
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // Control that is not there yet is no problem to report: the link says that it is down.
    const isAbsent = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
    end(isAbsent ? undefined : { kind: 'socketError', detail: error.message });
  });
  socket.on('close', () => {
    clearInterval(checkTimer);
    end();
    onClosed();
  });
  socket.on('connect', () => {
    isConnected = true;
    options.onConnected();
  });
  socket.on('drain', () => {
    blockedSinceMs = null;
    const waiting = outboxInOrder(outbox);
    outbox = EMPTY_OUTBOX;
    for (const message of waiting) write(message);
  });
  socket.on('data', (text: string) => {
    const { messages, problem } = decoder.push(text);
    for (const message of messages) {
      if (isEnded) return;
      lastHeardMs = performance.now();
      setHeard(true);
      options.onMessage(message);
    }
    if (problem) end(problem);
  });

  const checkTimer = setInterval(() => {
    const nowMs = performance.now();
    if (nowMs - lastHeardMs > SILENT_AFTER_MS) setHeard(false);
    if (blockedSinceMs !== null && nowMs - blockedSinceMs > NOT_READING_AFTER_MS) end({ kind: 'notReading' });
  }, CHECK_MS);

  return {
    isHeard: () => isHeard,
    send(message) {
      if (!isConnected || isEnded) return 'down';
      const waiting = waitingOf(message);
      // A stop still goes out to a control that is only silent; what could begin or prolong motion does not.
      if (!isHeard && (waiting === 'newest' || waiting === 'immediate')) return 'down';
      if (blockedSinceMs === null) return write(message);
      const kept = putInOutbox(outbox, message);
      if (!kept) return 'congested';
      outbox = kept;
      return 'waiting';
    },
    end: () => end(),
  };
}
