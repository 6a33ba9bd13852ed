import type { HostFrame, Limits, Motion } from '../link/hostFrames.ts';
import type { FirmwareFaultId, RefusalRuleId } from '../link/rules.ts';
import type { PerServo } from '../link/septets.ts';
import { advances } from '../link/sequence.ts';
import type { Status } from '../link/status.ts';
import { isSafePulse } from './benchServos.ts';

/** What stands in for the firmware's memory on a board that has none. */
export interface BenchState {
  readonly state: Status['state'];
  readonly fault: FirmwareFaultId | 'none';
  readonly faultUptimeMs: number;
  readonly nonce: number;
  /** Undefined until a frame was accepted. */
  readonly acceptedSeq: number | undefined;
  readonly limits: Limits | undefined;
  /** The pulses that were written last; 0 while none are. */
  readonly pulseUs: PerServo;
  readonly lastMotionAtMs: number;
}

interface BenchSituation {
  readonly isStopPressed: boolean;
  readonly isHeadHeld: boolean;
  readonly arePotsPlausible: boolean;
  readonly nowMs: number;
}

/** At most this much time counts after a pause (FRAMES.md, slew per frame). */
const LONGEST_CREDIT_MS = 30;
const ROUNDING_US = 1;
const SERVOS = [0, 1, 2] as const;

/**
 * The firmware's rules for frames (hardware/link/FRAMES.md), as far as a host can keep them for a board without them: no
 * half-spaces, no window, no distance to the potentiometers, which control judges, and no lease, which nobody can keep when the
 * host is gone. Undefined: accepted.
 */
export function refusalOnBench(
  bench: BenchState,
  frame: HostFrame,
  situation: BenchSituation,
): RefusalRuleId | undefined {
  const isOld = bench.acceptedSeq !== undefined && !advances(bench.acceptedSeq, frame.seq);
  if (isOld && frame.kind !== 'statusRequest') return 'sequence';
  const isPowered = bench.state === 'hold' || bench.state === 'moving';
  const isLatched = bench.fault !== 'none';
  switch (frame.kind) {
    case 'statusRequest':
      return undefined;
    case 'motion':
      return isPowered ? refusalOfMotion(bench, frame, situation) : 'notPowered';
    case 'attach':
      if (isPowered) return 'alreadyAttached';
      if (isLatched) return 'latched';
      if (frame.nonce !== bench.nonce) return 'nonce';
      if (bench.limits === undefined) return 'noLimits';
      if (situation.isStopPressed) return 'stopPressed';
      if (!situation.isHeadHeld) return 'headNotHeld';
      if (!frame.pulseUs.every((pulseUs, servo) => isInRange(pulseUs, bench.limits, servo))) return 'range';
      return situation.arePotsPlausible ? undefined : 'potImplausible';
    case 'limits':
      if (bench.state === 'moving') return 'notInHold';
      return [...frame.minUs, ...frame.maxUs].every(isSafePulse) &&
        SERVOS.every((servo) => frame.minUs[servo] < frame.maxUs[servo])
        ? undefined
        : 'beyondCompiled';
    case 'release':
      if (!isPowered) return 'notPowered';
      if (isLatched) return 'latched';
      if (frame.nonce !== bench.nonce) return 'nonce';
      if (bench.state !== 'hold') return 'notInHold';
      return situation.isHeadHeld ? undefined : 'headNotHeld';
    case 'clear':
      if (frame.nonce !== bench.nonce) return 'nonce';
      if (frame.fault !== bench.fault) return 'wrongFault';
      return situation.isStopPressed ? 'stopPressed' : undefined;
  }
}

function refusalOfMotion(
  bench: BenchState,
  { isMoving, pulseUs }: Motion,
  { nowMs }: BenchSituation,
): RefusalRuleId | undefined {
  const isSame = SERVOS.every((servo) => pulseUs[servo] === bench.pulseUs[servo]);
  if (isMoving && bench.fault !== 'none') return 'latched';
  if (isMoving && bench.limits === undefined) return 'noLimits';
  if (isSame) return undefined;
  if (!isMoving) return 'still';
  if (bench.state !== 'moving') return 'movingStart';
  if (!SERVOS.every((servo) => isInRange(pulseUs[servo], bench.limits, servo))) return 'range';
  const creditMs = Math.min(nowMs - bench.lastMotionAtMs, LONGEST_CREDIT_MS);
  const isSlow = SERVOS.every((servo) => {
    const allowedUs = Math.floor(((bench.limits?.speedUsPerS[servo] ?? 0) * creditMs) / 1000) + ROUNDING_US;
    return Math.abs(pulseUs[servo] - bench.pulseUs[servo]) <= allowedUs;
  });
  return isSlow ? undefined : 'slewFrame';
}

function isInRange(pulseUs: number, limits: Limits | undefined, servo: number): boolean {
  const minUs = limits?.minUs[servo] ?? Number.NaN;
  const maxUs = limits?.maxUs[servo] ?? Number.NaN;
  return isSafePulse(pulseUs) && pulseUs >= minUs && pulseUs <= maxUs;
}
