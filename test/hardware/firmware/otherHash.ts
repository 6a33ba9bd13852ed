import { readFileSync } from 'node:fs';
import { FIRMWARE_HASH } from '../../../hardware/link/firmwareHash.ts';
import { readHex } from '../../../sim/mcu/hex.ts';

const HEX = new URL('../../../hardware/firmware/interlock.hex', import.meta.url);
const LDI = 0xe000;
const BYTES_PER_RECORD = 16;

/** The committed firmware, Intel HEX, but for one bit of the hash that it says it has. @throws Error if the hash is not found exactly once */
export function firmwareOfOtherHash(): string {
  const words = readHex(readFileSync(HEX, 'utf8'));
  const [place, ...others] = placesOfHash(words);
  if (place === undefined || others.length > 0)
    throw new Error('the hash is not four loads in a row, once: look for it in the listing');
  // The lowest bit of the constant is the lowest bit of its load.
  words[place] = (words[place] ?? 0) ^ 1;
  return hexOf(words);
}

/** Where four registers in a row are loaded with the hash, lowest byte first, as avr-gcc passes a number of 32 bits. */
function placesOfHash(words: Uint16Array): number[] {
  const constants = [0, 8, 16, 24].map((shift) => (FIRMWARE_HASH >>> shift) & 0xff);
  const places: number[] = [];
  for (let register = 16; register <= 28; register++) {
    const loads = constants.map(
      (byte, index) => LDI | ((byte & 0xf0) << 4) | ((register + index - 16) << 4) | (byte & 0x0f),
    );
    for (let place = 0; place + 4 <= words.length; place++) {
      if (loads.every((load, index) => words[place + index] === load)) places.push(place);
    }
  }
  return places;
}

function hexOf(words: Uint16Array): string {
  const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  const records: string[] = [];
  for (let address = 0; address < bytes.length; address += BYTES_PER_RECORD) {
    const data = bytes.subarray(address, address + BYTES_PER_RECORD);
    if (data.every((byte) => byte === 0xff)) continue;
    const record = Buffer.from([data.length, address >> 8, address & 0xff, 0, ...data]);
    const sum = record.reduce((total, byte) => total + byte, 0);
    records.push(`:${record.toString('hex')}${((-sum & 0xff) | 0x100).toString(16).slice(1)}`);
  }
  return `${records.join('\n')}\n:00000001FF\n`.toUpperCase();
}
