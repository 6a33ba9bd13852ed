import { SerialPortStream } from '@serialport/stream';
import { describe, expect, it } from 'vitest';
import { type BytePipe, bytePipeBinding } from '../../../hardware/board/bytePort.ts';
import { GuardedTransport } from '../../../hardware/board/guardedTransport.ts';
import { settle } from './pipePeer.ts';

function make(connect?: () => BytePipe | Promise<BytePipe>) {
  const written: number[] = [];
  const pipes: BytePipe[] = [];
  const makePipe = () => {
    const pipe: BytePipe = {
      write: (bytes) => written.push(...bytes),
      onData: () => {},
      onClose: () => {},
      close: () => {},
    };
    pipes.push(pipe);
    return pipe;
  };
  const port = new SerialPortStream({
    path: 'pipe',
    baudRate: 250_000,
    autoOpen: false,
    binding: bytePipeBinding(connect ?? makePipe),
  });
  const transport = new GuardedTransport(port, () => 0);
  const closes: (Error | null)[] = [];
  transport.on('close', (reason) => closes.push(reason));
  return { port, transport, written, pipes, closes };
}

describe('a guarded transport', () => {
  it('delivers nothing on reopening of what was written while closed; serialport alone would', async () => {
    const bare = make();
    bare.port.write(Buffer.of(1));
    await new Promise<void>((resolve) => bare.port.open(() => resolve()));
    await settle();
    expect(bare.written).toEqual([1]);

    const { transport, written, port } = make();
    let done = 0;
    transport.write(Buffer.of(1), () => done++);
    await transport.open();
    transport.write(Buffer.of(2), () => done++);
    await settle();
    await transport.close();
    transport.write(Buffer.of(3), () => done++);
    await new Promise<void>((resolve) => port.open(() => resolve()));
    await settle();
    expect(written).toEqual([2]);
    expect(transport.refusedWrites).toBe(2);
    // firmata-io counts its pending writes by these.
    expect(done).toBe(3);
    expect(transport.isOpen).toBe(false);
  });

  it('that loses its line during a write says so once and is closed', async () => {
    const { transport, pipes, closes, port } = make();
    await transport.open();
    port.resume();
    await settle();
    pipes[0]?.onClose(new Error('cable pulled'));
    transport.write(Buffer.of(1));
    transport.write(Buffer.of(2));
    await settle();
    expect(closes.map((reason) => reason?.message)).toEqual(['cable pulled']);
    expect(transport.isOpen).toBe(false);
    expect(port.isOpen).toBe(false);
  });

  it('whose stream breaks by itself closes the device, which nobody would otherwise', async () => {
    const { transport, port, closes } = make();
    await transport.open();
    await settle();
    port.destroy(new Error('stream broken'));
    await settle();
    expect(closes.map((reason) => reason?.message)).toEqual(['stream broken']);
    expect(port.isOpen).toBe(false);
    await transport.close();
  });

  it('given up while the system still opens it is closed as soon as it is open', async () => {
    const connection = Promise.withResolvers<BytePipe>();
    let closed = 0;
    const { transport, port } = make(() => connection.promise);
    const opening = transport.open();
    await transport.close();
    connection.resolve({ write: () => {}, onData: () => {}, onClose: () => {}, close: () => closed++ });
    await expect(opening).rejects.toThrow('closed');
    await settle();
    expect(closed).toBe(1);
    expect(port.isOpen).toBe(false);
  });

  it('passes on nothing that arrives after its end', async () => {
    const { transport, pipes } = make();
    const received: Buffer[] = [];
    transport.on('data', (bytes) => received.push(bytes));
    await transport.open();
    await settle();
    pipes[0]?.onData(Uint8Array.of(0xe0, 1, 2));
    await settle();
    const closing = transport.close();
    pipes[0]?.onData(Uint8Array.of(0xe0, 3, 4));
    await closing;
    await settle();
    expect(received.map((bytes) => [...bytes])).toEqual([[0xe0, 1, 2]]);
  });
});
