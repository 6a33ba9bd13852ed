import type { Firmata } from 'firmata-io';
import { FRAME_IDS } from '../link/frame.ts';

/** Called with one status frame, start mark to end mark, unchecked. */
type StatusListener = (bytes: Uint8Array) => void;

const listeners = new WeakMap<Firmata, StatusListener>();
let isRegistered = false;

/**
 * Status frames that arrive through `io`. firmata-io keeps one table of handlers for the whole process and refuses a
 * second registration (reference/firmware.md §8), so one handler serves every board.
 */
export function listenToStatus(io: Firmata, listener: StatusListener): void {
  listeners.set(io, listener);
  if (isRegistered) return;
  isRegistered = true;
  io.sysexResponse(FRAME_IDS.status, function (septets) {
    listeners.get(this)?.(Uint8Array.of(0xf0, FRAME_IDS.status, ...septets, 0xf7));
  });
}

export function stopListening(io: Firmata): void {
  listeners.delete(io);
}

/** Writes one frame as built by hardware/link, start mark to end mark. */
export function writeFrame(io: Firmata, frame: Uint8Array): void {
  io.sysexCommand([...frame.subarray(1, -1)]);
}
