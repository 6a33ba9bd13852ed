import { putInForce } from '../../../controller/control/profileInForce.ts';
import { FIRMWARE_HASH } from '../../../hardware/link/firmwareHash.ts';
import type { Status } from '../../../hardware/link/status.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';

/** What a brace says that carries the head straight, with the limits of the default profile. */
export const HOLDING: Status = {
  inReplyTo: 'motion',
  seq: 0,
  acceptedSeq: 0,
  state: 'hold',
  fault: 'none',
  faultUptimeMs: 0,
  nonce: 77,
  uptimeMs: 1000,
  appliedUs: [1500, 1500, 1500],
  potSum: [8184, 8184, 8184],
  inputs: {
    isStopPressed: false,
    isHeadHeld: false,
    isServoPowerOn: true,
    areLimitsLoaded: true,
    arePulsesResumed: false,
    arePotsBelieved: true,
  },
  limitsCrc: putInForce(DEFAULT_PROFILE, 'saved-0').limitsCrc,
  lastRefusal: 'none',
  isRefused: false,
  refusalCount: 0,
  resetCause: { isPowerOn: true, isExternal: false, isBrownOut: false, isWatchdog: false },
  firmwareHash: FIRMWARE_HASH,
};
