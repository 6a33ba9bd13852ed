/** One message of the Open Gaze API: its element and attributes. */
export interface GazepointMessage {
  readonly kind: 'ack' | 'nack' | 'calibration' | 'record';
  readonly attributes: ReadonlyMap<string, string>;
}

/** Cuts the byte stream of the server into messages, however the network cut it before. */
export interface GazepointReader {
  push(bytes: Uint8Array): readonly GazepointMessage[];
  /** Pieces that were no message. */
  readonly rubbish: number;
}

/** A result of nine points has 1,200 characters. */
const MAX_MESSAGE_LENGTH = 8192;
/** Far above any tick count; what is larger is no measurement. */
const LARGEST = 1e15;
const OPENING = 0x3c;
const SLASH = 0x2f;
const CLOSING = 0x3e;

const KINDS: ReadonlyMap<string, GazepointMessage['kind']> = new Map([
  ['ACK', 'ack'],
  ['NACK', 'nack'],
  // One client's constants have this spelling (reference/gaze.md §5.2).
  ['NAC', 'nack'],
  ['CAL', 'calibration'],
  ['REC', 'record'],
]);

/**
 * Reads from "<" to "/>" and no further: servers leave out the blank between attributes, which an XML parser refuses
 * (reference/gaze.md §5.2). A "<" before the end begins anew, so that one torn message costs no other.
 */
export function createGazepointReader(): GazepointReader {
  let piece = '';
  let isInside = false;
  let wasSlash = false;
  let rubbish = 0;

  return {
    push(bytes) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const messages: GazepointMessage[] = [];
      // Where in these bytes the piece begins or goes on: cutting it out whole is a tenth of the work of gathering it by bytes.
      let from = 0;
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at];
        if (byte === OPENING) {
          if (isInside) rubbish += 1;
          isInside = true;
          piece = '';
          from = at + 1;
        } else if (isInside && wasSlash && byte === CLOSING) {
          isInside = false;
          const message = messageOf(piece + text.toString('latin1', from, at));
          if (message) messages.push(message);
          else rubbish += 1;
        } else if (isInside && piece.length + at + 1 - from > MAX_MESSAGE_LENGTH) {
          isInside = false;
          rubbish += 1;
        }
        wasSlash = byte === SLASH;
      }
      if (isInside) piece += text.toString('latin1', from);
      return messages;
    },
    get rubbish() {
      return rubbish;
    },
  };
}

/** @param piece what stands between "<" and ">", with the closing slash */
function messageOf(piece: string): GazepointMessage | null {
  const kind = KINDS.get(/^[A-Z]+/.exec(piece)?.[0] ?? '');
  if (!kind) return null;
  const attributes = new Map<string, string>();
  for (const [, name, value] of piece.matchAll(/(\w+)="([^"]*)"/g)) {
    if (name !== undefined && value !== undefined && !attributes.has(name)) attributes.set(name, value);
  }
  return { kind, attributes };
}

/** The number an attribute holds; null where it is missing or no plain number of sensible size. */
export function numberOf({ attributes }: GazepointMessage, name: string): number | null {
  const text = attributes.get(name);
  if (text === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) return null;
  const value = Number(text);
  return Math.abs(value) <= LARGEST ? value : null;
}
