import type { BytePipe } from '../../../hardware/board/bytePort.ts';
import { ScriptedFirmware, type ScriptedFirmwareOptions } from './scriptedFirmware.ts';

/** A scripted chip in this process, at the other end of a pipe without any I/O. */
export interface PipePeer {
  readonly pipe: BytePipe;
  readonly firmware: ScriptedFirmware;
  readonly isClosed: boolean;
  /** Raw bytes to the controller. */
  send(bytes: Uint8Array): void;
  /** The cable is pulled. */
  vanish(reason?: string): void;
}

export function makePipePeer(options: ScriptedFirmwareOptions = {}): PipePeer {
  let isClosed = false;
  const pipe: BytePipe = {
    write: (bytes) => {
      if (!isClosed) queueMicrotask(() => firmware.receive(bytes));
    },
    onData: () => {},
    onClose: () => {},
    close: () => {
      isClosed = true;
    },
  };
  const send = (bytes: Uint8Array) => {
    if (!isClosed) pipe.onData(bytes);
  };
  const firmware = new ScriptedFirmware(send, options);
  return {
    pipe,
    firmware,
    get isClosed() {
      return isClosed;
    },
    send,
    vanish: (reason = 'cable pulled') => {
      isClosed = true;
      pipe.onClose(new Error(reason));
    },
  };
}

/** Lets everything that is under way between stream, pipe and chip happen; no timer is involved. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
