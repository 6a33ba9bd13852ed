import { crc16 } from './crc.ts';
import { FRAME_IDS, openFrame, sealFrame } from './frame.ts';
import { LinkError } from './linkError.ts';
import { type FirmwareFaultId, firmwareFault, firmwareFaultByNumber } from './rules.ts';
import { type PerServo, requireWhole, SeptetReader, SeptetWriter } from './septets.ts';

/** The longest silence that a motion frame may ask the firmware to tolerate (hardware/link/FRAMES.md). */
const MAX_LEASE_MS = 200;
/** Half-spaces around the permitted workspace (hardware/link/FRAMES.md, Judging `motion`). */
const HALF_SPACE_COUNT = 96;

/** Pulses for this tick; sent in every powered state. `seq` counts over all frames, see sequence.ts. */
export interface Motion {
  readonly kind: 'motion';
  readonly seq: number;
  /** False: the pulses repeat the applied ones and only keep the lease alive. */
  readonly isMoving: boolean;
  /** 1…200. */
  readonly leaseMs: number;
  readonly pulseUs: PerServo;
}

/** The first pulses of servos that are off. */
interface Attach {
  readonly kind: 'attach';
  readonly seq: number;
  /** From the newest status: shows that the sender knows which boot it talks to. */
  readonly nonce: number;
  readonly pulseUs: PerServo;
}

/** The active profile's limits, narrower than the compiled ones. */
export interface Limits {
  readonly kind: 'limits';
  readonly seq: number;
  readonly speedUsPerS: PerServo;
  readonly minUs: PerServo;
  readonly maxUs: PerServo;
  /** 96 distances from the reference pulses, one per compiled direction. */
  readonly offsetDeg32: readonly number[];
}

/** Supported release: pulses end while a person holds the head. */
interface Release {
  readonly kind: 'release';
  readonly seq: number;
  readonly nonce: number;
  /** A person has confirmed that the head is no longer in the brace: letting go then does not re-attach. */
  readonly isHeadOutOfBrace: boolean;
}

/** Acknowledges one latched fault. Never sent at start. */
export interface Clear {
  readonly kind: 'clear';
  readonly seq: number;
  readonly nonce: number;
  readonly fault: FirmwareFaultId;
}

/** Asks for a status; its `seq` is echoed and never judged. */
export interface StatusRequest {
  readonly kind: 'statusRequest';
  readonly seq: number;
}

export type HostFrame = Motion | Attach | Limits | Release | Clear | StatusRequest;

/** @throws LinkError `fieldInvalid` before anything is produced, like all encoders here. */
export function encodeMotion(frame: Motion): Uint8Array {
  const body = new SeptetWriter()
    .write('u14', 'seq', frame.seq)
    .write('u7', 'flags', flag(frame.isMoving, 'isMoving'))
    .write('u14', 'leaseMs', requireWhole('leaseMs', frame.leaseMs, 1, MAX_LEASE_MS))
    .writeEach('u14', 'pulseUs', frame.pulseUs, 3);
  return sealFrame(FRAME_IDS.motion, body.septets);
}

export function encodeAttach(frame: Attach): Uint8Array {
  const body = new SeptetWriter()
    .write('u14', 'seq', frame.seq)
    .write('u28', 'nonce', frame.nonce)
    .writeEach('u14', 'pulseUs', frame.pulseUs, 3);
  return sealFrame(FRAME_IDS.attach, body.septets);
}

function writeLimits(writer: SeptetWriter, limits: Omit<Limits, 'kind' | 'seq'>): SeptetWriter {
  writer.writeEach('u14', 'speedUsPerS', limits.speedUsPerS, 3);
  for (const servo of [0, 1, 2] as const) {
    writer.write('u14', `minUs[${servo}]`, limits.minUs[servo]);
    writer.write('u14', `maxUs[${servo}]`, limits.maxUs[servo]);
  }
  return writer.writeEach('u14', 'offsetDeg32', limits.offsetDeg32, HALF_SPACE_COUNT);
}

export function encodeLimits(frame: Limits): Uint8Array {
  const body = writeLimits(new SeptetWriter().write('u14', 'seq', frame.seq), frame);
  return sealFrame(FRAME_IDS.limits, body.septets);
}

/** What `status.limitsCrc` says while these limits are in force: the CRC over their septets without `seq`. */
export function limitsCrc(limits: Omit<Limits, 'kind' | 'seq'>): number {
  return crc16(writeLimits(new SeptetWriter(), limits).septets);
}

export function encodeRelease(frame: Release): Uint8Array {
  const body = new SeptetWriter()
    .write('u14', 'seq', frame.seq)
    .write('u28', 'nonce', frame.nonce)
    .write('u7', 'flags', flag(frame.isHeadOutOfBrace, 'isHeadOutOfBrace'));
  return sealFrame(FRAME_IDS.release, body.septets);
}

