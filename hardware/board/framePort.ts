import type { Firmata } from 'firmata-io';
import type { LinkError } from '../link/linkError.ts';
import { decodeStatus, type Status } from '../link/status.ts';
import type { EncodedFrame } from './frameFlow.ts';
import { listenToStatus, stopListening, writeFrame } from './sysex.ts';

/** What takes frames and answers each of them with one status: the firmware, or what stands in for it on a bench board. */
export interface FramePort {
  write(encoded: EncodedFrame): void;
  onStatus: (status: Status | LinkError) => void;
  /** No status comes any more. */
  stop(): void;
}

/** The firmware's own frames, through Firmata's user sysex. */
export function interlockPort(io: Firmata): FramePort {
  const port: FramePort = {
    write: ({ bytes }) => writeFrame(io, bytes),
    onStatus: () => {},
    stop: () => stopListening(io),
  };
  listenToStatus(io, (bytes) => port.onStatus(decodeStatus(bytes)));
  return port;
}
