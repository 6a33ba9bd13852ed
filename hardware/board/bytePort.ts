import type { OpenOptions as StreamOpenOptions } from '@serialport/stream';

// Taken from the stream's own signature: @serialport/bindings-interface has no declarations for ES modules.
type Binding = StreamOpenOptions['binding'];
type BindingPort = Awaited<ReturnType<Binding['open']>>;
type OpenOptions = Parameters<Binding['open']>[0];
type PortStatus = Awaited<ReturnType<BindingPort['get']>>;

/**
 * A line that carries bytes both ways: a Unix socket, or a simulated chip in this process. Whoever makes the pipe calls
 * `onData` and `onClose`; whoever uses it assigns them, calls `write`, and calls `close` once. `write` never throws and
 * never blocks; bytes written to a closed pipe are lost.
 */
export interface BytePipe {
  write(bytes: Uint8Array): void;
  onData: (bytes: Uint8Array) => void;
  /** The other end has gone. Not called after `close()`. */
  onClose: (reason: Error) => void;
  close(): void;
}

interface PendingRead {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly length: number;
  readonly resolve: (result: { buffer: Buffer; bytesRead: number }) => void;
  readonly reject: (error: Error) => void;
}

/** serialport ends a read quietly only if its error says that it was cancelled; any other error means a lost device. */
class CanceledError extends Error {
  readonly canceled = true;
}

/**
 * A byte pipe dressed as an opened serial device, so that serialport's own stream, with its closing and disconnecting,
 * stands between johnny-five and a simulated brace as it does on the Pi. Uses no timer and no I/O of its own: in
 * virtual time everything happens in microtasks.
 */
class BytePipePort implements BindingPort {
  readonly openOptions: Required<OpenOptions>;
  isOpen = true;
  readonly #pipe: BytePipe;
  #received: Buffer[] = [];
  #pendingRead: PendingRead | undefined;
  #lost: Error | undefined;

  constructor(pipe: BytePipe, options: OpenOptions) {
    this.openOptions = {
      dataBits: 8,
      lock: true,
      stopBits: 1,
      parity: 'none',
      rtscts: false,
      xon: false,
      xoff: false,
      xany: false,
      hupcl: false,
      ...options,
    };
    this.#pipe = pipe;
    pipe.onData = (bytes) => {
      if (!this.isOpen || bytes.length === 0) return;
      this.#received.push(Buffer.from(bytes));
      this.#answerRead();
    };
    pipe.onClose = (reason) => {
      this.#lost = reason;
      this.#takeRead()?.reject(reason);
    };
  }

  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    if (!this.isOpen) return Promise.reject(new CanceledError('The port is closed'));
    if (this.#pendingRead !== undefined) return Promise.reject(new Error('A read is already pending'));
    return new Promise((resolve, reject) => {
      this.#pendingRead = { buffer, offset, length, resolve, reject };
      this.#answerRead();
    });
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.isOpen) throw new CanceledError('The port is closed');
    if (this.#lost !== undefined) throw this.#lost;
    // The stream may reuse its buffer after this promise is fulfilled; the pipe may keep what it is given.
    this.#pipe.write(Uint8Array.from(bytes));
  }

  async close(): Promise<void> {
    if (!this.isOpen) throw new Error('The port is not open');
    this.isOpen = false;
    this.#received = [];
    this.#takeRead()?.reject(new CanceledError('The port was closed'));
    this.#pipe.close();
  }

  async update(options: { baudRate: number }): Promise<void> {
    this.openOptions.baudRate = options.baudRate;
  }

  async set(): Promise<void> {}

  async get(): Promise<PortStatus> {
    return { cts: true, dsr: true, dcd: true };
  }

  async getBaudRate(): Promise<{ baudRate: number }> {
    return { baudRate: this.openOptions.baudRate };
  }

  async flush(): Promise<void> {
    this.#received = [];
  }

  async drain(): Promise<void> {}

  #takeRead(): PendingRead | undefined {
    const read = this.#pendingRead;
    this.#pendingRead = undefined;
    return read;
  }

  /** Bytes that arrived before the loss are still delivered: they may say why it happened. */
  #answerRead(): void {
    const read = this.#pendingRead;
    if (read === undefined) return;
    const first = this.#received[0];
    if (first === undefined) {
      if (this.#lost !== undefined) this.#takeRead()?.reject(this.#lost);
      return;
    }
    const bytesRead = first.copy(read.buffer, read.offset, 0, read.length);
    if (bytesRead < first.length) this.#received[0] = first.subarray(bytesRead);
    else this.#received.shift();
    this.#takeRead()?.resolve({ buffer: read.buffer, bytesRead });
  }
}

/** The serialport binding whose `open` obtains a pipe; it rejects as `connect` does. */
export function bytePipeBinding(connect: () => BytePipe | Promise<BytePipe>): Binding {
  return {
    list: async () => [],
    open: async (options) => new BytePipePort(await connect(), options),
  };
}
