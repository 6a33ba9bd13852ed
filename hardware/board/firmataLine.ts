const SYSEX_START = 0xf0;
const SYSEX_END = 0xf7;
const REPORT_VERSION = 0xf9;
/** Start mark, command, version, end mark: what the firmware report cannot do without. */
const SHORTEST_FIRMWARE_REPORT = 5;
/** The capability response of a 22-pin chip has about 200 bytes; a longer run without an end mark is noise. */
const LONGEST_SYSEX = 1024;
const CAPABILITIES = 0x6c;
const ANALOG_MAPPING = 0x6a;
const FIRMWARE_REPORT = 0x79;
const PIN_STATE = 0x6e;
const STRING = 0x71;
const STATUS = 0x07;
const I2C_REPLY = 0x77;
/** Marks, command, address, register and one byte, each of these three a pair of septets. */
const SHORTEST_I2C_REPLY = 9;
const END_OF_PIN = 0x7f;

/**
 * Cuts what arrives into Firmata messages and lets through only those that are whole and expected. firmata-io trusts the
 * line: a report cut short by noise makes it throw inside the stream, where the exception ends the process, and its
 * buffer has no bound.
 */
export class FirmataLine {
  /** Bytes that belonged to no message let through: noise, another baud rate, another device. */
  droppedBytes = 0;
  /** Messages let through. */
  messages = 0;
  #message: number[] = [];
  #pinCount: number | undefined;

  /** The whole messages that these bytes complete, in order, joined; empty if none is. */
  push(bytes: Uint8Array): number[] {
    const passed: number[] = [];
    for (const byte of bytes) {
      if (this.#isCompletedBy(byte)) {
        if (this.#isExpected(this.#message)) {
          this.messages++;
          passed.push(...this.#message);
          this.#message = [];
        } else {
          this.#drop();
        }
      }
    }
    return passed;
  }

  #drop(): void {
    this.droppedBytes += this.#message.length;
    this.#message = [];
  }

  #isCompletedBy(byte: number): boolean {
    const isInSysex = this.#message[0] === SYSEX_START;
    if (byte < 0x80) {
      if (this.#message.length === 0) {
        this.droppedBytes++;
        return false;
      }
      this.#message.push(byte);
      if (this.#message.length > LONGEST_SYSEX) this.#drop();
      return !isInSysex && this.#message.length === 3;
    }
    if (byte === SYSEX_END && isInSysex) {
      this.#message.push(byte);
      return true;
    }
    this.#drop();
    if (byte === SYSEX_START || byte === REPORT_VERSION || isPortReport(byte)) this.#message.push(byte);
    else this.droppedBytes++;
    return false;
  }

  #isExpected(message: readonly number[]): boolean {
    if (message[0] !== SYSEX_START) return true;
    switch (message[1]) {
      case STATUS:
      case STRING:
        return true;
      case FIRMWARE_REPORT:
        return message.length >= SHORTEST_FIRMWARE_REPORT;
      case I2C_REPLY:
        return message.length >= SHORTEST_I2C_REPLY && message.length % 2 === 1;
      case CAPABILITIES:
        // Taken once: firmata-io sizes its pin table by the first answer.
        if (this.#pinCount !== undefined) return false;
        this.#pinCount = message.filter((byte) => byte === END_OF_PIN).length;
        return true;
      case ANALOG_MAPPING:
        // firmata-io writes into that table, one entry per byte.
        return message.length - 3 === this.#pinCount;
      case PIN_STATE: {
        // firmata-io writes into that table. Start mark, command, pin, mode, one to three septets of value, end mark.
        const [, , pin = Number.NaN] = message;
        return message.length >= 6 && message.length <= 8 && pin < (this.#pinCount ?? 0);
      }
      default:
        return false;
    }
  }
}

/** An analog report (0xE0…0xEF) or a digital one (0x90…0x9F): three bytes. */
function isPortReport(byte: number): boolean {
  return (byte & 0xf0) === 0xe0 || (byte & 0xf0) === 0x90;
}
