const FLASH_BYTES = 0x8000;

/**
 * Reads an Intel HEX file into the flash of an ATmega328P (16,384 words, unprogrammed cells 0xFFFF).
 * @throws Error naming the line, if a record is malformed, its checksum wrong, its address outside flash, or the end record missing.
 */
export function readHex(text: string): Uint16Array {
  const bytes = new Uint8Array(FLASH_BYTES).fill(0xff);
  const view = new DataView(bytes.buffer);
  let isEnded = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || isEnded) continue;
    const record = readRecord(line.trim(), index + 1);
    if (record.type === 1) isEnded = true;
    else if (record.type === 0) {
      if (record.address + record.data.length > FLASH_BYTES) {
        throw new Error(
          `hex line ${index + 1}: address 0x${record.address.toString(16)} is outside the 32 KiB of flash`,
        );
      }
      bytes.set(record.data, record.address);
    } else if (record.data.some((byte) => byte !== 0) && record.type !== 3) {
      throw new Error(`hex line ${index + 1}: record type ${record.type} reaches beyond the 32 KiB of flash`);
    }
  }
  if (!isEnded) throw new Error('hex: the end record is missing; the file is cut short');
  return Uint16Array.from({ length: FLASH_BYTES / 2 }, (_, word) => view.getUint16(word * 2, true));
}

function readRecord(line: string, lineNumber: number): { type: number; address: number; data: Uint8Array } {
  if (!/^:([0-9a-f]{2}){5,}$/i.test(line)) throw new Error(`hex line ${lineNumber}: not an Intel HEX record`);
  const raw = Uint8Array.from(line.slice(1).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const [length = 0, high = 0, low = 0, type = 0] = raw;
  if (raw.length !== length + 5) throw new Error(`hex line ${lineNumber}: length does not match its count`);
  if (raw.reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0) {
    throw new Error(`hex line ${lineNumber}: checksum is wrong`);
  }
  return { type, address: (high << 8) | low, data: raw.subarray(4, 4 + length) };
}
