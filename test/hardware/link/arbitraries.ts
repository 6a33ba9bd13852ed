import fc from 'fast-check';
import type { HostFrame } from '../../../hardware/link/hostFrames.ts';
import { FIRMWARE_FAULTS, REFUSAL_RULES } from '../../../hardware/link/rules.ts';
import type { Status } from '../../../hardware/link/status.ts';

export const u14 = fc.integer({ min: 0, max: 0x3fff });
const u28 = fc.integer({ min: 0, max: 0xfff_ffff });
const perServo = fc.tuple(u14, u14, u14);
const faultId = fc.constantFrom(...FIRMWARE_FAULTS.map((fault) => fault.id));

/** Every kind of host frame, over the whole range of every field. */
export const hostFrame: fc.Arbitrary<HostFrame> = fc.oneof(
  fc.record({
    kind: fc.constant('motion' as const),
    seq: u14,
    isMoving: fc.boolean(),
    leaseMs: fc.integer({ min: 1, max: 200 }),
    pulseUs: perServo,
  }),
  fc.record({ kind: fc.constant('attach' as const), seq: u14, nonce: u28, pulseUs: perServo }),
  fc.record({
    kind: fc.constant('limits' as const),
    seq: u14,
    speedUsPerS: perServo,
    minUs: perServo,
    maxUs: perServo,
    offsetDeg32: fc.array(u14, { minLength: 96, maxLength: 96 }),
  }),
  fc.record({ kind: fc.constant('release' as const), seq: u14, nonce: u28, isHeadOutOfBrace: fc.boolean() }),
  fc.record({ kind: fc.constant('clear' as const), seq: u14, nonce: u28, fault: faultId }),
  fc.record({ kind: fc.constant('statusRequest' as const), seq: u14 }),
);

export const status: fc.Arbitrary<Status> = fc.record({
  inReplyTo: fc.constantFrom(
    'unasked' as const,
    'motion' as const,
    'attach' as const,
    'limits' as const,
    'release' as const,
    'clear' as const,
    'statusRequest' as const,
  ),
  seq: u14,
  acceptedSeq: u14,
  state: fc.constantFrom('off' as const, 'hold' as const, 'moving' as const, 'released' as const),
  fault: fc.oneof(fc.constant('none' as const), faultId),
  faultUptimeMs: u28,
  nonce: u28,
  uptimeMs: u28,
  appliedUs: perServo,
  potSum: perServo,
  inputs: fc.record({
    isStopPressed: fc.boolean(),
    isHeadHeld: fc.boolean(),
    isServoPowerOn: fc.boolean(),
    areLimitsLoaded: fc.boolean(),
    arePulsesResumed: fc.boolean(),
    arePotsBelieved: fc.boolean(),
  }),
  limitsCrc: fc.integer({ min: 0, max: 0xffff }),
  lastRefusal: fc.constantFrom('none' as const, ...REFUSAL_RULES.map((rule) => rule.id)),
  isRefused: fc.boolean(),
  refusalCount: u14,
  resetCause: fc.record({
    isPowerOn: fc.boolean(),
    isExternal: fc.boolean(),
    isBrownOut: fc.boolean(),
    isWatchdog: fc.boolean(),
  }),
  firmwareHash: u28,
});
