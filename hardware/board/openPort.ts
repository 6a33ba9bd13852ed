import { SerialPortStream } from '@serialport/stream';
import { SerialPort } from 'serialport';
import { BoardError } from './boardError.ts';
import { type BytePipe, bytePipeBinding } from './bytePort.ts';
import { connectUnixSocket } from './unixSocketPipe.ts';

/** A brace's line: `/dev/…`, `unix:PATH`, or a pipe inside this process. */
export type PortAddress = string | BytePipe;

/**
 * The stream of a line, not yet open: the caller adds its listeners first and calls `open()`, so that nothing that
 * happens during opening goes unheard. Closing never drops DTR, which would reset boards with an auto-reset circuit.
 * @throws BoardError `unknownPort`
 */
export function makePort(address: PortAddress, baudRate: number): SerialPortStream {
  const options = { baudRate, autoOpen: false, hupcl: false };
  if (typeof address !== 'string') {
    return new SerialPortStream({ ...options, path: 'pipe', binding: bytePipeBinding(() => address) });
  }
  if (address.startsWith('unix:') && address.length > 'unix:'.length) {
    const path = address.slice('unix:'.length);
    return new SerialPortStream({
      ...options,
      path,
      binding: bytePipeBinding(() => connectUnixSocket(path)),
    });
  }
  if (address.startsWith('/dev/')) return new SerialPort({ ...options, path: address });
  throw new BoardError('unknownPort', `"${address}" is neither unix:PATH nor /dev/…`);
}

/**
 * Asks a serial device to pass bytes on at once: some USB converters gather them for up to 16 ms, half of what an echo
 * may take. Resolves to whether it obeys, or null if the port is no serial device. Converters without such a setting
 * refuse; they do not gather.
 */
export function requestLowLatency(port: SerialPortStream): Promise<boolean | null> {
  if (!(port instanceof SerialPort)) return Promise.resolve(null);
  const flags: Parameters<SerialPort['set']>[0] & { lowLatency: boolean } = { lowLatency: true };
  return new Promise((resolve) => port.set(flags, (error) => resolve(error === null)));
}
