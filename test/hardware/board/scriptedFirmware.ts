import { FRAME_IDS, sealFrame } from '../../../hardware/link/frame.ts';
import { decodeHostFrame, type HostFrame, type Motion } from '../../../hardware/link/hostFrames.ts';
import { LinkError } from '../../../hardware/link/linkError.ts';
import { encodeStatus, type Status } from '../../../hardware/link/status.ts';

const INPUT = 0;
const OUTPUT = 1;
const ANALOG = 2;
/** A Nano: D0…D13, A0…A7. */
const DIGITAL_PINS = 14;
const ANALOG_PINS = 8;

export interface ScriptedFirmwareOptions {
  /** Whether it knows our frames; plain StandardFirmata does not. */
  readonly speaksFrames?: boolean;
  readonly name?: string;
  readonly analogPins?: number;
}

/**
 * The wire behaviour of a chip, as bytes: Firmata 2.6 as far as johnny-five uses it, and our frames, every one accepted.
 * It judges nothing; what the real firmware refuses is tested against the real firmware.
 */
export class ScriptedFirmware {
  /** Every whole message received, as hex, and every host frame among them. */
  readonly messages: string[] = [];
  readonly frames: HostFrame[] = [];
  /** Held: bytes received are not looked at until `resume`. */
  isStalled = false;
  /** Replies that would be sent are lost. */
  isMute = false;
  status: Status = INITIAL_STATUS;
  readonly #options: Required<ScriptedFirmwareOptions>;
  readonly #send: (bytes: Uint8Array) => void;
  #kept: number[] = [];
  #message: number[] = [];

  constructor(send: (bytes: Uint8Array) => void, options: ScriptedFirmwareOptions = {}) {
    this.#send = send;
    this.#options = { speaksFrames: true, name: 'Poise.ino', analogPins: ANALOG_PINS, ...options };
  }

  receive(bytes: Uint8Array): void {
    if (this.isStalled) {
      this.#kept.push(...bytes);
      return;
    }
    for (const byte of bytes) this.#take(byte);
  }

  resume(): void {
    this.isStalled = false;
    const kept = this.#kept;
    this.#kept = [];
    this.receive(Uint8Array.from(kept));
  }

  /** What was received since it stalled never arrived. */
  forget(): void {
    this.#kept = [];
    this.isStalled = false;
  }

  /** What a chip sends when it has booted. */
  boot(nonce: number): void {
    this.status = { ...this.status, nonce, uptimeMs: 0, state: 'off', appliedUs: [0, 0, 0] };
    this.#reportVersion();
    this.#reportFirmware();
    if (this.#options.speaksFrames) this.sendStatus({ inReplyTo: 'unasked', seq: 0 });
  }

  sendStatus(change: Partial<Status>): void {
    this.send(encodeStatus({ ...this.status, ...change }));
  }

  send(bytes: Uint8Array): void {
    if (!this.isMute) this.#send(bytes);
  }

  /** One analog report, as the sampling timer would send it. */
  reportAnalog(channel: number, reading: number): void {
    this.send(Uint8Array.of(0xe0 | channel, reading & 0x7f, reading >> 7));
  }

  /** The levels of D0…D7. */
  reportPortZero(levels: number): void {
    this.send(Uint8Array.of(0x90, levels & 0x7f, levels >> 7));
  }

  #take(byte: number): void {
    if (byte >= 0x80 && byte !== 0xf7) this.#message = [];
    this.#message.push(byte);
    const first = this.#message[0] ?? 0;
    const isComplete =
      first === 0xf0
        ? byte === 0xf7
        : this.#message.length === (LENGTHS[first >= 0xf0 ? first : first & 0xf0] ?? 1);
    if (!isComplete) return;
    const message = Uint8Array.from(this.#message);
    this.#message = [];
    this.messages.push(Buffer.from(message).toString('hex'));
    this.#answer(message);
  }

  #answer(message: Uint8Array): void {
    if (message[0] === 0xf9) this.#reportVersion();
    if (message[0] !== 0xf0) return;
    if (message[1] === 0x79) this.#reportFirmware();
    else if (message[1] === 0x6b) this.#reportCapabilities();
    else if (message[1] === 0x69) this.#reportAnalogMapping();
    else if (this.#options.speaksFrames && (message[1] ?? 0) < FRAME_IDS.status) this.#answerFrame(message);
  }

  #answerFrame(message: Uint8Array): void {
    const frame = decodeHostFrame(message);
    if (frame instanceof LinkError) {
      this.sendStatus({ inReplyTo: 'motion', seq: 0, isRefused: true, lastRefusal: 'crc' });
      return;
    }
    this.frames.push(frame);
    if (frame.kind !== 'statusRequest') this.status = { ...this.status, acceptedSeq: frame.seq };
    if (frame.kind === 'motion' || frame.kind === 'attach') {
      this.status = { ...this.status, appliedUs: frame.pulseUs, state: 'hold' };
    }
    this.sendStatus({ inReplyTo: frame.kind, seq: frame.seq });
  }

  get motions(): Motion[] {
    return this.frames.filter((frame) => frame.kind === 'motion');
  }

  #reportVersion(): void {
    this.send(Uint8Array.of(0xf9, 2, 6));
  }

  #reportFirmware(): void {
    const name = [...Buffer.from(this.#options.name, 'ascii')].flatMap((code) => [code & 0x7f, code >> 7]);
    this.send(Uint8Array.of(0xf0, 0x79, 2, 6, ...name, 0xf7));
  }

  #reportCapabilities(): void {
    const digital = Array.from({ length: DIGITAL_PINS }, () => [INPUT, 1, OUTPUT, 1, 0x7f]);
    const analog = Array.from({ length: this.#options.analogPins }, () => [ANALOG, 10, 0x7f]);
    this.send(Uint8Array.of(0xf0, 0x6c, ...digital.flat(), ...analog.flat(), 0xf7));
  }

  #reportAnalogMapping(): void {
    const analog = Array.from({ length: this.#options.analogPins }, (_, channel) => channel);
    this.send(
      Uint8Array.of(0xf0, 0x6a, ...Array.from({ length: DIGITAL_PINS }, () => 0x7f), ...analog, 0xf7),
    );
  }
}

/** Lengths of the messages that are no sysex, by their first byte without its channel. */
const LENGTHS: Record<number, number> = { 192: 2, 208: 2, 224: 3, 144: 3, 244: 3, 245: 3, 249: 1, 255: 1 };

export const INITIAL_STATUS: Status = {
  inReplyTo: 'unasked',
  seq: 0,
  acceptedSeq: 0,
  state: 'off',
  fault: 'none',
  faultUptimeMs: 0,
  nonce: 4711,
  uptimeMs: 1000,
  appliedUs: [0, 0, 0],
  potSum: [8184, 8184, 8184],
  inputs: {
    isStopPressed: false,
    isHeadHeld: false,
    isServoPowerOn: false,
    areLimitsLoaded: false,
    arePulsesResumed: false,
    arePotsBelieved: true,
  },
  limitsCrc: 0,
  lastRefusal: 'none',
  isRefused: false,
  refusalCount: 0,
  resetCause: { isPowerOn: true, isExternal: false, isBrownOut: false, isWatchdog: false },
  firmwareHash: 1,
};

/** A status frame whose checksum is right and whose content this release does not know. */
export function statusFromTheFuture(): Uint8Array {
  return sealFrame(FRAME_IDS.status, [127, ...Array.from({ length: 43 }, () => 0)]);
}
