import { SerialPortStream } from '@serialport/stream';
import { describe, expect, it } from 'vitest';
import { type BytePipe, bytePipeBinding } from '../../../hardware/board/bytePort.ts';

interface FakeLine extends BytePipe {
  readonly written: number[];
  closeCount: number;
}

function makeLine(): FakeLine {
  const line: FakeLine = {
    written: [],
    closeCount: 0,
    write: (bytes) => line.written.push(...bytes),
    onData: () => {},
    onClose: () => {},
    close: () => {
      line.closeCount++;
    },
  };
  return line;
}

function makeStream(line: BytePipe, highWaterMark = 64 * 1024): SerialPortStream {
  return new SerialPortStream({
    path: 'pipe',
    baudRate: 250_000,
    autoOpen: false,
    highWaterMark,
    binding: bytePipeBinding(() => line),
  });
}

function open(stream: SerialPortStream): Promise<void> {
  return new Promise((resolve, reject) => stream.open((error) => (error ? reject(error) : resolve())));
}

/** Lets streams and promises run; no timer is involved. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

describe('a byte pipe behind a serialport stream', () => {
  it('carries bytes both ways, in order', async () => {
    const line = makeLine();
    const stream = makeStream(line);
    const received: number[] = [];
    stream.on('data', (bytes: Buffer) => received.push(...bytes));
    await open(stream);
    const sent = Array.from({ length: 1000 }, (_, index) => index & 0xff);
    for (let start = 0; start < sent.length; start += 7) {
      line.onData(Uint8Array.from(sent.slice(start, start + 7)));
      stream.write(Buffer.from(sent.slice(start, start + 7)));
      if (start % 70 === 0) await settle();
    }
    await settle();
    expect(received).toEqual(sent);
    expect(line.written).toEqual(sent);
  });

  it('delivers a chunk larger than the reader’s buffer whole', async () => {
    const line = makeLine();
    const stream = makeStream(line, 256);
    const received: number[] = [];
    stream.on('data', (bytes: Buffer) => received.push(...bytes));
    await open(stream);
    const sent = Uint8Array.from({ length: 5000 }, (_, index) => index & 0xff);
    line.onData(sent);
    for (let turn = 0; turn < 30; turn++) await settle();
    expect(received).toEqual([...sent]);
  });

  it('hands over bytes that nobody can change afterwards', async () => {
    const line = makeLine();
    const kept: Uint8Array[] = [];
    line.write = (bytes) => kept.push(bytes);
    const stream = makeStream(line);
    await open(stream);
    const buffer = Buffer.from([1, 2, 3]);
    stream.write(buffer);
    await settle();
    buffer.fill(9);
    expect(kept.map((bytes) => [...bytes])).toEqual([[1, 2, 3]]);
  });

  it('that loses its other end closes the stream, saying that it was lost', async () => {
    const line = makeLine();
    const stream = makeStream(line);
    const received: number[] = [];
    stream.on('data', (bytes: Buffer) => received.push(...bytes));
    await open(stream);
    const closed = new Promise<unknown>((resolve) => stream.once('close', resolve));
    line.onData(Uint8Array.of(1, 2));
    line.onClose(new Error('cable pulled'));
    expect(await closed).toMatchObject({ message: 'cable pulled', disconnected: true });
    expect(received).toEqual([1, 2]);
    expect(stream.isOpen).toBe(false);
  });

  it('is closed once by the stream, without an error', async () => {
    const line = makeLine();
    const stream = makeStream(line);
    stream.resume();
    await open(stream);
    await settle();
    const error = await new Promise((resolve) => stream.close(resolve));
    expect(error).toBeNull();
    expect(line.closeCount).toBe(1);
    line.onData(Uint8Array.of(1));
    await settle();
  });

  it('fails a write after the loss instead of pretending', async () => {
    const line = makeLine();
    const port = await bytePipeBinding(() => line).open({ path: 'pipe', baudRate: 250_000 });
    line.onClose(new Error('cable pulled'));
    await expect(port.write(Buffer.of(1))).rejects.toThrow('cable pulled');
    await expect(port.read(Buffer.alloc(8), 0, 8)).rejects.toThrow('cable pulled');
    await port.close();
    await expect(port.write(Buffer.of(1))).rejects.toMatchObject({ canceled: true });
    expect(line.written).toEqual([]);
  });
});
