import { FRAME_IDS, openFrame, sealFrame } from './frame.ts';
import type { HostFrame } from './hostFrames.ts';
import { LinkError } from './linkError.ts';
import {
  type FirmwareFaultId,
  firmwareFault,
  firmwareFaultByNumber,
  type RefusalRuleId,
  refusalRule,
  refusalRuleByNumber,
} from './rules.ts';
import { type PerServo, SeptetReader, SeptetWriter } from './septets.ts';

/** Whether pulses are put out, and whether they may change. */
type FirmwareState = 'off' | 'hold' | 'moving' | 'released';
const STATES: readonly FirmwareState[] = ['off', 'hold', 'moving', 'released'];

/** The frames that can be answered, by their number; 0 is a status that nobody asked for. */
const ANSWERED: readonly (HostFrame['kind'] | 'unasked')[] = [
  'unasked',
  'motion',
  'attach',
  'limits',
  'release',
  'clear',
  'statusRequest',
];

/** What the firmware says about itself (hardware/link/FRAMES.md, Firmware to host). */
export interface Status {
  /** The kind of frame answered; 'unasked' at boot, when a fault latches, when an input changes. */
  readonly inReplyTo: HostFrame['kind'] | 'unasked';
  /** That frame's `seq`; 0 if unasked or unreadable. */
  readonly seq: number;
  readonly acceptedSeq: number;
  readonly state: FirmwareState;
  /** The first latched fault. */
  readonly fault: FirmwareFaultId | 'none';
  /** Uptime when it latched. */
  readonly faultUptimeMs: number;
  /** New at every boot, never 0. */
  readonly nonce: number;
  readonly uptimeMs: number;
  /** Pulses now put out; 0 while off or released. */
  readonly appliedUs: PerServo;
  /** Sum of the last 16 conversions of each potentiometer, 0…16368. */
  readonly potSum: PerServo;
  readonly inputs: FirmwareInputs;
  /** `limitsCrc` of the limits in force; 0: none. */
  readonly limitsCrc: number;
  readonly lastRefusal: RefusalRuleId | 'none';
  /** Whether the frame answered was refused. */
  readonly isRefused: boolean;
  /** Since boot, saturating. */
  readonly refusalCount: number;
  readonly resetCause: ResetCause;
  /** Identity of the firmware's sources and generated limits. */
  readonly firmwareHash: number;
}

interface FirmwareInputs {
  readonly isStopPressed: boolean;
  readonly isHeadHeld: boolean;
  readonly isServoPowerOn: boolean;
  readonly areLimitsLoaded: boolean;
  /** Pulses resumed after a warm reset. */
  readonly arePulsesResumed: boolean;
  /** Each `potSum` is one that its servo can have come to, of conversions that a whole potentiometer gives. */
  readonly arePotsBelieved: boolean;
}

interface ResetCause {
  readonly isPowerOn: boolean;
  readonly isExternal: boolean;
  readonly isBrownOut: boolean;
  readonly isWatchdog: boolean;
}

/**
 * Reads one status, start mark to end mark, or says why it is none. A code that this release does not know is an
 * error: unknown never reads as fine. Never throws.
 */
