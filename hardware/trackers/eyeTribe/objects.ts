/** Cuts a byte stream into JSON objects, one per line or several on one, however the network cut it before. */
export interface ObjectReader {
  push(bytes: Uint8Array): readonly unknown[];
  /** Pieces that were no object. */
  readonly rubbish: number;
}

/** A frame has 700 characters. */
const MAX_OBJECT_LENGTH = 16_384;
const NEW_LINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** An object ends with the brace that closes it; a line that ends before is given up, so that one torn object costs no other. */
export function createObjectReader(): ObjectReader {
  let piece = '';
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let rubbish = 0;

  const giveUp = (): void => {
    depth = 0;
    piece = '';
    isInString = false;
    isEscaped = false;
    rubbish += 1;
  };

  const weigh = (byte: number | undefined): void => {
    if (isInString) {
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === OPENING) depth += 1;
    else if (byte === CLOSING) depth -= 1;
  };

  return {
    push(bytes) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const objects: unknown[] = [];
      // Where in these bytes the piece begins or goes on.
      let from = 0;
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at];
        if (depth === 0) {
          if (byte === OPENING) {
            depth = 1;
            piece = '';
            from = at;
          }
        } else if (byte === NEW_LINE) giveUp();
        else {
          weigh(byte);
          if (depth === 0) {
            try {
              objects.push(JSON.parse(piece + text.toString('latin1', from, at + 1)));
            } catch {
              giveUp();
            }
          } else if (piece.length + at + 1 - from > MAX_OBJECT_LENGTH) giveUp();
        }
      }
      if (depth > 0) piece += text.toString('latin1', from);
      return objects;
    },
    get rubbish() {
      return rubbish;
    },
  };
}
