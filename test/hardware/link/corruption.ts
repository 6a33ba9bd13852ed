/** Every frame that differs from `bytes` in one byte: each position, each of the 255 other values. */
export function* everyOtherByte(bytes: Uint8Array): Generator<Uint8Array> {
  for (let position = 0; position < bytes.length; position++) {
    for (let difference = 1; difference < 256; difference++) {
      const damaged = Uint8Array.from(bytes);
      damaged[position] = (damaged[position] ?? 0) ^ difference;
      yield damaged;
    }
  }
}

/** Every proper prefix, and the frame with one byte taken out or one of all byte values put in at each position. */
export function* everyOtherLength(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) yield bytes.slice(0, length);
  for (let position = 0; position <= bytes.length; position++) {
    const before = bytes.subarray(0, position);
    if (position < bytes.length) yield Uint8Array.of(...before, ...bytes.subarray(position + 1));
    for (let value = 0; value < 256; value++) {
      yield Uint8Array.of(...before, value, ...bytes.subarray(position));
    }
  }
}
