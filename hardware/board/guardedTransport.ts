import { EventEmitter } from 'node:events';
import type { SerialPortStream } from '@serialport/stream';
import { FirmataLine } from './firmataLine.ts';

interface Events {
  open: [];
  /** Once, for whatever reason; null after `close()`. */
  close: [reason: Error | null];
  data: [bytes: Buffer];
  error: [error: Error];
}

/**
 * Stands between firmata-io and serialport, the only way to the wire. serialport keeps what is written while the port
 * is closed and delivers it when it opens (reference/stack.md H6): here it is not passed on. firmata-io hears whole,
 * expected messages only, and one close however the line ends.
 */
export class GuardedTransport extends EventEmitter<Events> {
  readonly line = new FirmataLine();
  /** Writes that came after the end of the line and went nowhere. */
  refusedWrites = 0;
  #pendingWrites: number[] = [];
  #lastReceivedAtMs: number | undefined;
  #hasEnded = false;
  readonly #port: SerialPortStream;
  readonly #nowMs: () => number;

  constructor(port: SerialPortStream, nowMs: () => number) {
    super();
    this.#port = port;
    this.#nowMs = nowMs;
    port.on('data', (bytes: Buffer) => this.#receive(bytes));
    port.on('close', (reason: unknown) => this.#end(reason instanceof Error ? reason : closedError()));
    // A failed write destroys the stream; whether 'close' follows depends on who was first.
    port.on('error', (error: Error) => this.#end(error));
  }

  /** Rejects with the system's error. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#port.open((error) => {
        if (error) {
          this.#hasEnded = true;
          reject(error);
        } else if (this.#hasEnded) {
          // Given up while the system was still opening it.
          this.#port.close(() => {});
          reject(closedError());
        } else {
          resolve();
          this.emit('open');
        }
      });
    });
  }

  get isOpen(): boolean {
    return !this.#hasEnded && this.#port.isOpen;
  }

  /** When the oldest write that the system has not taken yet was made; null if there is none. */
  get oldestPendingWriteMs(): number | null {
    return this.#pendingWrites[0] ?? null;
  }

  /** When a byte last arrived; null if none has. */
  get lastReceivedAtMs(): number | null {
    return this.#lastReceivedAtMs ?? null;
  }

  write(bytes: Buffer, done?: () => void): boolean {
    if (!this.isOpen) {
      this.refusedWrites++;
      done?.();
      return false;
    }
    this.#pendingWrites.push(this.#nowMs());
    return this.#port.write(bytes, () => {
      this.#pendingWrites.shift();
      done?.();
    });
  }

  /** Resolves when the port is closed; at once if it is closed already. An error while closing ends it just the same. */
  close(): Promise<void> {
    const wasOpen = this.#port.isOpen;
    this.#end(null);
    if (!wasOpen) return Promise.resolve();
    return new Promise((resolve) => this.#port.close(() => resolve()));
  }

  #receive(bytes: Buffer): void {
    if (this.#hasEnded) return;
    this.#lastReceivedAtMs = this.#nowMs();
    const messages = this.line.push(bytes);
    if (messages.length > 0) this.emit('data', Buffer.from(messages));
  }

  #end(reason: Error | null): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (reason !== null && this.#port.isOpen) this.#port.close(() => {});
    this.emit('close', reason);
  }
}

function closedError(): Error {
  return new Error('The port is closed');
}