export function decodeStatus(bytes: Uint8Array): Status | LinkError {
  const body = openFrame('status', bytes);
  if (body instanceof LinkError) return body;
  const reader = new SeptetReader(body);
  const inReplyTo = ANSWERED[reader.read('u7')];
  const seq = reader.read('u14');
  const acceptedSeq = reader.read('u14');
  const state = STATES[reader.read('u7')];
  const faultNumber = reader.read('u7');
  const faultUptimeMs = reader.read('u28');
  const nonce = reader.read('u28');
  const uptimeMs = reader.read('u28');
  const appliedUs = reader.readPerServo('u14');
  const potSum = reader.readPerServo('u14');
  const inputBits = bits(reader.read('u7'), 6);
  const crcOfLimits = reader.read('u16');
  const refusalNumber = reader.read('u7');
  const refused = bits(reader.read('u7'), 1);
  const refusalCount = reader.read('u14');
  const resetBits = bits(reader.read('u7'), 4);
  const firmwareHash = reader.read('u28');

  const fault = faultNumber === 0 ? 'none' : firmwareFaultByNumber(faultNumber)?.id;
  const lastRefusal = refusalNumber === 0 ? 'none' : refusalRuleByNumber(refusalNumber)?.id;
  if (inReplyTo === undefined) return new LinkError('unknownCode', 'status inReplyTo');
  if (state === undefined) return new LinkError('unknownCode', 'status state');
  if (fault === undefined) return new LinkError('unknownCode', `status fault ${faultNumber}`);
  if (lastRefusal === undefined) return new LinkError('unknownCode', `status lastRefusal ${refusalNumber}`);
  if (inputBits === undefined) return new LinkError('unknownCode', 'status inputs');
  if (refused === undefined) return new LinkError('unknownCode', 'status refused');
  if (resetBits === undefined) return new LinkError('unknownCode', 'status resetCause');
  if (crcOfLimits > 0xffff) return new LinkError('unknownCode', 'status limitsCrc');
  const [isStopPressed = false, isHeadHeld = false, isServoPowerOn = false, areLimitsLoaded = false] =
    inputBits;
  const [isPowerOn = false, isExternal = false, isBrownOut = false, isWatchdog = false] = resetBits;
  return {
    inReplyTo,
    seq,
    acceptedSeq,
    state,
    fault,
    faultUptimeMs,
    nonce,
    uptimeMs,
    appliedUs,
    potSum,
    inputs: {
      isStopPressed,
      isHeadHeld,
      isServoPowerOn,
      areLimitsLoaded,
      arePulsesResumed: inputBits[4] === true,
      arePotsBelieved: inputBits[5] === true,
    },
    limitsCrc: crcOfLimits,
    lastRefusal,
    isRefused: refused[0] === true,
    refusalCount,
    resetCause: { isPowerOn, isExternal, isBrownOut, isWatchdog },
    firmwareHash,
  };
}

/** The frame that the firmware would send; for tests and simulated peers. @throws LinkError `fieldInvalid` */
export function encodeStatus(status: Status): Uint8Array {
  const { inputs, resetCause } = status;
  const body = new SeptetWriter()
    .write('u7', 'inReplyTo', ANSWERED.indexOf(status.inReplyTo))
    .write('u14', 'seq', status.seq)
    .write('u14', 'acceptedSeq', status.acceptedSeq)
    .write('u7', 'state', STATES.indexOf(status.state))
    .write('u7', 'fault', status.fault === 'none' ? 0 : firmwareFault(status.fault).number)
    .write('u28', 'faultUptimeMs', status.faultUptimeMs)
    .write('u28', 'nonce', status.nonce)
    .write('u28', 'uptimeMs', status.uptimeMs)
    .writeEach('u14', 'appliedUs', status.appliedUs, 3)
    .writeEach('u14', 'potSum', status.potSum, 3)
    .write(
      'u7',
      'inputs',
      pack([
        inputs.isStopPressed,
        inputs.isHeadHeld,
        inputs.isServoPowerOn,
        inputs.areLimitsLoaded,
        inputs.arePulsesResumed,
        inputs.arePotsBelieved,
      ]),
    )
    .write('u16', 'limitsCrc', status.limitsCrc)
    .write('u7', 'lastRefusal', status.lastRefusal === 'none' ? 0 : refusalRule(status.lastRefusal).number)
    .write('u7', 'refused', pack([status.isRefused]))
    .write('u14', 'refusalCount', status.refusalCount)
    .write(
      'u7',
      'resetCause',
      pack([resetCause.isPowerOn, resetCause.isExternal, resetCause.isBrownOut, resetCause.isWatchdog]),
    )
    .write('u28', 'firmwareHash', status.firmwareHash);
  return sealFrame(FRAME_IDS.status, body.septets);
}

/** The lowest `count` bits, lowest first; undefined if a higher one is set. */
function bits(value: number, count: number): boolean[] | undefined {
  if (value >>> count !== 0) return undefined;
  return Array.from({ length: count }, (_, index) => (value & (1 << index)) !== 0);
}

function pack(isSet: readonly boolean[]): number {
  return isSet.reduce((packed, set, index) => packed | (set ? 1 << index : 0), 0);
}