export function encodeClear(frame: Clear): Uint8Array {
  const body = new SeptetWriter()
    .write('u14', 'seq', frame.seq)
    .write('u28', 'nonce', frame.nonce)
    .write('u7', 'fault', firmwareFault(frame.fault).number);
  return sealFrame(FRAME_IDS.clear, body.septets);
}

export function encodeStatusRequest(frame: StatusRequest): Uint8Array {
  return sealFrame(FRAME_IDS.statusRequest, new SeptetWriter().write('u14', 'seq', frame.seq).septets);
}

/** The bytes `F0 … F7` of any host frame. @throws LinkError `fieldInvalid` */
export function encodeHostFrame(frame: HostFrame): Uint8Array {
  switch (frame.kind) {
    case 'motion':
      return encodeMotion(frame);
    case 'attach':
      return encodeAttach(frame);
    case 'limits':
      return encodeLimits(frame);
    case 'release':
      return encodeRelease(frame);
    case 'clear':
      return encodeClear(frame);
    case 'statusRequest':
      return encodeStatusRequest(frame);
  }
}

/** Reads one host frame, start mark to end mark, or says why it is none. Never throws; for tests and tools. */
export function decodeHostFrame(bytes: Uint8Array): HostFrame | LinkError {
  switch (bytes[1]) {
    case FRAME_IDS.motion:
      return decode(openFrame('motion', bytes), readMotion);
    case FRAME_IDS.attach:
      return decode(openFrame('attach', bytes), readAttach);
    case FRAME_IDS.limits:
      return decode(openFrame('limits', bytes), readLimits);
    case FRAME_IDS.release:
      return decode(openFrame('release', bytes), readRelease);
    case FRAME_IDS.clear:
      return decode(openFrame('clear', bytes), readClear);
    case FRAME_IDS.statusRequest:
      return decode(openFrame('statusRequest', bytes), readStatusRequest);
    default:
      return new LinkError('unexpectedId', `id ${bytes[1]} is no host frame`);
  }
}

function decode(
  body: Uint8Array | LinkError,
  read: (reader: SeptetReader) => HostFrame | LinkError,
): HostFrame | LinkError {
  return body instanceof LinkError ? body : read(new SeptetReader(body));
}

function readMotion(reader: SeptetReader): Motion | LinkError {
  const seq = reader.read('u14');
  const isMoving = unflag(reader.read('u7'));
  const leaseMs = reader.read('u14');
  const pulseUs = reader.readPerServo('u14');
  if (isMoving === undefined) return new LinkError('unknownCode', 'motion flags');
  if (leaseMs < 1 || leaseMs > MAX_LEASE_MS) return new LinkError('unknownCode', `motion leaseMs ${leaseMs}`);
  return { kind: 'motion', seq, isMoving, leaseMs, pulseUs };
}

function readAttach(reader: SeptetReader): Attach {
  return {
    kind: 'attach',
    seq: reader.read('u14'),
    nonce: reader.read('u28'),
    pulseUs: reader.readPerServo('u14'),
  };
}

function readLimits(reader: SeptetReader): Limits {
  const seq = reader.read('u14');
  const speedUsPerS = reader.readPerServo('u14');
  const ranges = [0, 1, 2].map(() => ({ minUs: reader.read('u14'), maxUs: reader.read('u14') }));
  const [first, second, third] = ranges;
  if (first === undefined || second === undefined || third === undefined)
    throw new RangeError('three servos');
  return {
    kind: 'limits',
    seq,
    speedUsPerS,
    minUs: [first.minUs, second.minUs, third.minUs],
    maxUs: [first.maxUs, second.maxUs, third.maxUs],
    offsetDeg32: Array.from({ length: HALF_SPACE_COUNT }, () => reader.read('u14')),
  };
}

function readRelease(reader: SeptetReader): Release | LinkError {
  const seq = reader.read('u14');
  const nonce = reader.read('u28');
  const isHeadOutOfBrace = unflag(reader.read('u7'));
  if (isHeadOutOfBrace === undefined) return new LinkError('unknownCode', 'release flags');
  return { kind: 'release', seq, nonce, isHeadOutOfBrace };
}

function readClear(reader: SeptetReader): Clear | LinkError {
  const seq = reader.read('u14');
  const nonce = reader.read('u28');
  const number = reader.read('u7');
  const fault = firmwareFaultByNumber(number);
  if (fault === undefined) return new LinkError('unknownCode', `clear fault ${number}`);
  return { kind: 'clear', seq, nonce, fault: fault.id };
}

function readStatusRequest(reader: SeptetReader): StatusRequest {
  return { kind: 'statusRequest', seq: reader.read('u14') };
}

/** A value that is not a boolean must not become "moving" by being truthy. */
function flag(isSet: boolean, field: string): number {
  if (typeof isSet !== 'boolean')
    throw new LinkError('fieldInvalid', `${field} = ${isSet}, expected a boolean`);
  return isSet ? 1 : 0;
}

/** Undefined if a bit is set that has no meaning yet. */
function unflag(flags: number): boolean | undefined {
  return flags > 1 ? undefined : flags === 1;
}
