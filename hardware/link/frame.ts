import { crc16 } from './crc.ts';
import { LinkError } from './linkError.ts';
import { SeptetReader, SeptetWriter } from './septets.ts';

/** User sysex ids of the frames (hardware/link/FRAMES.md). */
export const FRAME_IDS = {
  motion: 0x01,
  attach: 0x02,
  limits: 0x03,
  release: 0x04,
  clear: 0x05,
  statusRequest: 0x06,
  status: 0x07,
} as const;

export type FrameName = keyof typeof FRAME_IDS;

/** Septets between the id and the checksum. */
const BODY_SEPTETS: Record<FrameName, number> = {
  motion: 11,
  attach: 12,
  limits: 212,
  release: 7,
  clear: 7,
  statusRequest: 2,
  status: 44,
};

const START = 0xf0;
const END = 0xf7;
const CRC_SEPTETS = 3;
/** Start, id, checksum, end. */
const OVERHEAD_BYTES = 2 + CRC_SEPTETS + 1;

/** `F0 id body crc F7` around a body of septets. No field is judged here, so that tests can build frames to be refused. */
export function sealFrame(id: number, body: readonly number[]): Uint8Array {
  const crc = new SeptetWriter().write('u16', 'crc', crc16([id, ...body])).septets;
  return Uint8Array.of(START, id, ...body, ...crc, END);
}

/**
 * The body of exactly one frame `name`, start mark to end mark, or why it is none: wrong marks, id, length, a byte
 * above 0x7F or a checksum that does not hold. Never throws.
 */
export function openFrame(name: FrameName, bytes: Uint8Array): Uint8Array | LinkError {
  if (bytes.length < OVERHEAD_BYTES || bytes[0] !== START || bytes[bytes.length - 1] !== END) {
    return new LinkError('notFramed', `${bytes.length} bytes`);
  }
  if (bytes[1] !== FRAME_IDS[name]) {
    return new LinkError('unexpectedId', `id ${bytes[1]}, expected ${FRAME_IDS[name]} (${name})`);
  }
  const expectedLength = OVERHEAD_BYTES + BODY_SEPTETS[name];
  if (bytes.length !== expectedLength) {
    return new LinkError('length', `${bytes.length} bytes, expected ${expectedLength} (${name})`);
  }
  const covered = bytes.subarray(1, -1 - CRC_SEPTETS);
  const crcSeptets = bytes.subarray(-1 - CRC_SEPTETS, -1);
  if (bytes.subarray(1, -1).some((byte) => byte > 0x7f)) return new LinkError('notSeptets', name);
  const sent = new SeptetReader(crcSeptets).read('u16');
  if (sent !== crc16(covered)) {
    return new LinkError('crc', `${name}: sent ${sent}, computed ${crc16(covered)}`);
  }
  return covered.subarray(1);
}
