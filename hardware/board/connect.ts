import firmata, { type Firmata } from 'firmata-io';
import five from 'johnny-five';
import { encodeStatusRequest } from '../link/hostFrames.ts';
import { LinkError } from '../link/linkError.ts';
import { decodeStatus, type Status } from '../link/status.ts';
import { BoardError, boardErrorFromOpen } from './boardError.ts';
import { GuardedTransport } from './guardedTransport.ts';
import { makePort, type PortAddress, requestLowLatency } from './openPort.ts';
import { SAMPLING_INTERVAL_MS } from './sensors.ts';
import { listenToStatus, stopListening, writeFrame } from './sysex.ts';

/** A chip that was booting when it was asked is asked once more after this time. */
const ASK_AGAIN_AFTER_MS = 1_000;
/** johnny-five's own timer reports an error twice, once without a listener; ours is always first and clears it. */
const NEVER_FIRST = 3;
/** A board that answers Firmata this often, but none of our requests sent before, does not know them. */
const REQUESTS_BEFORE_BENCH_ONLY = 3;

export interface Connection<Proof> {
  readonly transport: GuardedTransport;
  readonly io: Firmata;
  readonly board: five.Board;
  /** What `prove` found. */
  readonly proof: Proof;
  /** See requestLowLatency. */
  readonly isLowLatency: boolean | null;
}

/** What to connect to, and how it shows that it is that. */
export interface Wanted<Proof> {
  readonly port: PortAddress;
  readonly baudRate: number;
  readonly analogInputs: number;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** For everything, boot included. */
  readonly answerTimeoutMs: number;
  /** Its rejection ends the connection. No pin is touched before the board has shown what it is. */
  prove(board: five.Board, io: Firmata): Promise<Proof>;
}

/** johnny-five's board with what its declarations lack. */
type TimedBoard = five.Board & { timer?: NodeJS.Timeout };

/**
 * Opens the port, lets johnny-five and firmata-io shake hands with the chip, and has it prove what it is.
 * @throws BoardError; the port is closed and no timer is left then
 */
export async function connect<Proof>(wanted: Wanted<Proof>): Promise<Connection<Proof>> {
  const { nowMs, answerTimeoutMs, analogInputs } = wanted;
  const port = makePort(wanted.port, wanted.baudRate);
  const transport = new GuardedTransport(port, nowMs);
  const io = new firmata.Firmata(transport, {
    reportVersionTimeout: ASK_AGAIN_AFTER_MS,
    samplingInterval: SAMPLING_INTERVAL_MS,
  });
  // A failure that nobody listens to would end the process; each is reported through the transport's close instead.
  io.on('error', () => {});
  const board = makeBoard(io, answerTimeoutMs * NEVER_FIRST);
  const failure = Promise.withResolvers<never>();
  // Rejected perhaps before anything awaits it.
  failure.promise.catch(() => {});
  const deadline = setTimeout(
    () => failure.reject(silenceError(transport, answerTimeoutMs)),
    answerTimeoutMs,
  );
  const onClose = (reason: Error | null) =>
    failure.reject(new BoardError('lostWhileOpening', reason?.message ?? 'closed'));
  transport.once('close', onClose);
  try {
    const ready = new Promise<void>((resolve) => board.on('ready', resolve));
    await Promise.race([openTransport(transport), failure.promise]);
    const isLowLatency = await Promise.race([requestLowLatency(port), failure.promise]);
    // A chip that does not reset when the port opens sends no banner; firmata-io would wait for one.
    io.reportVersion(() => {});
    io.queryFirmware(() => {});
    await Promise.race([ready, failure.promise]);
    const proof = await Promise.race([wanted.prove(board, io), failure.promise]);
    if (io.analogPins.length < analogInputs) {
      throw new BoardError('wrongPins', `${io.analogPins.length} analog inputs, expected ${analogInputs}`);
    }
    return { transport, io, board, proof, isLowLatency };
  } catch (error) {
    stopListening(io);
    transport.off('close', onClose);
    await transport.close();
    throw error;
  } finally {
    clearTimeout(deadline);
    clearTimeout(io.reportVersionTimeoutId);
    clearTimeout(board.timer);
    transport.off('close', onClose);
  }
}

function makeBoard(io: Firmata, timeout: number): TimedBoard {
  // Not in the declarations: `sigint`, whose default ends the process in a second without letting the brace park.
  const options: five.BoardOption & { sigint: boolean } = {
    io,
    repl: false,
    sigint: false,
    debug: false,
    timeout,
  };
  const board: TimedBoard = new five.Board(options);
  board.on('error', () => {});
  return board;
}

async function openTransport(transport: GuardedTransport): Promise<void> {
  try {
    await transport.open();
  } catch (error) {
    throw error instanceof Error ? boardErrorFromOpen(error) : error;
  }
}

/**
 * Resolves to the first answer of our firmware; rejects with `benchOnly` for a board that has another.
 *
 * Sends a status request followed by a question that every Firmata answers, in turn. Messages are handled in order, so a
 * board that keeps answering the second without the first has plain Firmata.
 */
export function requestStatus(io: Firmata): Promise<Status> {
  return new Promise((resolve, reject) => {
    let hasAnswered = false;
    listenToStatus(io, (bytes) => {
      const status = decodeStatus(bytes);
      if (status instanceof LinkError) return;
      hasAnswered = true;
      resolve(status);
    });
    const ask = (request: number) => {
      writeFrame(io, encodeStatusRequest({ kind: 'statusRequest', seq: request }));
      io.queryFirmware(() => {
        if (hasAnswered) return;
        if (request < REQUESTS_BEFORE_BENCH_ONLY) ask(request + 1);
        else reject(new BoardError('benchOnly', `firmware "${io.firmware.name ?? 'without a name'}"`));
      });
    };
    ask(1);
  });
}

function silenceError(transport: GuardedTransport, afterMs: number): BoardError {
  const { messages, droppedBytes } = transport.line;
  const heard = `${messages} messages and ${droppedBytes} other bytes in ${afterMs} ms`;
  return new BoardError(messages === 0 && droppedBytes > 0 ? 'unreadable' : 'noAnswer', heard);
}
