const REFLECTED_POLYNOMIAL = 0x8408;

/**
 * CRC-16/MCRF4XX of septets or bytes: what avr-libc's `_crc_ccitt_update` computes from 0xFFFF, without a final XOR
 * (hardware/link/FRAMES.md, Encoding). Any error inside 16 neighbouring bits is detected.
 */
export function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ REFLECTED_POLYNOMIAL : crc >>> 1;
  }
  return crc;
}
