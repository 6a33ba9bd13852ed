import type { WebSocket } from 'ws';
import { MAX_MESSAGES_PER_S, type PageMessage } from '../../protocol/clientMessages.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import { readClientInput } from './clientInput.ts';
import { fullAllowance, spendOne } from './rateLimit.ts';
import { refusal } from './refusal.ts';
import { FIRST_SEQUENCE, passSequence } from './sequenceGate.ts';

/** Telemetry is left out while more than this waits for the client. */
const MAX_WAITING_BYTES = 65_536;
/** A client that lets that much wait for longer is cut off; `close()` would only wait with it. */
export const CUT_OFF_AFTER_MS = 1000;
/** Close code and reason of a client that sends more than `MAX_MESSAGES_PER_S`. */
const RATE_CLOSE = { code: 1008, reason: `more than ${MAX_MESSAGES_PER_S} messages in a second` };
/** A client that does not finish the closing handshake by then is cut off. */
const CLOSING_MS = 1000;
/** A client that has not answered one ping by the next is gone, though its socket may not know. */
const PING_EVERY_MS = 5000;

/**
 * What a connection may still bring about. `stopOnly`: it is being closed for sending too much; a STOP among that is
 * heard. `nothing`: it is over; ws hands out messages that had already arrived even after `terminate()`.
 */
type Hearing = 'everything' | 'stopOnly' | 'nothing';

export interface SessionOptions {
  readonly socket: WebSocket;
  readonly clientId: string;
  readonly onMessage: (session: Session, message: PageMessage) => void;
  /** Called once, at the moment from which the client counts as gone. */
  readonly onGone: (session: Session, why: string) => void;
}

/** One client on one WebSocket. */
export interface Session {
  readonly clientId: string;
  send(message: ServerMessage): void;
  /**
   * Latest value wins: telemetry is left out while too much waits for this client, and the first one after that is sent
   * even if it is not due. Returns whether it was sent.
   */
  offerTelemetry(text: string, isDue: boolean): boolean;
  /** Ends the connection at once; nothing that still arrives has an effect. */
  cutOff(why: string): void;
  /** Ends the connection with a closing handshake; nothing that still arrives has an effect. */
  close(code: number, reason: string): void;
}

/** Serves one WebSocket until it is gone. The socket's error listener is set before anything else is done with it. */
export function openSession({ socket, clientId, onMessage, onGone }: SessionOptions): Session {
  let lastError: Error | null = null;
  socket.on('error', (error) => {
    lastError = error; // ws closes the connection itself, for example with 1009 for a message that is too large.
    leave(error.message);
  });

  let hearing: Hearing = 'everything';
  let isGone = false;
  let allowance = fullAllowance(performance.now());
  let sequences = FIRST_SEQUENCE;
  let crowdedSinceMs: number | null = null;
  let isBehind = false;
  let isAnswering = true;

  const leave = (why: string, stillHeard: 'stopOnly' | 'nothing' = 'nothing') => {
    hearing = stillHeard;
    if (isGone) return;
    isGone = true;
    onGone(session, why);
  };

  const closeSoon = (code: number, reason: string) => {
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), CLOSING_MS).unref();
  };

  const send = (text: string) => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(text, (error) => {
      if (error) session.cutOff(error.message);
    });
  };

  const isCrowded = (nowMs: number): boolean => {
    if (socket.bufferedAmount <= MAX_WAITING_BYTES) {
      crowdedSinceMs = null;
      return false;
    }
    crowdedSinceMs ??= nowMs;
    if (nowMs - crowdedSinceMs > CUT_OFF_AFTER_MS) session.cutOff('does not read');
    return true;
  };

  const session: Session = {
    clientId,
    send: (message) => send(JSON.stringify(message)),
    offerTelemetry(text, isDue) {
      if (!isDue && !isBehind) return false;
      isBehind = isCrowded(performance.now());
      if (isBehind) return false;
      send(text);
      return true;
    },
    cutOff(why) {
      leave(why);
      socket.terminate();
    },
    close(code, reason) {
      leave(reason);
      closeSoon(code, reason);
    },
  };

  socket.on('message', (data, isBinary) => {
    if (hearing === 'nothing') return;
    const left = spendOne(allowance, performance.now());
    const message = readClientInput(isBinary ? '' : data.toString(), isBinary);
    if (hearing === 'stopOnly' || !left) {
      if (message.type === 'stop') onMessage(session, message);
      if (hearing !== 'everything') return;
      leave(RATE_CLOSE.reason, 'stopOnly');
      closeSoon(RATE_CLOSE.code, RATE_CLOSE.reason);
      return;
    }
    allowance = left;
    if (message.type === 'inputError') {
      session.send(message);
      return;
    }
    const passed = passSequence(sequences, message);
    if (!passed) {
      session.send(refusal('sequenceRegressed', null, message.type));
      return;
    }
    sequences = passed;
    onMessage(session, message);
  });

  const crowdTimer = setInterval(() => isCrowded(performance.now()), CUT_OFF_AFTER_MS / 4);
  const pingTimer = setInterval(() => {
    if (!isAnswering) session.cutOff('does not answer');
    else if (socket.readyState === socket.OPEN) socket.ping();
    isAnswering = false;
  }, PING_EVERY_MS);
  socket.on('pong', () => {
    isAnswering = true;
  });
  socket.on('close', (code, reason) => {
    clearInterval(crowdTimer);
    clearInterval(pingTimer);
    leave(lastError?.message ?? `closed by the client: ${code} ${reason.toString()}`.trim());
  });

  return session;
}
